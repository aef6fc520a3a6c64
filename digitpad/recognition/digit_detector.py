"""The digit detector: a score of how much a drawing is like a digit at all. numpy only."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.model_spec import ModelSpec  # noqa: TC001 - msgspec reads the annotation
from digitpad.files.writing import write_atomically
from digitpad.models import forward
from digitpad.models.checkpoint import DataSource, weight_shapes
from digitpad.models.tensor_file import TensorFormat
from digitpad.paths import shipped
from digitpad.preprocessing.raster import equalise
from digitpad.recognition.thresholds import FalsePositives, Thresholds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from digitpad.ink.ink import Ink

    Floats = NDArray[np.float32]

FORMAT = TensorFormat(
    key="digitpad-gate",
    version=1,
    largest=16 << 20,
    unreadable="The digit detector cannot be read",
    unusable="The digit detector cannot be used",
)
"""A digit detector's file."""

BUNDLED = ("weights", "not-a-digit.safetensors")
"""Path of the digit detector that ships with digitpad."""

NOT_A_DIGIT = 10
"""The detector's class after the ten digits."""

DOT_SIZE = 8.0
"""Longest side, in canvas units, of ink that is a dot: the pad is 500 wide and its pen 20, so that it shows none of
its form. The smallest digits people try are three times as large."""

_DOT_PIXELS, _FAINT = 8, 0.1
"""Most pixels that a dot reaches across once it is equalised, and the least ink that counts."""

_OWN_UNITS, _DOT_POINTS = 1.0, 8
"""Ink no larger than one unit and of at least so many points is of a file with units of its own, 0 to 1: no dot."""


@dataclass(frozen=True, slots=True)
class DetectionFigures:
    """How one kind of drawing scores."""

    name: str  # what they are, in the plural
    count: int  # how many there were
    are_digits: bool  # whether the detector should accept them
    reached: tuple[float, ...]  # for each of `Thresholds.kept`, the share that reaches its score
    area: float | None = None  # area under the ROC curve against the digits that the thresholds are of; None for digits
    note: str = ""  # what a reader must know


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorMetadata:
    """A digit detector without its weights, as its file holds it."""

    spec: ModelSpec  # its shape: 784 pixels to ten digits and `NOT_A_DIGIT`
    thresholds: Thresholds  # the score for each recall
    figures: tuple[DetectionFigures, ...]  # of the same training without the writers measured on
    data: tuple[DataSource, ...]  # the digits it was trained on; non-digits are synthetic (`nondigits`)
    # steps, seed: how long it was trained, and from which seed everything was drawn
    steps: int
    seed: int
    # digitpad_version, created: which digitpad wrote it and when (ISO 8601, UTC)
    digitpad_version: str
    created: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitDetector(DetectorMetadata):
    """A trained digit detector; it scores drawings by how much they are like a digit."""

    # as in `checkpoint.Checkpoint`, of numbers that float16 holds exactly: so they are half as large in their file
    weights: Mapping[str, Floats]
    # A file must name these; a detector made in memory need not.
    figures: tuple[DetectionFigures, ...] = ()
    data: tuple[DataSource, ...] = ()
    steps: int = 0
    seed: int = 0
    digitpad_version: str = ""
    created: str = ""

    @classmethod
    def bundled(cls) -> DigitDetector:
        """Return the one that ships with digitpad."""
        return load(shipped(*BUNDLED))

    def score(self, centred: Floats) -> Floats:
        """Return how much each image is like a digit: the log-odds that it is one.

        Parameters
        ----------
        centred
            float32, shape (batch, 28, 28), before equalising.

        Returns
        -------
        Floats
            float32, shape (batch,); ``-inf`` for blank paper and for a dot.
        """
        return self.score_equalised(equalise(centred))

    def score_equalised(self, equalised: Floats) -> Floats:
        """Return the same of equalised images, which spares most of the time."""
        logits = forward.logits(self.weights, self.spec, equalised.reshape(len(equalised), -1))
        scores: Floats = energy_of(logits[:, :NOT_A_DIGIT]) - logits[:, NOT_A_DIGIT]
        scores[_is_empty(equalised)] = -np.inf
        return scores


def save(detector: DigitDetector, path: Path) -> None:
    """Write a digit detector, wholly or not at all."""
    metadata = DetectorMetadata(**{field.name: getattr(detector, field.name) for field in fields(DetectorMetadata)})
    halves = {name: array.astype(np.float16) for name, array in detector.weights.items()}
    write_atomically(path, FORMAT.encode(metadata, halves))


def load(path: Path) -> DigitDetector:
    """Read a digit detector, trusting nothing in its file."""
    metadata, weights = FORMAT.decode(FORMAT.read(path), path, DetectorMetadata)
    shapes = weight_shapes(metadata.spec)
    if weights.keys() != shapes.keys() or metadata.spec.classes != NOT_A_DIGIT + 1:
        raise FORMAT.refused(path, "its weights are not those of a digit detector")
    for name, shape in shapes.items():
        FORMAT.check(path, name, weights[name], np.float16, shape)
    values = {field.name: getattr(metadata, field.name) for field in fields(metadata)}
    return DigitDetector(weights={name: weights[name].astype(np.float32) for name in shapes}, **values)


def energy_of(logits: Floats) -> Floats:
    """Return the logarithm of the summed exponentials of each row."""
    highest = logits.max(axis=1)
    energy: Floats = highest + np.log(np.exp(logits - highest[:, np.newaxis]).sum(axis=1))
    return energy


def _is_empty(images: Floats) -> NDArray[np.bool_]:
    """Whether each image holds no more ink than a dot: all others fill their box from side to side."""
    is_empty = _reach(images, 2) <= _DOT_PIXELS
    if is_empty.any():  # as little as most drawings are high, few are
        is_empty &= _reach(images, 1) <= _DOT_PIXELS
    return is_empty


def _reach(images: Floats, axis: int) -> NDArray[np.intp]:
    """Return how many pixels the ink of each image reaches over, along the other axis than the given one."""
    reach: NDArray[np.intp] = (images.max(axis=axis) > _FAINT).sum(axis=1)
    return reach


def is_dot(ink: Ink) -> bool:
    """Whether ink is so small that it is a dot, whatever its form: by its size, without a model."""
    bounds = ink.bounds
    if bounds is None:
        return True
    size = max(bounds.width, bounds.height)
    if size <= _OWN_UNITS:
        return size == 0.0 or ink.point_count < _DOT_POINTS
    return size <= DOT_SIZE


def false_positives_in(figures: tuple[DetectionFigures, ...]) -> tuple[FalsePositives, ...]:
    """Return the shares of non-digits in figures, as `Thresholds` holds them."""
    return tuple(FalsePositives(each.name, each.reached) for each in figures if not each.are_digits)
