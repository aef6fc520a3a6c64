"""Reading a number: which strokes make one digit.

Owns the grouping of strokes into digits, by comparing segmentations. Does not own the reading of one digit
(`recognizer`) or how a number is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitpad.ink import Bounds, Ink
    from digitpad.recognizer import Prediction


@dataclass(frozen=True, slots=True)
class NumberDigit:
    """One digit of a number.

    Parameters
    ----------
    strokes
        Which strokes of the whole ink it is made of, by index, rising.
    ink
        Those strokes alone.
    bounds
        The box around them, in canvas units, without the width of the pen.
    prediction
        What the model says of them.
    """

    strokes: tuple[int, ...]
    ink: Ink
    bounds: Bounds
    prediction: Prediction


@dataclass(frozen=True, slots=True)
class NumberReading:
    """What some ink says, digit by digit, from left to right."""

    digits: tuple[NumberDigit, ...]

    @property
    def text(self) -> str:
        """The number, as text to copy."""
        return "".join(digit.prediction.label for digit in self.digits)
