"""Recognition: a checkpoint and a drawing give a prediction. numpy only.

Owns `Prediction` and the path from a drawing to it. Does not own preprocessing (`raster`) or the arithmetic
(`forward`); never imports torch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitpad.checkpoint import Checkpoint
    from digitpad.drawing import Drawing
    from digitpad.raster import Raster


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model says of a drawing.

    Parameters
    ----------
    probabilities
        One a class, 0.0 to 1.0, summing to 1.
    class_names
        What the classes are called, in the same order.
    raster
        What the model was given, with every step on the way.
    seconds
        Time from drawing to probabilities.
    """

    probabilities: tuple[float, ...]
    class_names: tuple[str, ...]
    raster: Raster
    seconds: float

    @property
    def ranking(self) -> tuple[int, ...]:
        """Classes from the most to the least probable; ties in class order."""
        return tuple(sorted(range(len(self.probabilities)), key=lambda k: -self.probabilities[k]))

    @property
    def label(self) -> str:
        """Name of the most probable class."""
        return self.class_names[self.ranking[0]]


class Recognizer:
    """Reads drawings with one checkpoint; cheap while a stroke grows, because it remembers the last ink.

    Not safe to share between threads: each thread has its own.
    """

    def __init__(self, checkpoint: Checkpoint) -> None: ...

    def predict(self, drawing: Drawing) -> Prediction:
        """Say what the drawing shows.

        Ink whose pen is down is read from a mask that grows with it; finished ink and pictures are read in one shot.

        Raises
        ------
        EmptyInkError
            If there is no ink.
        PictureError
            If the picture holds nothing to read.
        """
        raise NotImplementedError
