"""Where ink lies on the pad: the pad's own coordinates, and putting ink from elsewhere onto it.

Knows no Qt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.ink.ink import Ink, Point, Stroke

if TYPE_CHECKING:
    from digitpad.ink.ink import Bounds

PAD_SIZE = 500.0
"""Width and height of the pad in canvas units, whatever the window's size; also the box of our ink files."""

_LEAST_SIZE = PAD_SIZE / 5
"""Ink smaller than this is enlarged when it comes from a file: it may be in units of its own."""

_FITTED_SIZE = PAD_SIZE * 0.7
"""Longer side of ink that was brought onto the pad."""


def on_pad(x: float, y: float) -> tuple[float, float]:
    """Return the place on the pad nearest to a place, so that what is written is what is seen."""
    return min(max(x, 0.0), PAD_SIZE), min(max(y, 0.0), PAD_SIZE)


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
