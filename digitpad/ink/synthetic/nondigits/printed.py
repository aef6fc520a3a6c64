"""Printed letters and signs, for testing alone: nothing is trained or chosen by them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from digitpad.ink.drawing import Picture
from digitpad.paths import shipped

if TYPE_CHECKING:
    import numpy as np

CHARACTERS = "AEFHKLMNPRTVWXYadefhkmnptvwx?+=<>~*#%@&$€£√∞÷{[±≠^"
"""What is printed: no twin of a digit."""

_FONTS = shipped("assets", "fonts")
_FACES = ("Inter-Regular.ttf", "Inter-SemiBold.ttf")
_PAGE = 320


def printed(generator: np.random.Generator) -> Picture:
    """Return a letter or sign, light or bold, small or large, tilted a little."""
    character = CHARACTERS[int(generator.integers(len(CHARACTERS)))]
    font = _font(_FACES[int(generator.integers(len(_FACES)))], int(generator.integers(60, 160)))
    page = Image.new("RGB", (_PAGE, _PAGE), "white")
    ImageDraw.Draw(page).text((_PAGE / 2, _PAGE / 2), character, font=font, fill="black", anchor="mm")
    tilted = page.rotate(float(generator.uniform(-12.0, 12.0)), Image.Resampling.BILINEAR, fillcolor="white")
    return Picture(_PAGE, _PAGE, tilted.tobytes(), character)


@cache
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS / face, size)
