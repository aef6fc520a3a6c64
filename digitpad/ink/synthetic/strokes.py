"""Strokes as arrays: lines, arcs and curves, their bounds, and their way from ink and to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from numpy.typing import NDArray

Floats: TypeAlias = "NDArray[np.float64]"
"""Points of a stroke, shape (points, 2) of x and y; y grows down."""

Strokes: TypeAlias = Sequence[Floats]


def ink_of(strokes: Strokes) -> Ink:
    """Return finished ink of strokes."""
    return Ink.of([(float(x), float(y)) for x, y in stroke] for stroke in strokes)


def unit_strokes(ink: Ink) -> list[Floats]:
    """Return ink's strokes, the longer side 1 and the middle 0."""
    return to_unit([np.array([(x, y) for x, y, _ in stroke], np.float64) for stroke in ink.strokes])


def to_unit(strokes: Strokes) -> list[Floats]:
    """Return strokes with the longer side 1 and the middle 0."""
    low, high = bounds_of(strokes)
    return [(stroke - (low + high) / 2) / max(float((high - low).max()), 1e-9) for stroke in strokes]


def bounds_of(strokes: Strokes) -> tuple[Floats, Floats]:
    """Return the least and the largest x and y of all points."""
    points = np.concatenate(list(strokes))
    return points.min(axis=0), points.max(axis=0)


def line(*points: tuple[float, float]) -> Floats:
    """Return a stroke of straight lines between points."""
    return np.array(points, np.float64)


def arc(centre: tuple[float, float], radii: tuple[float, float], start: float, end: float) -> Floats:
    """Return a stroke along an ellipse, from one angle to another in turns; 0 points right, 0.25 down."""
    count = max(int(abs(end - start) * 28), 4)
    angle = np.linspace(start, end, count) * 2 * np.pi
    return np.stack([centre[0] + radii[0] * np.cos(angle), centre[1] + radii[1] * np.sin(angle)], axis=1)


def curve(points: Strokes | Floats | Sequence[tuple[float, float]], detail: int = 6) -> Floats:
    """Return a Catmull-Rom spline through points, with `detail` points from one to the next."""
    knots = np.asarray(points, np.float64)
    padded = np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    before, start, end, after = padded[:-3, None], padded[1:-2, None], padded[2:-1, None], padded[3:, None]
    share = np.linspace(0.0, 1.0, detail, endpoint=False)[:, np.newaxis]
    pieces = 0.5 * (
        2 * start
        + (end - before) * share
        + (2 * before - 5 * start + 4 * end - after) * share**2
        + (3 * start - before - 3 * end + after) * share**3
    )
    return np.concatenate([pieces.reshape(-1, 2), knots[-1:]])


def turned(strokes: Strokes, turns: float) -> list[Floats]:
    """Return strokes turned about the origin by so many full turns."""
    angle = turns * 2 * np.pi
    matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return [stroke @ matrix for stroke in strokes]


def length_of(stroke: Floats) -> float:
    """Return how long the way along a stroke is."""
    return float(np.hypot(*np.diff(stroke, axis=0).T).sum())


def resampled(stroke: Floats, count: int) -> Floats:
    """Return so many points at an even spacing along a stroke."""
    along = np.concatenate([[0.0], np.hypot(*np.diff(stroke, axis=0).T).cumsum()])
    at = np.linspace(0.0, along[-1], count)
    return np.stack([np.interp(at, along, stroke[:, axis]) for axis in (0, 1)], axis=1)
