"""How much personal fine-tuning helps: lessons on ten digits of each writer, measured on the rest of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitpad.data.ink_set import read_ink_set
from digitpad.errors import InkError
from digitpad.training.lesson_data import LessonData, LessonPlan, OwnSamples, import_torch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from digitpad.data.ink_set import InkSet
    from digitpad.ink.ink_file import InkSample
    from digitpad.models.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True)
class WriterFigures:
    """Errors before and after a lesson on one writer's digits, those of the lesson left out."""

    writer: str
    count: int  # digits read
    errors_before: int
    errors_after: int
    # mnist_errors_before, mnist_errors_after: on MNIST's 10,000 test images
    mnist_errors_before: int
    mnist_errors_after: int


@dataclass(frozen=True, slots=True)
class PersonalFigures:
    """The lessons of all writers; rates are fractions."""

    writers: tuple[WriterFigures, ...]

    @property
    def mean_before(self) -> float:
        """Mean over the writers of their rate of errors before."""
        return sum(each.errors_before / each.count for each in self.writers) / len(self.writers)

    @property
    def mean_after(self) -> float:
        """The same after."""
        return sum(each.errors_after / each.count for each in self.writers) / len(self.writers)

    @property
    def worst_before(self) -> float:
        """Rate of errors of the writer with the highest, before."""
        return max(each.errors_before / each.count for each in self.writers)

    @property
    def worst_after(self) -> float:
        """The same after; it may be another writer."""
        return max(each.errors_after / each.count for each in self.writers)

    @property
    def mean_forgotten(self) -> float:
        """Share of MNIST's test part lost, mean over the writers' lessons; negative if they won some."""
        return sum(map(_forgotten, self.writers)) / len(self.writers)

    @property
    def worst_forgotten(self) -> float:
        """The same of the lesson that lost most."""
        return max(map(_forgotten, self.writers))


def measure_personal(
    model: Checkpoint, ink: Path, writers: Sequence[str] = (), plan: LessonPlan | None = None
) -> Iterator[WriterFigures]:
    """Give the model a lesson on each writer's digits in turn, from the same weights, and yield the figures.

    For honest figures the model may not have been trained on these writers: all in the file if none are named.
    """
    whole = read_ink_set(ink)
    named = sorted({sample.writer for sample in whole.samples if sample.writer is not None})
    chosen = [(writer, *_split(whole, writer)) for writer in writers or named]
    if not chosen:
        raise InkError(
            "This ink does not say who wrote it",
            "No line of {path} has a “writer”. Add that to its lines, or choose another file.",
            path=ink,
        )
    import_torch()
    data = LessonData(model, plan or LessonPlan(), None)
    test, test_labels = data.test
    before = _errors(data, model.weights, test, test_labels)
    for writer, first, rest in chosen:
        others = OwnSamples(rest, data, is_varied=False)
        weights = _trained(data, OwnSamples(first, data))
        yield WriterFigures(
            writer,
            len(rest),
            _errors(data, model.weights, others.inputs, others.labels),
            _errors(data, weights, others.inputs, others.labels),
            before,
            _errors(data, weights, test, test_labels),
        )


def _split(whole: InkSet, writer: str) -> tuple[list[InkSample], list[InkSample]]:
    """Return the first of each digit by a writer, and the rest."""
    first: list[InkSample] = []
    rest: list[InkSample] = []
    for sample in whole.by_writers([writer]).samples:
        is_first = all(sample.label != known.label for known in first)
        (first if is_first else rest).append(sample)
    if not rest:
        raise InkError(
            "This writer has too few digits",
            "{name} holds {count} labelled digits by {writer}; some must be left to read beside the first of each.",
            name=whole.name,
            count=len(first),
            writer=writer,
        )
    return first, rest


def _trained(data: LessonData, samples: OwnSamples) -> Mapping[str, NDArray[np.float32]]:
    training = data.train(samples, np.arange(len(samples.labels)))
    while True:
        try:
            next(training)
        except StopIteration as end:
            weights: Mapping[str, NDArray[np.float32]] = end.value
            return weights


def _errors(
    data: LessonData,
    weights: Mapping[str, NDArray[np.float32]],
    inputs: NDArray[np.float32],
    labels: NDArray[np.integer],
) -> int:
    return int((data.logits_of(weights, inputs).argmax(axis=1) != labels).sum())


def _forgotten(each: WriterFigures) -> float:
    return (each.mnist_errors_after - each.mnist_errors_before) / 10_000
