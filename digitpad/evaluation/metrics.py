"""Metrics of a model: loss, accuracy with its interval, confusion matrix, each prediction. numpy only."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from digitpad.errors import DatasetError
from digitpad.evaluation.intervals import (
    Interval,
    do_differ,
    figures_by_writer,
    wilson_interval,
    writer_interval,
)
from digitpad.models.forward import log_probabilities, logits, probabilities
from digitpad.preprocessing.raster import prepare

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from digitpad.models.checkpoint import Checkpoint, WriterCounts

    Pixels = NDArray[np.float32] | NDArray[np.uint8]
    Indices = NDArray[np.intp]

CHUNK = 1000
"""Samples run at once: bounds the memory without slowing the matrix products."""


@dataclass(frozen=True, slots=True)
class ClassMetrics:
    """How well a model did on one class."""

    count: int  # samples of the class that could be read
    predicted: int  # samples read as the class
    correct: int  # both

    @property
    def precision(self) -> float | None:
        """The share of samples read as this class that are of it; None if there are none."""
        return self.correct / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """The share of samples of this class that are read as it; None if there are none."""
        return self.correct / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well a model did on some samples."""

    count: int  # samples with a label; those that could not be read are among them, and count as wrong
    correct: int
    loss: float  # mean cross-entropy in nats over the samples that could be read; NaN if there was none
    # int64, shape (classes, classes): samples by true class (row) and predicted class (column), without those that
    # could not be read
    confusion: NDArray[np.int64]
    unreadable: int = 0  # samples with a label that could not be read
    skipped: int = 0  # samples left out because they have no label
    writers: tuple[WriterCounts, ...] = ()  # the same by who wrote the samples; empty if that is not known of all

    @property
    def accuracy(self) -> float:
        """Correct over count."""
        return self.correct / self.count

    @property
    def is_resampled(self) -> bool:
        """Whether the interval is resampled by writers: there are several, who differ."""
        return do_differ(*self._by_writer)

    @property
    def interval(self) -> Interval:
        """The 95 % confidence interval of the accuracy on more such samples, or by other people."""
        return writer_interval(*self._by_writer) if self.writers else wilson_interval(self.correct, self.count)

    @property
    def _by_writer(self) -> tuple[list[int], list[int]]:
        """The digits of each writer that were read right, and all of them."""
        return [each.correct for each in self.writers], [each.count for each in self.writers]

    @property
    def per_class(self) -> tuple[ClassMetrics, ...]:
        """How well the model did on each class, in class order."""
        counts, predicted = self.confusion.sum(axis=1).tolist(), self.confusion.sum(axis=0).tolist()
        return tuple(map(ClassMetrics, counts, predicted, self.confusion.diagonal().tolist()))


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """The predictions of each sample that has a label and could be read, in their order; arrays of shape (count,)."""

    positions: Indices  # the index of each among all samples
    # truth, predicted: its true class, and the one predicted
    truth: Indices
    predicted: Indices
    confidence: NDArray[np.float32]  # the probability of the predicted class

    def __len__(self) -> int:
        return len(self.positions)

    @property
    def is_right(self) -> NDArray[np.bool_]:
        """Whether each prediction is right: shape (count,)."""
        return np.equal(self.truth, self.predicted)

    @property
    def mistakes(self) -> Indices:
        """Indices of the wrong predictions, the most confident first."""
        return self._most_confident(np.flatnonzero(~self.is_right))

    def in_cell(self, true: int, predicted: int) -> Indices:
        """Return the indices of the predictions in one cell of the confusion matrix, the most confident first."""
        return self._most_confident(np.flatnonzero((self.truth == true) & (self.predicted == predicted)))

    def sure_between(self, low: float, high: float) -> Indices:
        """Return the indices of the predictions with a confidence above `low` up to `high`, the wrong ones first."""
        chosen = self._most_confident(np.flatnonzero((self.confidence > low) & (self.confidence <= high)))
        return chosen[np.argsort(self.is_right[chosen], kind="stable")]

    def _most_confident(self, indices: Indices) -> Indices:
        # Stable: equally confident predictions stay in the samples' order, so that the same run shows the same.
        return indices[np.argsort(-self.confidence[indices], kind="stable")]


@dataclass(frozen=True, slots=True)
class EvaluationResult:
    """The metrics of a model on some samples, and every prediction."""

    evaluation: Evaluation
    predictions: Predictions


