"""Checkpoints: weights with all that is known of them, in one safetensors file.

Owns the value and the file format. Does not own where files are kept (`library`) or torch modules (`models`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from digitpad.config.train_config import DIGITS, ModelSpec, Preprocessing, TrainConfig
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
    """What one epoch came to.

    Parameters
    ----------
    epoch
        From 1.
    train_loss, test_loss
        Mean cross-entropy in nats: over the epoch's batches as they were trained, and on the test part.
    train_accuracy, test_accuracy
        Fractions, likewise.
    learning_rate
        At the epoch's last step.
    seconds
        Wall time of the epoch with its evaluation.
    """

    epoch: int
    train_loss: float
    train_accuracy: float
    test_loss: float
    test_accuracy: float
    learning_rate: float
    seconds: float


@dataclass(frozen=True, slots=True)
class WriterFigures:
    """How well a model did on what one person wrote: samples, and how many it got right."""

    writer: str
    count: int
    correct: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """How well a model did on one set of samples.

    Parameters
    ----------
    name
        Which samples, for example ``"MNIST test"``.
    count, correct
        How many there were and how many the model got right.
    loss
        Mean cross-entropy in nats.
    note
        What a reader must know, for example that the figure is of the same recipe without these writers.
    calibration_error
        The expected calibration error (`calibration`), 0.0 to 1.0; None if it was not measured.
    writers
        The same by who wrote the samples, in order of their names; empty if that is not known.
    interval
        Where the accuracy on other people lies with 95 % confidence, resampled by writer (`evaluation`); None for
        samples that are taken to be independent, whose interval follows from the counts.
    """

    name: str
    count: int
    correct: int
    loss: float
    note: str = ""
    calibration_error: float | None = None
    writers: tuple[WriterFigures, ...] = ()
    interval: tuple[float, float] | None = None

    @property
    def accuracy(self) -> float:
        """Correct over count."""
        return self.correct / self.count


@dataclass(frozen=True, slots=True)
class Taught:
    """A lesson that changed the weights after training.

    Parameters
    ----------
    digits
        How many of one person's digits it was on.
    steps, learning_rate
        How long and how boldly.
    created
        When it was (ISO 8601, UTC).
    """

    digits: int
    steps: int
    learning_rate: float
    created: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A trained model, whole.

    Parameters
    ----------
    spec
        Its shape.
    preprocessing
        What it must be given.
    weights
        ``layers.K.weight``, float32, shape (out, in), and ``layers.K.bias``, shape (out,), for each layer K from 0.
    class_names
        What its logits stand for.
    config, data, history, measurements
        How it was trained, on what, how that went and how good it is. Of a model that was taught a hand, `config` and
        `history` are those of the training before its lessons.
    digitpad_version, created
        Which digitpad wrote it and when (ISO 8601, UTC).
    temperature
        What the last layer's weights were divided by after training, so that probabilities mean what they say
        (`calibration`); None if they were not. For information: the weights are as they are used.
    lessons
        What it was taught after its training, in order.
    """

    spec: ModelSpec
    preprocessing: Preprocessing
    weights: Mapping[str, NDArray[np.float32]]
    class_names: tuple[str, ...] = DIGITS
    config: TrainConfig | None = None
    data: tuple[DataSource, ...] = ()
    history: tuple[EpochRecord, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    digitpad_version: str = ""
    created: str = ""
    temperature: float | None = None
    lessons: tuple[Taught, ...] = ()


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
    lessons: tuple[Taught, ...] = ()


def weight_shapes(spec: ModelSpec) -> dict[str, tuple[int, ...]]:
    """Return the names and shapes of a model's weights, in order."""
    shapes: dict[str, tuple[int, ...]] = {}
    for layer, (size, following) in enumerate(pairwise(spec.layer_sizes)):
        shapes[f"layers.{layer}.weight"] = (following, size)
        shapes[f"layers.{layer}.bias"] = (following,)
    return shapes


def save(checkpoint: Checkpoint, path: Path) -> None:
    """Write a checkpoint so that the path holds the old file or the whole new one, never a part.

    Raises
    ------
    StorageError
        If the folder cannot be written or is full.
    """
    write_atomically(path, encode(checkpoint))


def load(path: Path) -> Checkpoint:
    """Read a checkpoint, trusting nothing in it.

    Raises
    ------
    CheckpointError
        If the file is missing, cut short, not a checkpoint, of a future version, its weights do not fit its spec or
        are not finite, or its preprocessing or measurements cannot be those of a model.
    """
    return decode(FORMAT.read(path), path)


def encode(checkpoint: Checkpoint) -> bytes:
    """Return the bytes of a checkpoint's file; the same checkpoint gives the same bytes."""
    metadata = _Metadata(**{name: getattr(checkpoint, name) for name in _Metadata.__slots__})
    return FORMAT.encode(metadata, checkpoint.weights)


def decode(content: bytes, path: Path) -> Checkpoint:
    """Read a checkpoint from its file's bytes; `path` is for the errors alone.

    Raises
    ------
    CheckpointError
        As `load`.
    """
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
