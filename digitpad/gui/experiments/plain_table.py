"""A table to read and to copy: whole rows are chosen, and nothing is typed into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableWidget

from digitpad.gui.widgets import controls

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

ROW_PIXELS = 28


class PlainTable(QTableWidget):
    """The copy key takes the whole table along, with tabs between its cells.

    `pictures`: columns that hold no text.
    """

    def __init__(self, pictures: frozenset[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_PIXELS)
        controls.use_tabular_figures(self)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def texts(self) -> list[list[str]]:
        """Return the table as it is shown, its headings first."""
        columns = [column for column in range(self.columnCount()) if column not in self._pictures]
        cells = [[self.item(row, column) for column in columns] for row in range(self.rowCount())]
        headings = [self.horizontalHeaderItem(column) for column in columns]
        return [["" if item is None else item.text() for item in line] for line in (headings, *cells)]

    @Slot()
    def copy(self) -> None:
        """Copy the table as text."""
        QGuiApplication.clipboard().setText("\n".join(map("\t".join, self.texts())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy by the copy key."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)
