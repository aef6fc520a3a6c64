"""Checkpoints: weights with all that is known of them, in one safetensors file.

Owns the value and the file format. Does not own where files are kept (`library`) or torch modules (`models`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.spec import DIGITS, ModelSpec, Preprocessing, TrainConfig

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


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
    """

    name: str
    count: int
    correct: int
    loss: float
    note: str = ""

    @property
    def accuracy(self) -> float:
        """Correct over count."""
        return self.correct / self.count


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
        How it was trained, on what, how that went and how good it is.
    digitpad_version, created
        Which digitpad wrote it and when (ISO 8601, UTC).
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


def load(path: Path) -> Checkpoint:
    """Read a checkpoint, trusting nothing in it.

    Raises
    ------
    CheckpointError
        If the file is missing, cut short, not a checkpoint, of a future version, or its weights do not fit
        its spec or are not finite.
    """
    raise NotImplementedError


def save(checkpoint: Checkpoint, path: Path) -> None:
    """Write a checkpoint so that the path holds the old file or the whole new one, never a part.

    Raises
    ------
    StorageError
        If the folder cannot be written or is full.
    """
    raise NotImplementedError
