"""Training and test data of a run, and whether a checkpoint can be fine-tuned on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.config.preprocessing_spec import listed
from digitpad.data.ink_set import read_ink_set
from digitpad.data.reading import read_dataset
from digitpad.errors import require
from digitpad.evaluation.calibration import reliability_of_logits
from digitpad.evaluation.intervals import with_writers
from digitpad.evaluation.metrics import evaluate_logits
from digitpad.models.checkpoint import VALIDATION_SUFFIX, DataSource, Measurement
from digitpad.paths import expanded
from digitpad.preprocessing.scaling import converted
from digitpad.training.batches import prepared_images, prepared_ink
from digitpad.training.validation import split_images, split_ink, split_last

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from digitpad.config.model_spec import ModelSpec
    from digitpad.config.preprocessing_spec import Preprocessing
    from digitpad.config.train_config import InkSource, TrainConfig
    from digitpad.data.image_set import ImageSet
    from digitpad.data.ink_set import InkSet
    from digitpad.models.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True)
class TestSamples:
    """Samples to measure on, as a model's inputs."""

    __test__ = False  # not a test case, whatever pytest makes of its name

    # name, note: as in `checkpoint.Measurement`
    name: str
    note: str
    inputs: NDArray[np.float32]  # float32, shape (count, inputs)
    labels: NDArray[np.uint8]  # uint8, shape (count,)
    writers: tuple[str | None, ...] = ()  # who wrote each; empty if that is not known

    def measure(self, logits: NDArray[np.float32]) -> Measurement:
        """Return the measurement of a model's logits on these samples, shape (count, classes)."""
        outcome, error = evaluate_logits(logits, self.labels), reliability_of_logits(logits, self.labels).error
        figures = Measurement(self.name, outcome.count, outcome.correct, outcome.loss, self.note, error)
        return with_writers(figures, logits.argmax(axis=1) == self.labels, self.writers)


@dataclass(frozen=True, slots=True)
class TrainingData:
    """The samples of a run."""

    train: ImageSet
    test: ImageSet | None  # None where it is not to be opened
    # ink, held_out_ink: the ink to train on and, of writers held out, to measure on; None for none
    ink: InkSet | None = None
    held_out_ink: InkSet | None = None
    # validation, validation_ink: what is held out to choose by, of images and of ink; None for none
    validation: ImageSet | None = None
    validation_ink: InkSet | None = None

    @property
    def sources(self) -> tuple[DataSource, ...]:
        """The training samples' names, counts and hashes."""
        parts: list[ImageSet | InkSet] = [self.train] if self.ink is None else [self.train, self.ink]
        return tuple(DataSource(part.name, len(part), part.sha256) for part in parts)

    def prepared_tests(self, preprocessing: Preprocessing) -> tuple[TestSamples, ...]:
        """Return the samples to measure on: first the images, then the ink of writers held out; none unopened."""
        if self.test is None:
            return ()
        images = TestSamples(self.test.name, "", prepared_images(self.test, preprocessing), self.test.labels)
        ink = self.held_out_ink
        if ink is None:
            return (images,)
        note = f"Written by {_writers_of(ink)}, whom the model has not seen."
        name, by = f"{ink.name}, held-out writers", tuple(sample.writer for sample in ink.samples)
        return (images, TestSamples(name, note, prepared_ink(ink, preprocessing), ink.labels, by))

    def prepared_validation(self, preprocessing: Preprocessing) -> TestSamples | None:
        """Return the samples to choose by, images and ink together; None if none are held out."""
        images, ink = self.validation, self.validation_ink
        if images is None:
            return None
        inputs, labels = prepared_images(images, preprocessing), images.labels
        note = "Held out of training, to choose by; a figure that was chosen by is a little too good."
        if ink is not None:
            inputs, labels = (
                np.concatenate([inputs, prepared_ink(ink, preprocessing)]),
                np.concatenate([labels, ink.labels]),
            )
            note = f"{note} Of them {len(ink):,} are written by {_writers_of(ink)}."
        return TestSamples(f"{images.name.removesuffix(' train')}{VALIDATION_SUFFIX}", note, inputs, labels)


def _writers_of(ink: InkSet) -> str:
    return ", ".join(sorted({sample.writer for sample in ink.samples if sample.writer is not None}))


