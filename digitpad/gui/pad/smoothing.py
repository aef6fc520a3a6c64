"""The curve through the points of a stroke, for the eye: a fast pen leaves few points, and straight lines between them.

A model never sees it: it is given the points, with straight lines, as it learnt them. Knows no Qt.
"""

from __future__ import annotations

from math import cos, hypot, radians
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.gui.pad.coordinates import Position
    from digitpad.ink.ink import Point

Handles: TypeAlias = "tuple[Position, Position]"
"""The two inner control points of a cubic curve."""

_LEAST_BEND = 0.2
"""Canvas units: handles less than this beside the straight line make no difference one could see."""

_SHARPEST = cos(radians(80))
"""A turn of more degrees than these is a corner, and stays one: those of a 7 are meant."""


def bend(points: Sequence[Point], index: int) -> Handles | None:
    """Return how the way to a point of a stroke bends, from the point before it; None for a straight line.

    Depends on one point more at either end, where there is one: the curve passes a point as the circle through it and
    its neighbours does.
    """
    start, end = points[index - 1], points[index]
    along, across = end.x - start.x, end.y - start.y
    length = hypot(along, across)
    if length == 0.0:
        return None
    first = _direction(points[index - 2], start, end) if index > 1 else None
    last = _direction(start, end, points[index + 1]) if index + 1 < len(points) else None
    third = length / 3
    straight = (along / length, across / length)
    (first_x, first_y), (last_x, last_y) = first or straight, last or straight
    beside = max(abs(first_x * across - first_y * along), abs(last_x * across - last_y * along)) / 3
    if beside < _LEAST_BEND:
        return None
    return (start.x + third * first_x, start.y + third * first_y), (end.x - third * last_x, end.y - third * last_y)


def _direction(before: Point, here: Point, after: Point) -> tuple[float, float] | None:
    """Return in which direction a smooth curve passes a point, as a unit vector; None at a corner."""
    from_x, from_y, to_x, to_y = here.x - before.x, here.y - before.y, after.x - here.x, after.y - here.y
    come, go = hypot(from_x, from_y), hypot(to_x, to_y)
    if come == 0.0 or go == 0.0 or from_x * to_x + from_y * to_y < _SHARPEST * come * go:
        return None
    x, y = from_x * go / come + to_x * come / go, from_y * go / come + to_y * come / go
    size = hypot(x, y)
    return x / size, y / size
