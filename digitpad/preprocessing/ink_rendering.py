"""Renderer of strokes as pixels, by their distance.

Every pixel's distance to the nearest stroke gives its coverage: full inside half the pen's width, fading over one pixel
at the edge. The pen has a fixed width in raster pixels, so the size of a drawing never matters.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from digitpad.config.preprocessing_spec import RASTER_SIZE
from digitpad.errors import EmptyInkError
from digitpad.preprocessing.raster import BOX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from digitpad.ink.ink import Bounds, Ink, Point

    Floats = NDArray[np.float32]

PEN_WIDTH = 2.4
"""Width of a stroke in raster pixels: the middle of the widths training varies, and close to MNIST's own."""

LEAST_EXTENT = 1e-6
"""Ink whose longer side is shorter than so many canvas units is a dot. Scaled up, it would have no digits left to tell
its points apart by: coordinates go up to a million (`ink`), and of such a number 1e-10 is the last digit."""

MOST_SEGMENTS = 20_000
"""Segments that are drawn as they are: a pad scribbled full has some thousands."""

_FIELD = 128
"""Pixels on the side of the area in which more than those are: the raster, or a `GrowingField`, and some around it."""

_CHUNK = 2000

_DETAIL = 0.1
"""Points nearer than this many pixels to the last one kept are passed over: a small part of its width."""


class Fit(NamedTuple):
    """Where ink lies in its raster: a point (x, y) of the ink falls on column ``x * scale + right``, row likewise."""

    scale: float  # raster pixels a canvas unit
    right: float  # pixels added after scaling
    down: float


def fit(bounds: Bounds) -> Fit:
    """Return how ink with these bounds is scaled to fill the box of 20 pixels, pen width included.

    The box's near edges fall on whole pixels, as those of a cropped picture do.
    """
    longest = max(bounds.width, bounds.height)
    reach = BOX - PEN_WIDTH
    scale = reach / longest if longest >= LEAST_EXTENT else 1.0
    return Fit(scale, _offset(bounds.left, bounds.width, scale), _offset(bounds.top, bounds.height, scale))


def _offset(start: float, extent: float, scale: float) -> float:
    size = extent * scale + PEN_WIDTH
    edge = int((RASTER_SIZE - size) / 2 + 1e-6)
    # A pixel's centre lies half a pixel inside its edge.
    return edge + PEN_WIDTH / 2 - 0.5 - start * scale


def draw(ink: Ink, size: int = RASTER_SIZE) -> Floats:
    """Draw ink as a fitted image: float32, shape (size, size), 0.0 paper to 1.0 full ink.

    At another size than 28 everything is larger or smaller by as much, the pen as well.

    Raises
    ------
    EmptyInkError
        If there is no ink.
    """
    bounds = ink.bounds
    if bounds is None:
        raise EmptyInkError("Nothing to read", "The pad is empty: draw a digit first.")
    where = fit(bounds)
    segments = all_segments(ink, where)
    if size == RASTER_SIZE:
        return coverage(distances(segments, _GRID, _GRID))
    factor = size / RASTER_SIZE
    grid = ((np.arange(size) + 0.5) / factor - 0.5).astype(np.float32)
    return coverage(distances(segments, grid, grid) * np.float32(factor), PEN_WIDTH * factor)


_GRID = np.arange(RASTER_SIZE, dtype=np.float32)
_LEAST_SQUARE = np.float32(1e-12)
"""Least squared length of a segment, in pixels: a dot has none."""


def segments_of(points: Iterable[Point], where: Fit) -> Floats:
    """Return the segments between points, in pixels: float32, shape (segments, 4) of x0, y0, x1, y1.

    One point gives one segment without length, which draws a dot.
    """
    kept = _corners(points, where)
    # Not all at once: while numpy reads a list, no other thread does anything, be it the window's.
    parts = [np.array(kept[start : start + _CHUNK]) for start in range(0, len(kept), _CHUNK)]
    corners = np.concatenate(parts)
    return np.concatenate([corners[:-1], corners[1:]], axis=1).astype(np.float32)


