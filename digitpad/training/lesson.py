"""Lessons: a short personal fine-tuning on the user's digits, with rehearsal samples so that no others are forgotten.

Importing this module does not import torch; a lesson does. It writes nothing, so stopping it loses nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from digitpad import __version__
from digitpad.config.dataset_info import DIGITS
from digitpad.config.preprocessing_spec import Reading
from digitpad.errors import TrainingError
from digitpad.evaluation.intervals import with_writers
from digitpad.evaluation.metrics import evaluate_logits
from digitpad.ink.ink_file import encode_sample
from digitpad.models.checkpoint import DataSource, LessonRecord, Measurement
from digitpad.training.batches import prepared_ink
from digitpad.training.lesson_data import LessonData, LessonPlan, OwnSamples, import_torch

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from digitpad.data.ink_set import InkSet
    from digitpad.ink.ink_file import InkSample
    from digitpad.models.checkpoint import Checkpoint

    Floats = NDArray[np.float32]

OWN_NAME = "My digits"
"""Name of the user's digits among a checkpoint's data."""

FEW = 60
"""Fewer digits are measured by cross-validation (`FOLDS`), not by holding a fifth of them out: 12 say too little."""

FOLDS = 2
"""Of each digit written twice, one is trained on and the other measured, then the other way round."""

LARGEST_LOSS = 0.003
"""Most of MNIST's test accuracy that may be lost before a gentler lesson is advised: 0.3 points."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A model's measurements on some samples before and after a lesson."""

    before: Measurement
    after: Measurement

    @property
    def gain(self) -> float:
        """Accuracy after less that before, as a fraction."""
        return self.after.accuracy - self.before.accuracy


@dataclass(frozen=True, slots=True)
class Lesson:
    """The result of a lesson; nothing of it is kept yet."""

    checkpoint: Checkpoint  # the model, trained on all the digits
    plan: LessonPlan
    digits: int  # how many it was trained on
    own: Comparison | None  # on digits held out; None for a single digit, which cannot be
    mnist: Comparison  # on MNIST's test part
    pens: Comparison | None  # on pen digits of other people; None where there are none
    changed: int  # predictions on MNIST's test part that differ now
    is_repeated: bool  # whether an earlier lesson was on digits of this person, so that `own.before` is too high
    seconds: float  # without the loading of torch

    @property
    def forgets(self) -> bool:
        """Whether more than `LARGEST_LOSS` of MNIST was forgotten."""
        before, after = self.mnist.before, self.mnist.after
        return before.correct - after.correct > LARGEST_LOSS * after.count

    @property
    def gains(self) -> bool:
        """Whether more of the user's digits are read than before, as far as that can be measured."""
        return self.own is None or self.own.gain > 0.0


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """Steps taken of a lesson, of how many in all; 0 while samples are prepared."""

    step: int
    steps: int


