"""Varying samples the way hands and pens vary, for training only.

Owns random variation of rasters, a batch at a time, and drawing many inks at once. Does not own how the points of ink
are varied (`inkvariation`), the order of samples (`batches`) or what an unvaried raster is (`strokes`, `raster`).

The ranges are those found to help on writers held out of training; each is a constant below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitpad import inkvariation, raster
from digitpad.inkvariation import between, random_affine
from digitpad.raster import BOX
from digitpad.spec import RASTER_SIZE
from digitpad.strokes import LEAST_EXTENT, PEN_WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from digitpad.ink import Ink
    from digitpad.inkfile import InkSample

    Floats = NDArray[np.float32]

RASTER_ROTATION, RASTER_LOG_SCALE, RASTER_SHEAR, RASTER_SHIFT = float(np.radians(12.0)), 0.15, 0.2, 1.0
"""Largest change of an MNIST image: turn either way in radians, log of the factor of each axis, pixels across a row,
and pixels."""

ELASTIC = 1.2
"""Standard deviation, in pixels, of the smooth displacement of an MNIST image."""

PEN_WIDTHS, EDGE_SOFTNESS = (1.6, 3.4), (0.8, 1.8)
"""Widths of the pen and of its fading edge, in raster pixels."""


def vary_rasters(pixels: Floats, generator: np.random.Generator) -> Floats:
    """Turn, stretch, slant, shift, bend, thin or thicken images, each in its own way.

    Parameters
    ----------
    pixels
        float32, shape (batch, 28, 28), centred.

    Returns
    -------
    Floats
        float32, shape (batch, 28, 28), 0.0 to 1.0.
    """
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
    """Read each image at fractional places, linearly; paper beyond the edges. All of shape (batch, 28, 28)."""
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


class InkRenderer:
    """Draws many inks as centred rasters, as they are or varied.

    Parameters
    ----------
    samples
        Finished ink, at least one.
    """

    def __init__(self, samples: Sequence[InkSample]) -> None:
        points = [_unit_points(sample.ink) for sample in samples]
        self._count = len(points)
        # A nought's twin with a slash through it stands behind all the others.
        self._slashed = np.full(len(points), -1)
        slashing = np.random.default_rng(0)
        for index, sample in enumerate(samples):
            if sample.label == 0:
                self._slashed[index] = len(points)
                points.append(inkvariation.slash(*points[index], slashing))
        self._counts = np.array([len(corners) for corners, _ in points])
        longest = int(self._counts.max())
        # Padded with the last point, whose segments have no length and draw nothing new.
        self._points = np.stack(
            [np.pad(corners, ((0, longest - len(corners)), (0, 0)), "edge") for corners, _ in points]
        )
        self._stroke = np.stack([np.pad(stroke, (0, longest - len(stroke)), "edge") for _, stroke in points])

    def __len__(self) -> int:
        return self._count

    def with_slash(self, indices: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return what to render for the same inks with a slash through each; what is no nought stays."""
        return np.where(self._slashed[indices] >= 0, self._slashed[indices], indices)

    def render(
        self,
        indices: NDArray[np.intp],
        generator: np.random.Generator | None = None,
        pen_widths: tuple[float, float] = PEN_WIDTHS,
        strengths: tuple[float, float] = inkvariation.STRENGTHS,
    ) -> Floats:
        """Draw the inks with these indices.

        Parameters
        ----------
        indices
            Shape (batch,); an ink may come more than once.
        generator
            Varies each ink in its own way; None draws them as `strokes.draw` does.
        pen_widths
            Least and largest width of the pen, in raster pixels, where inks are varied.
        strengths
            How much the form of each ink is varied, as in `inkvariation.vary`.

        Returns
        -------
        Floats
            float32, shape (batch, 28, 28), centred.
        """
        count = len(indices)
        if generator is not None:
            is_slashed = generator.random(count) < inkvariation.SLASHED
            indices = np.where(is_slashed, self.with_slash(indices), indices)
        points = self._points[indices]
        pen_width = np.full(count, PEN_WIDTH, np.float32)
        softness = np.ones(count, np.float32)
        if generator is not None:
            points = inkvariation.vary(points, self._stroke[indices], self._counts[indices], generator, strengths)
            pen_width = between(generator, *pen_widths, count)
            softness = between(generator, *EDGE_SOFTNESS, count)
        placed = _placed(points, pen_width)
        goes_on = self._stroke[indices, 1:] == self._stroke[indices, :-1]
        ends = np.where(goes_on[:, :, np.newaxis], placed[:, 1:], placed[:, :-1])
        images = np.empty((count, RASTER_SIZE, RASTER_SIZE), np.float32)
        by_length = np.argsort(self._counts[indices], kind="stable")
        for start in range(0, count, _CHUNK):
            chunk = by_length[start : start + _CHUNK]
            segments = max(int(self._counts[indices[chunk[-1]]]) - 1, 1)
            distance = _distances(placed[chunk, :segments], ends[chunk, :segments])
            half, soft = pen_width[chunk, np.newaxis, np.newaxis] / 2, softness[chunk, np.newaxis, np.newaxis]
            images[chunk] = np.clip((half - distance) / soft + np.float32(0.5), 0.0, 1.0)
        return raster.centre(images)


