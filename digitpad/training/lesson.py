"""Teaching a model one hand: a short fine-tuning on a person's digits, with others replayed so that none is forgotten.

Importing this module does not import torch; a lesson does. It writes nothing: whoever stops it, or is killed, has lost
nothing.
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
"""What the user's digits are called among a checkpoint's data."""

FEW = 60
"""Digits below which they are measured in turns (`FOLDS`), not by holding a fifth of them out: 12 say too little."""

FOLDS = 2
"""Turns: of each digit written twice, one is learnt from and the other measured, then the other way round."""

LARGEST_LOSS = 0.003
"""How much of MNIST's test accuracy may be forgotten before a gentler lesson is advised: 0.3 points."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How good the model was on some samples, and what it has become."""

    before: Measurement
    after: Measurement

    @property
    def gain(self) -> float:
        """Accuracy won, as a fraction; negative for what was lost."""
        return self.after.accuracy - self.before.accuracy


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a lesson came to; nothing of it is kept yet."""

    checkpoint: Checkpoint  # the model, having learnt from all the digits
    plan: LessonPlan  # how it learnt
    digits: int  # how many it learnt from
    own: Comparison | None  # on digits it had not learnt from; None where there is but one, which cannot be both
    mnist: Comparison  # on MNIST's test part
    pens: Comparison | None  # on pens of other people; None where there are none
    changed: int  # how many answers on MNIST's test part are other ones now
    # whether the model had been taught digits of this person before, so that `own.before` flatters it
    is_repeated: bool
    seconds: float  # how long it took, without the loading of torch

    @property
    def forgets(self) -> bool:
        """Whether too much of MNIST was forgotten."""
        before, after = self.mnist.before, self.mnist.after
        return before.correct - after.correct > LARGEST_LOSS * after.count


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """How far a lesson is: steps taken, of how many in all; 0 while samples are made ready."""

    step: int
    steps: int


class LessonRun:
    """A lesson under way; iterate it for its progress, and then ask for its `result`.

    Stopping is not to ask for more.

    `base`: the model to teach; it stays as it is; `digits`: labelled ink of one person; `plan`: how the lesson goes;
    `others`: other people's ink to replay; None for MNIST alone; `pens`: ink of yet other people to measure on; None
    for none.
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
        course = LessonData(self.base, self.plan, self.others)
        yield LessonProgress(0, total)
        every = np.arange(len(self.digits))
        hand = OwnSamples(self.digits, course)
        for held_out in splits:
            weights = yield from _told(course.learn(hand, np.setdiff1d(every, held_out)), done, total)
            own_after.append(course.logits_of(weights, hand.inputs[held_out]))
            done += self.plan.steps
        learnt = yield from _told(course.learn(hand, every), done, total)
        test, test_labels = course.test
        before, after = (course.logits_of(weights, test) for weights in (self.base.weights, learnt))
        mnist = Comparison(_measured("MNIST test", before, test_labels), _measured("MNIST test", after, test_labels))
        own = self._own_comparison(course, hand, splits, own_after)
        pens = None if self.pens is None else self._pens_comparison(course, learnt, self.pens)
        self._lesson = Lesson(
            checkpoint=self._checkpoint(course, learnt, mnist.after, own, pens),
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
        """Return what the lesson came to, once it has been iterated to its end."""
        if self._lesson is None:
            msg = "the lesson is not over"
            raise RuntimeError(msg)
        return self._lesson

    def _own_comparison(
        self, course: LessonData, hand: OwnSamples, splits: Sequence[NDArray[np.intp]], after: Sequence[Floats]
    ) -> Comparison | None:
        if not splits:
            return None
        held_out = np.concatenate(splits)
        labels = hand.labels[held_out]
        before = course.logits_of(self.base.weights, hand.inputs[held_out])
        return Comparison(_measured(OWN_NAME, before, labels), _measured(OWN_NAME, np.concatenate(after), labels))

    def _pens_comparison(self, course: LessonData, learnt: Mapping[str, Floats], pens: InkSet) -> Comparison:
        inputs = prepared_ink(pens, self.base.preprocessing)
        writers = [sample.writer for sample in pens.samples]

        def measured(weights: Mapping[str, Floats]) -> Measurement:
            given = course.logits_of(weights, inputs)
            whole = _measured(pens.name, given, pens.labels)
            return with_writers(whole, given.argmax(axis=1) == pens.labels, writers)

        return Comparison(measured(self.base.weights), measured(learnt))

    def _checkpoint(
        self,
        course: LessonData,
        weights: Mapping[str, Floats],
        mnist: Measurement,
        own: Comparison | None,
        pens: Comparison | None,
    ) -> Checkpoint:
        """Return the model with what is known of it: how its base was trained, and the lesson on top of that."""
        text = b"\n".join(map(encode_sample, self.digits))
        source = DataSource(OWN_NAME, len(self.digits), hashlib.sha256(text).hexdigest())
        learnt = [data for data in self.base.data if data.name != OWN_NAME]
        learnt += [data for data in course.sources if data not in learnt]
        note = "Of the same lesson without these digits; the model has learnt from all of them."
        own_figures = () if own is None else (replace(own.after, note=note),)
        pens_figures = () if pens is None else (pens.after,)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return replace(
            self.base,
            weights=weights,
            data=(*learnt, source),
            measurements=(mnist, *pens_figures, *own_figures),
            digitpad_version=__version__,
            created=now,
            lessons=(*self.base.lessons, LessonRecord(len(self.digits), self.plan.steps, self.plan.learning_rate, now)),
        )


def folds(digits: Sequence[InkSample]) -> list[NDArray[np.intp]]:
    """Return the indices held out in each turn; as even a share of each digit as can be, and none of a single one."""
    if len(digits) < FOLDS:
        return []
    by_label = np.argsort([sample.label or 0 for sample in digits], kind="stable")
    if len(digits) < FEW:
        return [by_label[turn::FOLDS] for turn in range(FOLDS)]
    return [by_label[::5]]


def teach(
    base: Checkpoint,
    digits: Sequence[InkSample],
    plan: LessonPlan | None = None,
    others: InkSet | None = None,
    pens: InkSet | None = None,
) -> Lesson:
    """Give a whole lesson; raise as `Teaching` does."""
    teaching = LessonRun(base, digits, plan, others, pens)
    for _ in teaching:
        pass
    return teaching.result()


def _measured(name: str, given: Floats, labels: NDArray[np.integer]) -> Measurement:
    outcome = evaluate_logits(given, labels)
    return Measurement(name, outcome.count, outcome.correct, outcome.loss)


def _told(
    learning: Generator[int, None, Mapping[str, Floats]], done: int, total: int
) -> Generator[LessonProgress, None, Mapping[str, Floats]]:
    """Pass on each step's number as progress, and the weights."""
    while True:
        try:
            yield LessonProgress(done + next(learning), total)
        except StopIteration as end:
            weights: Mapping[str, Floats] = end.value
            return weights
