"""Painting ink and pictures, for the pad, saved files and the clipboard.

What is painted on the pad is for the eye alone, and smooth: a model reads the ink itself. A saved picture may be opened
again and read, so that it has straight lines between the points.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from digitpad.gui.pad.coordinates import PAD_SIZE
from digitpad.gui.pad.smoothing import bend
from digitpad.ink.drawing import Picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digitpad.ink.drawing import Drawing
    from digitpad.ink.ink import Point, Stroke

SAVED_PIXELS = 1000
"""Width and height of a drawing saved as a picture: two pixels a canvas unit."""


def paint_strokes(painter: QPainter, strokes: Iterable[Stroke], color: QColor, pen_width: float) -> None:
    """Paint strokes in canvas units, smooth for the eye."""
    for stroke in strokes:
        paint_curve(painter, stroke.points_from(0), color, pen_width)


def paint_curve(
    painter: QPainter, points: Sequence[Point], color: QColor, pen_width: float, part: range | None = None
) -> None:
    """Paint the smooth way through points, or a dot for a single one.

    `part`: which points to paint the way to; the others only say how it bends.
    """
    if len(points) == 1:
        paint_points(painter, points, color, pen_width)
        return
    part = range(1, len(points)) if part is None else part
    straight = [points[part.start - 1]]
    for index in part:
        end, handles = points[index], bend(points, index)
        if handles is None:
            straight.append(end)
            continue
        if len(straight) > 1:
            paint_points(painter, straight, color, pen_width)
        straight = [end]
        # Each by itself: a single path of them all is slow, like a polyline.
        path = QPainterPath(QPointF(points[index - 1].x, points[index - 1].y))
        first, last = handles
        path.cubicTo(QPointF(*first), QPointF(*last), QPointF(end.x, end.y))
        width = line_width(end, pen_width)
        painter.strokePath(path, QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    if len(straight) > 1:
        paint_points(painter, straight, color, pen_width)


def paint_points(painter: QPainter, points: Sequence[Point], color: QColor, pen_width: float) -> None:
    """Paint the lines between points that follow one another, or a dot for a single one.

    Separate lines with round ends: a wide antialiased polyline is more than thirty times slower.
    """
    pen = QPen(color, pen_width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    if len(points) == 1:
        pen.setWidthF(line_width(points[0], pen_width))
        painter.setPen(pen)
        painter.drawPoint(QPointF(points[0].x, points[0].y))
        return
    lines: list[QLineF] = []
    width = line_width(points[-1], pen_width)
    for start, end in pairwise(points):
        line = line_width(end, pen_width)
        if line != width and lines:
            pen.setWidthF(width)
            painter.setPen(pen)
            painter.drawLines(lines)
            lines = []
        width = line
        lines.append(QLineF(start.x, start.y, end.x, end.y))
    pen.setWidthF(width)
    painter.setPen(pen)
    painter.drawLines(lines)


def line_width(point: Point, pen_width: float) -> float:
    """Return the width of the line that leads to a point: pressure makes it thinner or thicker."""
    if point.pressure is None:
        return pen_width
    return pen_width * (0.4 + 0.9 * min(max(point.pressure, 0.0), 1.0))


def picture_image(picture: Picture) -> QImage:
    """Return a picture as Qt's own, with pixels of its own."""
    rows = QImage(picture.rgb, picture.width, picture.height, picture.width * 3, QImage.Format.Format_RGB888)
    return rows.copy()  # a QImage made of bytes does not keep them alive


def fitted(picture: Picture) -> QRectF:
    """Return where a picture lies on the pad: as large as fits, in the middle, in canvas units."""
    scale = PAD_SIZE / max(picture.width, picture.height)
    width, height = picture.width * scale, picture.height * scale
    return QRectF((PAD_SIZE - width) / 2, (PAD_SIZE - height) / 2, width, height)


def image_of(drawing: Drawing, pen_width: float) -> QImage:
    """Return a drawing as a picture for files and the clipboard: dark ink on white paper, in every theme."""
    if isinstance(drawing, Picture):
        return picture_image(drawing)
    image = QImage(SAVED_PIXELS, SAVED_PIXELS, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(SAVED_PIXELS / PAD_SIZE, SAVED_PIXELS / PAD_SIZE)
    for stroke in drawing.strokes:
        paint_points(painter, stroke.points_from(0), QColor(Qt.GlobalColor.black), pen_width)
    painter.end()
    return image
