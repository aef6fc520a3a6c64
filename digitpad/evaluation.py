"""How good a model is: loss, accuracy with its interval, confusion matrix. numpy only.

Owns the figures. Does not own the reading of samples (`datasets`, `inkfile`, `picture`) or how figures are shown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from digitpad.errors import DatasetError
from digitpad.forward import log_probabilities, logits
from digitpad.raster import prepare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from digitpad.checkpoint import Checkpoint

NORMAL_QUANTILE = 1.959963984540054
"""A normal variable lies within this many standard deviations of its mean in 95 % of cases."""

CHUNK = 1000
"""Samples run at once: bounds the memory without slowing the matrix products."""


class Interval(NamedTuple):
    """Where a fraction lies with 95 % confidence."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well a model did on some samples.

    Parameters
    ----------
    count
        Samples with a label; those that could not be read are among them, and count as wrong.
    correct
        How many the model got right.
    loss
        Mean cross-entropy in nats over the samples that could be read; NaN if there was none.
    confusion
        int64, shape (classes, classes): samples by true class (row) and predicted class (column), without
        those that could not be read.
    unreadable
        Samples with a label that could not be read.
    skipped
        Samples left out because they have no label.
    """

    count: int
    correct: int
    loss: float
    confusion: NDArray[np.int64]
    unreadable: int = 0
    skipped: int = 0

    @property
    def accuracy(self) -> float:
        """Correct over count."""
        return self.correct / self.count

    @property
    def interval(self) -> Interval:
        """Where the accuracy on more such samples lies with 95 % confidence."""
        return wilson_interval(self.correct, self.count)


def wilson_interval(correct: int, count: int) -> Interval:
    """Return the 95 % confidence interval of a fraction, which never leaves 0 to 1 [1]_.

    References
    ----------
    .. [1] Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
    """
    fraction, z2 = correct / count, NORMAL_QUANTILE**2
    middle = (fraction + z2 / (2 * count)) / (1 + z2 / count)
    reach = NORMAL_QUANTILE * math.sqrt(fraction * (1 - fraction) / count + z2 / (4 * count**2)) / (1 + z2 / count)
    return Interval(max(0.0, middle - reach), min(1.0, middle + reach))


def measure(logits: NDArray[np.float32], labels: NDArray[np.integer]) -> Evaluation:
    """Measure a model's answers.

    Parameters
    ----------
    logits
        float32, shape (count, classes).
    labels
        Integers, shape (count,).
    """
    classes = logits.shape[1]
    predicted = logits.argmax(axis=1)
    truth = labels.astype(np.intp)
    losses = -log_probabilities(logits)[np.arange(len(truth)), truth]
    confusion = np.bincount(truth * classes + predicted, minlength=classes * classes).reshape(classes, classes)
    return Evaluation(
        count=len(truth),
        correct=int(np.trace(confusion)),
        loss=float(losses.mean(dtype=np.float64)) if len(truth) else math.nan,
        confusion=confusion.astype(np.int64),
    )


def evaluate(
    checkpoint: Checkpoint, pixels: Sequence[NDArray[np.float32] | None], labels: Sequence[int | None]
) -> Evaluation:
    """Measure a model on samples.

    Parameters
    ----------
    checkpoint
        The model.
    pixels
        A centred raster for each sample, float32, shape (28, 28); None for one that could not be read. An array
        of shape (count, 28, 28) will do.
    labels
        The true class of each; None for one without a label. An array will do.

    Raises
    ------
    DatasetError
        If no sample has a label.
    """
    labelled = [(image, int(label)) for image, label in zip(pixels, labels, strict=True) if label is not None]
    if not labelled:
        raise DatasetError(
            "There is nothing to measure on",
            "None of the {count} samples has a label, so right and wrong cannot be told apart.",
            count=len(labels),
        )
    readable = [(image, label) for image, label in labelled if image is not None]
    outcome = measure(
        run(checkpoint, [image for image, _ in readable]), np.array([label for _, label in readable], np.intp)
    )
    return Evaluation(
        count=len(labelled),
        correct=outcome.correct,
        loss=outcome.loss,
        confusion=outcome.confusion,
        unreadable=len(labelled) - len(readable),
        skipped=len(labels) - len(labelled),
    )


def run(checkpoint: Checkpoint, images: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return the model's logits for centred rasters: float32, shape (count, classes)."""
    answers = [np.empty((0, checkpoint.spec.classes), np.float32)]
    for start in range(0, len(images), CHUNK):
        inputs = prepare(np.stack(images[start : start + CHUNK]), checkpoint.preprocessing)
        answers.append(logits(checkpoint.weights, checkpoint.spec, inputs))
    return np.concatenate(answers)
