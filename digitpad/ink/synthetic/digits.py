"""Digit templates: a few ways to write each digit, drawn with random variation.

They stand in for handwriting where there is none, and show ways to write a digit that few people of a data set use.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitpad.ink.synthetic.strokes import curve

if TYPE_CHECKING:
    from digitpad.ink.synthetic.strokes import Floats

_DETAIL = 8
"""Points drawn from one of a template's points to the next."""

_TURN, _LOG_SCALE, _SLANT, _WARP = float(np.radians(6.0)), 0.15, 0.12, 0.03
"""Largest turn, log of the factor of each axis and slant, and the height of the smooth waves through a digit that is 1
high."""


@dataclass(frozen=True, slots=True)
class DigitTemplate:
    """One way to write a digit."""

    digit: int
    name: str  # tells it from the digit's other templates; empty for the usual one
    strokes: tuple[tuple[tuple[float, float], ...], ...]  # points in a box 1 high, x from 0, y down
    is_round: tuple[bool, ...]  # whether each stroke is a curve through its points; else straight lines

    def drawn(self, generator: np.random.Generator) -> list[Floats]:
        """Return the digit's strokes turned, stretched, slanted and bent a little."""
        strokes = [
            curve(points, _DETAIL) if is_round else _straight(np.array(points))
            for points, is_round in zip(self.strokes, self.is_round, strict=True)
        ]
        angle, slant = generator.uniform(-_TURN, _TURN), generator.uniform(-_SLANT, _SLANT)
        wide, high = np.exp(generator.uniform(-_LOG_SCALE, _LOG_SCALE, 2))
        cos, sin = np.cos(angle), np.sin(angle)
        matrix = np.array([[cos * wide, (cos * slant - sin) * high], [sin * wide, (sin * slant + cos) * high]])
        wave, phase = generator.uniform(-1.0, 1.0, (2, 2)), generator.uniform(0.0, 2 * np.pi, 2)
        return [(stroke + _WARP * np.sin(2 * np.pi * stroke @ wave + phase)) @ matrix.T for stroke in strokes]


def _straight(points: Floats) -> Floats:
    shares = np.linspace(0.0, 1.0, _DETAIL, endpoint=False)[:, np.newaxis]
    parts = points[:-1, np.newaxis] + shares * np.diff(points, axis=0)[:, np.newaxis]
    return np.concatenate([parts.reshape(-1, 2), points[-1:]])


def _template(digit: int, text: str, name: str = "") -> DigitTemplate:
    """Read a template: strokes parted by commas, points in hundredths of the height; ``~`` begins a curve."""
    parts = [part.strip() for part in text.split(",")]
    strokes = tuple(
        tuple((int(x) / 100, int(y) / 100) for x, _, y in (point.partition(":") for point in part.lstrip("~").split()))
        for part in parts
    )
    return DigitTemplate(digit, name, strokes, tuple(part.startswith("~") for part in parts))


TEMPLATES = (
    _template(0, "~42:0 12:12 0:50 12:88 35:100 60:88 70:50 62:12 40:0"),
    _template(1, "~10:0 8:50 5:100"),
    _template(1, "0:30 30:0 29:100", "hooked"),
    _template(1, "2:28 30:0 30:100, 2:100 58:100", "hooked, with a foot"),
    _template(2, "~2:22 20:2 50:5 58:30 35:62 2:97 35:97 66:98"),
    _template(3, "~4:12 30:0 55:14 50:36 24:47 52:56 62:78 40:98 2:90"),
    _template(4, "8:0 3:58 66:56, 50:10 47:100", "open"),
    _template(4, "48:0 0:64 66:64, 48:0 47:100", "closed"),
    _template(5, "~12:2 8:42 35:36 60:56 56:86 30:100 2:90, 12:2 58:0"),
    _template(6, "~50:0 20:22 3:60 10:90 35:100 58:84 50:60 28:54 6:74"),
    _template(7, "0:3 60:0 22:100"),
    _template(7, "0:3 60:0 22:100, 16:50 66:48", "crossed"),
    _template(8, "~52:10 30:0 7:16 20:40 50:60 56:85 30:100 5:84 14:60 46:36 54:12"),
    _template(9, "~54:16 28:0 3:20 10:44 34:48 54:18 52:60 46:100"),
)
"""All templates."""
