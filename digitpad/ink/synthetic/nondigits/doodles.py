"""Doodles: lines, arcs, rings and hooks put together at random, so that non-digits are not learnt by heart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitpad.ink.synthetic.nondigits.pen import drawn
from digitpad.ink.synthetic.strokes import arc, curve, line, turned

if TYPE_CHECKING:
    from digitpad.ink.ink import Ink
    from digitpad.ink.synthetic.strokes import Floats


def doodle(generator: np.random.Generator) -> Ink:
    """Return three to seven parts, apart or each continuing the last; sometimes mirrored."""
    count = int(generator.integers(3, 8))
    parts = [_part(generator) for _ in range(count)]
    is_chain = generator.random() < 0.4
    strokes: list[Floats] = []
    for part in parts:
        if is_chain and strokes:
            strokes.append(part - part[0] + strokes[-1][-1])
        else:
            strokes.append(part + generator.uniform(0.0, 1.3, 2))
    if is_chain and generator.random() < 0.5:
        strokes = [np.concatenate(strokes)]
    elif generator.random() < 0.25:
        strokes += [stroke * (-1.0, 1.0) for stroke in strokes]
    return drawn(strokes, generator)


def _part(generator: np.random.Generator) -> Floats:
    """A line, an angle, a bow, a ring or a curve, in any direction."""
    kind, size = generator.random(), generator.uniform(0.3, 1.0)
    if kind < 0.35:
        part = line((0.0, 0.0), (size, 0.0))
    elif kind < 0.5:
        part = line((0.0, 0.0), (size, 0.0), (size * generator.uniform(0.3, 1.0), size * generator.uniform(0.3, 1.0)))
    elif kind < 0.75:
        part = arc((0.0, 0.0), (size / 2, size * generator.uniform(0.2, 0.6)), 0.0, generator.uniform(0.3, 0.8))
    elif kind < 0.85:
        part = arc((0.0, 0.0), (size / 3, size * generator.uniform(0.15, 0.4)), 0.0, 1.0)
    else:
        part = curve(generator.uniform(0.0, size, (int(generator.integers(3, 6)), 2)))
    return turned([part], generator.random())[0]


def spot(generator: np.random.Generator) -> Ink:
    """Return one to four spots: pressed round and round, or tapped; at times with a short line."""
    strokes = []
    count = int(generator.choice([1, 1, 2, 2, 3, 4]))
    reach = 0.0 if count == 1 else generator.uniform(0.5, 1.5)
    for _ in range(count):
        turns, width = generator.uniform(1.5, 6.0), generator.uniform(0.6, 1.4)
        angle = np.linspace(0.0, turns * 2 * np.pi, int(turns * 12))
        radius = np.linspace(generator.uniform(0.05, 0.5), 0.5, len(angle)) * generator.uniform(0.8, 1.2, len(angle))
        round_spot = np.stack([np.cos(angle) * radius * width, np.sin(angle) * radius], axis=1)
        size = 1.0 if count == 1 else generator.uniform(0.05, 0.4)
        strokes.append(round_spot * size + generator.uniform(-reach, reach, 2))
    if count > 1 and generator.random() < 0.3:
        strokes.append(line(*(tuple(point) for point in generator.uniform(-1.0, 1.0, (2, 2)))))
    return drawn(strokes, generator)


def blot(generator: np.random.Generator) -> Ink:
    """Return one or two areas that are filled all over, or nearly: a silhouette of any outline."""
    strokes = _filled(generator)
    if generator.random() < 0.2:
        strokes += [np.add(stroke, generator.uniform(0.7, 1.4, 2)) for stroke in _filled(generator)]
    return drawn(strokes, generator, tremble=0.5)


def _filled(generator: np.random.Generator) -> list[Floats]:
    """Hatch an area so closely that the pen leaves nearly no paper in it; at times a part is left out."""
    count = int(generator.integers(8, 16))
    knots = np.linspace(0.0, 1.0, 4 + int(generator.integers(4)))
    edges = generator.uniform(0.05, 1.0, (2, len(knots)))
    left, right = (np.interp(np.linspace(0.0, 1.0, count), knots, edge) for edge in edges)
    if generator.random() < 0.5:
        left = right  # as garments and vases are
    rows = np.linspace(0.0, generator.uniform(0.7, 2.2), count)
    strokes = [line((-start, y), (end, y)) for y, start, end in zip(rows, left, right, strict=True)]
    if generator.random() < 0.4:
        gap, width = generator.uniform(-0.5, 0.5), generator.uniform(0.1, 0.4)
        strokes = [part for stroke in strokes for part in _without(stroke, gap, gap + width)]
    if generator.random() < 0.4:
        strokes = [stroke for stroke in strokes if generator.random() < 0.85] or strokes
    return turned(strokes, generator.choice([0.0, 0.0, 0.25]))


def _without(stroke: Floats, low: float, high: float) -> list[Floats]:
    """Return a horizontal line without the part between two x."""
    (start, y), (end, _) = stroke
    parts = [(start, min(end, low)), (max(start, high), end)]
    return [line((a, y), (b, y)) for a, b in parts if b > a]
