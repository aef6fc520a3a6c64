"""A hand that draws what it is told: lines, arcs and curves become ink, each time a little differently.

Coordinates are free: the ink is scaled to the pad at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats: TypeAlias = "NDArray[np.float64]"

SIZES = (60.0, 460.0)
"""Longer side of what is drawn, in canvas units."""

_SLANT, _LOG_ASPECT, _TURN = 0.25, 0.3, float(np.radians(10.0))
"""Largest shear, log of the ratio of width to height, and turn of what a hand draws upright."""

_MOST_POINTS = 160
"""Points of one drawing: more cost time to render and show no more on 28 pixels."""


def line(*points: tuple[float, float]) -> Floats:
    """Return a stroke of straight lines between points: shape (points, 2)."""
    return np.array(points, np.float64)


def arc(centre: tuple[float, float], radii: tuple[float, float], start: float, end: float) -> Floats:
    """Return a stroke along an ellipse, from one angle to another in turns; 0 points right, 0.25 down."""
    count = max(int(abs(end - start) * 28), 4)
    angle = np.linspace(start, end, count) * 2 * np.pi
    return np.stack([centre[0] + radii[0] * np.cos(angle), centre[1] + radii[1] * np.sin(angle)], axis=1)


def curve(points: Floats | Sequence[tuple[float, float]], detail: int = 6) -> Floats:
    """Return a smooth stroke through points (a Catmull-Rom spline): so many points from one to the next."""
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


def turned(strokes: Sequence[Floats], turns: float) -> list[Floats]:
    """Return strokes turned about the origin by so many full turns."""
    angle = turns * 2 * np.pi
    matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return [stroke @ matrix for stroke in strokes]


def drawn(strokes: Sequence[Floats], generator: np.random.Generator, *, tremble: float = 1.0) -> Ink:
    """Draw strokes as one of many hands would.

    `strokes`: at least one, each of at least one point; `tremble`: how much the hand shakes, as a factor.
    """
    low, high = _box(strokes)
    unit = max(float((high - low).max()), 1e-9)
    varied = [(stroke - (low + high) / 2) / unit for stroke in strokes]
    if len(varied) > 1 and generator.random() < 0.12:
        varied = _joined(varied, generator)
    varied = [_ended_loosely(stroke, generator) for stroke in varied]
    spacing = float(np.exp(generator.uniform(np.log(0.015), np.log(0.14))))
    is_resampled, rounding = generator.random() < 0.7, int(generator.integers(0, 4))
    shake = tremble * float(np.exp(generator.uniform(np.log(0.001), np.log(0.015))))
    matrix = _hand(generator)
    done: list[Floats] = []
    for stroke in varied:
        points = stroke
        if is_resampled:
            points = _rounded(_resampled(points, spacing), rounding)
        shift = generator.normal(0.0, 0.012 * tremble, 2)
        done.append((points + shift + generator.normal(0.0, shake, points.shape)) @ matrix.T)
    return _on_pad(_thinned(done), generator)


def _hand(generator: np.random.Generator) -> Floats:
    """Return a random 2 x 2 matrix: stretch, slant and turn."""
    aspect = np.exp(generator.uniform(-_LOG_ASPECT, _LOG_ASPECT) / 2)
    turn = generator.uniform(-_TURN, _TURN)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    slant = np.array([[1.0, generator.uniform(-_SLANT, _SLANT)], [0.0, 1.0]])
    matrix: Floats = rotation @ slant @ np.diag([aspect, 1.0 / aspect])
    return matrix


def _joined(strokes: list[Floats], generator: np.random.Generator) -> list[Floats]:
    """Return strokes of which two in a row are one: the pen was not lifted."""
    at = int(generator.integers(len(strokes) - 1))
    return [*strokes[:at], np.concatenate([strokes[at], strokes[at + 1]]), *strokes[at + 2 :]]


def _ended_loosely(stroke: Floats, generator: np.random.Generator) -> Floats:
    """Move a stroke's ends a little along its way: it falls short, or goes on too far."""
    if len(stroke) < 2:
        return stroke
    loose = stroke.copy()
    loose[0] += (stroke[1] - stroke[0]) * generator.uniform(-0.08, 0.08)
    loose[-1] += (stroke[-2] - stroke[-1]) * generator.uniform(-0.08, 0.08)
    return loose


def _resampled(stroke: Floats, spacing: float) -> Floats:
    """Return points along a stroke at an even spacing, as a pen that moves evenly leaves them."""
    steps = np.hypot(*np.diff(stroke, axis=0).T)
    way = np.concatenate([[0.0], np.cumsum(steps)])
    count = max(int(way[-1] / spacing) + 1, 2)
    places = np.linspace(0.0, way[-1], count)
    return np.stack([np.interp(places, way, stroke[:, 0]), np.interp(places, way, stroke[:, 1])], axis=1)


def _rounded(stroke: Floats, times: int) -> Floats:
    """Smooth a stroke's corners, its ends kept."""
    for _ in range(times if len(stroke) > 4 else 0):
        stroke = np.concatenate([stroke[:1], (stroke[:-2] + 2 * stroke[1:-1] + stroke[2:]) / 4, stroke[-1:]])
    return stroke


def _thinned(strokes: list[Floats]) -> list[Floats]:
    """Leave out points of drawings that have too many, evenly."""
    step = -(-sum(map(len, strokes)) // _MOST_POINTS)
    return strokes if step == 1 else [np.concatenate([stroke[:-1:step], stroke[-1:]]) for stroke in strokes]


def _on_pad(strokes: list[Floats], generator: np.random.Generator) -> Ink:
    """Place strokes somewhere on the pad, at some size."""
    low, high = _box(strokes)
    size = generator.uniform(*SIZES)
    scale = size / max(float((high - low).max()), 1e-9)
    corner = generator.uniform(0.0, 500.0 - size, 2)
    return Ink.of([[(float(x), float(y)) for x, y in (stroke - low) * scale + corner] for stroke in strokes])


def _box(strokes: Sequence[Floats]) -> tuple[Floats, Floats]:
    points = np.concatenate(list(strokes))
    return points.min(axis=0), points.max(axis=0)


def strokes_of(ink: Ink) -> list[Floats]:
    """Return ink's strokes as arrays of shape (points, 2)."""
    return [np.array([(x, y) for x, y, _ in stroke], np.float64) for stroke in ink.strokes]
