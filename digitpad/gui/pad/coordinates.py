"""Where ink lies on the pad: the pad's own coordinates, and putting ink from elsewhere onto it.

Knows no Qt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from digitpad.ink.ink import Ink, Point, Stroke

if TYPE_CHECKING:
    from digitpad.ink.ink import Bounds

PAD_SIZE = 500.0
"""Width and height of the pad in canvas units, whatever the window's size; also the box of our ink files."""

Position: TypeAlias = tuple[float, float]
"""In canvas units; x grows to the right, y down."""

_LEAST_SIZE = PAD_SIZE / 5
"""Ink smaller than this is enlarged when it comes from a file: it may be in units of its own."""

_FITTED_SIZE = PAD_SIZE * 0.7
"""Longer side of ink that was brought onto the pad."""


def on_pad(x: float, y: float) -> Position:
    """Return the place on the pad nearest to a place, so that what is written is what is seen."""
    return min(max(x, 0.0), PAD_SIZE), min(max(y, 0.0), PAD_SIZE)


def part_on_pad(start: Position, end: Position) -> tuple[Position, Position] | None:
    """Return both ends of the part of a line that is on the pad; None if no part is (Liang and Barsky, 1984)."""
    low, high = 0.0, 1.0
    for origin, along in zip(start, (end[0] - start[0], end[1] - start[1]), strict=True):
        for step, room in ((-along, origin), (along, PAD_SIZE - origin)):
            if step < 0.0:
                low = max(low, room / step)
            elif step > 0.0:
                high = min(high, room / step)
            elif room < 0.0:
                return None
    if low >= high:
        return None
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    first, last = (on_pad(start[0] + share * along_x, start[1] + share * along_y) for share in (low, high))
    return start if on_pad(*start) == start else first, end if on_pad(*end) == end else last


def placed(ink: Ink) -> Ink:
    """Return ink as it is if it lies on the pad and can be seen, else moved and scaled, keeping proportions."""
    bounds = ink.bounds
    if bounds is None or _is_visible(bounds):
        return ink
    size = max(bounds.width, bounds.height)
    scale = _FITTED_SIZE / size if size > 0 else 1.0
    middle_x = bounds.left / 2 + bounds.right / 2
    middle_y = bounds.top / 2 + bounds.bottom / 2

    def moved(point: Point) -> Point:
        x = (point.x - middle_x) * scale + PAD_SIZE / 2
        y = (point.y - middle_y) * scale + PAD_SIZE / 2
        return Point(*on_pad(x, y), point.pressure)

    return Ink(tuple(Stroke(moved(point) for point in stroke) for stroke in ink.strokes))


def _is_visible(bounds: Bounds) -> bool:
    is_inside = bounds.left >= 0 and bounds.top >= 0 and bounds.right <= PAD_SIZE and bounds.bottom <= PAD_SIZE
    size = max(bounds.width, bounds.height)
    return is_inside and (size >= _LEAST_SIZE or size == 0)
