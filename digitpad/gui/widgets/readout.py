"""The box beside the pointer with the values of the curves there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from digitpad.gui.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

_APART = 10
_PADDING = 10


def paint_readout(painter: QPainter, lines: Sequence[str], x: float, bottom: float, right: float) -> None:
    """Paint lines in a box right of x, or left of it where the room ends at `right`; its foot is at `bottom`."""
    t = theme.current()
    metrics = painter.fontMetrics()
    width = max(metrics.horizontalAdvance(line) for line in lines) + 2 * _PADDING
    height = metrics.lineSpacing() * len(lines) + 2 * _PADDING - 6
    left = x + _APART if x + _APART + width <= right else x - _APART - width
    box = QRectF(max(left, 0.0), bottom - height, width, height)
    painter.setPen(QPen(QColor(t.line), 1))
    painter.setBrush(QColor(t.card))
    painter.drawRoundedRect(box, theme.CONTROL_RADIUS, theme.CONTROL_RADIUS)
    painter.setPen(QColor(t.text))
    inner = box.adjusted(_PADDING, _PADDING - 3, -_PADDING, 3 - _PADDING)
    painter.drawText(inner, Qt.AlignmentFlag.AlignLeft, "\n".join(lines))
