"""What is on paper, kept as pixels: new lines are added, and only a change of size or look repaints it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from digitpad.gui.pad.ink_painter import fitted, line_width, paint_points, paint_strokes, picture_image
from digitpad.ink.drawing import Picture

if TYPE_CHECKING:
    from digitpad.ink.drawing import Drawing
    from digitpad.ink.ink import Ink


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
        painter = self._painter()
        if isinstance(drawing, Picture):
            painter.drawImage(fitted(drawing), picture_image(drawing))
        else:
            paint_strokes(painter, drawing.strokes, *look)
        painter.end()

    def add_newest(self, ink: Ink, look: tuple[QColor, float]) -> QRect:
        """Paint the line to the newest point of ink whose other lines are there; return where, in widget pixels.

        Empty if the pixels are stale, for then all will be painted anew.
        """
        if self._is_stale:
            return QRect()
        stroke = ink.strokes[-1]
        points = stroke.points_from(max(len(stroke) - 2, 0))
        painter = self._painter()
        paint_points(painter, points, *look)
        painter.end()
        _, pen_width = look
        reach = max(line_width(point, pen_width) for point in points) / 2
        xs, ys = [point.x for point in points], [point.y for point in points]
        top_left = QPointF(min(xs) - reach, min(ys) - reach) * self._scale
        bottom_right = QPointF(max(xs) + reach, max(ys) + reach) * self._scale
        return QRectF(top_left, bottom_right).toAlignedRect().adjusted(-1, -1, 1, 1)

    def lay(self, painter: QPainter, part: QRect) -> None:
        """Paint a part of the widget, in its pixels."""
        target = QRectF(part)
        source = QRectF(target.topLeft() * self._ratio, target.size() * self._ratio)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, self._pixels, source)

    def _painter(self) -> QPainter:
        painter = QPainter(self._pixels)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(self._scale * self._ratio, self._scale * self._ratio)
        return painter


def _fine(ratio: float) -> float:
    return ratio if ratio >= _FINEST_RATIO else ratio * _FINEST_RATIO
