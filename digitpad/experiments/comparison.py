"""Finished runs laid over each other: what differs between their settings, and what they came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.config.setting_text import text_of
from digitpad.config.settings_table import SETTINGS
from digitpad.errors import LibraryError
from digitpad.library.library import Library
from digitpad.library.run_records import find_run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.config.setting import Setting
    from digitpad.config.train_config import TrainConfig
    from digitpad.models.checkpoint import EpochRecord, Measurement


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """A run that has ended."""

    name: str  # as it was asked for
    config: TrainConfig
    history: tuple[EpochRecord, ...]
    measurements: tuple[Measurement, ...]


def find_finished(name: str) -> FinishedRun:
    """Return a finished run: a run record by its name, the latest of a model, or what a model tells of its own.

    Raises
    ------
    LibraryError
        If there is neither a run nor a model of that name, or the model does not say how it was trained.
    StorageError, CheckpointError
        If its file is damaged.
    """
    try:
        record = find_run(name)
    except LibraryError:
        library = Library.of_user()
        if name not in {entry.name for entry in library.entries()}:
            raise
        model = library.load(name)
        if model.config is None:
            raise LibraryError(
                "This model does not say how it was trained",
                "“{name}” has neither a run record nor settings of its own, so there is nothing to compare. "
                "Choose another model.",
                name=name,
            ) from None
        return FinishedRun(name, model.config, model.history, model.measurements)
    return FinishedRun(name, record.config, record.history, record.measurements)


def differing_settings(configs: Sequence[TrainConfig]) -> tuple[dict[str, str], ...]:
    """Return the settings that are not the same in all configs, by their options without dashes, for each config."""
    differing: tuple[dict[str, str], ...] = tuple({} for _ in configs)
    for setting in SETTINGS.values():
        texts = [_text(setting, config) for config in configs]
        if setting.help and len(set(texts)) > 1:
            for each, text in zip(differing, texts, strict=True):
                each[setting.options[0].removeprefix("--")] = text
    if len({config.initial for config in configs}) > 1:
        for each, config in zip(differing, configs, strict=True):
            each["fine-tune"] = config.initial or ""
    return differing


def _text(setting: Setting, config: TrainConfig) -> str:
    """Return a setting's value as one types it; empty where there is none."""
    value = setting.value_in(config)
    if setting.option_choices is not None:
        return str(tuple(setting.option_choices)[value])
    return "" if value is None else text_of(value)
