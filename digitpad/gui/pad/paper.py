"""The pad's paper with the ink on it, painted in pieces when there is much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QRect, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from digitpad.gui.pad.ink_layer import FIRST_EFFORT, InkLayer
from digitpad.gui.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitpad.ink.drawing import Drawing

_SHOW_MILLISECONDS = 60
"""From one showing of ink that is being painted to the next: showing all of the pad takes some milliseconds itself."""


class Paper(QObject):
    """A square of paper. `more_painted` follows when more of the ink is to be shown."""

    more_painted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ink = InkLayer()
        self._painting = QTimer(self, interval=0)  # runs while there is ink that is not among the pixels yet
        self._painting.timeout.connect(self._paint_more)
        self._since_shown = QElapsedTimer()

    @property
    def is_whole(self) -> bool:
        """Whether all ink that was to be painted is on the paper."""
        return self.ink.is_whole

    def prepare(self, drawing: Drawing, size: QSize, ratio: float, scale: float, look: tuple[QColor, float]) -> None:
        """Have a drawing on the paper, as `InkLayer.begin`: all of any digit at once, of much ink the rest later."""
        if not self.ink.fits(size, ratio):
            self.ink.begin(drawing, size, ratio, scale, look)
            self.ink.paint_more(FIRST_EFFORT)
            if not self.is_whole:
                self._since_shown.start()
                self._painting.start()

    def paint(
        self, painter: QPainter, part: QRect, side: float, paint_over: Callable[[QPainter], None], *, is_focused: bool
    ) -> None:
        """Paint a part of the paper, in widget pixels, with what lies over the ink; `side`: of the whole."""
        tokens = theme.current()
        corner = theme.CARD_RADIUS + 1
        if QRect(0, 0, int(side), int(side)).adjusted(corner, corner, -corner, -corner).contains(part):
            # Away from the rim, as a line just drawn mostly is, an outline and its clipping are time for nothing.
            painter.fillRect(part, theme.color(tokens.paper))
            self.ink.lay(painter, part)
            paint_over(painter)
            return
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(0.5, 0.5, side - 1, side - 1), theme.CARD_RADIUS, theme.CARD_RADIUS)
        painter.fillRect(part, theme.color(tokens.ground))
        painter.fillPath(outline, theme.color(tokens.paper))
        painter.save()
        painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
        self.ink.lay(painter, part)
        painter.restore()
        paint_over(painter)
        painter.setPen(QPen(theme.color(tokens.accent if is_focused else tokens.line), 1.0))
        painter.drawPath(outline)

    @Slot()
    def _paint_more(self) -> None:
        self.ink.paint_more()
        if self.is_whole:
            self._painting.stop()
        if self.is_whole or self._since_shown.hasExpired(_SHOW_MILLISECONDS):
            self._since_shown.start()
            self.more_painted.emit()
