"""What of an answer is in view: the whole drawing as one digit, or one digit of a number.

Knows no Qt and no numpy.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

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
    # prediction, stages: what the model says of it, and what each stage made of it
    prediction: Prediction
    stages: tuple[StageImage, ...]
    # ink, bounds: those strokes alone and the box around them; None for a picture
    ink: Ink | None = None
    bounds: Bounds | None = None
    is_doubted: bool = False  # whether it is called "not a digit?"
    oddness: float | None = None  # the share of true digits that look less odd; None if that is not known


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer, part by part, and which part is looked at."""

    answer: Answer  # the whole
    parts: tuple[DigitAnswer, ...]  # at least one; two or more are a number, from left to right
    chosen: int = 0  # the index of the one whose bars are shown
    least: float | None = None  # the score a digit must have not to be doubted; None if that is not known

    @property
    def part(self) -> DigitAnswer:
        """The part that is looked at."""
        return self.parts[self.chosen]

    @property
    def is_number(self) -> bool:
        """Whether there are two or more digits."""
        return len(self.parts) > 1

    @property
    def text(self) -> str:
        """What was read: a number, or the name of one class."""
        return "".join(part.prediction.label for part in self.parts)

    def choosing(self, index: int) -> ShownAnswer:
        """Return the same with another part looked at; the nearest there is."""
        return replace(self, chosen=min(max(index, 0), len(self.parts) - 1))


def sight_of(
    answer: Answer, doubt: DigitCheck, before: ShownAnswer | None = None, *, is_growing: bool = False
) -> ShownAnswer:
    """Take an answer apart and judge its parts.

    `answer`: what was read; `doubt`: what judges it; it remembers; `before`: what was in view. The part that is looked
    at stays the same while nothing new is written; else it is the one that was written last; `is_growing`: whether the
    pen is down or was so a moment ago: what was written last may not be whole yet.
    """
    drawing = answer.request.drawing
    growing = len(drawing.strokes) - 1 if isinstance(drawing, Ink) and is_growing else None
    parts = _judged(_parts(answer), doubt, growing)
    if len(parts) > 1 and 2 * sum(part.is_doubted for part in parts) > len(parts):
        # Boxes around the pieces of a scribble would call it a number. Digits that are odd one by one, and still no
        # less like digits than what they are together, stay.
        whole = _judged((_whole(answer),), doubt, growing)
        parts = whole if whole[0].is_doubted else _judged(parts, doubt, growing)
    # That strokes are as many as before is not enough: the last one may have begun as part of the digit beside it.
    if before is not None and before.answer.request.drawing == drawing:
        return ShownAnswer(answer, parts, _same(parts, before), doubt.least)
    return ShownAnswer(answer, parts, _newest(parts), doubt.least)


def _judged(parts: tuple[DigitAnswer, ...], doubt: DigitCheck, growing: int | None) -> tuple[DigitAnswer, ...]:
    doubts = doubt.judge([(part.strokes, part.prediction.digit_score) for part in parts], growing)
    return tuple(
        replace(part, is_doubted=is_doubted, oddness=doubt.oddness(part.prediction.digit_score))
        for part, is_doubted in zip(parts, doubts, strict=True)
    )


def _parts(answer: Answer) -> tuple[DigitAnswer, ...]:
    if answer.number is None:
        return (_whole(answer),)
    return tuple(
        DigitAnswer(digit.strokes, digit.prediction, stages, digit.ink, digit.bounds)
        for digit, stages in zip(answer.number.digits, answer.digit_stages, strict=True)
    )


def _whole(answer: Answer) -> DigitAnswer:
    """Return all of a drawing as one digit, or one picture."""
    drawing = answer.request.drawing
    if isinstance(drawing, Ink):
        every = tuple(range(len(drawing.strokes)))
        return DigitAnswer(every, answer.prediction, answer.stages, drawing, drawing.bounds)
    return DigitAnswer((), answer.prediction, answer.stages)


def _newest(parts: tuple[DigitAnswer, ...]) -> int:
    """Return the part that was written last."""
    return max(range(len(parts)), key=lambda index: max(parts[index].strokes, default=-1))


def _same(parts: tuple[DigitAnswer, ...], before: ShownAnswer) -> int:
    """Return the part that shares strokes with the one looked at before, of the same drawing."""
    strokes = set(before.part.strokes)
    return next((index for index, part in enumerate(parts) if strokes & set(part.strokes)), _newest(parts))
