"""Renderer of many inks at once as centred rasters, plain or varied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.preprocessing_spec import RASTER_SIZE
from digitpad.preprocessing import ink_augmentation, raster
from digitpad.preprocessing.ink_augmentation import between
from digitpad.preprocessing.ink_rendering import LEAST_EXTENT, PEN_WIDTH
from digitpad.preprocessing.raster import BOX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from digitpad.ink.ink import Ink
    from digitpad.ink.ink_file import InkSample

    Floats = NDArray[np.float32]


PEN_WIDTHS, EDGE_SOFTNESS = (1.6, 3.4), (0.8, 1.8)
"""Widths of the pen and of its fading edge, in raster pixels."""


class InkRenderer:
    """Renders finished ink as centred rasters, plain or varied."""

    def __init__(self, samples: Sequence[InkSample]) -> None:
        points = [_unit_points(sample.ink) for sample in samples]
        self._count = len(points)
        # A zero's twin with a slash through it comes after all the others.
        self._slashed = np.full(len(points), -1)
        slashing = np.random.default_rng(0)
        for index, sample in enumerate(samples):
            if sample.label == 0:
                self._slashed[index] = len(points)
                points.append(ink_augmentation.slash(*points[index], slashing))
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
        """Return the indices of the same inks with a slash through each zero."""
        return np.where(self._slashed[indices] >= 0, self._slashed[indices], indices)

    def render(
        self,
        indices: NDArray[np.intp],
        generator: np.random.Generator | None = None,
        pen_widths: tuple[float, float] = PEN_WIDTHS,
        strengths: tuple[float, float] = ink_augmentation.STRENGTHS,
    ) -> Floats:
        """Render the inks with these indices, which may repeat: float32, shape (batch, 28, 28), centred.

        A generator varies each ink by a share of the ranges between `strengths` (`ink_augmentation.vary`), with a pen
        between `pen_widths` raster pixels; without one they are drawn as `ink_rendering.draw` does.
        """
        count = len(indices)
        if generator is not None:
            is_slashed = generator.random(count) < ink_augmentation.SLASHED
            indices = np.where(is_slashed, self.with_slash(indices), indices)
        points = self._points[indices]
        pen_width = np.full(count, PEN_WIDTH, np.float32)
        softness = np.ones(count, np.float32)
        if generator is not None:
            points = ink_augmentation.vary(points, self._stroke[indices], self._counts[indices], generator, strengths)
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
    """Scale points into the box of 20 pixels, as `ink_rendering.fit` does: shape (batch, points, 2) in pixels."""
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
    along_share, square = np.empty_like(nearest), np.empty_like(nearest)
    for segment in range(starts.shape[1]):
        off_x = (grid - starts[:, segment, :1])[:, np.newaxis, :]
        off_y = (grid - starts[:, segment, 1:])[:, :, np.newaxis]
        to_x, to_y = along[:, segment, :, np.newaxis, np.newaxis].swapaxes(0, 1)
        share_x, share_y = per_length[:, segment, :, np.newaxis, np.newaxis].swapaxes(0, 1)
        np.add(off_x * share_x, off_y * share_y, out=along_share)
        np.maximum(along_share, 0.0, out=along_share)
        np.minimum(along_share, 1.0, out=along_share)
        np.multiply(along_share, to_x, out=square)
        np.subtract(off_x, square, out=square)
        square *= square
        along_share *= to_y
        np.subtract(off_y, along_share, out=along_share)
        along_share *= along_share
        square += along_share
        np.minimum(nearest, square, out=nearest)
    np.sqrt(nearest, out=nearest)
    return nearest
