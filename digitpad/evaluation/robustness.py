"""Robustness of a model: its accuracy on distorted digits, a row for each distortion."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from digitpad.config.dataset_info import DIGITS
from digitpad.config.preprocessing_spec import Reading
from digitpad.errors import DatasetError, DigitpadError
from digitpad.evaluation.intervals import wilson_interval
from digitpad.evaluation.metrics import logits_of
from digitpad.evaluation.samples import before_normalising
from digitpad.ink.ink_file import InkSample
from digitpad.ink.synthetic.digits import TEMPLATES
from digitpad.ink.synthetic.distortions import INK_DISTORTIONS, PICTURE_DISTORTIONS
from digitpad.ink.synthetic.strokes import ink_of, unit_strokes
from digitpad.preprocessing.pipeline import rasterize
from digitpad.preprocessing.scaling import as_picture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from digitpad.data.image_set import ImageSet
    from digitpad.evaluation.intervals import Interval
    from digitpad.ink.drawing import Drawing
    from digitpad.ink.synthetic.digits import DigitTemplate
    from digitpad.ink.synthetic.distortions import InkDistortion
    from digitpad.models.checkpoint import Checkpoint

MOST = 1500
"""Samples of each kind measured: the interval is about a point wide, and pages of each are painted."""

WRITTEN = 60
"""Times each of digitpad's own forms is written."""

AS_THEY_ARE = "as they are"
"""The row the others are compared with."""

OWN_FORMS = "digitpad's own forms"
"""What the digits are called that digitpad writes itself."""


@dataclass(frozen=True, slots=True)
class RobustnessRow:
    """The accuracy on digits with one distortion."""

    source: str  # which digits
    name: str  # of the distortion
    # count, correct: digits, and those read right; what cannot be read counts as wrong
    count: int
    correct: int
    correct_before: int | None = None  # of the same digits without the distortion; None if there are none

    @property
    def accuracy(self) -> float:
        """Correct over count."""
        return self.correct / self.count

    @property
    def interval(self) -> Interval:
        """The 95 % confidence interval of the accuracy."""
        return wilson_interval(self.correct, self.count)

    @property
    def difference(self) -> float | None:
        """Accuracy less that of the same digits without the distortion; None if there are none."""
        return None if self.correct_before is None else (self.correct - self.correct_before) / self.count


class Robustness:
    """Measures a model on distorted ink and images; iterate it for the rows, one after another.

    `ink` is labelled; without any, digitpad's own forms are distorted. `images` are digits, light on dark, 28 x 28.
    """

    def __init__(
        self, checkpoint: Checkpoint, name: str, ink: Sequence[InkSample], images: ImageSet, seed: int = 0
    ) -> None:
        if checkpoint.preprocessing.reading is not Reading.DIGIT or checkpoint.class_names != DIGITS:
            raise DatasetError(
                "This model does not read digits",
                "What people do to digits can be tried on a model of the digits 0 to 9 only.",
            )
        labelled = [sample for sample in ink if sample.label is not None]
        if ink and not labelled:
            raise DatasetError(
                "There is nothing to measure on", "{name} says of no drawing which digit it shows.", name=name
            )
        self._checkpoint = checkpoint
        self._preprocessing = before_normalising(checkpoint.preprocessing)
        self._seed = seed
        self._own = {
            form: [_written(form, np.random.default_rng([seed, number, time])) for time in range(WRITTEN)]
            for number, form in enumerate(TEMPLATES)
        }
        self._name, self._ink = (
            (name, _chosen(labelled, seed)) if labelled else (OWN_FORMS, [*chain.from_iterable(self._own.values())])
        )
        self._images = images
        self._indices = np.sort(np.random.default_rng(seed).permutation(len(images))[:MOST])

    def __len__(self) -> int:
        return len(INK_DISTORTIONS) + len(PICTURE_DISTORTIONS) + sum(bool(form.name) for form in TEMPLATES) + 2

    def __iter__(self) -> Iterator[RobustnessRow]:
        yield from self._ink_rows()
        yield from self._form_rows()
        yield from self._picture_rows()

    def _ink_rows(self) -> Iterator[RobustnessRow]:
        truth = np.array([sample.label for sample in self._ink])
        before = self._are_right([sample.ink for sample in self._ink], truth)
        yield RobustnessRow(self._name, AS_THEY_ARE, len(truth), int(before.sum()))
        for index, trial in enumerate(INK_DISTORTIONS):
            changed = [self._distorted(trial, sample, [index, number]) for number, sample in enumerate(self._ink)]
            is_tried = np.array([drawing is not None for drawing in changed])
            if not is_tried.any():
                continue
            right = self._are_right([drawing for drawing in changed if drawing is not None], truth[is_tried])
            yield RobustnessRow(
                self._name, trial.name, int(is_tried.sum()), int(right.sum()), int(before[is_tried].sum())
            )

    def _distorted(self, trial: InkDistortion, sample: InkSample, seed: list[int]) -> Drawing | None:
        if trial.digit is not None and sample.label != trial.digit:
            return None
        return trial.change(unit_strokes(sample.ink), np.random.default_rng([self._seed, *seed]))

    def _form_rows(self) -> Iterator[RobustnessRow]:
        for form, written in self._own.items():
            if form.name:
                right = self._are_right([sample.ink for sample in written], np.full(len(written), form.digit))
                yield RobustnessRow(OWN_FORMS, f"written as {form.digit} {form.name}", len(written), int(right.sum()))

    def _picture_rows(self) -> Iterator[RobustnessRow]:
        truth = self._images.labels[self._indices]
        pixels = [self._images.pixels[index] for index in self._indices]
        before = self._are_right([as_picture(each, "") for each in pixels], truth)
        yield RobustnessRow(self._images.name, AS_THEY_ARE, len(truth), int(before.sum()))
        for trial in PICTURE_DISTORTIONS:
            right = self._are_right([trial.change(Image.fromarray(each)) for each in pixels], truth)
            yield RobustnessRow(self._images.name, trial.name, len(truth), int(right.sum()), int(before.sum()))

    def _are_right(self, drawings: Sequence[Drawing], truth: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Return whether each drawing is read right; one that cannot be read is not."""
        rasters, is_read = [], np.ones(len(drawings), bool)
        for index, drawing in enumerate(drawings):
            try:
                rasters.append(rasterize(drawing, self._preprocessing).pixels)
            except DigitpadError:
                is_read[index] = False
        right = np.zeros(len(drawings), bool)
        right[is_read] = logits_of(self._checkpoint, rasters).argmax(axis=1) == truth[is_read]
        return right


def _written(form: DigitTemplate, generator: np.random.Generator) -> InkSample:
    return InkSample(ink_of(form.drawn(generator)), form.digit)


def _chosen(samples: Sequence[InkSample], seed: int) -> list[InkSample]:
    """Return a random choice of `MOST` samples, in their order."""
    indices = np.sort(np.random.default_rng(seed).permutation(len(samples))[:MOST])
    return [samples[index] for index in indices.tolist()]
