"""Unpacking pictures of any origin, within bounds of memory and time, and making them small."""

from __future__ import annotations

import io
import threading
import time
import warnings
from typing import Any

import numpy as np
from PIL import Image

from digitpad.errors import PictureError

LONGEST_SIDE = 1024
"""Pixels of the longer side a picture is made smaller to: far more than 28, and quick to clean."""

LARGEST_PICTURE = 64_000_000
"""Most pixels a file may unpack to, more than a good camera's: so many of any kind are made small in two seconds."""

LARGEST_FILE = 320_000_000
"""Most bytes of a picture file: one of that many pixels in three colours, not packed at all."""

_MOST_MEMORY = 880_000_000
"""Most bytes a file and its unpacking may take, so that digitpad as a whole stays below a gigabyte."""

_MOST_SECONDS = 1.5
"""Most seconds of work that unpacking may take: making the picture small comes after it."""

_PIECE = 1024
"""Bytes of a JPEG that are unpacked at a time, between two looks at the clock: they can hold seven passes."""

_STRIP = 1 << 20
"""Pixels that are converted at a time."""

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
"""Formats that are decoded. Pillow knows dozens more, and starts other programs for some, whatever a file's name."""

_TIFF_BITS, _TIFF_COMPRESSION, _ORIENTATION = 258, 259, 274
_TIFF_STRIP_ROWS, _TIFF_TILE_WIDTH, _TIFF_TILE_HEIGHT = 278, 322, 323
"""Tags of EXIF and TIFF."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture upright, by its orientation."""

_one_at_a_time = threading.Lock()
"""Held while a picture is unpacked: each may take most of a gigabyte, and warnings are silenced for all threads."""


def unpacked(content: bytes, name: str = "") -> Image.Image:
    """Return the picture in a file's bytes: upright, in RGB, its longer side no longer than `LONGEST_SIDE`.

    Raises
    ------
    PictureError
        If it is broken, no picture, or takes too much memory or time.
    """
    try:
        with (
            _one_at_a_time,
            warnings.catch_warnings(action="ignore"),  # pillow's, of what is checked here and of mere blemishes
            Image.open(_TimedBytes(content), formats=FORMATS) as image,
        ):
            what = f"{image.width} x {image.height} pixels"
            pixels = image.width * image.height
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            most = LARGEST_PICTURE // (2 if image.mode == "LAB" else 1)  # whose conversion takes twice as long
            if pixels > most or _memory_of(image, pixels) + len(content) > _MOST_MEMORY:
                raise _too_large(name, what)  # noqa: TRY301 - the file is closed on the way
            if image.format in {"JPEG", "MPO"}:
                image.decodermaxblock = _PIECE
            image.load()
            opaque = _on_paper(_small(image))
            turn = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except PictureError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large(name, "more pixels than fit in memory") from error
    except TimeoutError as error:
        raise PictureError(
            "This picture takes too long to unpack",
            "{name} is not unpacked after {seconds} seconds of work. Save it anew from another program, or make it "
            "smaller.",
            name=name or "It",
            seconds=_MOST_SECONDS,
        ) from error
    except Exception as error:  # pillow raises a dozen kinds for damaged files, and not all of them are documented
        raise PictureError(
            "This is not a picture digitpad can read",
            "{name} is broken, or no PNG, JPEG, GIF, BMP, TIFF or WebP picture.",
            name=name or "It",
        ) from error
    return opaque if turn is None else opaque.transpose(turn)


class _TimedBytes(io.BytesIO):
    """The bytes of a picture file, which are no longer handed out when unpacking them has taken too long.

    A file of a megabyte can be made of so many pieces, or passes over all pixels, that it takes minutes.
    """

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._end = time.thread_time() + _MOST_SECONDS  # of work: a busy machine refuses no picture

    def read(self, size: int | None = -1) -> bytes:
        if time.thread_time() > self._end:
            raise TimeoutError
        return super().read(size)


def _too_large(name: str, what: str) -> PictureError:
    return PictureError(
        "This picture is too large",
        "{name} unpacks to {what}. Make it smaller or cut out the digit.",
        name=name or "It",
        what=what,
    )


