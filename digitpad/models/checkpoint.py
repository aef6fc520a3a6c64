"""Checkpoints: weights with all that is known of them, in one safetensors file."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DIGITS
from digitpad.config.model_spec import ModelSpec  # noqa: TC001 - msgspec reads the annotation
from digitpad.config.preprocessing_spec import Preprocessing  # noqa: TC001 - msgspec reads the annotation
from digitpad.config.train_config import TrainConfig  # noqa: TC001 - msgspec reads the annotation
from digitpad.files import write_atomically
from digitpad.models.tensor_file import TensorFormat

if TYPE_CHECKING:
    from collections.abc import Mapping
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
    """What a model was trained on: its name, how many samples, and the SHA-256 of what was read."""

    name: str
    count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """What one epoch came to."""

    epoch: int  # from 1
    # train_loss, test_loss: mean cross-entropy in nats: over the epoch's batches as they were trained, and on the test
    # part
    train_loss: float
    # train_accuracy, test_accuracy: fractions, likewise
    train_accuracy: float
    test_loss: float
    test_accuracy: float
    learning_rate: float  # at the epoch's last step
    seconds: float  # wall time of the epoch with its evaluation


@dataclass(frozen=True, slots=True)
class WriterCounts:
    """How well a model did on what one person wrote: samples, and how many it got right."""

    writer: str
    count: int
    correct: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """How well a model did on one set of samples."""

    name: str  # which samples, for example ``"MNIST test"``
    # count, correct: how many there were and how many the model got right
    count: int
    correct: int
    loss: float  # mean cross-entropy in nats
    note: str = ""  # what a reader must know, for example that the figure is of the same recipe without these writers
    # the expected calibration error (`calibration`), 0.0 to 1.0; None if it was not measured
    calibration_error: float | None = None
    # the same by who wrote the samples, in order of their names; empty if that is not known
    writers: tuple[WriterCounts, ...] = ()
    # where the accuracy on other people lies with 95 % confidence, resampled by writer (`evaluation`); None for samples
    # that are taken to be independent, whose interval follows from the counts
    interval: tuple[float, float] | None = None

    @property
    def accuracy(self) -> float:
        """Correct over count."""
        return self.correct / self.count


@dataclass(frozen=True, slots=True)
class LessonRecord:
    """A lesson that changed the weights after training."""

    digits: int  # how many of one person's digits it was on
    # steps, learning_rate: how long and how boldly
    steps: int
    learning_rate: float
    created: str  # when it was (ISO 8601, UTC)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A trained model, whole."""

    spec: ModelSpec  # its shape
    preprocessing: Preprocessing  # what it must be given
    # ``layers.K.weight``, float32, shape (out, in), and ``layers.K.bias``, shape (out,), for each layer K from 0
    weights: Mapping[str, NDArray[np.float32]]
    class_names: tuple[str, ...] = DIGITS  # what its logits stand for
    # config, data, history, measurements: how it was trained, on what, how that went and how good it is. Of a model
    # that was taught a hand, `config` and `history` are those of the training before its lessons.
    config: TrainConfig | None = None
    data: tuple[DataSource, ...] = ()
    history: tuple[EpochRecord, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    # digitpad_version, created: which digitpad wrote it and when (ISO 8601, UTC)
    digitpad_version: str = ""
    created: str = ""
    # what the last layer's weights were divided by after training, so that probabilities mean what they say
    # (`calibration`); None if they were not. For information: the weights are as they are used.
    temperature: float | None = None
    lessons: tuple[LessonRecord, ...] = ()  # what it was taught after its training, in order


@dataclass(frozen=True, slots=True)
class _Metadata:
    """A checkpoint without its weights."""

    spec: ModelSpec
    preprocessing: Preprocessing
    class_names: tuple[str, ...]
    config: TrainConfig | None
    data: tuple[DataSource, ...]
    history: tuple[EpochRecord, ...]
    measurements: tuple[Measurement, ...]
    digitpad_version: str
    created: str
    temperature: float | None = None
    lessons: tuple[LessonRecord, ...] = ()


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
    metadata = _Metadata(**{name: getattr(checkpoint, name) for name in _Metadata.__slots__})
    return FORMAT.encode(metadata, checkpoint.weights)


def decode(content: bytes, path: Path) -> Checkpoint:
    """Read a checkpoint from its file's bytes; `path` is for the errors alone."""
    import numpy as np  # noqa: PLC0415 - the window paints before it is needed

    metadata, weights = FORMAT.decode(content, path, _Metadata)
    if len(metadata.class_names) != metadata.spec.classes:
        raise FORMAT.refused(path, "it does not name each of its classes")
    if metadata.preprocessing.inputs != metadata.spec.inputs:
        raise FORMAT.refused(path, "its preprocessing does not give as many numbers as it takes")
    if metadata.preprocessing.is_to_be_measured:
        raise FORMAT.refused(path, "the mean and standard deviation of its images are missing")
    for made in metadata.measurements:
        counts = [(made.correct, made.count), *((each.correct, each.count) for each in made.writers)]
        if not all(0 <= correct <= count and count > 0 for correct, count in counts):
            raise FORMAT.refused(path, f"its figures on {made.name} cannot be")
    shapes = weight_shapes(metadata.spec)
    if weights.keys() != shapes.keys():
        raise FORMAT.refused(path, "its weights are not those of the model it names")
    for name, shape in shapes.items():
        FORMAT.check(path, name, weights[name], np.float32, shape)
    fields = {name: getattr(metadata, name) for name in _Metadata.__slots__}
    return Checkpoint(weights={name: weights[name] for name in shapes}, **fields)
