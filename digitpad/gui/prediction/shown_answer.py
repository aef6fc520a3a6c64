"""The shown answer: the whole drawing as one digit, or a number of which one digit is chosen.

Knows no Qt and no numpy.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digitpad.gui.prediction.answers import input_image, stage_images
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from digitpad.gui.prediction.answers import Answer, StageImage
    from digitpad.gui.prediction.digit_check import DigitCheck, Strokes
    from digitpad.ink.ink import Bounds
    from digitpad.recognition.recognizer import Prediction


@dataclass(frozen=True, slots=True)
class DigitAnswer:
    """What is read as one digit, or one picture."""

    strokes: Strokes  # which strokes of the ink on the pad it is made of; none for a picture
    prediction: Prediction
    ink: Ink | None = None  # those strokes alone; None for a picture
    bounds: Bounds | None = None  # the box around them
    is_doubtful: bool = False  # whether it is called "not a digit?"
    oddness: float | None = None  # the share of true digits that look less odd; None if that is not known

    @property
    def stages(self) -> tuple[StageImage, ...]:
        """What each stage of preprocessing made of it."""
        return stage_images(self.prediction.raster)

    @property
    def input_image(self) -> StageImage:
        """What the model was given."""
        return input_image(self.prediction.raster)


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer, digit by digit, and which digit is chosen."""

    answer: Answer  # the whole
    digits: tuple[DigitAnswer, ...]  # at least one; two or more are a number, from left to right
    chosen: int = 0  # the index of the one whose bars are shown
    least: float | None = None  # the score a digit must have not to be doubted; None if that is not known

    @property
    def digit(self) -> DigitAnswer:
        """The chosen digit."""
        return self.digits[self.chosen]

    @property
    def is_number(self) -> bool:
        """Whether there are two or more digits."""
        return len(self.digits) > 1

    @property
    def text(self) -> str:
        """What was read: a number, or the name of one class."""
        return "".join(digit.prediction.label for digit in self.digits)

    def choosing(self, index: int) -> ShownAnswer:
        """Return the same with another digit chosen; the nearest there is."""
        return replace(self, chosen=min(max(index, 0), len(self.digits) - 1))


def shown_answer_of(
    answer: Answer, check: DigitCheck, before: ShownAnswer | None = None, *, is_growing: bool = False
) -> ShownAnswer:
    """Split an answer into its digits and check each.

    The digit that was chosen `before` stays chosen while nothing new is written; else the newest is. `is_growing`:
    whether the pen is down or was so a moment ago: the newest digit may not be whole yet.
    """
    drawing = answer.request.drawing
    growing = len(drawing.strokes) - 1 if isinstance(drawing, Ink) and is_growing else None
    digits = _checked(_digits(answer), check, growing)
    if len(digits) > 1 and 2 * sum(digit.is_doubtful for digit in digits) > len(digits):
        # Boxes around the pieces of a scribble would call it a number. Digits that are odd one by one, and still no
        # less like digits than what they are together, stay.
        whole = _checked((_whole(answer),), check, growing)
        digits = whole if whole[0].is_doubtful else _checked(digits, check, growing)
    # That strokes are as many as before is not enough: the last one may have begun as digit of the digit beside it.
    if before is not None and before.answer.request.drawing == drawing:
        return ShownAnswer(answer, digits, _same(digits, before), check.least)
    return ShownAnswer(answer, digits, _newest(digits), check.least)


def _checked(digits: tuple[DigitAnswer, ...], check: DigitCheck, growing: int | None) -> tuple[DigitAnswer, ...]:
    are_doubtful = check.check([(digit.strokes, digit.prediction.digit_score) for digit in digits], growing)
    return tuple(
        replace(digit, is_doubtful=is_doubtful, oddness=check.oddness(digit.prediction.digit_score))
        for digit, is_doubtful in zip(digits, are_doubtful, strict=True)
    )


def _digits(answer: Answer) -> tuple[DigitAnswer, ...]:
    if answer.number is None:
        return (_whole(answer),)
    return tuple(DigitAnswer(it.strokes, it.prediction, it.ink, it.bounds) for it in answer.number.digits)


def _whole(answer: Answer) -> DigitAnswer:
    """Return all of a drawing as one digit, or one picture."""
    drawing = answer.request.drawing
    if isinstance(drawing, Ink):
        every = tuple(range(len(drawing.strokes)))
        return DigitAnswer(every, answer.prediction, drawing, drawing.bounds)
    return DigitAnswer((), answer.prediction)


def _newest(digits: tuple[DigitAnswer, ...]) -> int:
    """Return the digit that was written last."""
    return max(range(len(digits)), key=lambda index: max(digits[index].strokes, default=-1))


def _same(digits: tuple[DigitAnswer, ...], before: ShownAnswer) -> int:
    """Return the digit that shares strokes with the one looked at before, of the same drawing."""
    strokes = set(before.digit.strokes)
    return next((index for index, digit in enumerate(digits) if strokes & set(digit.strokes)), _newest(digits))
