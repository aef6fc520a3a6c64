"""From the fields of the training form to a `TrainConfig`, or to a problem beside each field that cannot work."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from digitpad.config.dataset_info import DATASETS, DatasetName
from digitpad.config.model_and_data_settings import StrokesChoice
from digitpad.config.preprocessing_spec import Reading
from digitpad.config.train_config import CountedIn, InkSource, Schedule, TrainConfig
from digitpad.data.switch_dataset import class_names_of, with_dataset
from digitpad.errors import DigitpadError, require
from digitpad.gui.widgets.number_text import translated
from digitpad.training.effects import find_ineffective, images_known
from digitpad.training.schedules import images_an_epoch

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitpad.config.setting import Setting
    from digitpad.gui.training.form.fields import Fields
    from digitpad.gui.widgets.form_fields import Field
    from digitpad.models.checkpoint import Checkpoint

T = TypeVar("T")

_STARTING_POINT = frozenset(
    ("kind", "start", "dataset", "folder", "reading", "image_size", "mean_std", "strokes", "length", "unit")
)
"""The settings read first, several at once: they make the config that the others change one by one."""


def read_config(fields: Fields, filled: TrainConfig, tuned: tuple[str, Checkpoint] | None) -> TrainConfig:
    """Return the config that the fields make; those that cannot work are marked, and left out of it.

    `fields`: the fields, none of them marked; `filled`: what the form was filled with: its mean and standard deviation
    may be ones no field can hold; `tuned`: name and checkpoint of the model to fine-tune; None for new weights.
    """
    if tuned is None:
        config = _with_mean_std(fields, _with_images(fields, TrainConfig()), filled)
    else:
        config = _for_tuning(fields, *tuned)
    is_digit = config.preprocessing.reading is Reading.DIGIT
    if is_digit and fields.value("strokes") is StrokesChoice.FROM_FILE:
        config = replace(config, ink=InkSource(path=""))
    config = _with_length(fields, config)
    for setting in fields.settings:
        is_fixed = setting.name in _STARTING_POINT or (setting.belongs_to_model and tuned is not None)
        is_of_digits = Reading.DIGIT in setting.when.get("reading", ())
        if not is_fixed and (is_digit or not is_of_digits) and fields.applies(setting.name):
            config = _with_setting(fields, setting, config)
    if not any(fields[setting.name].problem for setting in fields.settings):
        for idle in find_ineffective(config, images_known(config)):
            fields[idle.setting].show_problem(translated(idle.error)[1])
    return config


def _tried(field: Field, value: T, change: Callable[[], T]) -> T:
    """Return the value changed as its field asks; as it was, with the field marked, if that cannot work."""
    try:
        return change()
    except DigitpadError as error:
        field.show_problem(translated(error)[1])
        return value


def _with_setting(fields: Fields, setting: Setting, config: TrainConfig) -> TrainConfig:
    """Return the config with a setting changed as its field asks."""
    match setting.name:
        case "nesterov" if fields["momentum"].problem:
            return config
        case "keep_best" | "patience" if fields["validation"].problem:
            return config
        case "schedule" if fields.value("schedule") is Schedule.MULTI_STEP:
            return config  # changed along with its milestones, which it cannot do without
        case "dropout_after" if not config.model.dropout or len(config.model.hidden_sizes) < 2:
            return config

    def changed() -> TrainConfig:
        value = fields.value(setting.name)
        if setting.name == "schedule_milestones":
            return replace(config, schedule=Schedule.MULTI_STEP, schedule_milestones=value)
        made = setting.changed_in(config, value)
        _require_enough(made, setting.name)
        return made

    return _tried(fields[setting.name], config, changed)


def _require_enough(config: TrainConfig, name: str) -> None:
    """Raise a `ConfigError` if the data set holds too few images for a setting that was changed."""
    facts = DATASETS.get(config.dataset)
    if facts is None:
        return
    count, needed = facts.train_count, max(config.images, config.batch_size)
    require(
        name != "images" or config.images <= count,
        "There are not so many images",
        "There are {count} images to learn from. Ask for fewer, or for all with 0.",
        count=count,
    )
    require(
        name != "batch_size" or config.batch_size <= images_an_epoch(config, count),
        "This batch is larger than the data",
        "A batch of {batch_size} images was asked for, and there are {count} to train on. Use a smaller batch.",
        batch_size=config.batch_size,
        count=images_an_epoch(config, count),
    )
    require(
        name != "validation" or config.validation + needed <= count,
        "Too much is held out",
        "Of {count} training images {needed} must be left to train on. Hold out fewer.",
        count=count,
        needed=needed,
    )


def _folder(fields: Fields) -> str | None:
    """Return the folder of pictures as it is named, if one is needed."""
    text = fields.texts["folder"].text
    if fields.value("dataset") is not DatasetName.FOLDER or not text:
        return None
    return str(Path(text).expanduser().absolute())


def _with_images(fields: Fields, config: TrainConfig) -> TrainConfig:
    dataset, folder, reading = fields.value("dataset"), _folder(fields), fields.value("reading")
    changed = _tried(fields["folder"], config, lambda: with_dataset(config, dataset, folder))
    if reading is Reading.DIGIT or changed.dataset is not dataset:
        return changed
    return _tried(
        fields["image_size"],
        changed,
        lambda: with_dataset(changed, dataset, folder, reading=reading, image_size=fields.value("image_size")),
    )


def _with_mean_std(fields: Fields, config: TrainConfig, filled: TrainConfig) -> TrainConfig:
    """Return the config with the mean and deviation the form was filled with, or the data set's own, if any."""
    if not fields.value("mean_std"):
        return config
    given, had = config.preprocessing, filled.preprocessing
    is_as_filled = (config.dataset, config.folder, given.reading) == (filled.dataset, filled.folder, had.reading)
    if is_as_filled and had.is_normalised:
        return replace(config, preprocessing=replace(given, mean=had.mean, std=had.std))
    return replace(config, preprocessing=given.with_mean_std(config.dataset))


def _for_tuning(fields: Fields, name: str, initial: Checkpoint) -> TrainConfig:
    """Return the config of going on with a model, which keeps its shape and what it is given."""
    dataset, folder = dataset_of(initial)
    model, given = initial.spec, initial.preprocessing
    config = TrainConfig(model=model, preprocessing=given, dataset=dataset, folder=folder, initial=name)
    chosen, chosen_folder = fields.value("dataset"), _folder(fields)

    def changed() -> TrainConfig:
        classes, count = len(initial.class_names), len(class_names_of(chosen, chosen_folder))
        require(
            classes == count,
            "This model has other classes",
            "The model answers with {classes} classes, and these images have {count}. Choose other data, or new "
            "weights.",
            classes=classes,
            count=count,
        )
        return replace(config, dataset=chosen, folder=chosen_folder)

    return _tried(fields["folder" if chosen is DatasetName.FOLDER else "dataset"], config, changed)


def dataset_of(initial: Checkpoint) -> tuple[DatasetName, str | None]:
    """Return the data set a model was trained on, with its folder; MNIST if that is not known."""
    if initial.config is not None:
        return initial.config.dataset, initial.config.folder
    return DatasetName.MNIST, None


def _with_length(fields: Fields, config: TrainConfig) -> TrainConfig:
    name = "epochs" if fields.value("unit") is CountedIn.EPOCHS else "steps"
    return _tried(fields["length"], config, lambda: replace(config, **{name: fields.value("length")}))
