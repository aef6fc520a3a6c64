"""Painting ink and pictures, for the pad, saved files and the clipboard.

What is painted on the pad is for the eye alone, and smooth: a model reads the ink itself. A saved picture may be opened
again and read, so that it has straight lines between the points.
"""

from __future__ import annotations

from itertools import chain, pairwise
from math import hypot
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from digitpad.gui.pad.coordinates import PAD_SIZE
from digitpad.gui.pad.ink_coverage import InkCoverage
from digitpad.gui.pad.smoothing import bend
from digitpad.ink.drawing import Picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digitpad.gui.pad.smoothing import Handles
    from digitpad.ink.drawing import Drawing
    from digitpad.ink.ink import Point

SAVED_PIXELS = 1000
"""Width and height of a drawing saved as a picture: two pixels a canvas unit."""

EDGE = 1.5
"""Pixels from the edge of ink that may be paler than inside: a pixel's diagonal, and some more."""


_LINES = 16
"""Lines painted in one go, of all of which no pixel is painted twice: Qt takes so many at most."""

_LENGTH = 2 * PAD_SIZE
"""Canvas units of lines painted in one go, and one line more: long ones take time."""


class Piece(NamedTuple):
    """A little of a stroke, painted in one go."""

    width: float  # in canvas units
    lines: list[tuple[Point, Point]]  # one whose ends are the same point is a dot
    handles: Handles | None = None  # of the only line, if it bends


def smooth_pieces(points: Sequence[Point], pen_width: float, part: range | None = None) -> Iterator[Piece]:
    """Yield the smooth way through points, or a dot for a single one.

    `part`: which points to yield the way to; the others only say how it bends.
    """
    if len(points) == 1:
        return straight_pieces(points, pen_width)
    part = range(1, len(points)) if part is None else part
    return _pieces(((points[index - 1], points[index], bend(points, index)) for index in part), pen_width)


def straight_pieces(points: Sequence[Point], pen_width: float) -> Iterator[Piece]:
    """Yield the lines between points that follow one another, or a dot for a single one."""
    ends = points if len(points) > 1 else (points[0], points[0])
    return _pieces(((start, end, None) for start, end in pairwise(ends)), pen_width)


def _pieces(ways: Iterable[tuple[Point, Point, Handles | None]], pen_width: float) -> Iterator[Piece]:
    """Yield lines one after another, those of one width in one piece, unless they are many or long.

    A wide antialiased polyline, or a path of many curves, is more than thirty times slower.
    """
    lines: list[tuple[Point, Point]] = []
    width = length = 0.0
    for start, end, handles in ways:
        own_width = line_width(end, pen_width)
        if lines and (handles is not None or own_width != width or len(lines) == _LINES or length > _LENGTH):
            yield Piece(width, lines)
            lines, length = [], 0.0
        if handles is not None:
            yield Piece(own_width, [(start, end)], handles)
            continue
        width = own_width
        length += abs(end.x - start.x) + abs(end.y - start.y)
        lines.append((start, end))
    if lines:
        yield Piece(width, lines)


def seen(pieces: Iterable[Piece], covered: InkCoverage) -> Iterator[Piece]:
    """Yield the pieces without the lines that lie under ink of the others, as long as anything more can be seen.

    What is painted is the same to the bit, if it is of one colour.
    """
    for piece in pieces:
        if covered.is_whole:
            return
        reach, aside = piece.width / 2, _aside(piece)
        lines = [(start, end) for start, end in piece.lines if not covered.hides(start[:2], end[:2], reach + aside)]
        for start, end in lines:
            covered.add(start[:2], end[:2], reach - aside)
        yield piece._replace(lines=lines)


def _aside(piece: Piece) -> float:
    """Return how far beside its straight line a piece goes at most: its curve is nearer than its handles."""
    if piece.handles is None:
        return 0.0
    ((start, end),) = piece.lines
    (first_x, first_y), (last_x, last_y) = piece.handles
    third_x, third_y = (end.x - start.x) / 3, (end.y - start.y) / 3
    return max(
        hypot(first_x - start.x - third_x, first_y - start.y - third_y),
        hypot(last_x - end.x + third_x, last_y - end.y + third_y),
    )


def paint(painter: QPainter, pieces: Iterable[Piece], color: QColor) -> None:
    """Paint pieces of strokes, in canvas units."""
    for piece in pieces:
        if not piece.lines:
            continue
        pen = QPen(color, piece.width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        start, end = piece.lines[0]
        if piece.handles is not None:
            path = QPainterPath(QPointF(start.x, start.y))
            first, last = piece.handles
            path.cubicTo(QPointF(*first), QPointF(*last), QPointF(end.x, end.y))
            painter.strokePath(path, pen)
            continue
        painter.setPen(pen)
        if end is start:
            painter.drawPoint(QPointF(start.x, start.y))
        else:
            painter.drawLines([QLineF(one.x, one.y, other.x, other.y) for one, other in piece.lines])


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
    painter, black = QPainter(image), QColor(Qt.GlobalColor.black)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(SAVED_PIXELS / PAD_SIZE, SAVED_PIXELS / PAD_SIZE)
    pieces = chain.from_iterable(straight_pieces(stroke.points_from(0), pen_width) for stroke in drawing.strokes)
    paint(painter, seen(pieces, InkCoverage(0.0, 0.0, PAD_SIZE, EDGE * PAD_SIZE / SAVED_PIXELS)), black)
    painter.end()
    return image
