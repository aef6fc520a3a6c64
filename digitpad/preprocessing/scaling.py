"""Pictures scaled to the model's size, in grey or in colour.

Light on dark stays light on dark; sides of unequal length are brought to a square.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from digitpad.config.preprocessing_spec import Reading
from digitpad.ink.drawing import Picture
from digitpad.preprocessing.ink_rendering import draw
from digitpad.preprocessing.raster import Raster, Step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from digitpad.config.preprocessing_spec import Preprocessing
    from digitpad.ink.drawing import Drawing

    Bytes = NDArray[np.uint8]
    Floats = NDArray[np.float32]


def scaled(drawing: Drawing, preprocessing: Preprocessing) -> Raster:
    """Scale a drawing to what a model is given; ink is drawn as light strokes on dark ground."""
    size = preprocessing.image_size
    if isinstance(drawing, Picture):
        pixels = as_read(picture_pixels(drawing, size)[np.newaxis], preprocessing)[0]
    else:
        pixels = draw(drawing, size)
        if preprocessing.reading is Reading.COLOUR:
            pixels = np.repeat(pixels[:, :, np.newaxis], 3, axis=2)
    return Raster(pixels, ((Step.SCALED, pixels),))


def as_read(images: Bytes, preprocessing: Preprocessing) -> Floats:
    """Return a data set's images, uint8, as a model reads them: float32, 0.0 to 1.0, shape (count, size, size[, 3])."""
    return converted(images, preprocessing).astype(np.float32) / np.float32(255)


def converted(images: Bytes, preprocessing: Preprocessing) -> Bytes:
    """Return images in the size and the channels a model reads: uint8, shape (count, size, size[, 3])."""
    images = resized(images, preprocessing.image_size)
    if preprocessing.reading is Reading.COLOUR:
        return images if images.ndim == 4 else np.repeat(images[..., np.newaxis], 3, axis=3)
    return grey(images) if images.ndim == 4 else images


def resized(images: Bytes, size: int) -> Bytes:
    """Return images brought to size x size pixels, smoothly; those that are so already come back unchanged."""
    if images.shape[1:3] == (size, size):
        return images
    out = np.empty((len(images), size, size, *images.shape[3:]), np.uint8)
    for index, pixels in enumerate(images):
        out[index] = _resized(Image.fromarray(pixels), size)
    return out


def picture_pixels(picture: Picture, size: int) -> Bytes:
    """Return a picture brought to size x size pixels: uint8, shape (size, size, 3)."""
    image = Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)
    return np.asarray(image if image.size == (size, size) else _resized(image, size))


def grey(images: Bytes) -> Bytes:
    """Return colours as lightness after ITU-R 601, as pillow does: shape (..., 3) becomes (...)."""
    weighted = images.astype(np.uint32) @ np.array([19595, 38470, 7471], np.uint32)
    lightness: Bytes = ((weighted + 0x8000) >> 16).astype(np.uint8)
    return lightness


def as_picture(pixels: Bytes, name: str) -> Picture:
    """Return an image of a data set as a picture for the pad."""
    height, width = pixels.shape[:2]
    rgb = pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, np.newaxis], 3, axis=2)
    return Picture(width, height, rgb.tobytes(), name)


def _resized(image: Image.Image, size: int) -> Image.Image:
    # Pillow widens the filter when it makes a picture smaller, so that nothing is passed over.
    return image.resize((size, size), Image.Resampling.BILINEAR)
