"""Guess first: the answer stays hidden until one has guessed, and a score is kept of learner and model.

Knows no Qt and no numpy.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digitpad.gui.prediction.judgement import Judgement, judge
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from digitpad.gui.prediction.shown_answer import ShownAnswer
    from digitpad.ink.drawing import Drawing
    from digitpad.ink.labelled_drawing import LabelledDrawing


@dataclass(frozen=True, slots=True)
class GuessScore:
    """What guesses came to: on drawings whose label is known, and on others."""

    labelled: int = 0  # guesses on drawings with a label the model knows
    # right, model_right: how many of them the learner and the model got right
    right: int = 0
    model_right: int = 0
    others: int = 0  # guesses on drawings without
    agreed: int = 0  # how many of them were as the model says
    is_last_labelled: bool = False  # whether the last guess was on a drawing with a label


class Guessing:
    """Whether the answer is hidden, the guess that revealed it, and the score."""

    def __init__(self) -> None:
        self._is_on = False
        self._guessed: Drawing | None = None
        self.guess = ""  # the name of the class that was guessed last
        self.score = GuessScore()

    @property
    def is_on(self) -> bool:
        """Whether one guesses first."""
        return self._is_on

    def turn(self, *, is_on: bool) -> None:
        """Guess first from now on, with a new score; or no more."""
        self._is_on, self._guessed, self.score = is_on, None, GuessScore()

    def forget(self) -> None:
        """Whatever comes next is another drawing."""
        self._guessed = None

    def hides(self, drawing: Drawing) -> bool:
        """Return whether the answer to a drawing is hidden: one has not guessed it, nor what it grew from."""
        return self._is_on and not _is_continued(self._guessed, drawing)

    def take(self, class_name: str, shown: ShownAnswer, origin: LabelledDrawing | None) -> None:
        """Take a guess at the hidden answer, and count it."""
        self.guess, self._guessed = class_name, shown.answer.request.drawing
        judgement = Judgement.NONE if origin is None else judge(origin, shown)
        before = self.score
        if origin is None or judgement in {Judgement.NONE, Judgement.FOREIGN}:
            agreed = class_name == shown.digit.prediction.label
            self.score = replace(
                before, others=before.others + 1, agreed=before.agreed + agreed, is_last_labelled=False
            )
        else:
            self.score = replace(
                before,
                labelled=before.labelled + 1,
                right=before.right + (class_name == origin.label),
                model_right=before.model_right + (judgement is Judgement.RIGHT),
                is_last_labelled=True,
            )


def _is_continued(before: Drawing | None, drawing: Drawing) -> bool:
    if before is None or drawing == Ink():
        return False
    if isinstance(before, Ink) and isinstance(drawing, Ink):
        return drawing.strokes[0] == before.strokes[0] or drawing.strokes[0].grew_from(before.strokes[0])
    return drawing is before
