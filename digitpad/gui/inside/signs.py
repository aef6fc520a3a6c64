"""Signed numbers as text, and the legend of their colours."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import signed

_BAR_WIDTH, _BAR_HEIGHT = 64.0, 8.0
_GAP = 8.0


def plain(value: float, digits: int = 2) -> str:
    """Return a number with a sign only if it is below 0: ``2.90``, ``−0.21``."""
    return signed(value, digits).removeprefix("+")


class SignLegend(QWidget):
    """Orange, paper, blue, between what each stands for."""

    def __init__(self, negative: str, positive: str) -> None:
        super().__init__()
        self._ends = negative, positive
        font = self.font()
        font.setPixelSize(theme.SMALL_PIXELS)
        self.setFont(font)
        controls.mark(self, theme.Role.MUTED)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_ends(negative, positive)

    def show_ends(self, negative: str, positive: str) -> None:
        """Show what the two full colours stand for."""
        self._ends = negative, positive
        self.setAccessibleName(
            self.tr("Orange: {negative}, blue: {positive}").format(negative=negative, positive=positive)
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the bar with its two texts."""
        metrics = QFontMetricsF(self.font())
        width = sum(metrics.horizontalAdvance(each) for each in self._ends) + 2 * _GAP + _BAR_WIDTH
        return QSize(round(width + 1.0), round(metrics.height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bar between its texts."""
        tokens, metrics = theme.current(), QFontMetricsF(self.font())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        negative, positive = self._ends
        painter.setPen(theme.color(tokens.muted))
        box = QRectF(self.rect())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, negative)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, positive)
        left = metrics.horizontalAdvance(negative) + _GAP
        bar = QRectF(left, (box.height() - _BAR_HEIGHT) / 2, _BAR_WIDTH, _BAR_HEIGHT)
        shades = QLinearGradient(bar.topLeft(), bar.topRight())
        for place, shade in ((0.0, tokens.second), (0.5, tokens.paper), (1.0, tokens.accent)):
            shades.setColorAt(place, theme.color(shade))
        painter.setPen(theme.color(tokens.line))
        painter.setBrush(shades)
        painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), 3.0, 3.0)
