"""A config as the ``digitpad train`` command that trains it."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DatasetName
from digitpad.config.model_spec import ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing, Reading, reading_for
from digitpad.config.train_config import TrainConfig

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN = {
    "initialization": "--initialization",
    "optimizer": "--optimizer",
    "momentum": "--momentum",
    "betas": "--betas",
    "weight_decay": "--weight-decay",
    "learning_rate": "--learning-rate",
    "schedule": "--schedule",
    "schedule_every": "--schedule-every",
    "schedule_milestones": "--milestones",
    "schedule_factor": "--schedule-factor",
    "ema_decay": "--ema-decay",
    "epochs": "--epochs",
    "steps": "--steps",
    "batch_size": "--batch-size",
    "seed": "--seed",
    "device": "--device",
    "threads": "--threads",
}
"""The options that say a config's field, with its value behind."""

_SWITCHES = {
    "augmentation": ("--augment", "--no-augment"),
    "nesterov": ("--nesterov", "--no-nesterov"),
    "shuffle": ("--shuffle", "--no-shuffle"),
    "drop_last": ("--drop-last", "--keep-last"),
}
"""The options that say a config's field by themselves: so, and not so."""


def command_of(config: TrainConfig, name: str) -> tuple[str, ...]:
    """Return the words of the command that trains a config and keeps the model under a name.

    What is as the command has it anyway is left out. A mean and standard deviation other than the data set's own
    cannot be said on the command line; they are measured anew.
    """
    return ("digitpad", "train", "--name", name, *_on_model(config), *_on_data(config), *_on_steps(config))


def _on_model(config: TrainConfig) -> Iterator[str]:
    if config.initial is not None:
        yield from ("--fine-tune", config.initial)
        return
    spec, given = config.model, config.preprocessing
    if spec.hidden_sizes:
        yield from ("--hidden", _text(spec.hidden_sizes))
        usual = ModelSpec()
        for field in ("activation", "dropout", "dropout_after"):
            if getattr(spec, field) != getattr(usual, field):
                yield from (f"--{field.replace('_', '-')}", _text(getattr(spec, field)))
    if given.moments:
        yield "--moments"
    if given.is_normalised:
        yield from ("--normalization", "mean-std")


def _on_data(config: TrainConfig) -> Iterator[str]:
    if config.folder is not None:
        yield from ("--data-folder", config.folder)
    elif config.dataset is not DatasetName.MNIST or config.initial is not None:
        yield from ("--dataset", config.dataset.value)
    if config.initial is None:
        yield from _on_reading(config.preprocessing, reading_for(config.dataset))
    if config.ink is not None:
        yield from ("--ink", config.ink.path, "--ink-share", _text(config.ink.share))
        if config.ink.held_out_writers:
            yield from ("--hold-out", ",".join(config.ink.held_out_writers))
        if config.ink.slashed:
            yield from ("--ink-slashed", _text(config.ink.slashed))


def _on_reading(given: Preprocessing, usual: Preprocessing) -> Iterator[str]:
    if given.reading is not usual.reading:
        yield from ("--reading", given.reading.value)
    if given.image_size != usual.image_size and given.reading is not Reading.DIGIT:
        yield from ("--image-size", str(given.image_size))


def _on_steps(config: TrainConfig) -> Iterator[str]:
    usual = TrainConfig()
    for field in fields(config):
        value = getattr(config, field.name)
        if value == getattr(usual, field.name) or (field.name == "epochs" and config.steps is not None):
            continue
        if field.name in _PLAIN:
            yield from (_PLAIN[field.name], _text(value))
        elif field.name in _SWITCHES:
            yield _SWITCHES[field.name][not value]


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(map(_text, value))
    return f"{value:.15g}" if isinstance(value, float) and float(f"{value:.15g}") == value else str(value)