def all_segments(ink: Ink, where: Fit, dots: int = 4) -> Floats:
    """Return the segments of all strokes, as `segments_of`; of very much ink, dots where it goes.

    So reading ink takes no longer from some amount on. `dots`: on a pixel's side; the nearest is less than the space
    between two of them away.
    """
    segments = np.concatenate([segments_of(stroke, where) for stroke in ink.strokes])
    if len(segments) <= MOST_SEGMENTS:
        return segments
    side = _FIELD * dots
    is_inked = np.zeros((side, side), np.bool_)
    for start in range(0, len(segments), _CHUNK):
        ends = (segments[start : start + _CHUNK, np.newaxis].clip(-_MARGIN, _FIELD - _MARGIN - 1) + _MARGIN) * dots
        first, along = ends[..., :2], ends[..., 2:] - ends[..., :2]
        steps = int(np.abs(along).max()) + 2
        places = np.rint(first + along * np.linspace(0.0, 1.0, steps, dtype=np.float32)[:, np.newaxis]).astype(np.intp)
        is_inked[places[..., 1], places[..., 0]] = True
    rows, columns = np.nonzero(is_inked)
    centres = np.stack([columns, rows, columns, rows], axis=1)
    return (centres / dots - _MARGIN).astype(np.float32)


def _corners(points: Iterable[Point], where: Fit) -> list[tuple[float, float]]:
    """Return the points in pixels, at least two, without those that lie on one another."""
    scale, right, down = where
    kept: list[tuple[float, float]] = []
    last = (0.0, 0.0)
    for x, y, _ in points:
        last = (x * scale + right, y * scale + down)
        if not kept or abs(last[0] - kept[-1][0]) + abs(last[1] - kept[-1][1]) > _DETAIL:
            kept.append(last)
    if kept[-1] != last or len(kept) == 1:
        kept.append(last)
    return kept


def distances(segments: Floats, columns: Floats, rows: Floats) -> Floats:
    """Return how far each pixel is from the nearest segment: float32, shape (len(rows), len(columns)), in pixels."""
    nearest = np.full((len(rows), len(columns)), np.inf, np.float32)
    for start in range(0, len(segments), 64):  # 64 segments at a time stay in the processor's cache
        x0, y0, x1, y1 = segments[start : start + 64].T[:, :, np.newaxis]
        along_x, along_y = x1 - x0, y1 - y0
        length = np.maximum(along_x * along_x + along_y * along_y, _LEAST_SQUARE)
        off_x, off_y = columns - x0, rows - y0  # (segments, columns), (segments, rows)
        # How far along its segment the nearest point is, 0 to 1.
        share = (off_x * (along_x / length))[:, np.newaxis, :] + (off_y * (along_y / length))[:, :, np.newaxis]
        np.maximum(share, 0.0, out=share)
        np.minimum(share, 1.0, out=share)
        square = off_x[:, np.newaxis, :] - share * along_x[:, np.newaxis]
        square *= square
        share *= along_y[:, np.newaxis]
        np.subtract(off_y[:, :, np.newaxis], share, out=share)
        share *= share
        square += share
        np.minimum(nearest, square.min(axis=0), out=nearest)
    np.sqrt(nearest, out=nearest)
    return nearest


def distance_to(segment: Floats, columns: Floats, rows: Floats) -> Floats:
    """Return what `distances` does of one segment, to the bit, in half the time: shape (len(rows), len(columns))."""
    x0, y0, x1, y1 = segment
    along_x, along_y = x1 - x0, y1 - y0
    length = max(along_x * along_x + along_y * along_y, _LEAST_SQUARE)
    off_x, off_y = columns - x0, (rows - y0)[:, np.newaxis]
    share: Floats = off_x * (along_x / length) + off_y * (along_y / length)
    np.maximum(share, 0.0, out=share)
    np.minimum(share, 1.0, out=share)
    across = off_x - share * along_x
    across *= across
    share *= along_y
    np.subtract(off_y, share, out=share)
    share *= share
    share += across
    return np.sqrt(share, out=share)


def coverage(distance: Floats, pen_width: float = PEN_WIDTH) -> Floats:
    """Return how much of each pixel the pen covers, from its distance in pixels; 0.0 to 1.0, one pixel of edge."""
    covered: Floats = np.float32(pen_width / 2 + 0.5) - distance
    np.maximum(covered, 0.0, out=covered)
    return np.minimum(covered, 1.0, out=covered)


