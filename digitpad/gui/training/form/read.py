"""From the fields of the training form to a `TrainConfig`, or to a word beside each field that stands in the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication

from digitpad.config.dataset_info import DATASETS, DatasetName
from digitpad.config.model_spec import ModelKind
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.config.train_config import InkSource, Optimizer, Schedule, TrainConfig
from digitpad.data.switch_dataset import class_names_of, with_dataset
from digitpad.errors import DigitpadError, require
from digitpad.gui.training.form.fields import StrokesChoice
from digitpad.gui.training.form.training_step_fields import CountedIn
from digitpad.gui.widgets.form_values import read_betas, read_marks, read_names, read_number, read_sizes, read_whole
from digitpad.gui.widgets.number_text import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitpad.gui.training.form.fields import DataFields, ModelFields
    from digitpad.gui.training.form.training_step_fields import MachineFields, StepFields
    from digitpad.gui.widgets.form_fields import Field
    from digitpad.models.checkpoint import Checkpoint

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fields:
    """All fields of the form."""

    model: ModelFields
    data: DataFields
    steps: StepFields
    machine: MachineFields


def read_config(fields: Fields, filled: TrainConfig, tuned: tuple[str, Checkpoint] | None) -> TrainConfig:
    """Return what the fields say; those that cannot work are marked, and left out of it.

    `fields`: the fields, none of them marked; `filled`: what the form was filled with: its mean and standard deviation
    may be ones no field can say; `tuned`: name and checkpoint of the model to fine-tune; None for new weights.
    """
    if tuned is None:
        config = _with_preparation(fields.data, _with_images(fields.data, TrainConfig()), filled)
        config = _with_model(fields.model, config)
    else:
        config = _for_tuning(fields.data, *tuned)
    config = _with_augmentation_and_ink(fields.data, config)
    config = _with_length(fields.steps, config)
    config = _with_optimizer(fields.steps, config)
    config = _with_schedule(fields.steps, config)
    machine = fields.machine
    config = replace(config, device=machine.device.value)
    config = _tried(machine.seed, config, lambda: replace(config, seed=read_whole(machine.seed.text)))
    return _tried(machine.threads, config, lambda: replace(config, threads=read_whole(machine.threads.text)))


def _tried(field: Field, value: T, change: Callable[[], T]) -> T:
    """Return the value changed as a field says; as it was, with the field marked, if that cannot work."""
    try:
        return change()
    except DigitpadError as error:
        field.show_problem(translated(error)[1])
        return value


def _folder(data: DataFields) -> str | None:
    """Return the folder of pictures as it is named, if one is wanted."""
    if data.dataset.value is not DatasetName.FOLDER or not data.folder.text:
        return None
    return str(Path(data.folder.text).expanduser().absolute())


def _with_images(data: DataFields, config: TrainConfig) -> TrainConfig:
    dataset, folder, reading = data.dataset.value, _folder(data), data.reading.value
    changed = _tried(data.folder, config, lambda: with_dataset(config, dataset, folder))
    if reading is Reading.DIGIT or changed.dataset is not dataset:
        return changed
    return _tried(
        data.image_size,
        changed,
        lambda: with_dataset(changed, dataset, folder, reading=reading, image_size=read_whole(data.image_size.text)),
    )


def _with_preparation(data: DataFields, config: TrainConfig, filled: TrainConfig) -> TrainConfig:
    given = config.preprocessing
    if given.reading is Reading.DIGIT:
        given = replace(given, moments=data.moments.is_on)
    if data.mean_std.is_on:
        given = _normalised(given, config, filled)
    return replace(config, preprocessing=given)


def _normalised(given: Preprocessing, config: TrainConfig, filled: TrainConfig) -> Preprocessing:
    """Return the preprocessing with the mean and deviation the form was filled with, or the data set's own."""
    had = filled.preprocessing
    is_as_filled = (config.dataset, config.folder) == (filled.dataset, filled.folder)
    if is_as_filled and had.is_normalised and had.reading is given.reading:
        return replace(given, mean=had.mean, std=had.std)
    return given.with_mean_std(config.dataset)


def _with_model(fields: ModelFields, config: TrainConfig) -> TrainConfig:
    config = replace(config, initialization=fields.initialization.value)
    if fields.kind.value is ModelKind.SOFTMAX:
        return config
    spec = replace(config.model, activation=fields.activation.value)
    sizes, dropout = fields.hidden_sizes, fields.dropout
    spec = _tried(sizes, spec, lambda: replace(spec, hidden_sizes=read_sizes(sizes.text)))
    spec = _tried(dropout, spec, lambda: replace(spec, dropout=read_number(dropout.text)))
    if spec.dropout and len(spec.hidden_sizes) > 1:
        spec = replace(spec, dropout_after=fields.dropout_after.value)
    return replace(config, model=spec)


def _for_tuning(data: DataFields, name: str, initial: Checkpoint) -> TrainConfig:
    """Return the config of going on with a model, which keeps its shape and what it is given."""
    dataset, folder = data.dataset.value, _folder(data)
    kept = _kept_dataset(initial)
    config = TrainConfig(
        model=initial.spec,
        preprocessing=initial.preprocessing,
        dataset=kept[0],
        folder=kept[1],
        initial=name,
    )
    field = data.folder if dataset is DatasetName.FOLDER else data.dataset
    return _tried(field, config, lambda: _learning_from(config, dataset, folder, initial.class_names))


