"""Letters and signs, from templates of strokes.

Left out are the twins of digits: O o Q D C U ( 0, l I | / ! 1, Z z 2, S s 5, b G 6, J r T without its left arm 7, B 8,
g q 9, and y, which many write as others do a 4.

A template is a row of strokes; a stroke is a row of points, two digits each, x and y from 0 to 9 with y down. A
stroke that begins with ``~`` is a curve through its points, any other is made of straight lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitpad.ink.synthetic.nondigits.pen import drawn
from digitpad.ink.synthetic.strokes import curve

if TYPE_CHECKING:
    from digitpad.ink.ink import Ink
    from digitpad.ink.synthetic.strokes import Floats

LETTERS = {
    "A": ("09 40 89 16 76", "09 40 89, 16 76", "09 40, 40 89, 15 75"),
    "E": ("80 00 09 89, 04 64", "00 09, 00 80, 04 64, 09 89", "~70 20 12 34 54, ~54 24 06 18 49 78"),
    "F": ("80 00 09, 04 64", "00 09, 00 80, 04 64"),
    "H": ("00 09, 80 89, 04 84", "00 09, 04 84, 80 89"),
    "K": ("00 09, 80 04 89", "00 09, 80 04, 04 89"),
    "L": ("00 09 99",),
    "M": ("09 10 46 80 99", "09 00 45 90 99", "~09 10 45 80 99"),
    "N": ("09 00 89 80", "09 00, 00 89, 89 80"),
    "P": ("09 00, ~00 50 72 54 05", "~09 04 00 50 72 64 05"),
    "R": ("09 00, ~00 50 72 54 04, 34 89", "~09 04 00 50 72 54 04, 24 89"),
    "T": ("00 90, 40 49", "90 00, 50 59"),
    "V": ("00 49 90",),
    "W": ("00 29 43 69 90", "~00 19 44 79 90", "00 28 50 78 90"),
    "X": ("00 89, 80 09",),
    "Y": ("00 44 80, 44 49", "00 44, 80 44 49", "80 19, 00 44"),
    "a": ("~83 40 03 06 39 67 83, ~83 85 79 99", "~11 40 72 75 79 99, ~75 34 06 18 49 77", "~73 41 04 28 67 72, 71 79"),
    "d": ("~74 43 05 08 39 78, 70 79", "~75 44 06 39 77 70, 70 79"),
    "e": ("~05 75 72 41 03 06 39 78", "~15 84 71 31 05 28 58 87", "~16 74 62 32 16 39 78"),
    "f": ("~80 50 32 34 39, 14 64", "~71 40 33 39, 04 74"),
    "h": ("00 09, ~05 33 65 69", "~00 05 09 05 43 65 69", "00 09 ,~06 34 56 59"),
    "k": ("00 09, 63 06 79", "00 09, 63 06, 26 79"),
    "m": ("03 09, ~04 33 45 49, ~45 63 85 89", "~03 09 04 33 44 49 45 73 85 89", "~09 14 33 39 44 64 69 74 94 99"),
    "n": ("03 09, ~05 33 75 79", "~03 09 05 43 75 79 89", "~03 09 15 43 74 79"),
    "p": ("03 09, ~04 43 75 47 06", "~02 09 04 32 74 46 06"),
    "t": ("40 48, 03 83", "~40 47 59 88, 03 83", "50 59, 14 94"),
    "v": ("03 49 83", "~03 48 83"),
    "w": ("02 29 44 69 92", "~02 08 38 43 47 68 92"),
    "x": ("02 89, 82 09", "~00 20 45 79 99, ~90 70 45 19 09", "~01 32 38 09, ~91 62 68 99"),
    "u": ("~03 07 39 77 73, 73 79",),
    "Be": ("00 09, 02 42 45 05, 05 49",),
    "Je": ("03 83 43, ~43 47 08", "00 90 59 09"),
    "De": ("90 09, 00 39", "09 40 89 09"),
    "Pi": ("00 90, 20 29, 70 79", "~02 30 90, 30 29, ~70 78 99"),
    "Sigma": ("90 00 45 09 99", "80 10 44 09 89"),
    "Omega": ("~09 29 03 20 60 93 79 99",),
    "alpha": ("~90 56 29 05 22 44 79 99", "~81 58 29 05 22 54 89"),
    "lambda": ("~00 20 79 99, 44 09",),
    "psi": ("~00 05 48 85 80, 40 49",),
    "mu": ("~09 02, ~02 07 47 72, 72 79 98",),
}
"""Letters, Greek ones among them; each written in several ways."""

SIGNS = {
    "?": ("~02 20 60 72 54 46, 49 49", "~01 30 71 54 36, 38 39", "~12 30 60 72 44 46, ~48 58 59 49 48"),
    "+": ("40 48, 04 84", "04 94, 50 59"),
    "=": ("03 93, 06 96", "02 92, 07 97"),
    "<": ("90 04 99", "81 05 89"),
    ">": ("00 94 09", "11 85 19"),
    "~": ("~06 13 33 66 85 93", "~05 23 55 75 93"),
    "*": ("40 49, 02 87, 82 07", "00 99, 90 09, 40 49, 04 94", "40 49, 04 94, 11 88"),
    "#": ("30 29, 70 69, 03 93, 06 96", "20 29, 60 69, 03 83, 06 86"),
    "%": ("90 09, ~20 02 23 42 20, ~76 58 79 98 76", "90 09, ~10 01 12 31 10, ~77 68 79 98 77"),
    "@": ("~63 34 36 66 63 67 87 83 60 20 03 06 29 69", "~64 43 36 57 64 77 94 70 30 04 29 79"),
    "&": ("~98 22 30 50 52 06 19 49 85", "~89 23 30 51 15 08 39 75"),
    "$": ("~82 50 12 44 76 58 08, 40 49",),
    "euro": ("~90 50 24 49 98, 04 64, 06 56",),
    "pound": ("~81 50 33 36 09 99, 05 65", "~71 41 34 19 89, 15 65"),
    "root": ("05 25 49 60 90", "06 19 50 90"),
    "infinity": ("~44 23 05 27 44 63 95 77 44", "~45 13 06 28 63 83 96 78 45"),
    "divided": ("04 94, 40 41, 48 49", "05 95, ~41 52 41, ~48 59 48"),
    "brace": ("~90 50 43 04 46 59 99", "~80 42 04 47 89"),
    "bracket": ("60 00 09 69",),
    "caret": ("05 40 85", "~07 41 87"),
    "window": ("00 90 99 09 00, 40 49",),
    "not-equal": ("03 93, 06 96, 70 29",),
    "plus-minus": ("40 46, 03 83, 09 89",),
    "therefore": ("40 41, 08 09, 88 89", "~40 51 40, ~08 18 08, ~88 98 88"),
    "dots": ("04 04, 44 44, 94 94", "40 41, 48 49", "00 01, 90 91, 48 49"),
    "note": ("40 47, ~40 72 84, ~47 16 18 39 47", "30 37, 80 87, 30 80, ~37 16 08 29 37, ~87 66 58 79 87"),
    "ballot": ("05 38 90",),
    "yen": ("00 44 80, 44 49, 15 75, 17 77",),
    "perpendicular": ("40 49, 09 89", "00 09, 04 84"),
    "paragraph": ("90 30, ~30 02 35 55, 50 59, 80 89",),
    "angle": ("90 09 99", "80 09 89"),
    "double-cross": ("40 49, 03 83, 16 76",),
    "quotes": ("20 24, 70 74", "~20 14, ~80 74"),
    "bow-tie": ("00 09 90 99 00",),
    "cross-ring": ("~40 04 49 94 40, 11 88, 81 18",),
}
"""Signs; each written in several ways."""


def symbol(generator: np.random.Generator) -> Ink:
    """Return a letter, as often as not, or a sign."""
    return drawn(_drawing(LETTERS if generator.random() < 0.5 else SIGNS, generator), generator)


def _drawing(templates: dict[str, tuple[str, ...]], generator: np.random.Generator) -> list[Floats]:
    variants = list(templates.values())[int(generator.integers(len(templates)))]
    return template_strokes(variants[int(generator.integers(len(variants)))], generator)


def template_strokes(template: str, generator: np.random.Generator) -> list[Floats]:
    """Return a template's strokes, each point moved a little and curves flattened at times."""
    wobble = generator.uniform(0.1, 0.7)
    strokes = []
    for text in template.split(","):
        marks = text.strip()
        is_curve = marks.startswith("~")
        points = np.array([(int(mark[0]), int(mark[1])) for mark in marks.lstrip("~").split()], np.float64)
        points += generator.normal(0.0, wobble, points.shape)
        is_curve ^= len(points) > 2 and generator.random() < 0.06
        strokes.append(curve(points) if is_curve else points)
    return strokes