def evaluate_logits(logits: NDArray[np.float32], labels: NDArray[np.integer]) -> Evaluation:
    """Return the metrics of logits, shape (count, classes), by labels, shape (count,)."""
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


class EvaluationRun:
    """An evaluation under way, a chunk of samples at a time; iterate it for the share done, then take the `result`.

    Parameters
    ----------
    checkpoint
        The model.
    pixels
        A centred raster for each sample, shape (28, 28), float32 from 0.0 to 1.0 or uint8 from 0 to 255; None for one
        that could not be read. An array of shape (count, 28, 28) will do.
    labels
        The true class of each; None for one without a label. An array will do.
    writers
        Who wrote each; empty if that is not known.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        pixels: Sequence[Pixels | None],
        labels: Sequence[int | None],
        writers: Sequence[str | None] = (),
    ) -> None:
        labelled = [index for index, label in enumerate(labels) if label is not None]
        if not labelled:
            raise DatasetError(
                "There is nothing to measure on",
                "None of the {count} samples has a label, so right and wrong cannot be told apart.",
                count=len(labels),
            )
        self._checkpoint = checkpoint
        self._pixels = pixels
        self._positions = np.array([index for index in labelled if pixels[index] is not None], np.intp)
        self._truth = np.array([labels[index] for index in self._positions], np.intp)
        self._unreadable = len(labelled) - len(self._positions)
        self._skipped = len(labels) - len(labelled)
        self._writers = [writers[index] for index in self._positions] if len(writers) and not self._unreadable else []
        self._logits: list[NDArray[np.float32]] = []
        self._done = 0
        if len(self._truth) and self._truth.max() >= checkpoint.spec.classes:
            raise DatasetError(
                "These samples are of other classes",
                "The model knows {classes} classes and the samples are of {count}. Choose a model that was trained on "
                "samples like these.",
                classes=checkpoint.spec.classes,
                count=int(self._truth.max()) + 1,
            )

    def __iter__(self) -> Iterator[float]:
        return self

    def __next__(self) -> float:
        """Run the next chunk and return the share done, up to 1.0."""
        if self._done >= len(self._positions):
            raise StopIteration
        chunk = self._positions[self._done : self._done + CHUNK]
        images = [image for index in chunk if (image := self._pixels[index]) is not None]
        self._logits.append(logits_of(self._checkpoint, images))
        self._done += len(chunk)
        return self._done / len(self._positions)

    @property
    def result(self) -> EvaluationResult:
        """The metrics and predictions, once every chunk was run."""
        if self._done < len(self._positions):
            msg = "the samples have not all been run"
            raise RuntimeError(msg)
        every = np.concatenate([np.empty((0, self._checkpoint.spec.classes), np.float32), *self._logits])
        predicted, readable = every.argmax(axis=1), evaluate_logits(every, self._truth)
        evaluation = replace(
            readable,
            count=readable.count + self._unreadable,
            unreadable=self._unreadable,
            skipped=self._skipped,
            writers=figures_by_writer(predicted == self._truth, self._writers),
        )
        confidence = probabilities(every).max(axis=1, initial=0.0)
        return EvaluationResult(evaluation, Predictions(self._positions, self._truth, predicted, confidence))


def evaluate_model(
    checkpoint: Checkpoint,
    pixels: Sequence[Pixels | None],
    labels: Sequence[int | None],
    writers: Sequence[str | None] = (),
) -> EvaluationResult:
    """Return the result of a whole `EvaluationRun`."""
    run = EvaluationRun(checkpoint, pixels, labels, writers)
    for _ in run:
        pass
    return run.result


def logits_of(checkpoint: Checkpoint, images: Sequence[Pixels]) -> NDArray[np.float32]:
    """Return the model's logits for centred rasters: float32, shape (count, classes)."""
    given = [np.empty((0, checkpoint.spec.classes), np.float32)]
    chunks = (images[start : start + CHUNK] for start in range(0, len(images), CHUNK))
    given += [logits(checkpoint.weights, checkpoint.spec, inputs_of(checkpoint, chunk)) for chunk in chunks]
    return np.concatenate(given)


def inputs_of(checkpoint: Checkpoint, images: Sequence[Pixels]) -> NDArray[np.float32]:
    """Return what the model is given for centred rasters: float32, shape (count, inputs)."""
    stacked = np.stack(images)
    pixels: NDArray[np.float32] = stacked.astype(np.float32, copy=False)
    if stacked.dtype == np.uint8:
        pixels = pixels / np.float32(255)
    return prepare(pixels, checkpoint.preprocessing)
