"""What is on paper, kept as pixels: new lines are added, and only a change of size or look repaints it all.

Much ink is repainted in pieces, between which the window does other things: what is not among the pixels yet follows.

How the newest line bends is not known before the next point is there; until then it is painted over the pixels.
"""

from __future__ import annotations

from itertools import chain
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from digitpad.gui.pad.coordinates import PAD_SIZE
from digitpad.gui.pad.ink_coverage import InkCoverage
from digitpad.gui.pad.ink_painter import EDGE, fitted, line_width, paint, picture_image, seen, smooth_pieces
from digitpad.gui.pad.smoothing import bend
from digitpad.ink.drawing import Picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digitpad.gui.pad.ink_painter import Piece
    from digitpad.ink.drawing import Drawing
    from digitpad.ink.ink import Ink, Point

FIRST_EFFORT = 400
"""Pieces painted at once at least: any number is whole when it is first seen. A long piece counts as several."""

_LONG = 25.0
"""Canvas units of lines that take as long to paint as a piece does whatever its length."""

_MUCH = 1000
"""Points from which on it is looked for what need not be painted, because it lies under other ink."""

SLICE_SECONDS = 0.004
"""How long is painted before other events have their turn."""


_FINEST_RATIO = 2.0
"""On coarser screens the pixels are kept finer than the screen's, and averaged when they are shown: each line is
smooth by itself, but lines that overlap make each other's edges hard."""


class InkLayer:
    """A drawing as pixels on nothing, ready to be laid on paper."""

    def __init__(self) -> None:
        self._pixels = QPixmap()
        self._scale = 1.0
        self._ratio = 1.0
        self._is_stale = True
        self._newest: list[Point] = []  # the end of a stroke whose last line is not among the pixels yet
        self._look = (QColor(), 0.0)
        self._rest: Iterator[Piece] | None = None  # what of the drawing is still to be painted

    def discard(self) -> None:
        """Forget the pixels: the drawing is no longer what it was, or looks different."""
        self._is_stale, self._rest = True, None

    def fits(self, size: QSize, ratio: float) -> bool:
        """Whether the pixels show the drawing, for a widget of that size and device pixels a pixel."""
        return self._pixels.size() == size * _fine(ratio) and self._ratio == _fine(ratio) and not self._is_stale

    @property
    def is_whole(self) -> bool:
        """Whether nothing more is to be painted on these pixels, be it that they are to be painted anew."""
        return self._rest is None

    def begin(self, drawing: Drawing, size: QSize, ratio: float, scale: float, look: tuple[QColor, float]) -> None:
        """Begin to paint a whole drawing: `paint_more` does it.

        `drawing`: what to paint, in canvas units; `size`, `ratio`: of the widget, in its own pixels, and device pixels
        a pixel; `scale`: widget pixels a canvas unit; `look`: colour and width of ink, the width in canvas units.
        """
        self._ratio = _fine(ratio)
        self._pixels = QPixmap(size * self._ratio)
        self._pixels.fill(Qt.GlobalColor.transparent)
        self._scale = scale
        self._is_stale = False
        self._newest, self._look, self._rest = [], look, None
        if isinstance(drawing, Picture):
            painter = self._painter()
            painter.drawImage(fitted(drawing), picture_image(drawing))
            painter.end()
            return
        self._rest = chain.from_iterable(self._pieces(drawing))
        if drawing.point_count > _MUCH:
            self._rest = seen(self._rest, InkCoverage(0.0, 0.0, PAD_SIZE, EDGE / (scale * self._ratio)))
        if drawing.pen_is_down:
            stroke = drawing.strokes[-1]
            self._newest = stroke.points_from(max(len(stroke) - 3, 0))

    def _pieces(self, ink: Ink) -> Iterator[Iterable[Piece]]:
        """Yield the pieces of each stroke, but the newest line of one that grows."""
        _, pen_width = self._look
        for stroke in ink.strokes[:-1] if ink.pen_is_down else ink.strokes:
            yield smooth_pieces(stroke.points_from(0), pen_width)
        if ink.pen_is_down and len(ink.strokes[-1]) > 1:
            points = ink.strokes[-1].points_from(0)
            yield smooth_pieces(points, pen_width, range(1, len(points) - 1))

    def paint_more(self, effort: int = 1) -> None:
        """Paint what is not among the pixels yet, for some milliseconds; at least so many pieces."""
        if self._rest is None:
            return
        until = perf_counter() + SLICE_SECONDS
        painter, (color, _) = self._painter(), self._look
        for piece in self._rest:
            paint(painter, (piece,), color)
            effort -= 1 + int(sum(abs(b.x - a.x) + abs(b.y - a.y) for a, b in piece.lines) / _LONG)
            if effort <= 0 and perf_counter() >= until:
                break
        else:
            self._rest = None
        painter.end()

    def add_newest(self, ink: Ink, look: tuple[QColor, float]) -> QRect:
        """Paint the line to the newest point of ink whose other lines are there; return where, in widget pixels.

        Empty if the pixels are stale, for then all will be painted anew.
        """
        if self._is_stale:
            return QRect()
        stroke = ink.strokes[-1]
        points = stroke.points_from(max(len(stroke) - 4, 0))  # two lines, and the points by which the first bends
        last, self._look = len(points) - 1, look
        self._paint(points, range(max(last - 1, 1), last))
        self._newest = points[-3:]
        return self._box(points, range(max(last - 1, 1), last + 1))

    def settle(self) -> QRect:
        """Put the newest line among the pixels, for its stroke is over; return where it is, in widget pixels."""
        points, self._newest = self._newest, []
        if self._is_stale or not points:
            return QRect()
        last = len(points) - 1
        self._paint(points, range(last, last + 1))
        return self._box(points, range(last, last + 1))

    def _paint(self, points: list[Point], part: range) -> None:
        if part:
            painter = self._painter()
            color, pen_width = self._look
            paint(painter, smooth_pieces(points, pen_width, part), color)
            painter.end()

    def _box(self, points: list[Point], part: range) -> QRect:
        """Return the box around the way to some points, in widget pixels."""
        _, pen_width = self._look
        reach = max(line_width(point, pen_width) for point in points) / 2
        places = [(point.x, point.y) for point in points]
        for index in part:
            places += bend(points, index) or ()
        xs, ys = zip(*places, strict=True)
        top_left = QPointF(min(xs) - reach, min(ys) - reach) * self._scale
        bottom_right = QPointF(max(xs) + reach, max(ys) + reach) * self._scale
        return QRectF(top_left, bottom_right).toAlignedRect().adjusted(-1, -1, 1, 1)

    def lay(self, painter: QPainter, part: QRect) -> None:
        """Paint a part of the widget, in its pixels."""
        target = QRectF(part)
        source = QRectF(target.topLeft() * self._ratio, target.size() * self._ratio)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, self._pixels, source)
        if self._newest:
            painter.save()
            painter.scale(self._scale, self._scale)
            (color, pen_width), last = self._look, len(self._newest) - 1
            paint(painter, smooth_pieces(self._newest, pen_width, range(last, last + 1)), color)
            painter.restore()

    def _painter(self) -> QPainter:
        painter = QPainter(self._pixels)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(self._scale * self._ratio, self._scale * self._ratio)
        return painter


def _fine(ratio: float) -> float:
    return ratio if ratio >= _FINEST_RATIO else ratio * _FINEST_RATIO
