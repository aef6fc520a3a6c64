"""Ink that several tests draw with, and files of it."""

import json
import math
from pathlib import Path

from digitpad.ink.ink import Ink
from digitpad.ink.ink_file import InkSample

SEVEN = Ink.of([[(100, 100), (300, 100), (180, 400)], [(150, 250), (280, 250)]])
"""A crossed seven of two strokes."""

ZERO = Ink.of([[(250 + 90 * math.sin(k / 6), 250 - 140 * math.cos(k / 6)) for k in range(39)]])
"""An oval, closed."""

ONE = Ink.of([[(200, 100), (200, 400)]])
"""An upright line."""

THREE = Ink.of(
    [
        [
            *((230 + 80 * math.sin(k / 4), 170 - 70 * math.cos(k / 4)) for k in range(-2, 12)),
            *((230 + 90 * math.sin(k / 4), 320 - 80 * math.cos(k / 4)) for k in range(1, 15)),
        ]
    ]
)
"""Two bows."""

ALL = (SEVEN, ZERO, ONE, THREE)

LABELLED = (InkSample(SEVEN, 7), InkSample(ZERO, 0), InkSample(ONE, 1), InkSample(THREE, 3))

STROKES = [[[10, 10], [90, 10], [40, 120]]]
"""A seven of one stroke, as a line of an ink file has it."""

SEVENTEEN = Ink.of([[(120, 150), (120, 350)], [(240, 150), (370, 150), (290, 350)], [(260, 250), (350, 250)]])
"""A number: a one, and a crossed seven of two strokes beside it."""


def write_lines(path: Path, *lines: object) -> Path:
    """Write lines of an ink file, in JSON unless they are text, and return its path."""
    path.write_text("".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines))
    return path
