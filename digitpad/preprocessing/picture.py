"""Pictures of digits: reading them, and finding the ink on the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from digitpad.config.preprocessing_spec import RASTER_SIZE
from digitpad.errors import PictureError
from digitpad.files.reading import read_regular
from digitpad.ink.drawing import Picture
from digitpad.preprocessing.picture_decoding import LARGEST_FILE, unpacked
from digitpad.preprocessing.raster import BOX
from digitpad.shown_text import escaped

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_FINE = 80
"""Pixels of a digit's longer side above which its lines differ from their edges."""

_LINE_WIDTH = 2.4
"""Least width of a line in raster pixels, that of the pad's pen. A digit painted with a pen of 3 % of its
height is read right in 99.2 % of cases so, and in 95.5 % if its lines are left as they are."""

_PAPER_SPREAD = 0.04
"""Paper whose rim varies by less than this is even, as in a drawing program or a data set: it is left as it is."""

_CONTRAST = 0.08
"""Least difference from the paper, of 1.0, that counts as ink: below, a photo of blank paper looks the same."""


def load_picture(path: Path) -> Picture:
    """Read a picture file.

    It is turned upright, its transparent parts become paper, and it is made at most 1024 pixels long.

    Raises
    ------
    PictureError
        If the file is missing, broken, no picture, or too large to unpack.
    """
    try:
        return decode_picture(read_regular(path, LARGEST_FILE), escaped(path.name))
    except OSError as error:
        raise PictureError(
            "This picture cannot be read", "{path}: {reason}", path=path, reason=error.strerror or error
        ) from error


def decode_picture(content: bytes, name: str = "") -> Picture:
    """Read a picture from the bytes of its file; as `load_picture`."""
    image = unpacked(content, name)
    return Picture(image.width, image.height, image.tobytes(), name)


def fitted_ink(picture: Picture) -> Floats:
    """Find the ink of a picture and scale it into the box of 20 pixels.

    Returns float32, shape (28, 28), 0.0 paper to 1.0 full ink. A picture that is already so, like MNIST's own, comes
    back unchanged.
    """
    ink = find_ink(picture)
    is_coarse = max(ink.shape) <= 2 * BOX
    # In a fine picture the fringe of a stroke is not its edge; in a coarse one every grey pixel counts.
    inked = ink > (0.0 if is_coarse else 0.25 * ink.max())
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    digit = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    longest = max(digit.shape)
    if longest > _FINE:
        digit = _with_pen_width(digit)
        longest = max(digit.shape)
    # Within a pixel of the box, scaling would only blur what is already right.
    if not BOX - 1 <= longest <= BOX:
        height, width = (max(1, round(side * BOX / longest)) for side in digit.shape)
        scaled = Image.fromarray(digit).resize((width, height), Image.Resampling.BILINEAR)
        digit = np.clip(np.asarray(scaled, dtype=np.float32), 0.0, 1.0)
    height, width = digit.shape
    top, left = (RASTER_SIZE - height) // 2, (RASTER_SIZE - width) // 2
    image = np.zeros((RASTER_SIZE, RASTER_SIZE), np.float32)
    image[top : top + height, left : left + width] = digit
    return image


def _with_pen_width(digit: Floats) -> Floats:
    """Make a fine picture's lines as wide as the pad's pen where they are thinner: they would fade when made small.

    The digit comes back smaller. Its lines' width is twice their area, divided by the pixels along their edges.
    """
    scale = _FINE / max(digit.shape)
    height, width = (max(1, round(side * scale)) for side in digit.shape)
    small = np.asarray(Image.fromarray(digit).resize((width, height), Image.Resampling.BOX), dtype=np.float32)
    # Hairlines are faint already; what most of the ink has becomes full.
    solid = np.minimum(small / np.quantile(small[small > 0.1 * small.max()], 0.8), 1.0)
    is_ink = np.pad(solid > 0.5, 1)
    inside = is_ink[1:-1, :-2] & is_ink[1:-1, 2:] & is_ink[:-2, 1:-1] & is_ink[2:, 1:-1]
    line_width = 2.0 * is_ink.sum() / max(int((is_ink[1:-1, 1:-1] & ~inside).sum()), 1)
    missing = int(_LINE_WIDTH * _FINE / BOX - line_width) // 2
    if missing <= 0:
        return digit
    room = Image.fromarray((np.pad(solid, missing) * 255.0).astype(np.uint8))
    thick = room.filter(ImageFilter.MaxFilter(2 * missing + 1))
    return np.asarray(thick, dtype=np.float32) / np.float32(255.0)


