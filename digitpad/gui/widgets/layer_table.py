"""The layers of a model from its input to its probabilities: as a list in a form, and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import count
from digitpad.models.summary import summarise

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from digitpad.config.model_spec import ModelSpec
    from digitpad.config.preprocessing_spec import Preprocessing
    from digitpad.models.summary import SummaryRow

_ROW_PIXELS = 24
_PARAMETERS, _PURPOSE = 2, 3
_ACROSS, _DOWN = 24, 12
"""Pixels of a cell beside its text and above and below it, both sides together: as the style sheet has it."""


class LayerList(QWidget):
    """A line for each layer: its name, output shape and parameters; its purpose as a tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[SummaryRow, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.CARD_GAP)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(0, 1)

    @property
    def rows(self) -> tuple[SummaryRow, ...]:
        """The layers on show."""
        return self._shown

    def show_model(self, spec: ModelSpec, preprocessing: Preprocessing) -> None:
        """Show the layers of a model."""
        rows = summarise(spec, preprocessing)
        if rows == self._shown:
            return
        self._shown = rows
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._put(0, theme.Role.MUTED, self.tr("layer"), self.tr("gives"), self.tr("parameters"))
        for line, row in enumerate(rows, start=1):
            for cell in self._put(line, None, row.layer, row.shape_words, _parameters(row)):
                cell.setToolTip(_purpose(row))
        total = count(spec.parameter_count)
        self._put(len(rows) + 1, theme.Role.HEADING, self.tr("Together"), "", total)
        self.setAccessibleName(self.tr("Layers of the model"))
        self.setAccessibleDescription(", ".join(f"{row.layer} {row.shape_words}" for row in rows))

    def _put(self, line: int, role: theme.Role | None, *texts: str) -> tuple[QLabel, ...]:
        cells = tuple(controls.label(text, role) for text in texts)
        for column, cell in enumerate(cells):
            if column:
                cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                controls.use_tabular_figures(cell)
            self._grid.addWidget(cell, line, column)
        return cells


class LayerTable(QTableWidget):
    """A row for each layer: its name, output shape, parameters and purpose; and the total at the end."""

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
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(_ROW_PIXELS)
        self.verticalHeader().setDefaultSectionSize(_ROW_PIXELS)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        numbers = self.horizontalHeaderItem(_PARAMETERS)
        if numbers is not None:
            numbers.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        controls.use_tabular_figures(self, theme.SMALL_PIXELS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give each row the lines it takes now."""
        super().resizeEvent(event)
        self._fit_rows()

    def show_rows(self, rows: tuple[SummaryRow, ...]) -> None:
        """Show another model; no rows for none."""
        self.setRowCount(len(rows) + 1 if rows else 0)
        for index, row in enumerate(rows):
            shape = " \N{MULTIPLICATION SIGN} ".join(map(str, row.shape))
            self._fill(index, (row.layer, shape, _parameters(row), _purpose(row)))
        if rows:
            self._fill(len(rows), (self.tr("Total"), "", count(sum(row.parameters for row in rows)), ""), is_total=True)
        self._fit_rows()

    def _fit_rows(self) -> None:
        """Give each row the lines its purpose takes; Qt counts them without the style sheet's padding."""
        metrics, width = self.fontMetrics(), self.columnWidth(_PURPOSE) - _ACROSS
        for index in range(self.rowCount()):
            item = self.item(index, _PURPOSE)
            text = "" if item is None else item.text()
            height = metrics.boundingRect(0, 0, width, 0, Qt.TextFlag.TextWordWrap, text).height()
            is_wrapped = height > 1.5 * metrics.lineSpacing()
            self.setRowHeight(index, height + _DOWN if is_wrapped else _ROW_PIXELS)

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


def _parameters(row: SummaryRow) -> str:
    return count(row.parameters) if row.parameters else ""


def _purpose(row: SummaryRow) -> str:
    return QCoreApplication.translate("summary", row.template).format(**row.values)