class LessonRun:
    """A lesson under way; iterate it for its progress, and then take its `result`. Stopping is to stop iterating.

    Parameters
    ----------
    base
        The model to fine-tune; it is not changed.
    digits
        Labelled ink of one person.
    plan
        The lesson's settings.
    others
        Other people's ink to rehearse; None for MNIST alone.
    pens
        Ink of yet other people to measure on; None for none.
    """

    def __init__(
        self,
        base: Checkpoint,
        digits: Sequence[InkSample],
        plan: LessonPlan | None = None,
        others: InkSet | None = None,
        pens: InkSet | None = None,
    ) -> None:
        if base.preprocessing.reading is not Reading.DIGIT or base.class_names != DIGITS:
            raise TrainingError(
                "This model does not read digits",
                "Only a model of the digits 0 to 9 can be taught a hand. Choose softmax, mlp, or one trained on MNIST.",
            )
        labelled = [sample for sample in digits if sample.label is not None]
        if not labelled:
            raise TrainingError(
                "There is nothing to teach yet",
                "Keep some digits first: draw one and say what it was, or write each digit twice.",
            )
        self.base, self.digits, self.plan, self.others, self.pens = base, labelled, plan or LessonPlan(), others, pens
        self._lesson: Lesson | None = None

    def __iter__(self) -> Iterator[LessonProgress]:
        splits = folds(self.digits)
        total = self.plan.steps * (len(splits) + 1)
        yield LessonProgress(0, total)
        import_torch()
        began, done = perf_counter(), 0
        own_after: list[Floats] = []
        data = LessonData(self.base, self.plan, self.others)
        yield LessonProgress(0, total)
        every = np.arange(len(self.digits))
        samples = OwnSamples(self.digits, data)
        for held_out in splits:
            weights = yield from _with_progress(data.train(samples, np.setdiff1d(every, held_out)), done, total)
            own_after.append(data.logits_of(weights, samples.inputs[held_out]))
            done += self.plan.steps
        trained = yield from _with_progress(data.train(samples, every), done, total)
        test, test_labels = data.test
        before, after = (data.logits_of(weights, test) for weights in (self.base.weights, trained))
        mnist = Comparison(_measured("MNIST test", before, test_labels), _measured("MNIST test", after, test_labels))
        own = self._own_comparison(data, samples, splits, own_after)
        pens = None if self.pens is None else self._pens_comparison(data, trained, self.pens)
        self._lesson = Lesson(
            checkpoint=self._checkpoint(data, trained, mnist.after, own, pens),
            plan=self.plan,
            digits=len(self.digits),
            own=own,
            mnist=mnist,
            pens=pens,
            changed=int((before.argmax(axis=1) != after.argmax(axis=1)).sum()),
            is_repeated=any(source.name == OWN_NAME for source in self.base.data),
            seconds=perf_counter() - began,
        )

    def result(self) -> Lesson:
        """Return the finished lesson, once it has been iterated to its end."""
        if self._lesson is None:
            msg = "the lesson is not over"
            raise RuntimeError(msg)
        return self._lesson

    def _own_comparison(
        self, data: LessonData, samples: OwnSamples, splits: Sequence[NDArray[np.intp]], after: Sequence[Floats]
    ) -> Comparison | None:
        if not splits:
            return None
        held_out = np.concatenate(splits)
        labels = samples.labels[held_out]
        before = data.logits_of(self.base.weights, samples.inputs[held_out])
        return Comparison(_measured(OWN_NAME, before, labels), _measured(OWN_NAME, np.concatenate(after), labels))

    def _pens_comparison(self, data: LessonData, trained: Mapping[str, Floats], pens: InkSet) -> Comparison:
        inputs = prepared_ink(pens, self.base.preprocessing)
        writers = [sample.writer for sample in pens.samples]

        def measured(weights: Mapping[str, Floats]) -> Measurement:
            given = data.logits_of(weights, inputs)
            whole = _measured(pens.name, given, pens.labels)
            return with_writers(whole, given.argmax(axis=1) == pens.labels, writers)

        return Comparison(measured(self.base.weights), measured(trained))

    def _checkpoint(
        self,
        data: LessonData,
        weights: Mapping[str, Floats],
        mnist: Measurement,
        own: Comparison | None,
        pens: Comparison | None,
    ) -> Checkpoint:
        """Return the fine-tuned model, with the training of its base and this lesson on record."""
        text = b"\n".join(map(encode_sample, self.digits))
        source = DataSource(OWN_NAME, len(self.digits), hashlib.sha256(text).hexdigest())
        sources = [each for each in self.base.data if each.name != OWN_NAME]
        sources += [each for each in data.sources if each not in sources]
        note = "Of the same lesson without these digits; the model has learnt from all of them."
        own_figures = () if own is None else (replace(own.after, note=note),)
        pens_figures = () if pens is None else (pens.after,)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return replace(
            self.base,
            weights=weights,
            data=(*sources, source),
            measurements=(mnist, *pens_figures, *own_figures),
            digitpad_version=__version__,
            created=now,
            lessons=(*self.base.lessons, LessonRecord(len(self.digits), self.plan.steps, self.plan.learning_rate, now)),
        )


def folds(digits: Sequence[InkSample]) -> list[NDArray[np.intp]]:
    """Return the indices held out in each fold, an even share of each class; none of a single digit."""
    if len(digits) < FOLDS:
        return []
    by_label = np.argsort([sample.label or 0 for sample in digits], kind="stable")
    if len(digits) < FEW:
        return [by_label[fold::FOLDS] for fold in range(FOLDS)]
    return [by_label[::5]]


def teach(
    base: Checkpoint,
    digits: Sequence[InkSample],
    plan: LessonPlan | None = None,
    others: InkSet | None = None,
    pens: InkSet | None = None,
) -> Lesson:
    """Return a whole lesson; parameters as of `LessonRun`."""
    run = LessonRun(base, digits, plan, others, pens)
    for _ in run:
        pass
    return run.result()


def _measured(name: str, given: Floats, labels: NDArray[np.integer]) -> Measurement:
    outcome = evaluate_logits(given, labels)
    return Measurement(name, outcome.count, outcome.correct, outcome.loss)


def _with_progress(
    training: Generator[int, None, Mapping[str, Floats]], done: int, total: int
) -> Generator[LessonProgress, None, Mapping[str, Floats]]:
    """Yield each step's number as progress, and return the weights."""
    while True:
        try:
            yield LessonProgress(done + next(training), total)
        except StopIteration as end:
            weights: Mapping[str, Floats] = end.value
            return weights