def _learning_from(
    config: TrainConfig, dataset: DatasetName, folder: str | None, class_names: tuple[str, ...]
) -> TrainConfig:
    names = class_names_of(dataset, folder)
    require(
        len(names) == len(class_names),
        "This model has other classes",
        "The model answers with {classes} classes, and these images have {count}. Choose other data, or new weights.",
        classes=len(class_names),
        count=len(names),
    )
    return replace(config, dataset=dataset, folder=folder)


def _kept_dataset(initial: Checkpoint) -> tuple[DatasetName, str | None]:
    """Return the data set a model was trained on, or one that is read as it reads."""
    if initial.config is not None:
        return initial.config.dataset, initial.config.folder
    return DatasetName.MNIST, None


def dataset_of(initial: Checkpoint) -> DatasetName:
    """Return the data set a model was trained on; MNIST if that is not known."""
    return _kept_dataset(initial)[0]


def _with_augmentation_and_ink(data: DataFields, config: TrainConfig) -> TrainConfig:
    if config.preprocessing.reading is not Reading.DIGIT:
        return config
    config = replace(config, augmentation=data.augmentation.is_on)
    if data.strokes.value is StrokesChoice.NONE:
        return config
    ink = InkSource(path="", held_out_writers=read_names(data.held_out.text))
    ink = _tried(data.ink_path, ink, lambda: replace(ink, path=_existing_file(data.ink_path.text)))
    ink = _tried(data.ink_share, ink, lambda: replace(ink, share=read_number(data.ink_share.text)))
    if not config.augmentation:
        ink = _tried(data.slashed, ink, lambda: replace(ink, slashed=read_number(data.slashed.text)))
    return replace(config, ink=ink)


def _with_length(steps: StepFields, config: TrainConfig) -> TrainConfig:
    length, batch_size = steps.length, steps.batch_size
    if steps.unit.value is CountedIn.EPOCHS:
        config = _tried(length, config, lambda: replace(config, epochs=read_whole(length.text)))
    else:
        config = _tried(length, config, lambda: replace(config, steps=read_whole(length.text)))
    config = _tried(batch_size, config, lambda: _with_batch_size(config, batch_size.text))
    config = _tried(steps.shuffle, config, lambda: replace(config, shuffle=steps.shuffle.is_on))
    return replace(config, drop_last=steps.drop_last.is_on)


def _with_batch_size(config: TrainConfig, text: str) -> TrainConfig:
    changed = replace(config, batch_size=read_whole(text))
    facts = DATASETS.get(config.dataset)
    require(
        facts is None or changed.batch_size <= facts.train_count,
        "This batch is larger than the data",
        "A batch of {batch_size} images was asked for, and there are {count} to train on. Use a smaller batch.",
        batch_size=changed.batch_size,
        count=0 if facts is None else facts.train_count,
    )
    return changed


def _with_optimizer(steps: StepFields, config: TrainConfig) -> TrainConfig:
    rate, decay, average = steps.learning_rate, steps.weight_decay, steps.ema_decay
    config = replace(config, optimizer=steps.optimizer.value)
    config = _tried(rate, config, lambda: replace(config, learning_rate=read_number(rate.text)))
    config = _tried(decay, config, lambda: replace(config, weight_decay=read_number(decay.text)))
    config = _tried(average, config, lambda: replace(config, ema_decay=read_number(average.text)))
    if config.optimizer is not Optimizer.SGD:
        return _tried(steps.betas, config, lambda: replace(config, betas=read_betas(steps.betas.text)))
    momentum, nesterov = steps.momentum, steps.nesterov
    config = _tried(momentum, config, lambda: replace(config, momentum=read_number(momentum.text)))
    if momentum.problem:
        return config
    return _tried(nesterov, config, lambda: replace(config, nesterov=nesterov.is_on))


def _with_schedule(steps: StepFields, config: TrainConfig) -> TrainConfig:
    schedule, every, marks = steps.schedule.value, steps.schedule_every, steps.schedule_milestones
    if schedule is Schedule.STEP:
        config = _tried(every, config, lambda: replace(config, schedule_every=read_whole(every.text)))
    if schedule is Schedule.MULTI_STEP:
        config = _tried(
            marks,
            config,
            lambda: replace(config, schedule=schedule, schedule_milestones=read_marks(marks.text)),
        )
    else:
        config = replace(config, schedule=schedule)
    if schedule in {Schedule.STEP, Schedule.MULTI_STEP}:
        factor = steps.schedule_factor
        config = _tried(factor, config, lambda: replace(config, schedule_factor=read_number(factor.text)))
    return config


def _existing_file(text: str) -> str:
    title = QCoreApplication.translate("errors", "There is no such ink file")
    ask = QCoreApplication.translate("errors", "Choose a file of labelled pen strokes.")
    deny = QCoreApplication.translate("errors", "There is no file {path}. Choose another.")
    require(bool(text), title, ask)
    path = Path(text).expanduser()
    require(path.is_file(), title, deny, path=text)
    return str(path)
