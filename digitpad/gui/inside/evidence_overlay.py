"""Evidence on the drawing itself: each piece of a stroke in blue for the class, in orange against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from digitpad.gui.pad.coordinates import PAD_SIZE
from digitpad.gui.widgets import theme

if TYPE_CHECKING:
    from digitpad.gui.pad.canvas import Canvas
    from digitpad.ink.ink import Ink

_WIDTH_SHARE = 0.62
"""Of the pen's width, so that ink stays around the colour."""


class EvidenceOverlay(QWidget):
    """Lies over the pad, lets every press through, and is no part of the drawing."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._pieces: list[tuple[QPointF, QPointF, float]] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        canvas.resized.connect(self.resize)
        self.resize(canvas.size())
        self.hide()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        return not self._pieces

    def show_evidence(self, ink: Ink | None, values: tuple[tuple[float, ...], ...]) -> None:
        """Show the evidence around each point of each stroke; None and () for nothing."""
        largest = max((abs(value) for stroke in values for value in stroke), default=0.0)
        self._pieces = []
        if ink is not None and largest > 0.0:
            for stroke, around in zip(ink.strokes, values, strict=True):
                points = [QPointF(point.x, point.y) for point in stroke]
                shares = [value / largest for value in around]
                self._pieces += zip(points, points[1:] or points, shares, strict=False)
        self.setVisible(bool(self._pieces))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pieces, paler for less."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = max(min(self.width(), self.height()), 1) / PAD_SIZE
        painter.scale(scale, scale)
        pen = QPen(theme.color(tokens.accent), self._canvas.pen_width * _WIDTH_SHARE)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        # The paper below each piece, for colours to be as bright on dark ink as on the raster.
        pen.setColor(theme.color(tokens.paper))
        painter.setPen(pen)
        for start, end, _ in self._pieces:
            painter.drawLine(start, end)
        for start, end, share in sorted(self._pieces, key=lambda piece: abs(piece[2])):
            pen.setColor(theme.mixed(tokens.paper, tokens.accent if share > 0.0 else tokens.second, abs(share)))
            painter.setPen(pen)
            painter.drawLine(start, end)