_CHUNK = 32
"""Inks drawn at once: their images stay in the processor's cache."""


def _unit_points(ink: Ink) -> tuple[Floats, NDArray[np.intp]]:
    """Return an ink's points, shape (points, 2), the longer side 1 and the middle 0, and each point's stroke."""
    points = np.array([(x, y) for stroke in ink.strokes for x, y, _ in stroke], dtype=np.float64)
    stroke = np.repeat(np.arange(len(ink.strokes)), [len(stroke) for stroke in ink.strokes])
    low, high = points.min(axis=0), points.max(axis=0)
    longest = float((high - low).max())
    unit = (points - (low + high) / 2) / longest if longest >= LEAST_EXTENT else np.zeros_like(points)
    if len(unit) == 1:
        return np.repeat(unit, 2, axis=0).astype(np.float32), np.repeat(stroke, 2)
    return unit.astype(np.float32), stroke


def _placed(points: Floats, pen_width: Floats) -> Floats:
    """Scale points into the box of 20 pixels, as `strokes.fit` does: shape (batch, points, 2) in pixels."""
    low = points.min(axis=1)
    extent = points.max(axis=1) - low
    longest = extent.max(axis=1)
    scale = np.where(longest > 0.0, (BOX - pen_width) / np.where(longest > 0.0, longest, 1.0), 1.0)[:, np.newaxis]
    size = extent * scale + pen_width[:, np.newaxis]
    edge = np.floor((RASTER_SIZE - size) / 2 + 1e-4)
    offset = edge + pen_width[:, np.newaxis] / 2 - 0.5 - low * scale
    placed: Floats = (points * scale[:, :, np.newaxis] + offset[:, np.newaxis]).astype(np.float32)
    return placed


def _distances(starts: Floats, ends: Floats) -> Floats:
    """Return each pixel's distance to its image's nearest segment: shape (batch, 28, 28), in pixels."""
    along = ends - starts  # (batch, segments, 2)
    per_length = along / np.maximum((along * along).sum(axis=2, keepdims=True), 1e-12)
    grid = np.arange(RASTER_SIZE, dtype=np.float32)
    nearest = np.full((len(starts), RASTER_SIZE, RASTER_SIZE), np.inf, np.float32)
    place, square = np.empty_like(nearest), np.empty_like(nearest)
    for segment in range(starts.shape[1]):
        off_x = (grid - starts[:, segment, :1])[:, np.newaxis, :]
        off_y = (grid - starts[:, segment, 1:])[:, :, np.newaxis]
        to_x, to_y = (
            along[:, segment, 0, np.newaxis, np.newaxis],
            along[:, segment, 1, np.newaxis, np.newaxis],
        )
        share_x = per_length[:, segment, 0, np.newaxis, np.newaxis]
        share_y = per_length[:, segment, 1, np.newaxis, np.newaxis]
        np.add(off_x * share_x, off_y * share_y, out=place)
        np.maximum(place, 0.0, out=place)
        np.minimum(place, 1.0, out=place)
        np.multiply(place, to_x, out=square)
        np.subtract(off_x, square, out=square)
        square *= square
        place *= to_y
        np.subtract(off_y, place, out=place)
        place *= place
        square += place
        np.minimum(nearest, square, out=nearest)
    np.sqrt(nearest, out=nearest)
    return nearest
