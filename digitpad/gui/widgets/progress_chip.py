"""Work under way, as a small button in the main window: what is done, and how far it is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from digitpad.gui.widgets import controls, theme

_BAR = QSize(72, 4)
_PADDING = 12


class ProgressChip(QAbstractButton):
    """Says how far some work is; hidden where there is none. `text_changed` carries what it says."""

    text_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.progress = 0.0
        controls.use_tabular_figures(self, theme.SMALL_PIXELS)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide()

    def sizeHint(self) -> QSize:
        """Return the room of the text and the bar."""
        width = self.fontMetrics().horizontalAdvance(self.text()) + _BAR.width() + theme.CONTROL_GAP + 2 * _PADDING
        return QSize(width, self.fontMetrics().lineSpacing() + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the text and how far the work is."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_chosen = self.underMouse() or self.hasFocus()
        painter.setPen(theme.color(tokens.text if is_chosen else tokens.muted))
        room = QRectF(self.rect()).adjusted(_PADDING, 0, -_PADDING, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        bar = QRectF(room.right() - _BAR.width(), 0, _BAR.width(), _BAR.height())
        bar.moveTop(room.center().y() - bar.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        for width, shade in ((bar.width(), tokens.line), (bar.width() * self.progress, tokens.accent)):
            painter.setBrush(theme.color(shade))
            filled = QRectF(bar.topLeft(), bar.size())
            filled.setWidth(width)
            painter.drawRoundedRect(filled, _BAR.height() / 2, _BAR.height() / 2)

    def show_text(self, text: str) -> None:
        """Say something else; nothing, and be hidden, for an empty text."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
            self.updateGeometry()
            self.text_changed.emit(text)
        self.setVisible(bool(text))
        self.update()
