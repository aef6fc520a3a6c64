"""The points of one learning curve, kept in columns, so that memory and painting stay bounded."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = 1024
"""Columns a curve keeps: more than a plot has pixels at 1280 x 720, few enough to paint 20 times a second."""


_RAISED = str.maketrans("-0123456789", "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")

LEAST_BATCHES = 10
"""Batches that a point of a curve of shares is made of, unless an epoch has fewer."""


@dataclass(slots=True)
class Column:
    """Points that lie side by side: how many, where on average, and how far they reach."""

    count: int
    x: float
    mean: float
    low: float
    high: float

    def include(self, other: Column) -> None:
        """Take in the points of another column."""
        total = self.count + other.count
        share = other.count / total
        self.x += (other.x - self.x) * share
        self.mean += (other.mean - self.mean) * share
        self.low = min(self.low, other.low)
        self.high = max(self.high, other.high)
        self.count = total


class Series:
    """One curve over a range of x that starts at 0 and doubles when a point lies beyond it.

    `end`: where the range ends at first; `columns`: how many columns the range is cut into.
    """

    def __init__(self, end: float, columns: int = COLUMNS) -> None:
        self._end = end
        self._count = columns
        self._columns: list[Column] = []

    def __bool__(self) -> bool:
        return bool(self._columns)

    def append(self, x: float, y: float) -> None:
        """Add a point, not left of the last one; one that is not finite is left out."""
        if not (math.isfinite(x) and math.isfinite(y)):
            return
        while x > self._end:
            self._end *= 2
            self._columns = self.thinned(self._count)
        _add(self._columns, Column(1, x, y, y, y), self._end / self._count)

    def stretched(self, factor: float) -> Series:
        """Return the same curve over another measure of x: each is multiplied by a factor."""
        made = Series(self._end * factor, self._count)
        made._columns = [replace(column, x=column.x * factor) for column in self._columns]
        return made

    def last_point(self) -> tuple[float, float] | None:
        """Return x and y of the curve's last column; None if it has not begun."""
        return (self._columns[-1].x, self._columns[-1].mean) if self._columns else None

    def thinned(self, columns: int) -> list[Column]:
        """Return the curve in at most `columns` columns, and one for its very end."""
        thin: list[Column] = []
        width, stretch = self._end / max(columns, 1), -1
        for column in self._columns:
            before, stretch = stretch, int(column.x / width)
            if stretch == before:
                thin[-1].include(column)
            else:  # made plainly, for `replace` is several times as slow, and this is done for every painting
                thin.append(Column(column.count, column.x, column.mean, column.low, column.high))
        return thin

    def means(self) -> list[float]:
        """Return the mean of each column."""
        return [column.mean for column in self._columns]

    def at(self, x: float, *, is_smoothed: bool = False) -> float | None:
        """Return the value nearest to x, smoothed or not; None where the curve has not begun or has ended."""
        width = self._end / self._count  # a column stands for points this far around it
        if not self._columns or not self._columns[0].x - width <= x <= self._columns[-1].x + width:
            return None
        right = bisect_left(self._columns, x, key=lambda column: column.x)
        nearest = min(
            range(max(right - 1, 0), len(self._columns))[:2], key=lambda index: abs(self._columns[index].x - x)
        )
        if not is_smoothed:
            return self._columns[nearest].mean
        columns = self._columns[_neighbourhood(nearest, len(self._columns))]
        return sum(column.mean * column.count for column in columns) / sum(column.count for column in columns)

    def latest(self, *, is_smoothed: bool = False) -> float | None:
        """Return where the curve ends, as `at` does; None if it has not begun."""
        return self.at(self._columns[-1].x, is_smoothed=is_smoothed) if self._columns else None


class Gathering:
    """Takes the mean over at least so many batches: what is measured on one or two alone would look like a spike."""

    def __init__(self, least: int = LEAST_BATCHES) -> None:
        self._least = least
        self._sum, self._batches = 0.0, 0

    def add(self, mean: float, batches: int, of: int) -> float | None:
        """Take in the mean over some batches of an epoch that has `of`; return that of all, once they are enough."""
        self._sum += mean * batches
        self._batches += batches
        if self._batches < min(self._least, of):
            return None
        gathered = self._sum / self._batches
        self._sum, self._batches = 0.0, 0
        return gathered


def _add(columns: list[Column], column: Column, width: float) -> None:
    """Put a column behind others, or into the last if both fall into one stretch of that width."""
    if columns and int(columns[-1].x / width) == int(column.x / width):
        columns[-1].include(column)
    else:
        columns.append(column)


def smoothed(columns: Sequence[Column]) -> list[float]:
    """Return the mean of each column with its neighbours, so that noise does not hide where a curve goes.

    The neighbourhood is a fortieth of the curve wide. It is symmetric where the curve is steep, at its
    beginning, so that it does not lag; at the end it has no right half.
    """
    sums = list(accumulate((column.mean * column.count for column in columns), initial=0.0))
    counts = list(accumulate((column.count for column in columns), initial=0))
    means = []
    for index in range(len(columns)):
        near = _neighbourhood(index, len(columns))
        means.append((sums[near.stop] - sums[near.start]) / (counts[near.stop] - counts[near.start]))
    return means


def _neighbourhood(index: int, count: int) -> slice:
    """Return which of so many columns are smoothed into one."""
    near = min(count // 80, index)
    return slice(index - near, min(index + near + 1, count))


def accuracy_floor(values: Sequence[float]) -> float:
    """Return where an accuracy axis starts, so that the curve's late, slow part can be told apart.

    The lowest tenth of the values, a run's first steps, may fall below it.
    """
    if not values:
        return 0.0
    low = sorted(values)[len(values) // 10]
    return max((floor for floor in (0.0, 0.5, 0.8, 0.9) if floor <= low - 0.01), default=0.0)


def loss_ceiling(values: Sequence[float]) -> float:
    """Return where a loss axis ends: a round number above all but the highest twentieth of the values."""
    if not values:
        return 2.5
    high = sorted(values)[-1 - len(values) // 20]
    return nice_ceiling(max(high, 0.02))


def decades(values: Sequence[float]) -> tuple[float, float, int]:
    """Return where a logarithmic axis begins and ends, at powers of ten, and in how many equal steps it is cut."""
    positive = [value for value in values if value > 0.0] or [1.0]
    low, high = (math.floor(math.log10(min(positive))), math.ceil(math.log10(max(positive))))
    span = max(high - low, 1)
    if span <= 3:
        return 10.0**low, 10.0 ** (low + span), span
    return 10.0**low, 10.0 ** (low + span + span % 2), 2


def power_text(value: float) -> str:
    """Return how a power of ten reads at an axis: a plain number, or 10 with its power."""
    power = round(math.log10(value))
    return f"{value:g}" if -3 <= power <= 3 else "10" + str(power).translate(_RAISED)


def nice_ceiling(value: float) -> float:
    """Return the next number of the form 1, 2, 2.5, 5 or 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(factor * power for factor in (1.0, 2.0, 2.5, 5.0, 10.0) if factor * power >= value * (1 - 1e-9))


def tick_step(epochs: int, most: int) -> int:
    """Return the distance between labelled epochs, so that there are at most about `most` of them."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if epochs / (factor * power) <= most:
                return factor * power
        power *= 10
