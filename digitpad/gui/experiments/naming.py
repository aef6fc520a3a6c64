"""What the combinations of a sweep are called: by the settings in which they differ."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from digitpad.config.settings_table import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.config.setting import Setting
    from digitpad.experiments.sweep import Combination, Sweep

_ON, _OFF = "on", "off"


def setting_label(option: str) -> str:
    """Return what the form calls the setting of a train option without its dashes."""
    setting = _setting(option)
    return _translated(setting.label) if setting is not None and setting.label else option.replace("-", " ")


def names_of(combinations: Sequence[Combination]) -> tuple[str, ...]:
    """Return a name for each combination; what all have in common is left out, and the label of the only difference.

    Where they name different settings, what few have comes first.
    """
    differing = _differing(combinations)
    told = [tuple(pair for pair in each.settings if pair[0] in differing) for each in combinations]
    if len({tuple(option for option, _ in pairs) for pairs in told}) > 1:
        counts = Counter(chain(*told))
        told = [tuple(sorted(pairs, key=lambda pair: counts[pair])) for pairs in told]
    is_alone = len(differing) == 1
    return tuple(
        ", ".join(_named(option, value, is_alone=is_alone) for option, value in pairs)
        or QCoreApplication.translate("experiments", "as they stand")
        for pairs in told
    )


def heading_of(combinations: Sequence[Combination]) -> str:
    """Return what stands above the names: the label of the only setting in which they differ, or “Settings”."""
    differing = _differing(combinations)
    if len(differing) == 1:
        return setting_label(next(iter(differing)))
    return QCoreApplication.translate("experiments", "Settings")


def title_of(sweep: Sweep) -> str:
    """Return what a sweep of one's own is called: what it varies, and of which recipe."""
    options = [each.setting for each in sweep.variations] or [option for option, _ in chain(*sweep.combinations)]
    labels = dict.fromkeys(setting_label(option) for option in options)
    varied = QCoreApplication.translate("experiments", " and ").join(labels)
    return ", ".join(filter(None, [varied, sweep.base.recipe]))


def _differing(combinations: Sequence[Combination]) -> dict[str, None]:
    """Return the options in which combinations differ, in order."""
    given = [dict(each.settings) for each in combinations]
    options = dict.fromkeys(option for each in given for option in each)
    if len(given) == 1:
        return options
    return {option: None for option in options if len({each.get(option) for each in given}) > 1}


def _named(option: str, value: str, *, is_alone: bool) -> str:
    """Return a setting with its value in a few words; of the only difference, the value alone."""
    setting = _setting(option)
    shown = value.replace(",", "-") if option == "hidden" else value
    if setting is None:
        return f"{option} {shown}"
    choices = {str(chosen.value): text for text, chosen in setting.choices if chosen is not None}
    if value in choices:
        return _translated(choices[value])
    if is_alone:
        return shown
    if value in {_ON, _OFF}:
        label = _translated(setting.note or setting.label)
        return (
            label if value == _ON else QCoreApplication.translate("experiments", "no {setting}").format(setting=label)
        )
    if "{value}" in setting.note:
        return _translated(setting.note).format(value=shown)
    return f"{setting_label(option).lower()} {shown}"


def _setting(option: str) -> Setting | None:
    known = (setting for setting in SETTINGS.values() if setting.help)
    return next((setting for setting in known if setting.options[0] == f"--{option}"), None)


def _translated(text: str) -> str:
    return QCoreApplication.translate("settings", text)