def read_training_data(config: TrainConfig, *, opens_test: bool = True) -> TrainingData:
    """Read the data that a config names, with its validation part held out; the test part only if it is opened.

    Of the other training images there are as many as the config asks for.
    """
    ink, held_out_ink = (None, None) if config.ink is None else read_ink_source(config.ink)
    folder = None if config.folder is None else expanded(config.folder)

    def read(part: Split) -> ImageSet:
        return read_dataset(config.dataset, part, folder, config.preprocessing.image_size)

    train, test = read(Split.TRAIN), read(Split.TEST) if opens_test else None
    require(
        len(train.class_names) == config.model.classes,
        "This model has other classes",
        "{name} has {count} classes, and the model answers with {classes}.",
        name=train.name,
        count=len(train.class_names),
        classes=config.model.classes,
    )
    data = TrainingData(train, test, ink, held_out_ink)
    data = with_validation(config, data, folder) if config.validation else data
    return replace(data, train=limited(data.train, config))


def with_validation(config: TrainConfig, data: TrainingData, folder: Path | None = None) -> TrainingData:
    """Return data with the validation part that a config asks for held out.

    Raises
    ------
    ConfigError
        If too little is left to train on, or the ink's writers are too few or not known.
    """
    train, validation = split_images(config, data.train, folder)
    ink, validation_ink = data.ink, None
    if ink is not None:
        ink, validation_ink = split_ink(ink, config.validation / len(data.train))
    return replace(data, train=train, ink=ink, validation=validation, validation_ink=validation_ink)


def split_sixth(images: ImageSet) -> tuple[ImageSet, ImageSet]:
    """Return the images to train on and the last sixth, to fit a temperature on: 10,000 of MNIST's."""
    return split_last(images, len(images) // 6)


def limited(images: ImageSet, config: TrainConfig) -> ImageSet:
    """Return the training images a config asks for: the first ones, or of a folder, some all over its classes."""
    if config.images == 0:
        return images
    require(
        config.images <= len(images),
        "There are not so many images",
        "{name} has {count} images to learn from, and {asked} were asked for. Ask for fewer, or for all with 0.",
        name=images.name,
        count=f"{len(images):,}",
        asked=f"{config.images:,}",
    )
    return images.spread(config.images) if config.dataset is DatasetName.FOLDER else images.first(config.images)


def with_mean_and_std(config: TrainConfig, train: ImageSet) -> TrainConfig:
    """Return the config with the mean and standard deviation of the images, where it leaves them open."""
    preprocessing = config.preprocessing
    if not preprocessing.is_to_be_measured:
        return config
    read = replace(train, pixels=converted(train.pixels, preprocessing))
    mean, std = read.mean_and_std()
    return replace(config, preprocessing=replace(preprocessing, mean=mean, std=std))


def read_ink_source(source: InkSource) -> tuple[InkSet, InkSet | None]:
    """Read ink; return what is trained on, and what is held out."""
    whole = read_ink_set(expanded(source.path))
    if not source.held_out_writers:
        return whole, None
    unknown = sorted(set(source.held_out_writers) - {sample.writer or "" for sample in whole.samples})
    require(
        not unknown,
        "These writers are not in the ink file",
        "{path} holds no labelled ink by {unknown}, so it cannot be held out.",
        path=source.path,
        unknown=", ".join(unknown),
    )
    training = whole.without_writers(source.held_out_writers)
    require(
        len(training) > 0,
        "No ink is left to learn from",
        "All labelled ink in {path} is by the writers held out. Hold out fewer of them.",
        path=source.path,
    )
    return training, whole.by_writers(source.held_out_writers)


def check_fit(config: TrainConfig, initial: Checkpoint | None) -> None:
    """Raise a `ConfigError` unless a checkpoint can be fine-tuned as a config says."""
    if initial is None:
        require(
            config.initial is None,
            "There is nothing to fine-tune",
            "The model {name} was to be fine-tuned, but its weights were not loaded.",
            name=config.initial,
        )
        return
    asked, has = (shape_text(spec) for spec in (config.model, initial.spec))
    require(
        asked == has,
        "This model has another shape",
        "Fine-tuning goes on with the layers a model has, which are {has}; the settings ask for {asked}. Choose the "
        "same layers and activation, or train from scratch.",
        has=has,
        asked=asked,
    )
    require(
        config.preprocessing == initial.preprocessing,
        "This model is given other inputs",
        "Fine-tuning gives a model what it was trained on: {kind}. Second-moment normalisation must be {moments}, the "
        "mean {mean} and the standard deviation {std}; or train from scratch.",
        kind=initial.preprocessing.summary,
        moments="on" if initial.preprocessing.moments else "off",
        mean=listed(initial.preprocessing.mean),
        std=listed(initial.preprocessing.std),
    )


def shape_text(spec: ModelSpec) -> str:
    """Return a model's layers and activation, which fine-tuning cannot change, for example ``784-256-10 relu``."""
    activation = f" {spec.activation}" if spec.hidden_sizes else ""
    return "-".join(map(str, spec.layer_sizes)) + activation
