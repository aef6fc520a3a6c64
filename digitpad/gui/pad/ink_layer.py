"""What is on paper, kept as pixels: new lines are added, and only a change of size or look repaints it all.

How the newest line bends is not known before the next point is there; until then it is painted over the pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from digitpad.gui.pad.ink_painter import fitted, line_width, paint_curve, paint_strokes, picture_image
from digitpad.gui.pad.smoothing import bend
from digitpad.ink.drawing import Picture

if TYPE_CHECKING:
    from digitpad.ink.drawing import Drawing
    from digitpad.ink.ink import Ink, Point


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

    def discard(self) -> None:
        """Forget the pixels: the drawing is no longer what it was, or looks different."""
        self._is_stale = True

    def fits(self, size: QSize, ratio: float) -> bool:
        """Whether the pixels show the drawing, for a widget of that size and device pixels a pixel."""
        return self._pixels.size() == size * _fine(ratio) and self._ratio == _fine(ratio) and not self._is_stale

    def render(self, drawing: Drawing, size: QSize, ratio: float, scale: float, look: tuple[QColor, float]) -> None:
        """Paint a whole drawing.

        `drawing`: what to paint, in canvas units; `size`, `ratio`: of the widget, in its own pixels, and device pixels
        a pixel; `scale`: widget pixels a canvas unit; `look`: colour and width of ink, the width in canvas units.
        """
        self._ratio = _fine(ratio)
        self._pixels = QPixmap(size * self._ratio)
        self._pixels.fill(Qt.GlobalColor.transparent)
        self._scale = scale
        self._is_stale = False
        self._newest, self._look = [], look
        painter = self._painter()
        if isinstance(drawing, Picture):
            painter.drawImage(fitted(drawing), picture_image(drawing))
        else:
            strokes = drawing.strokes[:-1] if drawing.pen_is_down else drawing.strokes
            paint_strokes(painter, strokes, *look)
        painter.end()
        if not isinstance(drawing, Picture) and drawing.pen_is_down:
            points = drawing.strokes[-1].points_from(0)
            self._paint(points, range(1, len(points) - 1))
            self._newest = points[-3:]

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
            paint_curve(painter, points, *self._look, part)
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
            last = len(self._newest) - 1
            paint_curve(painter, self._newest, *self._look, range(last, last + 1))
            painter.restore()

    def _painter(self) -> QPainter:
        painter = QPainter(self._pixels)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(self._scale * self._ratio, self._scale * self._ratio)
        return painter


def _fine(ratio: float) -> float:
    return ratio if ratio >= _FINEST_RATIO else ratio * _FINEST_RATIO
