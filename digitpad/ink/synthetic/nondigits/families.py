"""Families of drawings that are no digits, made at random. The same generator gives the same ink."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from digitpad.ink.synthetic.nondigits.doodles import blot, doodle, spot
from digitpad.ink.synthetic.nondigits.scribbles import scribble
from digitpad.ink.synthetic.nondigits.shapes import shape
from digitpad.ink.synthetic.nondigits.spoilt_digits import pair, turned_digit
from digitpad.ink.synthetic.nondigits.symbols import symbol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from digitpad.ink.ink import Ink
    from digitpad.ink.ink_file import InkSample


class Family(StrEnum):
    """A family of drawings that are no digits."""

    SCRIBBLES = "scribbles"
    SHAPES = "shapes"
    SYMBOLS = "symbols"
    DOODLES = "doodles"
    SPOTS = "spots"
    BLOTS = "blots"
    PAIRS = "pairs"
    TURNED = "turned"


def make_nondigit(family: Family, generator: np.random.Generator, digits: Sequence[InkSample]) -> Ink:
    """Return a drawing of a family; pairs and turned digits are made of `digits`, labelled ink."""
    if family in FROM_DIGITS:
        return FROM_DIGITS[family](digits, generator)
    return _FROM_NOTHING[family](generator)


_FROM_NOTHING = MappingProxyType(
    {
        Family.SCRIBBLES: scribble,
        Family.SHAPES: shape,
        Family.SYMBOLS: symbol,
        Family.DOODLES: doodle,
        Family.SPOTS: spot,
        Family.BLOTS: blot,
    }
)

FROM_DIGITS = MappingProxyType({Family.PAIRS: pair, Family.TURNED: turned_digit})
"""The families that are made of digits."""
