"""Lines as a terminal prints them: to read, to choose from and to copy."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QSizePolicy, QTextEdit, QWidget

from digitpad.gui.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

MOST_LINES = 5000
"""Lines kept: a step that prints more loses its first ones."""

_HANGING = 4
"""Characters by which the rest of a line that wraps is set in, so that it is not taken for a line of its own."""


class PrintedLines(QTextEdit):
    """As high as its lines, up to `most_seen` of them, which then scroll: to the newest unless one reads others."""

    def __init__(self, name: str, most_seen: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most_seen = most_seen
        self.setReadOnly(True)
        self.setProperty("code", "lines")
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setAccessibleName(name)
        self.document().setMaximumBlockCount(MOST_LINES)
        self.document().setDocumentMargin(theme.CONTROL_GAP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._follows = True  # whether the newest line is to stay in view
        # Later, for to take another size while Qt lays the lines out would lay them out within that.
        self.document().documentLayout().documentSizeChanged.connect(self._fit, Qt.ConnectionType.QueuedConnection)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._note_place)
        bar.rangeChanged.connect(self._follow)

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines on show."""
        text = self.toPlainText()
        return tuple(text.split("\n")) if text else ()

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show other lines, from the first one on."""
        self.clear()
        self._append(lines)
        self._follows = not lines
        self._fit()
        self.verticalScrollBar().setValue(0)

    def add_lines(self, lines: Sequence[str]) -> None:
        """Add lines; one who has scrolled up goes on reading there."""
        if lines:
            bar = self.verticalScrollBar()
            place, follows = bar.value(), self._follows
            self._append(lines)
            self._fit()
            bar.setValue(bar.maximum() if follows else place)
            self._follows = follows

    def sizeHint(self) -> QSize:
        """Return a size for its lines."""
        return QSize(200, self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines wrap anew in another width."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _note_place(self) -> None:
        bar = self.verticalScrollBar()
        self._follows = bar.value() >= bar.maximum()

    @Slot()
    def _follow(self) -> None:
        if self._follows:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    @Slot()
    def _fit(self) -> None:
        """Take the height of its lines; the bar is there only where they scroll, for it narrows what wraps."""
        policies = Qt.ScrollBarPolicy
        policy = policies.ScrollBarAsNeeded if self._lines_shown > self._most_seen else policies.ScrollBarAlwaysOff
        if self.verticalScrollBarPolicy() != policy:
            self.setVerticalScrollBarPolicy(policy)
        if self.height() != self._height() or self.minimumHeight() != self._height():
            self.setFixedHeight(self._height())

    def _append(self, lines: Sequence[str]) -> None:
        """Put lines at the end, each with what wraps of it set in."""
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        is_first, width = self.document().isEmpty(), self.fontMetrics().horizontalAdvance(" ")
        for line in lines:
            hanging = width * (len(line) - len(line.lstrip(" ")) + _HANGING)
            form = QTextBlockFormat()
            form.setLeftMargin(hanging)
            form.setTextIndent(-hanging)
            if is_first:
                cursor.setBlockFormat(form)
                is_first = False
            else:
                cursor.insertBlock(form)
            cursor.insertText(line)
        cursor.endEditBlock()

    @property
    def _lines_shown(self) -> int:
        """How many there are as they wrap."""
        text = self.document().size().height() - 2 * self.document().documentMargin()
        return max(round(text / self._line_height), 1)

    @property
    def _line_height(self) -> float:
        layout = self.document().firstBlock().layout()
        return layout.lineAt(0).height() if layout.lineCount() > 0 else float(self.fontMetrics().height())

    def _height(self) -> int:
        seen = min(self._lines_shown, self._most_seen)
        margins = round(2 * self.document().documentMargin()) + 2 * self.frameWidth()
        return math.ceil(seen * self._line_height) + margins + 1  # Qt scrolls what only just fits
