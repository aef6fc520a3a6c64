"""The epochs of a run as a table, beside their curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from digitpad.gui.widgets import controls
from digitpad.gui.widgets.number_text import duration, percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digitpad.models.checkpoint import EpochRecord


_GIVING_WAY = (5, 6, 3, 1)
"""Columns that a narrow table leaves out, one after another: rate, time, test or validation loss, train loss."""


class EpochTable(QTableWidget):
    """One row an epoch; the copy key takes the chosen rows along, with tabs between their cells."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 7, parent)
        self._records: list[EpochRecord] = []
        self._lengths = (0,) * self.columnCount()  # of the longest text in each column
        self.show_part(has_validation=False)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setHighlightSections(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setFrameShape(self.Shape.NoFrame)
        self.setAccessibleName(self.tr("Epochs"))
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setResizeContentsPrecision(0)  # look at what is seen, not at 1,000 rows
        controls.use_tabular_figures(self)

    @property
    def records(self) -> tuple[EpochRecord, ...]:
        """What is shown."""
        return tuple(self._records)

    def begin(self, records: Iterable[EpochRecord] = ()) -> None:
        """Clear the table for a run, or fill it with what one that is resumed had come to."""
        self._records = []
        self._lengths = (0,) * self.columnCount()
        self.setRowCount(0)
        for record in records:
            self.add(record)

    def add(self, record: EpochRecord) -> None:
        """Add an epoch, in place of what was written of it when it was cut short."""
        if self._records and self._records[-1].epoch == record.epoch:
            self._records.pop()
            self.removeRow(self.rowCount() - 1)
        self._records.append(record)
        row = self.rowCount()
        self.insertRow(row)
        texts = (
            str(record.epoch),
            f"{record.train_loss:.4f}",
            percent(record.train_accuracy, 2),
            f"{record.measured_loss:.4f}",
            percent(record.measured_accuracy, 2),
            f"{record.learning_rate:.4g}",
            duration(record.seconds),
        )
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, column, item)
        self.scrollToBottom()
        lengths = tuple(map(max, self._lengths, map(len, texts)))
        if lengths != self._lengths:  # asking each column for its width takes milliseconds
            self._lengths = lengths
            self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the columns there is room for."""
        super().resizeEvent(event)
        self._fit_columns()

    def show_part(self, *, has_validation: bool) -> None:
        """Name the columns of what an epoch is measured on: the validation part if there is one, else the test part."""
        measured = (self.tr("test loss"), self.tr("test acc."))
        measured_of = self.tr("test loss, test accuracy and learning rate are of its end.")
        if has_validation:
            measured = (self.tr("validation\nloss"), self.tr("validation\nacc."))
            measured_of = self.tr(
                "validation loss, validation accuracy and learning rate are of its end. The test images are measured "
                "once, when the run has ended."
            )
        names = (self.tr("epoch"), self.tr("mean\ntrain loss"), self.tr("mean\ntrain acc."))
        self.setHorizontalHeaderLabels((*names, *measured, self.tr("rate"), self.tr("time")))
        means = self.tr(
            "What each epoch came to. Train loss and accuracy are means over all its batches, while the model still "
            "changed;"
        )
        self.setToolTip(" ".join((means, measured_of, self.tr("Losses are in nats."))))

    def _fit_columns(self) -> None:
        """Leave out what would cut the figures of the others; what is copied has it all."""
        header = self.horizontalHeader()
        widths = {
            column: max(header.sectionSizeHint(column), self.sizeHintForColumn(column))
            for column in range(self.columnCount())
        }
        left_out = set()
        for column in _GIVING_WAY:
            if sum(widths.values()) > self.viewport().width():
                left_out.add(column)
                widths[column] = 0
        for column in widths:
            self.setColumnHidden(column, column in left_out)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the chosen rows, all if none is chosen."""
        if not event.matches(QKeySequence.StandardKey.Copy):
            super().keyPressEvent(event)
            return
        choice: QItemSelectionModel = self.selectionModel()
        rows = sorted({index.row() for index in choice.selectedRows()}) or list(range(self.rowCount()))
        model, columns = self.model(), range(self.columnCount())
        lines = [[str(model.headerData(column, Qt.Orientation.Horizontal)).replace("\n", " ") for column in columns]]
        lines += [[str(model.index(row, column).data()) for column in columns] for row in rows]
        QGuiApplication.clipboard().setText("\n".join(map("\t".join, lines)))
