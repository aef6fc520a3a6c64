"""The drawing on a pad as the content of a file, to come back as it was: a line of ink, or a picture as PNG."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from digitpad.ink.drawing import Picture
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from digitpad.diagnostics.recovery_folder import Leftovers
    from digitpad.ink.drawing import Drawing

_NAME = "Title"
"""The text of the PNG that holds the picture's name."""


def content_of(drawing: Drawing) -> bytes:
    """Return a drawing as the content of a file; none for a blank pad. A stroke that grows is taken as it is."""
    if isinstance(drawing, Picture):
        return _png(drawing)
    if drawing.is_empty:
        return b""
    from digitpad.ink.ink_file import InkSample, encode_sample  # noqa: PLC0415 - after the first paint

    return encode_sample(InkSample(drawing.pen_up() if drawing.pen_is_down else drawing))


def drawing_of(left: Leftovers) -> Drawing | None:
    """Return the drawing that a window has left; None for a blank pad.

    Raises
    ------
    InkError, PictureError
        If it cannot be read.
    """
    if not left.drawing:
        return None
    if left.is_ink:
        from digitpad.ink.ink_file import decode_sample  # noqa: PLC0415 - after the first paint

        return decode_sample(left.drawing).ink
    return _picture(left.drawing)


def is_ink(drawing: Drawing) -> bool:
    """Whether the file of a drawing is one of ink."""
    return isinstance(drawing, Ink)


def _png(picture: Picture) -> bytes:
    from PIL import Image, PngImagePlugin  # noqa: PLC0415 - pillow takes its time, and most drawings are ink

    known, content = PngImagePlugin.PngInfo(), io.BytesIO()
    known.add_itxt(_NAME, picture.name.encode(errors="replace").decode())
    image = Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)
    image.save(content, "PNG", pnginfo=known, compress_level=1)  # it is written again and again
    return content.getvalue()


def _picture(content: bytes) -> Picture:
    from PIL import Image  # noqa: PLC0415 - as above

    from digitpad.preprocessing.picture import decode_picture  # noqa: PLC0415
    from digitpad.preprocessing.picture_decoding import FORMATS  # noqa: PLC0415

    picture = decode_picture(content)  # first, for it refuses what is no picture
    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        return replace(picture, name=str(image.info.get(_NAME, "")))
