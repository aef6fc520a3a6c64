"""The curves of a run, and where a panel of them lies.

Owns the axes. Does not own points (`curve_series`) or paint (`curve_view`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QRectF


class Curve(Enum):
    """The curves a run draws."""

    TRAIN_ACCURACY = "train accuracy"
    TEST_ACCURACY = "test accuracy"
    TRAIN_LOSS = "train loss"


@dataclass(frozen=True, slots=True)
class Panel:
    """Where one panel's axes lie, what they span and how their numbers read.

    Parameters
    ----------
    title, curves
        What it shows.
    plot
        Where, in the widget's pixels, without the numbers.
    low, high, steps
        The values at its bottom and top, and in how many steps lines stand between them.
    text
        How a value reads at the axis.
    """

    title: str
    curves: tuple[Curve, ...]
    plot: QRectF
    low: float
    high: float
    steps: int
    text: Callable[[float], str]

    def y(self, value: float) -> float:
        """Return where a value lies, in pixels from the widget's top."""
        share = (value - self.low) / (self.high - self.low)
        return self.plot.bottom() - share * self.plot.height()