class GrowingField:
    """The distances to the ink so far, kept while a stroke grows: a move costs the same however much ink there is.

    They are kept on a grid of half raster pixels around the ink's box. A new segment touches only the nodes near it.
    When the ink grows out of the grid, everything is drawn again on a larger one, which happens ever more rarely.
    """

    def __init__(self) -> None:
        self._ink: Ink | None = None

    def draw(self, ink: Ink) -> Floats:
        """Draw ink as a fitted image, at the price of what is new in it: as `draw`, to within a grey level or two."""
        bounds = ink.bounds
        if bounds is None:
            return draw(ink)
        if self._ink is None or not self._covers(bounds) or not self._add_new(ink, self._ink):
            self._rebuild(ink, bounds)
        self._ink = ink
        return self._read(fit(bounds))

    def _rebuild(self, ink: Ink, bounds: Bounds) -> None:
        where = fit(bounds)
        self._unit = where.scale * _NODES_A_PIXEL
        # Node k of the grid lies k / 2 - _MARGIN pixels into the raster, so that pixels fall on nodes at first.
        self._origin_x = -(where.right + _MARGIN) / where.scale
        self._origin_y = -(where.down + _MARGIN) / where.scale
        self._field = np.full((_NODES, _NODES), _REACH, np.float32)
        if ink.point_count > MOST_SEGMENTS:
            self._add_segments(all_segments(ink, self._where, dots=2))
            return
        for stroke in ink.strokes:
            self._add(stroke.points_from(0))

    @property
    def _where(self) -> Fit:
        """Where ink lies on the grid: in nodes."""
        return Fit(self._unit, -self._origin_x * self._unit, -self._origin_y * self._unit)

    def _covers(self, bounds: Bounds) -> bool:
        """Whether the grid still reaches around the ink, and its reach around a stroke is still a pen's width."""
        least = _REACH / _NODES_A_PIXEL
        longest = max(bounds.width, bounds.height)
        grown = longest * self._unit / _NODES_A_PIXEL / (BOX - PEN_WIDTH)
        return (
            0.999 <= grown <= _GROWTH  # less: a dot, drawn at no scale of its own, became a line
            and (bounds.left - self._origin_x) * self._unit / _NODES_A_PIXEL > least
            and (bounds.top - self._origin_y) * self._unit / _NODES_A_PIXEL > least
            and (bounds.right - self._origin_x) * self._unit < _NODES - 2 - _REACH
            and (bounds.bottom - self._origin_y) * self._unit < _NODES - 2 - _REACH
        )

    def _add_new(self, ink: Ink, old: Ink) -> bool:
        """Add what `ink` has more than `old`; False if it is not `old` grown further."""
        if len(ink.strokes) < len(old.strokes) or not all(
            new.grew_from(known) for new, known in zip(ink.strokes, old.strokes, strict=False)
        ):
            return False
        if old.strokes:
            index = len(old.strokes) - 1
            self._add(ink.strokes[index].points_from(len(old.strokes[index]) - 1))
        for stroke in ink.strokes[len(old.strokes) :]:
            self._add(stroke.points_from(0))
        return True

    def _add(self, points: list[Point]) -> None:
        """Add the segments between points to the field."""
        corners = pairwise(_corners(points, self._where))
        self._add_segments(np.array((*start, *end), np.float32) for start, end in corners)

    def _add_segments(self, segments: Iterable[Floats]) -> None:
        for segment in segments:
            x0, y0, x1, y1 = segment.tolist()
            left, right = max(int(min(x0, x1) - _REACH), 0), int(max(x0, x1) + _REACH) + 2
            top, bottom = max(int(min(y0, y1) - _REACH), 0), int(max(y0, y1) + _REACH) + 2
            window = self._field[top:bottom, left:right]
            np.minimum(window, distance_to(segment, _NODE[left:right], _NODE[top:bottom]), out=window)

    def _read(self, where: Fit) -> Floats:
        """Read the field at the raster's pixels, linearly between nodes."""
        step = self._unit / where.scale
        columns = (_GRID - where.right) * step - self._origin_x * self._unit
        rows = (_GRID - where.down) * step - self._origin_y * self._unit
        between = _linear(_linear(self._field, rows).T, columns).T
        between *= np.float32(1.0 / step)
        return coverage(between)


def _linear(values: Floats, at: Floats) -> Floats:
    """Read rows of `values` at fractional rows; beyond the grid there is no ink."""
    at = np.minimum(np.maximum(at, 0.0), np.float32(len(values) - 1.001))
    whole = np.floor(at)
    fraction = (at - whole)[:, np.newaxis]  # exact in single precision, in which all that follows is faster
    low = whole.astype(np.intp)
    below = values.take(low, axis=0)
    low += 1
    above = values.take(low, axis=0)
    above -= below
    above *= fraction
    above += below
    return above


_NODES_A_PIXEL = 2
_GROWTH = 1.5
"""How much larger than at its last rebuild the ink may grow."""

_MARGIN = 14.0
"""Raster pixels the grid reaches beyond the raster at a rebuild."""

_NODES = int((RASTER_SIZE + 2 * _MARGIN) * _NODES_A_PIXEL)
_NODE = np.arange(_NODES, dtype=np.float32)

_REACH = ((PEN_WIDTH / 2 + 0.5) * _GROWTH + 0.5) * _NODES_A_PIXEL
"""Nodes around a stroke that are kept: half a pen and its edge, once the ink has grown, and one node more."""
