"""The table of a sweep: a row a combination, which fills in while its runs come to their ends."""

from __future__ import annotations

import csv
import io
from statistics import fmean
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QTableWidgetItem

from digitpad.gui.experiments.plain_table import ROW_PIXELS, PlainTable
from digitpad.gui.experiments.row_painting import PAINTED, ShareDelegate, Spread, SpreadDelegate, SwatchDelegate
from digitpad.gui.widgets import controls
from digitpad.gui.widgets.number_text import count, duration, percent, translated

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from digitpad.gui.experiments.standing import CombinationStanding, Standing

_CURVE, _SETTINGS, _SEEDS, _MEAN, _RANGE, _SPREAD, _TIME, _PARAMETERS = range(8)
_CURVE_PIXELS = 48
_LEAST_SPREAD, _LEAST_NAME = 112, 120
"""Pixels for the dots, and for many settings, whose tooltips have the whole."""

_NOTHING = "\N{EN DASH}"
_BEST = "\N{BLACK STAR}"


class ResultTable(PlainTable):
    """One row a combination; `row_chosen` carries the index of the row chosen, -1 for none."""

    row_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(frozenset({_CURVE, _SPREAD}), parent)
        self._standing: Standing | None = None
        self._best: int | None = None
        self._headings = (
            *("", self.tr("Settings"), self.tr("Seeds done"), self.tr("Mean"), self.tr("Lowest to highest")),
            *(self.tr("A dot a seed"), self.tr("Time of a run"), self.tr("Parameters")),
        )
        self.setColumnCount(len(self._headings))
        self.setHorizontalHeaderLabels(self._headings)
        self.setAccessibleName(self.tr("Results of the sweep"))
        self.setItemDelegateForColumn(_CURVE, SwatchDelegate(self))
        self.setItemDelegateForColumn(_SEEDS, ShareDelegate(self))
        self.setItemDelegateForColumn(_SPREAD, SpreadDelegate(self))
        header = self.horizontalHeader()
        # Not by their contents, which Qt would measure again with every text that changes.
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.resizeSection(_CURVE, _CURVE_PIXELS)
        header.setSectionResizeMode(_SPREAD, QHeaderView.ResizeMode.Stretch)
        self.itemSelectionChanged.connect(self._on_chosen)

    @property
    def chosen_row(self) -> int:
        """The index of the chosen combination; -1 for none."""
        return self.currentRow() if self.selectedItems() else -1

    def show_standing(self, standing: Standing, heading: str, names: tuple[str, ...]) -> None:
        """Show how a sweep stands, in place of another."""
        self._standing, self._best = standing, None
        item = self.horizontalHeaderItem(_SETTINGS)
        if item is not None:
            item.setText(heading)
        self.setRowCount(len(standing.rows))
        for row, name in enumerate(names):
            for column in range(self.columnCount()):
                self.setItem(row, column, QTableWidgetItem(name if column == _SETTINGS else ""))
            self._dress(row, is_best=False)
        # What all have in common leaves its room to the names.
        self.setColumnHidden(_PARAMETERS, len({row.parameters for row in standing.rows}) == 1)
        self.clearSelection()
        self.setCurrentCell(-1, -1)
        self.look_again()

    @Slot()
    def look_again(self) -> None:
        """Show how the same sweep stands by now."""
        if self._standing is None:
            return
        measured = [value for row in self._standing.rows for value in row.accuracies]
        low, high = min(measured, default=0.0), max(measured, default=1.0)
        have_changed = [self._fill(index, row, low, high) for index, row in enumerate(self._standing.rows)]
        if any(have_changed):
            self._fit_columns()

    def mark_best(self, best: int | None) -> None:
        """Mark the combination that was chosen; none for None."""
        if best == self._best:
            return
        self._best = best
        for row in range(self.rowCount()):
            self._dress(row, is_best=row == best)
        self._fit_columns()
        if best is not None and self.chosen_row < 0:
            self.scrollTo(self.model().index(best, _SETTINGS))

    def _dress(self, row: int, *, is_best: bool) -> None:
        """Show a combination's name, bold and starred if it is the best."""
        item = self.item(row, _SETTINGS)
        if item is None:
            return
        font = controls.without_tabular_figures(self.font())  # or hyphens would be as wide as figures
        font.setWeight(font.Weight.DemiBold if is_best else font.Weight.Normal)
        item.setFont(font)
        name = item.text().removeprefix(f"{_BEST} ")
        item.setText(f"{_BEST} {name}" if is_best else name)
        item.setToolTip(self.tr("{name}: the best").format(name=name) if is_best else name)

    @property
    def whole_height(self) -> int:
        """Pixels of height in which all rows are seen."""
        rows = self.horizontalHeader().sizeHint().height() + self.rowCount() * ROW_PIXELS
        return rows + self.height() - self.viewport().height() - self.horizontalHeader().height() + 8

    def csv(self) -> str:
        """Return the table as comma-separated values, figures in full: an accuracy a seed."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        rows = () if self._standing is None else self._standing.rows
        options = list(dict.fromkeys(option for row in rows for option, _ in row.combination.settings))
        writer.writerow([*options, "seeds", "accuracies", "mean", "low", "high", "seconds", "parameters", "chosen"])
        for index, row in enumerate(rows):
            given, measured = dict(row.combination.settings), row.accuracies
            figures = (fmean(measured), min(measured), max(measured)) if measured else ("", "", "")
            accuracies = " ".join(f"{value:.6g}" for value in measured)
            seconds = "" if row.seconds is None else f"{row.seconds:.3f}"
            values = [given.get(option, "") for option in options]
            parts = (len(measured), accuracies, *figures, seconds, row.parameters, index == self._best)
            writer.writerow([*values, *parts])
        return out.getvalue()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Leave each figure its room, and the names what is left beside the dots."""
        header = self.horizontalHeader()
        columns = {_SETTINGS, _SEEDS, _MEAN, _RANGE, _TIME, _PARAMETERS}
        columns = {column for column in columns if not self.isColumnHidden(column)}
        widths = {each: max(self.sizeHintForColumn(each), header.sectionSizeHint(each)) for each in columns}
        wanted = widths.pop(_SETTINGS)
        room = self.viewport().width() - _CURVE_PIXELS - _LEAST_SPREAD - sum(widths.values())
        widths[_SETTINGS] = min(wanted, max(room, _LEAST_NAME))
        for column, width in widths.items():
            header.resizeSection(column, width)

    def _fill(self, index: int, row: CombinationStanding, low: float, high: float) -> bool:
        """Show how a combination stands; return whether that is another text than before."""
        measured = row.accuracies
        texts = {
            _SEEDS: self._seeds_text(row),
            _MEAN: _NOTHING if row.mean is None else percent(row.mean, 2),
            _RANGE: self._range_text(measured),
            _TIME: _NOTHING if row.seconds is None else duration(row.seconds),
            _PARAMETERS: count(row.parameters),
        }
        has_changed = False
        for column, text in texts.items():
            item = self.item(index, column)
            if item is not None and item.text() != text:
                item.setText(text)
                has_changed = True
        seeds, spread = self.item(index, _SEEDS), self.item(index, _SPREAD)
        if seeds is not None and spread is not None:
            seeds.setData(PAINTED, row.share if row.under_way else None)
            seeds.setToolTip("\n".join(": ".join(translated(error)) for error in row.failures))
            spread.setData(PAINTED, Spread(measured, low, high))
            spread.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(percent(value, 2) for value in measured))
            spread.setToolTip(", ".join(percent(value, 2) for value in measured))
        return has_changed

    def _range_text(self, measured: tuple[float, ...]) -> str:
        if len(measured) < 2:
            return _NOTHING
        low, high = (f"{100 * value:.2f}" for value in (min(measured), max(measured)))
        return self.tr("{low} to {high} %").format(low=low, high=high).replace(" %", "\N{NO-BREAK SPACE}%")

    def _seeds_text(self, row: CombinationStanding) -> str:
        text = self.tr("{done} of {seeds}").format(done=len(row.accuracies), seeds=row.seeds)
        if row.failures:
            text += self.tr(", {failed} failed").format(failed=len(row.failures))
        return text

    @Slot()
    def _on_chosen(self) -> None:
        self.row_chosen.emit(self.chosen_row)
