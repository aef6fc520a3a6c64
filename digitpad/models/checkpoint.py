"""Checkpoints: weights and their metadata in one safetensors file."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from itertools import pairwise
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DIGITS
from digitpad.config.model_spec import ModelSpec  # noqa: TC001 - msgspec reads the annotation
from digitpad.config.number_limits import require_counts
from digitpad.config.preprocessing_spec import Preprocessing  # noqa: TC001 - msgspec reads the annotation
from digitpad.config.train_config import TrainConfig  # noqa: TC001 - msgspec reads the annotation
from digitpad.errors import require
from digitpad.files.writing import write_atomically
from digitpad.models.tensor_file import TensorFormat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

FORMAT = TensorFormat(
    key="digitpad",
    version=1,
    largest=256 << 20,  # sixteen layers of the largest size come nowhere near what anyone trains here
    unreadable="This model cannot be read",
    unusable="This model cannot be used",
)
"""A checkpoint's file."""


@dataclass(frozen=True, slots=True)
class DataSource:
    """Training data: its name, how many samples, and the SHA-256 of what was read."""

    name: str
    count: int
    sha256: str

    def __post_init__(self) -> None:
        require_counts(count=self.count)


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """The results of one epoch."""

    epoch: int  # from 1
    train_loss: float  # mean cross-entropy in nats over the epoch's batches as they were trained
    train_accuracy: float  # fraction
    # test_loss, test_accuracy: on the test part; None in a run with a validation part, which opens it once, at its end
    test_loss: float | None
    test_accuracy: float | None
    learning_rate: float  # at the epoch's last step
    seconds: float  # wall time of the epoch with its evaluation
    # validation_loss, validation_accuracy: on the training images held out; None where none are
    validation_loss: float | None = None
    validation_accuracy: float | None = None

    def __post_init__(self) -> None:
        require_counts(epoch=self.epoch, learning_rate=self.learning_rate, seconds=self.seconds)

    @property
    def measured_loss(self) -> float:
        """On the validation part, or on the test part where there is none; NaN if neither was measured."""
        return next((loss for loss in (self.validation_loss, self.test_loss) if loss is not None), math.nan)

    @property
    def measured_accuracy(self) -> float:
        """The same of the accuracy."""
        known = (each for each in (self.validation_accuracy, self.test_accuracy) if each is not None)
        return next(known, math.nan)


@dataclass(frozen=True, slots=True)
class WriterCounts:
    """How many samples one person wrote, and how many of them a model got right."""

    writer: str
    count: int
    correct: int

    def __post_init__(self) -> None:
        _require_figures(self.writer, self.count, self.correct)


@dataclass(frozen=True, slots=True)
class Measurement:
    """The results of a model on one set of samples."""

    name: str  # which samples, for example ``"MNIST test"``
    count: int
    correct: int
    loss: float  # mean cross-entropy in nats
    note: str = ""  # what a reader must know, for example that it is of the same recipe without these writers
    calibration_error: float | None = None  # expected (`calibration`), 0.0 to 1.0; None if it was not measured
    writers: tuple[WriterCounts, ...] = ()  # in order of their names; empty if they are not known
    # The accuracy's 95 % interval on other people, resampled by writer (`evaluation.intervals`); None for samples that
    # are taken to be independent, whose interval follows from the counts.
    interval: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        _require_figures(self.name, self.count, self.correct)

    @property
    def accuracy(self) -> float:
        """Correct over count."""
        return self.correct / self.count


VALIDATION_SUFFIX = " validation"
"""How the name of the measurement on a validation part ends."""


def test_of(measurements: Sequence[Measurement]) -> Measurement | None:
    """Return the measurement on the test part, which is the first; None if that part was not opened."""
    first = next(iter(measurements), None)
    return None if first is None or first.name.endswith(VALIDATION_SUFFIX) else first


def validation_of(measurements: Iterable[Measurement]) -> Measurement | None:
    """Return the measurement on the validation part; None if there was none."""
    return next((each for each in measurements if each.name.endswith(VALIDATION_SUFFIX)), None)


@dataclass(frozen=True, slots=True)
class LessonRecord:
    """A lesson that changed the weights after training."""

    digits: int  # how many of one person's digits it was on
    steps: int
    learning_rate: float
    created: str  # ISO 8601, UTC

    def __post_init__(self) -> None:
        require_counts(digits=self.digits, steps=self.steps, learning_rate=self.learning_rate)


