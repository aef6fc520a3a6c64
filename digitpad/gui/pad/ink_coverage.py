"""What of an area lies under ink already, so that no more of the same colour need be painted there. Knows no Qt.

So painting much ink costs what can be seen of it, and the pixels are those that painting all of it gives.
"""

from __future__ import annotations

from math import ceil, floor, hypot, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitpad.gui.pad.coordinates import Position

_CELLS = 128
"""Rows and columns of cells: at 20 units of 500, a pen is five of them wide."""


class InkCoverage:
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
        return all(self._rows[row] & cells == cells for row, cells in self._touched(start, end, reach + self._margin))

    def add(self, start: Position, end: Position, reach: float) -> None:
        """Cover what lies within `reach` of the line between two places."""
        reach -= self._margin
        if 2 * reach <= self._cell:
            return
        for row, cells in self._within(start, end, reach):
            before = self._rows[row]
            self._rows[row] = after = before | cells
            self._open -= after == _ALL != before

    def _touched(self, start: Position, end: Position, reach: float) -> Iterator[tuple[int, int]]:
        """Yield the rows, and their cells as bits, that are near a line, and some more."""
        cell = self._cell
        (x0, y0), (x1, y1) = (start, end) if start[1] <= end[1] else (end, start)
        x0, x1, y0, y1 = x0 - self._left, x1 - self._left, y0 - self._top, y1 - self._top
        rows = range(max(floor((y0 - reach) / cell), 0), min(ceil((y1 + reach) / cell), _CELLS))
        if y1 - y0 <= cell:
            cells = _bits(floor((min(x0, x1) - reach) / cell), ceil((max(x0, x1) + reach) / cell))
            yield from ((row, cells) for row in rows)
            return
        slope = (x1 - x0) / (y1 - y0)
        for row in rows:
            # The part of the line that is near the row.
            low, high = max(row * cell - reach, y0), min(row * cell + cell + reach, y1)
            first, last = x0 + (low - y0) * slope, x0 + (high - y0) * slope
            if first > last:
                first, last = last, first
            yield row, _bits(floor((first - reach) / cell), ceil((last + reach) / cell))

    def _within(self, start: Position, end: Position, reach: float) -> Iterator[tuple[int, int]]:
        """Yield the rows, and their cells as bits, wholly under a line, and around its end."""
        cell = self._cell
        x0, y0 = start[0] - self._left, start[1] - self._top
        x1, y1 = end[0] - self._left, end[1] - self._top
        length = hypot(x1 - x0, y1 - y0)
        half = reach / sqrt(2)  # of a square within the pen's tip
        cells = _bits(ceil((x1 - half) / cell), floor((x1 + half) / cell))
        for row in range(max(ceil((y1 - half) / cell), 0), min(floor((y1 + half) / cell), _CELLS)):
            yield row, cells
        if length <= cell:
            return
        along_x, along_y = (x1 - x0) / length, (y1 - y0) / length
        # A band along the line and one across it, whose common part is a rectangle: where each cuts a row's two edges.
        bands = ((along_y, -along_x, -reach, reach), (along_x, along_y, 0.0, length))
        top, bottom = max(min(y0, y1) - reach, 0.0), min(max(y0, y1) + reach, _CELLS * cell)
        for row in range(ceil(top / cell), floor(bottom / cell)):
            first, last = 0.0, _CELLS * cell
            for across, down, least, most in bands:
                for edge in (row * cell - y0, row * cell + cell - y0):
                    if abs(across) < _LEVEL:
                        if not least <= edge * down <= most:
                            last = -1.0
                        continue
                    one, other = x0 + (least - edge * down) / across, x0 + (most - edge * down) / across
                    first, last = max(first, min(one, other)), min(last, max(one, other))
            if first < last:
                yield row, _bits(ceil(first / cell), floor(last / cell))


_LEVEL = 1e-6
"""Slope that counts as none: a line is shorter than a million pens are wide."""

_ALL = (1 << _CELLS) - 1


def _bits(begin: int, end: int) -> int:
    """Return the cells of a row from one up to another, those that there are."""
    begin, end = max(begin, 0), min(end, _CELLS)
    return (1 << end) - (1 << begin) if begin < end else 0
