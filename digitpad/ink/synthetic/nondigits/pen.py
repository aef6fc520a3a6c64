"""A pen that draws strokes as ink on the pad, each time with other random variation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitpad.ink.synthetic.strokes import bounds_of, ink_of, length_of, resampled, to_unit

if TYPE_CHECKING:
    from digitpad.ink.ink import Ink
    from digitpad.ink.synthetic.strokes import Floats, Strokes

SIZES = (60.0, 460.0)
"""Longer side of what is drawn, in canvas units."""

_SLANT, _LOG_ASPECT, _TURN = 0.25, 0.3, float(np.radians(10.0))
"""Largest shear, log of the ratio of width to height, and turn."""

_MOST_POINTS = 160
"""Points of one drawing: more cost time to render and show no more on 28 pixels."""


def drawn(strokes: Strokes, generator: np.random.Generator, *, tremble: float = 1.0) -> Ink:
    """Return ink of strokes in any units, varied as handwriting is; the pen shakes by a factor of `tremble`."""
    varied = to_unit(strokes)
    if len(varied) > 1 and generator.random() < 0.12:
        varied = _joined(varied, generator)
    varied = [_ended_loosely(stroke, generator) for stroke in varied]
    spacing = float(np.exp(generator.uniform(np.log(0.015), np.log(0.14))))
    is_resampled, rounding = generator.random() < 0.7, int(generator.integers(0, 4))
    shake = tremble * float(np.exp(generator.uniform(np.log(0.001), np.log(0.015))))
    matrix = _distortion(generator)
    done: list[Floats] = []
    for stroke in varied:
        points = stroke
        if is_resampled:
            points = _rounded(resampled(points, max(int(length_of(points) / spacing) + 1, 2)), rounding)
        shift = generator.normal(0.0, 0.012 * tremble, 2)
        done.append((points + shift + generator.normal(0.0, shake, points.shape)) @ matrix.T)
    return _on_pad(_thinned(done), generator)


def _distortion(generator: np.random.Generator) -> Floats:
    """Return a random 2 x 2 matrix: stretch, slant and turn."""
    aspect = np.exp(generator.uniform(-_LOG_ASPECT, _LOG_ASPECT) / 2)
    turn = generator.uniform(-_TURN, _TURN)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    slant = np.array([[1.0, generator.uniform(-_SLANT, _SLANT)], [0.0, 1.0]])
    matrix: Floats = rotation @ slant @ np.diag([aspect, 1.0 / aspect])
    return matrix


def _joined(strokes: list[Floats], generator: np.random.Generator) -> list[Floats]:
    """Return strokes with two in a row joined: the pen was not lifted."""
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
    """Return ink of strokes at a random size and position on the pad."""
    low, high = bounds_of(strokes)
    size = generator.uniform(*SIZES)
    scale = size / max(float((high - low).max()), 1e-9)
    corner = generator.uniform(0.0, 500.0 - size, 2)
    return ink_of([(stroke - low) * scale + corner for stroke in strokes])
