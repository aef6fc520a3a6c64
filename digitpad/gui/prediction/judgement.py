"""Whether the shown answer is right, for a drawing whose class is known.

Knows no Qt and no numpy.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitpad.gui.prediction.shown_answer import ShownAnswer
    from digitpad.ink.labelled_drawing import LabelledDrawing


class Judgement(Enum):
    """An answer, held against the label of its drawing."""

    NONE = "none"  # there is no label, or no answer yet
    RIGHT = "right"
    WRONG = "wrong"
    DOUBTED = "doubted"  # called "not a digit?", though it has a label
    FOREIGN = "foreign"  # the model knows no such class


def judge(drawing: LabelledDrawing, shown: ShownAnswer | None) -> Judgement:
    """Judge the shown answer, unless it is still that to another drawing."""
    if shown is None or drawing.label is None or shown.answer.request.drawing is not drawing.drawing:
        return Judgement.NONE
    if not _knows(shown.answer.prediction.class_names, drawing):
        return Judgement.FOREIGN
    if all(digit.is_doubtful for digit in shown.digits):
        return Judgement.DOUBTED
    return Judgement.RIGHT if shown.text == drawing.label else Judgement.WRONG


def _knows(class_names: tuple[str, ...], drawing: LabelledDrawing) -> bool:
    """Return whether a class of that name is the same: two sets of classes may share a name by chance."""
    model, samples = set(class_names), set(drawing.class_names)
    return drawing.label in model and (model <= samples or samples <= model)
