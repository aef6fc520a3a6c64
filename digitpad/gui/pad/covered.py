"""What of an area lies under ink already, so that no more of the same colour need be painted there. Knows no Qt.

So painting much ink costs what can be seen of it, and the pixels are those that painting all of it gives.
"""

from __future__ import annotations

from math import ceil, floor, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitpad.gui.pad.coordinates import Position

_CELLS = 128
"""Rows and columns of cells: at 20 units of 500, a pen is five of them wide."""


class Covered:
    """The cells of a square that are wholly under ink; what lies outside the square is of no interest.

    `left`, `top`, `side`: the square; `margin`: how far from its edge ink may be paler than inside. All in one unit.
    """

    def __init__(self, left: float, top: float, side: float, margin: float) -> None:
        self._left, self._top, self._cell = left, top, side / _CELLS
        self._margin = margin
        self._rows = [0] * _CELLS  # a bit a cell
        self._open = _CELLS  # rows with a cell that is not covered

    @property
    def is_whole(self) -> bool:
        """Whether nothing more can be seen."""
        return not self._open

    def hides(self, start: Position, end: Position, reach: float) -> bool:
        """Whether all within `reach` of the line between two places is covered."""
        reach += self._margin
        rows = self._rows
        if self._is_short(start, end):
            left, right = sorted((start[0] - self._left, end[0] - self._left))
            top, bottom = sorted((start[1] - self._top, end[1] - self._top))
            first, last = max(floor((top - reach) / self._cell), 0), max(ceil((bottom + reach) / self._cell), 0)
            cells = _bits(floor((left - reach) / self._cell), ceil((right + reach) / self._cell))
            return all(row & cells == cells for row in rows[first:last])
        return all(rows[row] & cells == cells for row, cells in self._spans(start, end, reach, reach, is_inside=False))

    def add(self, start: Position, end: Position, reach: float) -> None:
        """Cover what lies within `reach` of the line between two places."""
        half = (reach - self._margin) / sqrt(2)  # of a square that lies within the pen's tip
        if 2 * half <= self._cell:
            return
        if self._is_short(start, end):
            start = end  # the tip alone: that of the line before is there already
        for row, cells in self._spans(start, end, half - self._cell, half, is_inside=True):
            before = self._rows[row]
            self._rows[row] = after = before | cells
            self._open -= after == _ALL != before

    def _is_short(self, start: Position, end: Position) -> bool:
        return abs(end[0] - start[0]) + abs(end[1] - start[1]) <= self._cell

    def _spans(
        self, start: Position, end: Position, tall: float, wide: float, *, is_inside: bool
    ) -> Iterator[tuple[int, int]]:
        """Yield the rows, and their cells as bits, near a line: those within a box that moves along it, or touched.

        `tall`, `wide`: how far the box reaches beyond a row and a place on the line; a negative one falls short.
        """
        cell = self._cell
        (x0, y0), (x1, y1) = (start, end) if start[1] <= end[1] else (end, start)
        x0, x1, y0, y1 = x0 - self._left, x1 - self._left, y0 - self._top, y1 - self._top
        is_level = y1 - y0 < _LEVEL * cell
        slope = 0.0 if is_level else (x1 - x0) / (y1 - y0)
        round_low, round_high = (ceil, floor) if is_inside else (floor, ceil)
        for row in range(max(int((y0 - tall) / cell - 1), 0), min(int((y1 + tall) / cell + 1) + 1, _CELLS)):
            low, high = (
                max(row * cell - tall, y0),
                min(row * cell + cell + tall, y1),
            )  # of the line, near the row
            if low > high:
                continue
            first, last = (x0, x1) if is_level else (x0 + (low - y0) * slope, x0 + (high - y0) * slope)
            if first > last:
                first, last = last, first
            yield row, _bits(round_low((first - wide) / cell), round_high((last + wide) / cell))


_LEVEL = 1e-6
"""Share of a cell by which a line rises at most that counts as level."""

_ALL = (1 << _CELLS) - 1


def _bits(begin: int, end: int) -> int:
    """Return the cells of a row from one up to another, those that there are."""
    begin, end = max(begin, 0), min(end, _CELLS)
    return (1 << end) - (1 << begin) if begin < end else 0
