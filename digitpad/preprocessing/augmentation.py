"""Augmentation of MNIST images, for training only. Its ranges were found to help on writers held out of training."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.preprocessing_spec import RASTER_SIZE
from digitpad.preprocessing import raster
from digitpad.preprocessing.ink_augmentation import between, random_affine

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

RASTER_ROTATION, RASTER_LOG_SCALE, RASTER_SHEAR, RASTER_SHIFT = float(np.radians(12.0)), 0.15, 0.2, 1.0
"""Largest change of an MNIST image: turn either way in radians, log of the factor of each axis, pixels across a row,
and pixels."""

ELASTIC = 1.2
"""Standard deviation, in pixels, of the smooth displacement of an MNIST image."""


def vary_rasters(pixels: Floats, generator: np.random.Generator) -> Floats:
    """Return centred images, shape (batch, 28, 28), turned, stretched, slanted, shifted, bent, thinned or thickened."""
    count = len(pixels)
    grid = np.arange(RASTER_SIZE, dtype=np.float32) - raster.CENTRE
    matrix = random_affine(
        generator, np.ones(count, np.float32), rotation=RASTER_ROTATION, log_scale=RASTER_LOG_SCALE, shear=RASTER_SHEAR
    )
    shift = between(generator, -RASTER_SHIFT, RASTER_SHIFT, 2, count, 1, 1)
    noise = generator.standard_normal((2, count, _KNOTS, _KNOTS), dtype=np.float32) * np.float32(ELASTIC)
    bend = np.matmul(np.matmul(_BUMPS, noise), _BUMPS.T)  # (2, batch, 28, 28)
    a, b, c, d = (matrix[:, row, column, np.newaxis, np.newaxis] for row in (0, 1) for column in (0, 1))
    along, down = grid[np.newaxis, np.newaxis, :], grid[np.newaxis, :, np.newaxis]
    columns = a * along + b * down + bend[0] + shift[0] + raster.CENTRE
    rows = c * along + d * down + bend[1] + shift[1] + raster.CENTRE
    return _sample(_vary_thickness(pixels, generator), columns, rows)


_KNOTS = 5
_BUMPS = np.exp(-0.5 * ((np.arange(RASTER_SIZE)[:, np.newaxis] - np.linspace(1.0, 26.0, _KNOTS)) / 4.5) ** 2).astype(
    np.float32
)
_BUMPS /= np.sqrt((_BUMPS**2).sum(axis=1, keepdims=True))
"""Smooth interpolation from 5 knots to 28 pixels that keeps the noise's standard deviation; shape (28, 5)."""


def _vary_thickness(pixels: Floats, generator: np.random.Generator) -> Floats:
    """Blend half the images with their thinned or thickened selves: the least or most of each 3 x 3 pixels."""
    varied = pixels.copy()
    choice = generator.random(len(pixels), dtype=np.float32)
    for is_chosen, combine in ((choice < 0.25, np.minimum), (choice > 0.75, np.maximum)):
        chosen = pixels[is_chosen]
        padded = np.pad(chosen, ((0, 0), (1, 1), (1, 1)))
        columns = combine(combine(padded[:, :, :-2], padded[:, :, 2:]), padded[:, :, 1:-1])
        extreme = combine(combine(columns[:, :-2], columns[:, 2:]), columns[:, 1:-1])
        share = between(generator, 0.0, 0.7, len(chosen), 1, 1)
        varied[is_chosen] = chosen + share * (extreme - chosen)
    return varied


def _sample(images: Floats, columns: Floats, rows: Floats) -> Floats:
    """Read images at fractional columns and rows, linearly; paper beyond the edges. Shapes (batch, 28, 28)."""
    size = RASTER_SIZE + 4
    padded = np.zeros((len(images), size, size), np.float32)
    padded[:, 2:-2, 2:-2] = images
    across = np.clip(columns + 2.0, 0.5, size - 1.5)
    down = np.clip(rows + 2.0, 0.5, size - 1.5)
    left, top = across.astype(np.intp), down.astype(np.intp)
    across -= left
    down -= top
    at = top * size + left + (np.arange(len(images)) * (size * size))[:, np.newaxis, np.newaxis]
    flat = padded.reshape(-1)
    upper: Floats = flat.take(at)
    upper += across * (flat.take(at + 1) - upper)
    lower = flat.take(at + size)
    lower += across * (flat.take(at + size + 1) - lower)
    upper += down * (lower - upper)
    return upper
