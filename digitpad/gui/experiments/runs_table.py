"""The table of runs laid over one another: the settings in which they differ, and their figures at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from digitpad.config.settings_table import SETTINGS
from digitpad.gui.experiments.row_painting import SwatchDelegate
from digitpad.gui.widgets import controls
from digitpad.gui.widgets.form_values import write_value
from digitpad.gui.widgets.number_text import count, duration, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from digitpad.library.run_records import RunRecord

_CURVE_PIXELS = 48
_ROW_PIXELS = 28
_WIDEST = 220
_NOTHING = "\N{EN DASH}"


class RunsTable(QTableWidget):
    """One row a run; the copy key takes all along, with tabs between the cells."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Runs laid over one another"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setItemDelegateForColumn(0, SwatchDelegate(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_PIXELS)
        controls.use_tabular_figures(self)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setMaximumSectionSize(_WIDEST)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_records(self, records: Sequence[RunRecord]) -> None:
        """Show other runs."""
        differing = differences(records)
        headings = ["", self.tr("Run"), *differing, *_figure_names()]
        self.clearSelection()
        self.setRowCount(len(records))
        self.setColumnCount(len(headings))
        self.setHorizontalHeaderLabels(headings)
        for row, record in enumerate(records):
            values = (values[row] for values in differing.values())
            texts = ("", record.model or record.name, *values, *_figures(record))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.setItem(row, column, item)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(0, _CURVE_PIXELS)

    def texts(self) -> list[list[str]]:
        """Return the table as it is shown, its headings first."""
        columns = range(1, self.columnCount())
        cells = [[self.item(row, column) for column in columns] for row in range(self.rowCount())]
        headings = [self.horizontalHeaderItem(column) for column in columns]
        return [["" if item is None else item.text() for item in line] for line in (headings, *cells)]

    @Slot()
    def copy(self) -> None:
        """Copy the table as text with tabs between its cells."""
        QGuiApplication.clipboard().setText("\n".join(map("\t".join, self.texts())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy by the copy key."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)


def differences(records: Sequence[RunRecord]) -> dict[str, list[str]]:
    """Return the label of each setting in which runs differ, and its value in each of them."""
    found: dict[str, list[str]] = {}
    for setting in SETTINGS.values():
        values = [setting.value_in(record.config) for record in records]
        if setting.label and len(set(values)) > 1:
            found[QCoreApplication.translate("settings", setting.label)] = [_shown(value) for value in values]
    return found


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return (
            QCoreApplication.translate("experiments", "on")
            if value
            else QCoreApplication.translate("experiments", "off")
        )
    return _NOTHING if value in {None, ()} else write_value(value)


def _figure_names() -> tuple[str, ...]:
    translate = QCoreApplication.translate
    return (
        translate("experiments", "Epochs"),
        translate("experiments", "Train loss"),
        translate("experiments", "Train accuracy"),
        translate("experiments", "Measured on"),
        translate("experiments", "Accuracy"),
        translate("experiments", "Time"),
        translate("experiments", "Parameters"),
    )


def _figures(record: RunRecord) -> tuple[str, ...]:
    last = record.history[-1] if record.history else None
    main = record.measurements[0] if record.measurements else None
    return (
        count(len(record.history)),
        _NOTHING if last is None else f"{last.train_loss:.4f}",
        _NOTHING if last is None else percent(last.train_accuracy, 2),
        _NOTHING if main is None else main.name,
        _NOTHING if main is None else percent(main.accuracy, 2),
        duration(sum(epoch.seconds for epoch in record.history)),
        count(record.config.model.parameter_count),
    )
