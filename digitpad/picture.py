"""Decoding pictures with pillow, safely.

Owns the way from a file or bytes to a `Picture`. Does not own finding the digit in it (`raster`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from digitpad.drawing import Picture


def load_picture(path: Path) -> Picture:
    """Read a picture file: any format pillow knows, turned upright, made at most 1024 pixels long, on white paper
    where it is transparent.

    Raises
    ------
    PictureError
        If the file is missing, broken, no picture, or would not fit in memory.
    """
    raise NotImplementedError
