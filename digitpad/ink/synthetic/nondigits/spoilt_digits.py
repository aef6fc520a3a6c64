"""Spoilt digits: two on top of each other or side by side, mirrored, lying or upside down.

Left out is what still reads as a digit: a 0 under a 1 is a slashed 0, a 6 turned over is a 9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitpad.errors import DatasetError
from digitpad.ink.synthetic.nondigits.pen import drawn
from digitpad.ink.synthetic.strokes import turned, unit_strokes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.ink.ink import Ink
    from digitpad.ink.ink_file import InkSample

_BLEND = frozenset(
    {(0, 6), (0, 8), (0, 9), (3, 8), (5, 6), (5, 8), (6, 8), (8, 9), (4, 9), (3, 5), (3, 9), (5, 9), (2, 8), (0, 3)}
)
"""Pairs that, one upon the other, may pass for one of the two."""

_MIRRORED, _LYING, _UPSIDE_DOWN = (3, 4, 6, 7, 9), (2, 3, 4, 5, 6, 7, 9), (3, 4, 7)
"""Digits that are none when mirrored, when turned by a quarter, and when turned by half."""


def pair(samples: Sequence[InkSample], generator: np.random.Generator) -> Ink:
    """Return two digits: on top of each other, overlapping, or side by side."""
    while True:
        chosen = [samples[int(index)] for index in generator.integers(len(samples), size=2)]
        labels = tuple(sorted(sample.label or 0 for sample in chosen))
        away = generator.choice([0.0, 0.35, 0.6, 0.9, 1.1]) + generator.uniform(0.0, 0.2)
        is_apart = away > 0.5
        if is_apart or (labels[0] != labels[1] and 1 not in labels and labels not in _BLEND):
            break
    first, second = (unit_strokes(sample.ink) for sample in chosen)
    direction = generator.uniform(0.0, 2 * np.pi) if generator.random() < 0.25 else generator.uniform(-0.3, 0.3)
    width = 0.5 if is_apart else 1.0  # a digit is narrower than it is high
    shift = away * np.array([np.cos(direction) * width * 1.6, np.sin(direction)])
    scale = generator.uniform(0.8, 1.2)
    return drawn([*first, *(stroke * scale + shift for stroke in second)], generator, tremble=0.3)


def turned_digit(samples: Sequence[InkSample], generator: np.random.Generator) -> Ink:
    """Return a digit that was mirrored, laid down or turned over.

    Raises
    ------
    DatasetError
        If none of the samples is a digit that is none so.
    """
    kind = int(generator.integers(3))
    allowed = (_MIRRORED, _LYING, _UPSIDE_DOWN)[kind]
    if not any(sample.label in allowed for sample in samples):
        raise DatasetError(
            "This ink has too few kinds of digits",
            "Drawings that are no digits are made of mirrored and turned ones, and none of the {count:,} in this ink "
            "is one of {digits}. Use ink that has them.",
            count=len(samples),
            digits=", ".join(map(str, allowed)),
        )
    while True:
        sample = samples[int(generator.integers(len(samples)))]
        if sample.label in allowed:
            break
    strokes = unit_strokes(sample.ink)
    if kind == 0:
        strokes = [stroke * (-1.0, 1.0) for stroke in strokes]
    else:
        strokes = turned(strokes, 0.5 if kind == 2 else generator.choice([0.25, 0.75]))
    return drawn(strokes, generator, tremble=0.3)
