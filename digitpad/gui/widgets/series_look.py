"""How curves laid over each other are told apart: by colour, by mark, and from the eighth on by the line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen, QPolygonF

from digitpad.gui.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

MARK_RADIUS = 4.0
LINE_WIDTH = 2.0

_COLORS = {
    theme.Theme.LIGHT: ("#0059b3", "#d55e00", "#12997a", "#8e3b8a", "#6b4a00", "#3994e2", "#1b1f27"),
    theme.Theme.DARK: ("#4f94f7", "#f28e3c", "#27b78a", "#d77fc8", "#f5e27a", "#a8dcff", "#ffffff"),
}
"""After Okabe and Ito, darker on white: at least 13 apart in CIELAB to people who see no red, no green or no blue."""

_LINES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)


class Mark(Enum):
    """The marks of points; one more than there are colours, so that the pairs repeat late."""

    CIRCLE = "circle"
    SQUARE = "square"
    TRIANGLE = "triangle"
    DIAMOND = "diamond"
    CROSS = "cross"
    FALLING = "falling triangle"
    PLUS = "plus"
    DISC = "disc"


_MARKS = tuple(Mark)


@dataclass(frozen=True, slots=True)
class SeriesLook:
    """How the curve of that place in the order looks."""

    place: int  # from 0

    @property
    def color(self) -> QColor:
        """The colour in the theme worn now."""
        colors = _COLORS[theme.current_theme()]
        return QColor(colors[self.place % len(colors)])

    @property
    def mark(self) -> Mark:
        """The mark of its points."""
        return _MARKS[self.place % len(_MARKS)]

    @property
    def pen(self) -> QPen:
        """The pen of its line."""
        style = _LINES[self.place // len(_COLORS[theme.Theme.LIGHT]) % len(_LINES)]
        return QPen(self.color, LINE_WIDTH, style, Qt.PenCapStyle.RoundCap)

    def paint_mark(self, painter: QPainter, center: QPointF) -> None:
        """Paint its mark at a point: hollow, so that what lies below shows."""
        r, mark = MARK_RADIUS, self.mark
        painter.setPen(QPen(self.color, LINE_WIDTH))
        painter.setBrush(self.color if mark is Mark.DISC else QColor(theme.current().card))
        if mark in {Mark.CIRCLE, Mark.DISC}:
            painter.drawEllipse(center, r, r)
        elif mark is Mark.SQUARE:
            painter.drawRect(QRectF(center.x() - 0.85 * r, center.y() - 0.85 * r, 1.7 * r, 1.7 * r))
        elif mark in {Mark.CROSS, Mark.PLUS}:
            x, y = (0.9 * r, 0.9 * r) if mark is Mark.CROSS else (0.0, 1.2 * r)
            painter.drawLine(QLineF(center - QPointF(x, y), center + QPointF(x, y)))
            painter.drawLine(QLineF(center - QPointF(y, -x), center + QPointF(y, -x)))
        else:
            painter.drawPolygon(QPolygonF([center + corner * r for corner in _CORNERS[mark]]))

    def paint_swatch(self, painter: QPainter, start: QPointF, width: float) -> None:
        """Paint a piece of its line with its mark, for a legend."""
        painter.setPen(self.pen)
        painter.drawLine(start, start + QPointF(width, 0))
        self.paint_mark(painter, start + QPointF(width / 2, 0))


_CORNERS = {
    Mark.TRIANGLE: (QPointF(0, -1.1), QPointF(1.1, 0.9), QPointF(-1.1, 0.9)),
    Mark.FALLING: (QPointF(0, 1.1), QPointF(1.1, -0.9), QPointF(-1.1, -0.9)),
    Mark.DIAMOND: (QPointF(0, -1.3), QPointF(1.3, 0), QPointF(0, 1.3), QPointF(-1.3, 0)),
}
