"""The table of runs laid over one another: the settings in which they differ, and their figures at the end."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHeaderView, QTableWidgetItem

from digitpad.experiments.comparison import differing_settings
from digitpad.gui.experiments.naming import setting_label
from digitpad.gui.experiments.plain_table import PlainTable
from digitpad.gui.experiments.row_painting import SwatchDelegate
from digitpad.gui.widgets import controls
from digitpad.gui.widgets.number_text import count, duration, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from digitpad.library.run_records import RunRecord

_CURVE_PIXELS = 48
_ROW_PIXELS = 28
_WIDEST = 220
_NOTHING = "\N{EN DASH}"


class RunsTable(PlainTable):
    """One row a run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(frozenset({0}), parent)
        self.setAccessibleName(self.tr("Runs laid over one another"))
        self.setItemDelegateForColumn(0, SwatchDelegate(self))
        header = self.horizontalHeader()
        header.setStretchLastSection(True)
        header.setMaximumSectionSize(_WIDEST)

    def show_records(self, records: Sequence[RunRecord]) -> None:
        """Show other runs."""
        differing = differing_settings([record.config for record in records])
        settings = [setting_label(option) for option in differing[0]]
        headings = ["", self.tr("Run"), *settings, *_figure_names()]
        plain = controls.without_tabular_figures(self.font())  # or hyphens would be as wide as figures
        self.clearSelection()
        self.setRowCount(len(records))
        self.setColumnCount(len(headings))
        self.setHorizontalHeaderLabels(headings)
        for row, record in enumerate(records):
            values = (value or _NOTHING for value in differing[row].values())
            texts = ("", run_title(record), *values, *_figures(record))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column == 1:
                    item.setFont(plain)
                self.setItem(row, column, item)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(0, _CURVE_PIXELS)

    def csv(self) -> str:
        """Return the table as comma-separated values."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(self.texts())
        return out.getvalue()


def run_title(record: RunRecord) -> str:
    """Return what a run is called: its model, or, if that was not kept, layers and seed."""
    sizes = "-".join(map(str, record.config.model.layer_sizes))
    text = QCoreApplication.translate("experiments", "{layers}, seed {seed}")
    return record.model or text.format(layers=sizes, seed=record.config.seed)


def _figure_names() -> tuple[str, ...]:
    translate = QCoreApplication.translate
    return (
        translate("experiments", "Accuracy"),
        translate("experiments", "Measured on"),
        translate("experiments", "Train loss"),
        translate("experiments", "Train accuracy"),
        translate("experiments", "Epochs"),
        translate("experiments", "Time"),
        translate("experiments", "Parameters"),
    )


def _figures(record: RunRecord) -> tuple[str, ...]:
    last = record.history[-1] if record.history else None
    main = record.measurements[0] if record.measurements else None
    return (
        _NOTHING if main is None else percent(main.accuracy, 2),
        _NOTHING if main is None else main.name,
        _NOTHING if last is None else f"{last.train_loss:.4f}",
        _NOTHING if last is None else percent(last.train_accuracy, 2),
        count(len(record.history)),
        duration(sum(epoch.seconds for epoch in record.history)),
        count(record.config.model.parameter_count),
    )
