"""From settings as a form has them to what `digitpad train` would be asked for, so that a sweep may vary them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from digitpad.config.setting import SettingKind
from digitpad.config.setting_text import value_of
from digitpad.config.settings_table import SETTINGS
from digitpad.config.train_command import command_of
from digitpad.training.request import TrainRequest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from digitpad.config.setting import Setting
    from digitpad.config.train_config import TrainConfig

_OPTIONS = {option: setting for setting in SETTINGS.values() if setting.help for option in setting.options}


def request_of(config: TrainConfig) -> TrainRequest:
    """Return the request that comes to a config."""
    asked: dict[str, Any] = {}
    initial: str | None = None
    words = iter(command_of(config, "sweep")[2:])
    for word in words:
        if word == "--name":
            next(words)
        elif word == "--fine-tune":
            initial = next(words)
        elif (setting := _OPTIONS[word]).kind is SettingKind.SWITCH and setting.option_choices is None:
            asked[setting.name] = word == setting.options[0]
        else:
            asked[setting.name] = value_of(setting, next(words))
    return TrainRequest(fine_tune=initial, asked=asked)


def with_settings(base: TrainRequest, more: Mapping[str, Any], varied: Collection[Setting]) -> TrainRequest:
    """Return a request with more asked for, and without what is varied."""
    left_out = {setting.name for setting in varied}
    asked = {name: value for name, value in (dict(base.asked) | dict(more)).items() if name not in left_out}
    return replace(base, asked=asked)
