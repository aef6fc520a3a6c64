"""A model's summary as a table: layer, output shape, parameters, and what the layer does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import count

if TYPE_CHECKING:
    from digitpad.models.summary import SummaryRow

_ROW_PIXELS = 24
_PARAMETERS = 2


class ModelSummary(QTableWidget):
    """One row a layer, and the total at the end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 4, parent)
        self.setHorizontalHeaderLabels(
            [self.tr("Layer"), self.tr("Output"), self.tr("Parameters"), self.tr("What it does")]
        )
        self.setAccessibleName(self.tr("The model layer by layer"))
        self.setToolTip(self.tr("What a sample goes through, the shape it has then, and the numbers training may set."))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(_ROW_PIXELS)
        self.verticalHeader().setDefaultSectionSize(_ROW_PIXELS)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        numbers = self.horizontalHeaderItem(_PARAMETERS)
        if numbers is not None:
            numbers.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        controls.use_tabular_figures(self, theme.SMALL_PIXELS)

    def show_rows(self, rows: tuple[SummaryRow, ...]) -> None:
        """Show another model; no rows for none."""
        self.setRowCount(len(rows) + 1 if rows else 0)
        for index, row in enumerate(rows):
            shape = " \N{MULTIPLICATION SIGN} ".join(map(str, row.shape))
            parameters = count(row.parameters) if row.parameters else ""
            purpose = QCoreApplication.translate("summary", row.template).format(**row.values)
            self._fill(index, (row.layer, shape, parameters, purpose))
        if rows:
            self._fill(len(rows), (self.tr("Total"), "", count(sum(row.parameters for row in rows)), ""), is_total=True)

    def _fill(self, index: int, texts: tuple[str, str, str, str], *, is_total: bool = False) -> None:
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            item.setToolTip(text)
            if column == _PARAMETERS:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if is_total:
                font = self.font()
                font.setBold(True)
                item.setFont(font)
            self.setItem(index, column, item)
