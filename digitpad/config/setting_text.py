"""Settings by the names of their options, and their values from texts, as the command line and a sweep have them."""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitpad.config.setting import Setting, SettingKind
from digitpad.config.settings_table import SETTINGS
from digitpad.errors import ConfigError
from digitpad.shown_text import escaped

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import Enum

AS_TEXT = frozenset(
    {
        SettingKind.SIZES,
        SettingKind.MILESTONES,
        SettingKind.PAIR,
        SettingKind.NAMES,
        SettingKind.FILE,
        SettingKind.FOLDER,
    }
)
"""Kinds whose values come as texts from the command-line library too."""

_SWITCHED = {"on": True, "off": False, "yes": True, "no": False, "true": True, "false": False}

_KINDS = {
    SettingKind.WHOLE: "a whole number",
    SettingKind.WHOLE_OR_NONE: "a whole number",
    SettingKind.NUMBER: "a number",
    SettingKind.SIZES: "a list of layer sizes such as 256,128,64",
    SettingKind.MILESTONES: "a list of milestones such as 5,8",
    SettingKind.PAIR: "two numbers such as 0.9,0.999",
    SettingKind.SWITCH: "on or off",
}
"""What a text should be."""


def _switched(text: str) -> bool:
    if text.lower() not in _SWITCHED:
        raise ValueError
    return _SWITCHED[text.lower()]


def _whole_numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


def _pair(text: str) -> tuple[float, float]:
    one, other = map(float, text.split(","))
    return (one, other)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _file(text: str) -> str:
    # Absolute, for resuming from another folder; not resolved, for a link's name is the samples' name.
    return escaped(Path(text).absolute())


def _folder(text: str) -> str:
    return escaped(Path(os.path.realpath(text)))  # pathlib fails for links that lead in a circle


_READERS: dict[SettingKind, Callable[[str], Any]] = {
    SettingKind.SWITCH: _switched,
    SettingKind.WHOLE: int,
    SettingKind.WHOLE_OR_NONE: int,
    SettingKind.NUMBER: float,
    SettingKind.SIZES: _whole_numbers,
    SettingKind.MILESTONES: _whole_numbers,
    SettingKind.PAIR: _pair,
    SettingKind.NAMES: _names,
    SettingKind.FILE: _file,
    SettingKind.FOLDER: _folder,
}
"""From a text to a value; each raises ValueError for a text of another kind."""


def find_setting(option: str) -> Setting:
    """Return the setting whose option has this name, without its dashes: ``hidden``, ``learning-rate``, ``augment``.

    Raises
    ------
    ConfigError
        If there is none.
    """
    known = {setting.options[0].removeprefix("--"): setting for setting in SETTINGS.values() if setting.help}
    if option in known:
        return known[option]
    close = get_close_matches(option, known, n=1)
    raise ConfigError(
        "There is no such setting",
        "“{option}” is no option of digitpad train. {hint}",
        option=option,
        hint=f"Did you mean “{close[0]}”?" if close else f"There are: {', '.join(known)}.",
    )


def value_of(setting: Setting, text: str) -> Any:
    """Return the value of a setting as a config has it, from what one types for it.

    Raises
    ------
    ConfigError
        If the text is no value of the setting's kind.
    """
    try:
        return _read(setting, text if setting.kind in {SettingKind.FILE, SettingKind.FOLDER} else text.strip())
    except ValueError:
        choices = ", ".join(each.value for each in _choices(setting))
        raise ConfigError(
            "This value cannot work",
            "{text} is not {kind}, which {option} takes.",
            text=f"“{text}”" if text else "An empty text",
            kind=f"one of {choices}" if choices else _KINDS.get(setting.kind, "a name"),
            option=setting.options[0],
        ) from None


def text_of(value: object) -> str:
    """Return what one types for a value: the inverse of `value_of`."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ",".join(map(text_of, value))
    return f"{value:.15g}" if isinstance(value, float) and float(f"{value:.15g}") == value else str(value)


def _read(setting: Setting, text: str) -> Any:
    if choices := _choices(setting):
        return type(choices[0])(text)
    return _READERS[setting.kind](text)


def _choices(setting: Setting) -> tuple[Enum, ...]:
    """Return the values among which a setting is chosen; none if it is no choice."""
    return tuple(setting.option_choices or (value for _, value in setting.choices if value is not None))
