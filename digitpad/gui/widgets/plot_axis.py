"""An axis of a plot: what it spans, where round numbers lie on it, and where a value does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_FACTORS = (1.0, 2.0, 2.5, 5.0)
_USUAL_TICKS = 5


@dataclass(frozen=True, slots=True)
class PlotAxis:
    """From one value to another, which is larger."""

    low: float
    high: float
    is_whole: bool = False  # whether only whole numbers stand at it

    def place(self, value: float, start: float, end: float) -> float:
        """Return where a value lies between the pixels of the axis's two ends."""
        return start + (value - self.low) / (self.high - self.low) * (end - start)

    def value(self, share: float) -> float:
        """Return what lies at a share of the axis, 0.0 to 1.0."""
        return self.low + share * (self.high - self.low)

    def ticks(self, most: int) -> list[float]:
        """Return at most about so many round numbers on the axis, from the lowest on."""
        step = _step((self.high - self.low) / max(most, 1), is_whole=self.is_whole)
        first, last = math.ceil(self.low / step - 1e-6), math.floor(self.high / step + 1e-6)
        return [float(f"{number * step:.12g}") for number in range(first, last + 1)]


def fitted(values: Sequence[float], *, is_whole: bool = False, is_rounded: bool = True) -> PlotAxis:
    """Return an axis on which all values lie, from 0 to 1 if there are none; rounded, it ends at round numbers."""
    if not values:
        return PlotAxis(0.0, 1.0, is_whole)
    low, high = min(values), max(values)
    if low == high:
        apart = 1.0 if is_whole else max(abs(low) / 10, 0.1)
        low, high = low - apart, high + apart
    if not is_rounded:
        return PlotAxis(low, high, is_whole)
    step = _step((high - low) / _USUAL_TICKS, is_whole=is_whole)
    return PlotAxis(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, is_whole)


def _step(least: float, *, is_whole: bool) -> float:
    """Return the next number of the form 1, 2, 2.5 or 5 times a power of ten; a whole one, if it must be."""
    power = 10.0 ** math.floor(math.log10(least))
    steps = [factor * power for factor in (*_FACTORS, 10.0, 20.0)]
    if is_whole:
        steps = [step for step in (1.0, *steps) if step >= 1.0 and step == round(step)] or [1.0]
    return next((step for step in steps if step >= least * (1 - 1e-9)), steps[-1])
