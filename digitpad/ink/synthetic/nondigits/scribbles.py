"""Scribbles: trying a pen, filling an area, crossing something out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitpad.ink.synthetic.nondigits.pen import drawn
from digitpad.ink.synthetic.strokes import curve, line, turned

if TYPE_CHECKING:
    from digitpad.ink.ink import Ink
    from digitpad.ink.synthetic.strokes import Floats


def scribble(generator: np.random.Generator) -> Ink:
    """Return a scribble of one of several kinds."""
    kinds = (_walk, _tangle, _zigzag, _spiral, _loops, _fill, _burst, _cloud, _hatching)
    kind = kinds[int(generator.integers(len(kinds)))]
    return drawn(kind(generator), generator)


def _walk(generator: np.random.Generator) -> list[Floats]:
    """One to three long lines whose direction drifts."""
    strokes = []
    for _ in range(int(generator.integers(1, 4))):
        count = int(generator.integers(40, 120))
        bend = np.cumsum(generator.normal(0.0, generator.uniform(0.05, 0.3), count)) * 0.5
        bend = np.clip(bend, -0.9, 0.9)
        heading = generator.uniform(0.0, 2 * np.pi) + np.cumsum(bend)
        steps = np.stack([np.cos(heading), np.sin(heading)], axis=1)
        # A pull back to the middle makes the line cross itself.
        point, points = np.zeros(2), []
        for step in steps:
            point = 0.985 * point + step
            points.append(point)
        strokes.append(np.array(points) + generator.uniform(-4.0, 4.0, 2))
    return strokes


def _tangle(generator: np.random.Generator) -> list[Floats]:
    """A smooth or angular line through many random points."""
    points = generator.random((int(generator.integers(8, 26)), 2)) * (generator.uniform(0.4, 2.5), 1.0)
    return [curve(points) if generator.random() < 0.7 else points]


def _zigzag(generator: np.random.Generator) -> list[Floats]:
    """To and fro across, at least five times, in any direction."""
    count = int(generator.integers(5, 16))
    along = np.linspace(0.0, generator.uniform(0.3, 3.0), count) + generator.normal(0.0, 0.03, count)
    across = np.where(np.arange(count) % 2 == 0, 0.0, 1.0) + generator.normal(0.0, generator.uniform(0.02, 0.2), count)
    points = np.stack([along, across], axis=1)
    strokes = turned([points], generator.random())
    return strokes if generator.random() < 0.5 else [curve(strokes[0])]


def _spiral(generator: np.random.Generator) -> list[Floats]:
    """Two or more turns, outward."""
    turns = generator.uniform(2.2, 6.0)
    angle = np.linspace(0.0, turns * 2 * np.pi, int(turns * 16)) * generator.choice([-1.0, 1.0])
    radius = np.linspace(generator.uniform(0.0, 0.4), 1.0, len(angle)) + generator.normal(0.0, 0.02, len(angle))
    points = np.stack([np.cos(angle + 1.0) * radius, np.sin(angle + 1.0) * radius], axis=1)
    return [points * (generator.uniform(0.5, 2.0), 1.0)]


def _loops(generator: np.random.Generator) -> list[Floats]:
    """A row of loops, as in an e that goes on."""
    turns = generator.uniform(3.0, 8.0)
    angle = np.linspace(0.0, turns * 2 * np.pi, int(turns * 14))
    advance = generator.uniform(0.1, 0.7) / (2 * np.pi)
    points = np.stack([np.sin(angle) + advance * angle, np.cos(angle) * generator.uniform(0.5, 1.8)], axis=1)
    slope = generator.uniform(-0.6, 0.6) + (np.pi / 2 if generator.random() < 0.2 else 0.0)
    return turned([points], slope / (2 * np.pi))


def _fill(generator: np.random.Generator) -> list[Floats]:
    """An area filled to and fro."""
    count = int(generator.integers(12, 36))
    along = np.linspace(0.0, 1.0, count) + generator.normal(0.0, 0.02, count)
    half = np.sqrt(np.maximum(1.0 - (2 * along - 1) ** 2, 0.05)) if generator.random() < 0.5 else np.ones(count)
    side = np.where(np.arange(count) % 2 == 0, -0.5, 0.5)
    across = side * half * (1 + generator.normal(0.0, 0.12, count))
    points = np.stack([along, across * generator.uniform(0.5, 1.5)], axis=1)
    return turned([points], generator.random())


def _burst(generator: np.random.Generator) -> list[Floats]:
    """Many short lines anywhere."""
    strokes = []
    for _ in range(int(generator.integers(5, 18))):
        start, way = generator.random(2), generator.normal(0.0, generator.uniform(0.1, 0.5), 2)
        strokes.append(line(tuple(start), tuple(start + way)))
    return strokes


def _cloud(generator: np.random.Generator) -> list[Floats]:
    """The tremble of a pen held still, or pressed round and round."""
    points = generator.normal(0.0, 1.0, (int(generator.integers(10, 60)), 2))
    return [points * (generator.uniform(0.4, 1.6), 1.0)]


def _hatching(generator: np.random.Generator) -> list[Floats]:
    """Parallel strokes, three or more, at times crossed by others."""
    count, turn = int(generator.integers(3, 10)), generator.uniform(0.0, 0.5)
    strokes = [
        line((x, generator.normal(0.0, 0.08)), (x, 1.0 + generator.normal(0.0, 0.08)))
        for x in np.linspace(0.0, generator.uniform(0.5, 2.0), count)
    ]
    if generator.random() < 0.4:
        strokes += [line((0.0, y), (1.0, y)) for y in np.linspace(0.1, 0.9, int(generator.integers(2, 7)))]
    return turned(strokes, turn)