@dataclass(frozen=True, slots=True)
class CheckpointMetadata:
    """A trained model without its weights."""

    spec: ModelSpec
    preprocessing: Preprocessing
    class_names: tuple[str, ...]
    # How it was trained, on what, how that went and how good it is. `config` and `history` do not count lessons.
    config: TrainConfig | None
    data: tuple[DataSource, ...]
    history: tuple[EpochRecord, ...]
    measurements: tuple[Measurement, ...]
    digitpad_version: str
    created: str  # ISO 8601, UTC
    # What the last layer's weights were divided by after training (`calibration`); None if they were not. For
    # information: the weights are as they are used.
    temperature: float | None = None
    lessons: tuple[LessonRecord, ...] = ()  # after its training, in order
    # The epoch at whose end the weights were kept, because it did best on the validation part; None for the last ones.
    kept_epoch: int | None = None


@dataclass(frozen=True, slots=True)
class Checkpoint(CheckpointMetadata):
    """A trained model, whole."""

    # ``layers.K.weight``, float32, shape (out, in), and ``layers.K.bias``, shape (out,), for each layer K from 0
    weights: Mapping[str, NDArray[np.float32]] = field(kw_only=True)
    # A file must name these; a model made in memory need not.
    class_names: tuple[str, ...] = DIGITS
    config: TrainConfig | None = None
    data: tuple[DataSource, ...] = ()
    history: tuple[EpochRecord, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    digitpad_version: str = ""
    created: str = ""

    @property
    def metadata(self) -> CheckpointMetadata:
        """What is known of the model, without its weights."""
        return CheckpointMetadata(**{name: getattr(self, name) for name in _METADATA})


def _require_figures(name: str, count: int, correct: int) -> None:
    require_counts(count=count)
    require(
        0 <= correct <= count and count > 0,
        "These figures contradict each other",
        "On {name}, more samples are said to be right than were measured, or none was measured. Measure the "
        "model anew.",
        name=name,
    )


_METADATA = tuple(each.name for each in fields(CheckpointMetadata))


def weight_shapes(spec: ModelSpec) -> dict[str, tuple[int, ...]]:
    """Return the names and shapes of a model's weights, in order."""
    shapes: dict[str, tuple[int, ...]] = {}
    for layer, (size, following) in enumerate(pairwise(spec.layer_sizes)):
        shapes[f"layers.{layer}.weight"] = (following, size)
        shapes[f"layers.{layer}.bias"] = (following,)
    return shapes


def save(checkpoint: Checkpoint, path: Path) -> None:
    """Write a checkpoint so that the path holds the old file or the whole new one, never a part."""
    write_atomically(path, encode(checkpoint))


def load(path: Path) -> Checkpoint:
    """Read a checkpoint, trusting nothing in it."""
    return decode(FORMAT.read(path), path)


def encode(checkpoint: Checkpoint) -> bytes:
    """Return the bytes of a checkpoint's file; the same checkpoint gives the same bytes."""
    return FORMAT.encode(checkpoint.metadata, checkpoint.weights)


def load_metadata(path: Path) -> CheckpointMetadata:
    """Read what a checkpoint's file says of the model, without its weights."""
    metadata, shapes = FORMAT.read_metadata(path, CheckpointMetadata)
    _check_metadata(metadata, path)
    if shapes != weight_shapes(metadata.spec):
        raise FORMAT.refused(path, "its weights are not those of the model it names")
    return metadata


def decode(content: bytes, path: Path) -> Checkpoint:
    """Read a checkpoint from its file's bytes; `path` is for the errors alone."""
    import numpy as np  # noqa: PLC0415 - the window paints before it is needed

    metadata, weights = FORMAT.decode(content, path, CheckpointMetadata)
    _check_metadata(metadata, path)
    shapes = weight_shapes(metadata.spec)
    if weights.keys() != shapes.keys():
        raise FORMAT.refused(path, "its weights are not those of the model it names")
    for name, shape in shapes.items():
        FORMAT.check(path, name, weights[name], np.float32, shape)
    known = {name: getattr(metadata, name) for name in _METADATA}
    return Checkpoint(weights={name: weights[name] for name in shapes}, **known)


def _check_metadata(metadata: CheckpointMetadata, path: Path) -> None:
    """Make sure that what a model says of itself can be."""
    if len(metadata.class_names) != metadata.spec.classes:
        raise FORMAT.refused(path, "it does not name each of its classes")
    if metadata.preprocessing.inputs != metadata.spec.inputs:
        raise FORMAT.refused(path, "its preprocessing does not give as many numbers as it takes")
    if metadata.preprocessing.is_to_be_measured:
        raise FORMAT.refused(path, "the mean and standard deviation of its images are missing")
