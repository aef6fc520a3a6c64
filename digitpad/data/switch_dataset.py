"""Configs with another data set, and with model and preprocessing made to fit. No numpy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DATASETS, DatasetName
from digitpad.config.preprocessing_spec import RASTER_SIZE, Preprocessing, Reading, reading_for
from digitpad.data.locations import folder_classes
from digitpad.errors import require
from digitpad.paths import expanded

if TYPE_CHECKING:
    from digitpad.config.train_config import TrainConfig


def class_names_of(dataset: DatasetName, folder: str | None = None) -> tuple[str, ...]:
    """Return the class names of a data set, looking into the folder of one that is a folder."""
    facts = DATASETS.get(dataset)
    if facts is not None:
        return facts.class_names
    require(
        bool(folder),
        "Which folder?",
        "To train on pictures of your own, name the folder that holds them as train/CLASS and test/CLASS.",
    )
    return folder_classes(expanded(folder or ""))


def with_dataset(
    config: TrainConfig,
    dataset: DatasetName,
    folder: str | None = None,
    *,
    reading: Reading | None = None,
    image_size: int | None = None,
) -> TrainConfig:
    """Return a config with a data set to train on, and model and preprocessing made to fit it.

    Pixels stay normalised by mean and standard deviation, now this data set's, if they were. Ink and augmentation
    stay with digits alone.

    Parameters
    ----------
    config
        What to change.
    dataset, folder
        What to learn from.
    reading, image_size
        How its images are read; None for as the data set is, or as the config has it if that fits.

    Raises
    ------
    ConfigError
        If a folder is needed and none is named, or the parts cannot work together.
    DatasetError, StorageError
        If the folder is none of pictures to learn from.
    """
    own = config.preprocessing if dataset is config.dataset else reading_for(dataset)
    kind = own.reading if reading is None else reading
    size = own.image_size if image_size is None else image_size
    if kind is Reading.DIGIT and image_size is not None and image_size != RASTER_SIZE and reading is None:
        kind = Reading.GREY  # a digit has one size; at another, MNIST's images are pictures
    moments = config.preprocessing.moments and kind is Reading.DIGIT
    given = Preprocessing(reading=kind, image_size=size, moments=moments)
    if config.preprocessing.is_normalised:
        given = given.with_mean_std(dataset)
    classes = len(class_names_of(dataset, folder))
    is_digit = kind is Reading.DIGIT
    return replace(
        config,
        dataset=dataset,
        folder=folder,
        preprocessing=given,
        model=replace(config.model, inputs=given.inputs, classes=classes),
        ink=config.ink if is_digit else None,
        augmentation=config.augmentation and is_digit,
    )