def _memory_of(image: Image.Image, pixels: int) -> int:
    """Return the most bytes that unpacking a picture of so many pixels takes, which may be fewer as they come out."""
    kept = 4 * image.width * image.height  # as pillow keeps colours
    match image.format:
        case "WEBP":  # libwebp keeps two frames, pillow two copies of the one it is given
            return 4 * kept
        case "JPEG" | "MPO" if image.info.get("progressive"):  # all coefficients at once
            return 2 * len(image.getbands()) * pixels + kept
        case "TIFF":  # one strip or tile beside the pixels, which may be far larger than the picture
            tags: dict[int, Any] = getattr(image, "tag_v2", {})
            bits = sum(tags.get(_TIFF_BITS, (8,)))
            strip = image.width * min(tags.get(_TIFF_STRIP_ROWS, image.height), image.height)
            tile = tags.get(_TIFF_TILE_WIDTH, 0) * tags.get(_TIFF_TILE_HEIGHT, 0)
            unpacked = 0 if tags.get(_TIFF_COMPRESSION, 1) == 1 else max(strip, tile) * bits // 8
            turned = kept if tags.get(_ORIENTATION, 1) != 1 else 0  # pillow turns these itself, at full size
            return kept + max(unpacked, turned)
        case _:
            return kept


def _small_size(image: Image.Image) -> tuple[int, int]:
    """Return the size of a picture once its longer side is no longer than `LONGEST_SIDE`."""
    scale = min(LONGEST_SIDE / max(image.size), 1.0)
    return max(round(image.width * scale), 1), max(round(image.height * scale), 1)


def _small(image: Image.Image) -> Image.Image:
    """Return the picture at its small size.

    Its pixels are converted and averaged a strip at a time: all at once, they would take gigabytes.
    """
    size = _small_size(image)
    step_x, step_y = (max(int(large / small / 2.0), 1) for large, small in zip(image.size, size, strict=True))
    rows = step_y * max(_STRIP // (image.width * step_y), 1)
    boxes = [(0, top, image.width, min(top + rows, image.height)) for top in range(0, image.height, rows)]
    low, high = _range(image, boxes) if _holds_numbers(image) else (0.0, 255.0)
    reduced: Image.Image | None = None
    for box in boxes:
        part = _averageable(image.crop(box), low, high).reduce((step_x, step_y))
        if reduced is None:
            reduced = Image.new(part.mode, (part.width, -(-image.height // step_y)))
        reduced.paste(part, (0, box[1] // step_y))
    if reduced is None:
        raise ValueError("it has no pixels")
    if reduced.size == size:
        return reduced
    return reduced.resize(size, Image.Resampling.BOX, box=(0, 0, image.width / step_x, image.height / step_y))


def _holds_numbers(image: Image.Image) -> bool:
    """Whether pixels are numbers of 16 or 32 bits, whose black and white are not known."""
    return image.mode.startswith("I;16") or image.mode in {"I", "F"}


def _range(image: Image.Image, boxes: list[tuple[int, int, int, int]]) -> tuple[float, float]:
    """Return the least and the greatest of a picture's numbers that are finite, looking at a part at a time."""
    low, high = np.inf, -np.inf
    for box in boxes:
        numbers = np.asarray(image.crop(box))
        finite = numbers[np.isfinite(numbers)]
        if finite.size:
            low, high = min(low, float(finite.min())), max(high, float(finite.max()))
    return (low, high) if low <= high else (0.0, 0.0)


def _averageable(part: Image.Image, low: float, high: float) -> Image.Image:
    """Return a part of a picture with pixels that can be averaged: L, LA, RGB or RGBA."""
    if _holds_numbers(part):
        numbers = np.nan_to_num(np.clip(np.asarray(part, dtype=np.float64), low, high), nan=low)
        return Image.fromarray(((numbers - low) * (255.0 / max(high - low, 1e-9))).astype(np.uint8))
    if part.mode in {"L", "LA", "RGB", "RGBA"} and "transparency" not in part.info:
        return part
    return part.convert("RGBA" if part.has_transparency_data else "L" if part.mode == "1" else "RGB")


def _on_paper(image: Image.Image) -> Image.Image:
    """Return the picture in RGB, its transparent parts filled with white, or black where what is drawn is light."""
    if image.mode not in {"LA", "RGBA"}:
        return image.convert("RGB")
    image = image.convert("RGBA")
    alpha = np.asarray(image.getchannel("A"), dtype=np.float64)
    lightness = np.asarray(image.convert("L"), dtype=np.float64)
    is_light = (lightness * alpha).sum() > 128.0 * alpha.sum()
    is_cut_out = (alpha < 128.0).mean() > 0.02
    paper = Image.new("RGBA", image.size, "black" if is_light and is_cut_out else "white")
    return Image.alpha_composite(paper, image).convert("RGB")
