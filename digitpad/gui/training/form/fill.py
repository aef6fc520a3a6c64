"""From a `TrainConfig` to the fields of the training form, and which of them apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.config.dataset_info import OF_DIGITS, DatasetName
from digitpad.config.model_spec import DEFAULT_MLP, ModelKind, ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.config.train_config import Optimizer, Schedule, TrainConfig
from digitpad.gui.training.form.fields import StartFrom, StrokesChoice
from digitpad.gui.training.form.training_step_fields import CountedIn
from digitpad.gui.widgets.form_values import write_number, write_numbers, write_sizes

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from digitpad.gui.training.form.fields import DataFields, ModelFields
    from digitpad.gui.training.form.read import Fields
    from digitpad.gui.training.form.training_step_fields import StepFields


def fill_config(fields: Fields, config: TrainConfig) -> None:
    """Put a config into all fields; it starts from new weights."""
    fields.model.start.choose(StartFrom.SCRATCH)
    fill_model(fields.model, config.model)
    fields.model.initialization.choose(config.initialization)
    fill_dataset(fields.data, config.dataset, config.folder)
    fill_preprocessing(fields.data, config.preprocessing)
    _fill_ink(fields.data, config)
    _fill_steps(fields.steps, config)
    _fill_schedule(fields.steps, config)
    fields.machine.seed.set_text(str(config.seed))
    fields.machine.device.choose(config.device)
    fields.machine.threads.set_text(str(config.threads))


def fill_model(fields: ModelFields, spec: ModelSpec) -> None:
    """Put the shape of a model into its fields; sizes of hidden layers stay there for a model that has none."""
    fields.kind.choose(spec.kind)
    if spec.hidden_sizes or not fields.hidden_sizes.text:
        fields.hidden_sizes.set_text(write_sizes(spec.hidden_sizes or DEFAULT_MLP.hidden_sizes))
    fields.activation.choose(spec.activation)
    fields.dropout.set_text(write_number(spec.dropout))
    fields.dropout_after.choose(spec.dropout_after)


def fill_dataset(data: DataFields, dataset: DatasetName, folder: str | None) -> None:
    """Put the choice of a data set into its fields."""
    data.dataset.choose(dataset)
    if folder is not None:
        data.folder.set_text(folder)


def fill_preprocessing(data: DataFields, given: Preprocessing) -> None:
    """Put what a model is given into the fields."""
    data.reading.choose(given.reading)
    data.image_size.set_text(str(given.image_size))
    data.moments.check(given.moments)
    data.mean_std.check(given.is_normalised)


def _fill_ink(data: DataFields, config: TrainConfig) -> None:
    ink = config.ink
    data.strokes.choose(StrokesChoice.NONE if ink is None else StrokesChoice.FROM_FILE)
    if ink is not None:
        data.ink_path.set_text(ink.path)
    data.ink_share.set_text(write_number(0.5 if ink is None else ink.share))
    data.held_out.set_text("" if ink is None else ", ".join(ink.held_out_writers))
    data.slashed.set_text(write_number(0.0 if ink is None else ink.slashed))
    data.augmentation.check(config.augmentation)


def _fill_steps(steps: StepFields, config: TrainConfig) -> None:
    steps.unit.choose(CountedIn.EPOCHS if config.steps is None else CountedIn.STEPS)
    steps.length.set_text(str(config.epochs if config.steps is None else config.steps))
    steps.batch_size.set_text(str(config.batch_size))
    steps.shuffle.check(config.shuffle)
    steps.drop_last.check(config.drop_last)
    steps.learning_rate.set_text(write_number(config.learning_rate))
    steps.optimizer.choose(config.optimizer)
    steps.momentum.set_text(write_number(config.momentum))
    steps.nesterov.check(config.nesterov)
    steps.betas.set_text(write_numbers(config.betas))
    steps.weight_decay.set_text(write_number(config.weight_decay))
    steps.ema_decay.set_text(write_number(config.ema_decay))


def _fill_schedule(steps: StepFields, config: TrainConfig) -> None:
    steps.schedule.choose(config.schedule)
    steps.schedule_every.set_text(str(config.schedule_every))
    steps.schedule_milestones.set_text(write_sizes(config.schedule_milestones))
    steps.schedule_factor.set_text(write_number(config.schedule_factor))


def show_what_applies(fields: Fields, *, is_tuned: bool) -> None:
    """Show the fields that mean something beside the choices made, and let those be changed that may be."""
    model, data, steps = fields.model, fields.data, fields.steps
    for fixed in (
        *(model.kind, model.hidden_sizes, model.activation, model.dropout, model.dropout_after),
        *(data.reading, data.image_size, data.mean_std, data.moments),
    ):
        fixed.setEnabled(not is_tuned)
    data.reading.allow(Reading.DIGIT, is_allowed=data.dataset.value in OF_DIGITS)
    steps.name_unit()
    is_mlp = model.kind.value is ModelKind.MLP
    is_digit = data.reading.value is Reading.DIGIT
    has_ink = is_digit and data.strokes.value is StrokesChoice.FROM_FILE
    is_sgd = steps.optimizer.value is Optimizer.SGD
    schedule = steps.schedule.value
    shown: dict[QWidget, bool] = {
        **dict.fromkeys((model.hidden_sizes, model.activation, model.dropout, model.dropout_after), is_mlp),
        model.initialization: not is_tuned,
        data.folder: data.dataset.value is DatasetName.FOLDER,
        data.image_size: not is_digit,
        **dict.fromkeys((data.moments, data.augmentation, data.strokes), is_digit),
        **dict.fromkeys((data.ink_path, data.ink_share, data.held_out), has_ink),
        data.slashed: has_ink and not data.augmentation.is_on,
        steps.momentum: is_sgd,
        steps.nesterov: is_sgd,
        steps.betas: not is_sgd,
        steps.schedule_every: schedule is Schedule.STEP,
        steps.schedule_milestones: schedule is Schedule.MULTI_STEP,
        steps.schedule_factor: schedule in {Schedule.STEP, Schedule.MULTI_STEP},
    }
    for field, is_shown in shown.items():
        field.setVisible(is_shown)
