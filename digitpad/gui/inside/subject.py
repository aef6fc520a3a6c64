"""What the views beside the pad explain, as a frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitpad.ink.drawing import Drawing
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.recognition.recognizer import Prediction


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A model, and what it read: the one digit that is shown, of a number the chosen one."""

    model: str  # its name in the library
    checkpoint: Checkpoint
    drawing: Drawing | None = None  # that digit's ink alone, or the picture; None while nothing is read
    prediction: Prediction | None = None  # None with the drawing

    @property
    def answer(self) -> str | None:
        """Name of the class it was read as; None while nothing is read."""
        return None if self.prediction is None else self.checkpoint.class_names[self.prediction.ranking[0]]
