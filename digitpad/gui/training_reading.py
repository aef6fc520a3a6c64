"""From the fields of the training form to a `TrainConfig`, or to a word beside each field that stands in the way.

Owns the reading. Does not own the rules (`spec`): each field's value is tried in a config, whose complaint is
shown beside that field.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication

from digitpad.errors import ConfigError
from digitpad.gui.form_values import read_number, read_sizes, read_whole
from digitpad.gui.training_fields import DataChoice
from digitpad.gui.wording import translated
from digitpad.spec import InkSource, ModelKind, ModelSpec, Optimizer, Preprocessing, TrainConfig, require

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitpad.gui.form_fields import TextField
    from digitpad.gui.training_fields import DataFields, ModelFields, OptimizationFields

MNIST_TRAIN_COUNT = 60_000
"""Images in MNIST's training part (`tests/gui/test_training_settings.py`): an epoch shows as many samples."""

T = TypeVar("T")


def read_model(fields: ModelFields) -> ModelSpec:
    """Return the shape of a fresh model."""
    if fields.kind.value is ModelKind.SOFTMAX:
        return ModelSpec()
    spec = ModelSpec(activation=fields.activation.value)
    spec = _with(fields.hidden_sizes, spec, lambda text: replace(spec, hidden_sizes=read_sizes(text)))
    return _with(fields.dropout, spec, lambda text: replace(spec, dropout=read_number(text)))


def read_preprocessing(fields: DataFields) -> Preprocessing:
    """Return what a fresh model is given."""
    plain = Preprocessing(moments=fields.moments.isChecked())
    return plain.with_mean_std() if fields.mean_std.isChecked() else plain


def read_ink(fields: DataFields) -> InkSource | None:
    """Return the ink that takes part."""
    if fields.source.value is DataChoice.MNIST:
        return None
    ink = InkSource(path="")
    ink = _with(fields.ink_path, ink, lambda text: replace(ink, path=_existing_file(text)))
    return _with(fields.ink_share, ink, lambda text: replace(ink, share=read_number(text)))


def read_optimization(fields: OptimizationFields, config: TrainConfig) -> TrainConfig:
    """Return the config, learning as the fields say."""
    is_sgd = fields.optimizer.value is Optimizer.SGD
    config = replace(
        config,
        optimizer=fields.optimizer.value,
        schedule=fields.schedule.value,
        momentum=config.momentum if is_sgd else 0.0,
        nesterov=config.nesterov and is_sgd,
    )
    config = _with(fields.epochs, config, lambda text: replace(config, epochs=read_whole(text)))
    config = _with(fields.batch_size, config, lambda text: _with_batch_size(config, text))
    config = _with(fields.seed, config, lambda text: replace(config, seed=read_whole(text)))
    config = _with(fields.learning_rate, config, lambda text: replace(config, learning_rate=read_number(text)))
    config = _with(fields.weight_decay, config, lambda text: replace(config, weight_decay=read_number(text)))
    config = _with(fields.ema_decay, config, lambda text: replace(config, ema_decay=read_number(text)))
    if is_sgd:
        config = _with(fields.momentum, config, lambda text: replace(config, momentum=read_number(text)))
    return config


def _with(field: TextField, value: T, change: Callable[[str], T]) -> T:
    """Return the value changed as a field says; as it was, with the field marked, if that cannot work."""
    try:
        changed = change(field.text)
    except ConfigError as error:
        field.show_problem(translated(error)[1])
        return value
    field.show_problem("")
    return changed


def _with_batch_size(config: TrainConfig, text: str) -> TrainConfig:
    changed = replace(config, batch_size=read_whole(text))
    require(
        changed.batch_size <= MNIST_TRAIN_COUNT,
        "This batch is larger than the data",
        "A batch of {batch_size} images was asked for, and there are {count} to train on. Use a smaller batch.",
        batch_size=changed.batch_size,
        count=MNIST_TRAIN_COUNT,
    )
    return changed


def _existing_file(text: str) -> str:
    title = QCoreApplication.translate("errors", "There is no such ink file")
    ask = QCoreApplication.translate("errors", "Choose a file of labelled pen strokes.")
    deny = QCoreApplication.translate("errors", "There is no file {path}. Choose another.")
    require(bool(text), title, ask)
    path = Path(text).expanduser()
    require(path.is_file(), title, deny, path=text)
    return str(path)
