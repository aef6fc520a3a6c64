"""A few lines of rich text that may change with every move of the pen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QAbstractTextDocumentLayout, QPainter, QPaintEvent, QPalette, QTextDocument
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui.widgets import controls, theme


class TextLines(QWidget):
    """Text in a place of a fixed height, in which it wraps: a label would lay out the whole window at each change."""

    def __init__(self, lines: int, *, is_muted: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines, self._is_muted = lines, is_muted
        self._text = ""
        self._document = QTextDocument(self)
        self._document.setDocumentMargin(0.0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        controls.use_tabular_figures(self)

    def text(self) -> str:
        """Return what is shown, as HTML."""
        return self._text

    def show_text(self, text: str) -> None:
        """Show other text, as HTML."""
        if text != self._text:
            self._text = text
            self._document.setHtml(text)
            self.setAccessibleName(self._document.toPlainText())
            self.update()

    def sizeHint(self) -> QSize:
        """Return how much room so many lines take."""
        return QSize(200, self._lines * self.fontMetrics().lineSpacing() + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the same: less would cut a line."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the text in the theme's colour."""
        self._document.setDefaultFont(self.font())
        self._document.setTextWidth(self.width())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette = self.palette()
        shade = theme.current().muted if self._is_muted else theme.current().text
        context.palette.setColor(QPalette.ColorRole.Text, theme.color(shade))
        self._document.documentLayout().draw(QPainter(self), context)
