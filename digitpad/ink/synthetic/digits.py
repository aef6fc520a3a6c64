"""Digits as people write them, in strokes of digitpad's own: a few forms of each, drawn by a wobbly hand.

They stand in for handwriting where there is none at hand, and show ways to write a digit that few people of a data set
use.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from numpy.typing import NDArray

Strokes: TypeAlias = "tuple[NDArray[np.float64], ...]"
"""Points of each stroke, shape (points, 2) of x and y; y grows down."""

_BETWEEN = 8
"""Points put between two of a form's own."""

_TURN, _LOG_SCALE, _SLANT, _WARP = float(np.radians(6.0)), 0.15, 0.12, 0.03
"""Largest turn, log of the factor of each axis and slant, and the height of the smooth waves through a digit that is 1
high."""


@dataclass(frozen=True, slots=True)
class DigitTemplate:
    """One way to write a digit."""

    name: str  # what tells it from the digit's other forms; empty for the usual one
    digit: int  # which digit it is
    strokes: tuple[tuple[tuple[float, float], ...], ...]  # points of each stroke in a box 1 high, x from 0, y down
    # whether each stroke is a curve through its points; straight lines between them otherwise
    is_round: tuple[bool, ...]

    def written(self, generator: np.random.Generator) -> Strokes:
        """Return the form in one hand: turned, stretched, slanted and bent a little."""
        drawn = tuple(
            _curve(np.array(points)) if is_round else _straight(np.array(points))
            for points, is_round in zip(self.strokes, self.is_round, strict=True)
        )
        angle, slant = generator.uniform(-_TURN, _TURN), generator.uniform(-_SLANT, _SLANT)
        wide, high = np.exp(generator.uniform(-_LOG_SCALE, _LOG_SCALE, 2))
        cos, sin = np.cos(angle), np.sin(angle)
        matrix = np.array([[cos * wide, (cos * slant - sin) * high], [sin * wide, (sin * slant + cos) * high]])
        wave, phase = generator.uniform(-1.0, 1.0, (2, 2)), generator.uniform(0.0, 2 * np.pi, 2)
        return tuple((stroke + _WARP * np.sin(2 * np.pi * stroke @ wave + phase)) @ matrix.T for stroke in drawn)


def ink_of(strokes: Strokes) -> Ink:
    """Return finished ink of strokes."""
    return Ink.of([(float(x), float(y)) for x, y in stroke] for stroke in strokes)


def _straight(points: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = np.linspace(0.0, 1.0, _BETWEEN, endpoint=False)[:, np.newaxis]
    parts = [start + shares * (end - start) for start, end in pairwise(points)]
    return np.concatenate([*parts, points[-1:]])


def _curve(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a Catmull-Rom spline through points."""
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    share = np.linspace(0.0, 1.0, _BETWEEN, endpoint=False)[:, np.newaxis]
    parts = []
    for before, start, end, after in zip(padded[:-3], padded[1:-2], padded[2:-1], padded[3:], strict=True):
        linear, square, cube = (
            end - before,
            2 * before - 5 * start + 4 * end - after,
            3 * (start - end) + after - before,
        )
        parts.append(start + 0.5 * share * (linear + share * (square + share * cube)))
    return np.concatenate([*parts, points[-1:]])


_RING = (
    (0.42, 0.0),
    (0.12, 0.12),
    (0.0, 0.5),
    (0.12, 0.88),
    (0.35, 1.0),
    (0.6, 0.88),
    (0.7, 0.5),
    (0.62, 0.12),
    (0.4, 0),
)

FORMS: tuple[DigitTemplate, ...] = (
    DigitTemplate("", 0, (_RING,), (True,)),
    DigitTemplate("", 1, (((0.1, 0.0), (0.08, 0.5), (0.05, 1.0)),), (True,)),
    DigitTemplate("hooked", 1, (((0.0, 0.3), (0.3, 0.0), (0.29, 1.0)),), (False,)),
    DigitTemplate(
        "hooked, with a foot",
        1,
        (((0.02, 0.28), (0.3, 0.0), (0.3, 1.0)), ((0.02, 1.0), (0.58, 1.0))),
        (False, False),
    ),
    DigitTemplate(
        "",
        2,
        (
            (
                (0.02, 0.22),
                (0.2, 0.02),
                (0.5, 0.05),
                (0.58, 0.3),
                (0.35, 0.62),
                (0.02, 0.97),
                (0.35, 0.97),
                (0.66, 0.98),
            ),
        ),
        (True,),
    ),
    DigitTemplate(
        "",
        3,
        (
            (
                (0.04, 0.12),
                (0.3, 0.0),
                (0.55, 0.14),
                (0.5, 0.36),
                (0.24, 0.47),
                (0.52, 0.56),
                (0.62, 0.78),
                (0.4, 0.98),
                (0.02, 0.9),
            ),
        ),
        (True,),
    ),
    DigitTemplate("open", 4, (((0.08, 0.0), (0.03, 0.58), (0.66, 0.56)), ((0.5, 0.1), (0.47, 1.0))), (False, False)),
    DigitTemplate("closed", 4, (((0.48, 0.0), (0.0, 0.64), (0.66, 0.64)), ((0.48, 0.0), (0.47, 1.0))), (False, False)),
    DigitTemplate(
        "",
        5,
        (
            ((0.12, 0.02), (0.08, 0.42), (0.35, 0.36), (0.6, 0.56), (0.56, 0.86), (0.3, 1.0), (0.02, 0.9)),
            ((0.12, 0.02), (0.58, 0.0)),
        ),
        (True, False),
    ),
    DigitTemplate(
        "",
        6,
        (
            (
                (0.5, 0.0),
                (0.2, 0.22),
                (0.03, 0.6),
                (0.1, 0.9),
                (0.35, 1.0),
                (0.58, 0.84),
                (0.5, 0.6),
                (0.28, 0.54),
                (0.06, 0.74),
            ),
        ),
        (True,),
    ),
    DigitTemplate("", 7, (((0.0, 0.03), (0.6, 0.0), (0.22, 1.0)),), (False,)),
    DigitTemplate("crossed", 7, (((0.0, 0.03), (0.6, 0.0), (0.22, 1.0)), ((0.16, 0.5), (0.66, 0.48))), (False, False)),
    DigitTemplate(
        "",
        8,
        (
            (
                (0.52, 0.1),
                (0.3, 0.0),
                (0.07, 0.16),
                (0.2, 0.4),
                (0.5, 0.6),
                (0.56, 0.85),
                (0.3, 1.0),
                (0.05, 0.84),
                (0.14, 0.6),
                (0.46, 0.36),
                (0.54, 0.12),
            ),
        ),
        (True,),
    ),
    DigitTemplate(
        "",
        9,
        (
            (
                (0.54, 0.16),
                (0.28, 0.0),
                (0.03, 0.2),
                (0.1, 0.44),
                (0.34, 0.48),
                (0.54, 0.18),
                (0.52, 0.6),
                (0.46, 1.0),
            ),
        ),
        (True,),
    ),
)
"""The forms there are."""
