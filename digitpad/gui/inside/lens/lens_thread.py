"""Readings through the lens, found in the background; the newest question replaces the one that waits.

Importing this module imports no numpy: the operations do, on their thread.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from digitpad.config.preprocessing_spec import Reading
from digitpad.explanation.transformations import PLACES
from digitpad.gui.prediction.answers import StageImage
from digitpad.gui.widgets.background import BackgroundWork, Overlap
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QThread

    from digitpad.explanation.lens import Stage
    from digitpad.explanation.lens_steps import LensStep, LensSteps
    from digitpad.explanation.transformations import Amounts, Transformation
    from digitpad.gui.inside.subject import Subject
    from digitpad.gui.widgets.background import Job
    from digitpad.ink.drawing import Drawing

_BUDGET = 0.002
"""Seconds after which a job of a curve ends, so that the pen never waits for 5 ms."""

_AT_ONCE = 3
"""Places read in one pass; each takes 0.4 ms with the bundled MLP and a 9 of 60 points."""


@dataclass(frozen=True, slots=True, eq=False)
class LensQuestion:
    """A drawing, changed by some amounts, read with some steps only."""

    subject: Subject
    steps: LensSteps
    amounts: Amounts


@dataclass(frozen=True, slots=True, eq=False)
class LensImage:
    """What one step made, for the eye."""

    step: LensStep
    is_on: bool
    image: StageImage
    # the least and the largest number in it
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class LensAnswer:
    """What the model says through the lens."""

    question: LensQuestion
    images: tuple[LensImage, ...]
    probabilities: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """The probabilities over a transformation, for as many of its places as were read so far."""

    question: LensQuestion  # whose amount of the transformation itself does not matter
    transformation: Transformation
    drawing: Drawing | None = None  # the question's, prepared; None for not yet
    rows: tuple[tuple[float, ...], ...] = ()  # one a place, of one number a class; NaN where nothing can be read


class LensReader(BackgroundWork[LensQuestion]):
    """Reads through the lens; `succeeded` carries a `LensAnswer`.

    `reading_thread`: where the pad is read. A question takes its turn there between two drawings: at most one waits.
    """

    def __init__(self, reading_thread: QThread, parent: QObject | None = None) -> None:
        super().__init__(
            _read,
            reading_thread,
            parent,
            error_title="This cannot be read through the lens",
            overlap=Overlap.REPLACE_WAITING,
        )


class CurveFinder(BackgroundWork[Curve]):
    """Finds curves a few places at a time, so that the pen is read in between; `found` carries a whole `Curve`."""

    found = Signal(object)

    def __init__(self, reading_thread: QThread, parent: QObject | None = None) -> None:
        super().__init__(
            _go_on,
            reading_thread,
            parent,
            error_title="This curve cannot be drawn",
            overlap=Overlap.REPLACE_WAITING,
        )
        self._wanted: LensQuestion | None = None
        self.succeeded.connect(self._take)

    def find(self, question: LensQuestion, transformation: Transformation) -> None:
        """Find a curve from the start, instead of the one before."""
        self._wanted = question
        self.submit(Curve(question, transformation))

    def give_up(self) -> None:
        """Find no curve."""
        self._wanted = None

    @Slot(object)
    def _take(self, curve: Curve | None) -> None:
        if curve is None:
            return
        if len(curve.rows) < len(PLACES):
            self.submit(curve)
        else:
            self.found.emit(curve)

    def _is_outdated(self, request: Curve) -> bool:
        return request.question is not self._wanted


def _read(question: LensQuestion, _job: Job) -> LensAnswer | None:
    from digitpad.explanation.lens import read_through  # noqa: PLC0415 - numpy loads on the thread, not at start

    subject = question.subject
    if subject.drawing is None:
        return None
    known = None if subject.prediction is None else subject.prediction.raster
    reading = read_through(subject.checkpoint, subject.drawing, question.steps, question.amounts, known)
    is_digit = subject.checkpoint.preprocessing.reading is Reading.DIGIT
    images = tuple(_for_the_eye(stage, is_digit=is_digit) for stage in reading.stages)
    return LensAnswer(question, images, reading.probabilities)


def _go_on(curve: Curve, _job: Job) -> Curve | None:
    from digitpad.explanation.lens import prepared, sweep  # noqa: PLC0415

    question, rows = curve.question, curve.rows
    drawing = question.subject.drawing
    if drawing is None:
        return None
    if curve.drawing is None:
        return replace(curve, drawing=prepared(question.subject.checkpoint, drawing))
    at_once = _AT_ONCE if isinstance(drawing, Ink) else 1
    ends = perf_counter() + _BUDGET
    while len(rows) < len(PLACES) and perf_counter() < ends:
        places = PLACES[len(rows) : len(rows) + at_once]
        more = sweep(
            question.subject.checkpoint,
            curve.drawing,
            curve.transformation,
            places,
            steps=question.steps,
            amounts=question.amounts,
        )
        rows += tuple(map(tuple, more.tolist()))
    return replace(curve, rows=rows)


def _for_the_eye(stage: Stage, *, is_digit: bool) -> LensImage:
    from digitpad.preprocessing.raster import Step  # noqa: PLC0415

    image = stage.image
    low, high = float(image.min()), float(image.max())
    if low < 0.0 or high > 1.0:  # normalised: as far apart as a picture's numbers, or nothing would be seen
        image = (image - low) / ((high - low) or 1.0)  # one number all over shows black
    rows, columns = image.shape[:2]
    levels = (image * 255.0 + 0.5).astype("uint8").tobytes()
    step = Step.FITTED if is_digit else Step.SCALED  # which says how it is coloured
    shown = StageImage(step, rows, columns, levels, 3 if image.ndim == 3 else 1)
    return LensImage(stage.step, stage.is_on, shown, low, high)
