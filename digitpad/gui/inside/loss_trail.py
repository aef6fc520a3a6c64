"""The loss of one sample from step to step, as a small curve."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui.widgets import theme
from digitpad.gui.widgets.number_text import scientific

if TYPE_CHECKING:
    from collections.abc import Sequence

_RADIUS = 2.5


class LossTrail(QWidget):
    """Shows the losses from left to right, from 0 at the foot to the largest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._losses: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Loss after each step"))

    def show_losses(self, losses: Sequence[float]) -> None:
        """Show other losses."""
        self._losses = tuple(losses)
        text = " → ".join(map(scientific, losses))
        self.setToolTip(text)
        self.setAccessibleDescription(text)
        self.update()

    def sizeHint(self) -> QSize:
        """Return how large the curve would like to be."""
        return QSize(140, 34)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the foot, the curve and a dot a step."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(_RADIUS, _RADIUS + 1, -_RADIUS, -_RADIUS - 1)
        finite = [loss for loss in self._losses if math.isfinite(loss)]
        if len(finite) < 2:
            return
        painter.setPen(QPen(theme.color(tokens.line), 1.0))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        largest = max(finite) or 1.0
        across = room.width() / (len(finite) - 1)
        points = [
            QPointF(room.left() + index * across, room.bottom() - loss / largest * room.height())
            for index, loss in enumerate(finite)
        ]
        painter.setPen(QPen(theme.color(tokens.accent), 1.5))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(theme.color(tokens.accent))
        for point in points if across > 4 * _RADIUS else points[-1:]:
            painter.drawEllipse(point, _RADIUS, _RADIUS)