def find_ink(picture: Picture) -> Floats:
    """Separate ink from paper: dark on light or light on dark, shadows and noise removed.

    Returns float32, shape (height, width), 0.0 paper to 1.0 full ink.

    Raises
    ------
    PictureError
        If nothing differs enough from the paper.
    """
    image = Image.frombytes("RGB", (picture.width, picture.height), picture.rgb).convert("L")
    grey = np.asarray(image, dtype=np.float32) / np.float32(255.0)
    rim = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    paper = np.float32(np.median(rim))
    is_even = float(np.quantile(rim, 0.95) - np.quantile(rim, 0.05)) < _PAPER_SPREAD
    is_light_on_dark = float(grey.max() - paper) > float(paper - grey.min())
    if is_even:
        ink = grey - paper if is_light_on_dark else paper - grey
    else:
        ink = _above_uneven_paper(image if is_light_on_dark else ImageOps.invert(image))
    np.maximum(ink, 0.0, out=ink)
    noise = _noise(ink) if ink.max() >= _CONTRAST else 0.0
    if noise > 0.0:
        ink = _without_noise(ink, noise)
    strongest = float(ink.max())
    if strongest < _CONTRAST:
        raise PictureError(
            "Nothing to read in this picture",
            "{name} shows no ink that stands out from the paper. Try one with more contrast.",
            name=picture.name or "It",
        )
    # Faint pencil becomes full ink; what is nearly full stays as it is.
    return ink if strongest > 0.8 else ink / np.float32(strongest)


def _above_uneven_paper(light: Image.Image) -> Floats:
    """Subtract the paper of a light-on-dark picture, found as what is left when narrow light lines are eaten away."""
    small = light.copy()
    small.thumbnail((128, 128), Image.Resampling.BOX)
    reach = max(small.size) // 8 * 2 + 1  # wider than a stroke, narrower than a shadow
    paper = small.filter(ImageFilter.MinFilter(reach)).filter(ImageFilter.MaxFilter(reach))
    paper = paper.filter(ImageFilter.GaussianBlur(reach / 4)).resize(light.size, Image.Resampling.BICUBIC)
    return (np.asarray(light, dtype=np.float32) - np.asarray(paper, dtype=np.float32)) / np.float32(255.0)


def _noise(ink: Floats) -> float:
    """Return the level of the paper's grain; 0.0 for paper without any."""
    paper = ink[ink < _ink_threshold(ink)]
    if np.count_nonzero(paper) < 0.25 * paper.size:
        return 0.0
    return float(np.quantile(paper, 0.5) + 3.0 * (np.quantile(paper, 0.84) - np.quantile(paper, 0.5)))


def _ink_threshold(ink: Floats) -> float:
    """Return Otsu's threshold between paper and ink (IEEE Trans. SMC 9, 1979, 62-66)."""
    counts, edges = np.histogram(ink, bins=64)
    middles = (edges[:-1] + edges[1:]) / 2
    below = counts.cumsum()
    above = counts.sum() - below
    sums = (counts * middles).cumsum()
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(edges[1:][np.argmax(np.nan_to_num(between[:-1]))])


def _without_noise(ink: Floats, noise: float) -> Floats:
    """Take the grain off, and specks that no pen leaves: those a 3 x 3 median does away with, and their fringe."""
    clean = np.maximum((ink - noise) / max(1.0 - noise, 1e-6), 0.0)
    smooth = Image.fromarray((clean * 255.0).astype(np.uint8)).filter(ImageFilter.MedianFilter(3))
    solid = Image.fromarray(((np.asarray(smooth) > 96 * clean.max()) * 255).astype(np.uint8))
    near = np.asarray(solid.filter(ImageFilter.MaxFilter(5))) > 0
    return np.where(near, clean, 0.0).astype(np.float32)
