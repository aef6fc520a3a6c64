"""Any finished runs laid over one another: pick some of the records, see their curves, their settings and figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QWidget

from digitpad.config.dataset_info import title_of
from digitpad.gui.experiments.curves import CurveFigure, CurvesCard, RunCurves
from digitpad.gui.experiments.export import TableExport
from digitpad.gui.experiments.runs_table import RunsTable, run_title
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.background import BackgroundWork, Overlap
from digitpad.gui.widgets.number_text import percent, translated
from digitpad.gui.widgets.two_line_delegate import ABOUT, TwoLineDelegate

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitpad.errors import DigitpadError
    from digitpad.gui.widgets.background import Job
    from digitpad.library.run_records import RunRecord

_LIST_WIDTH = 268
_MESSAGE_PIXELS = 440
_NAME = Qt.ItemDataRole.UserRole + 1
_MOST = 14
"""Runs that can be told apart in one plot."""


@dataclass(frozen=True, slots=True)
class FoundRuns:
    """The run records there are."""

    records: tuple[RunRecord, ...]  # the latest first
    problems: tuple[DigitpadError, ...]  # of records that cannot be read


class RunsPage(QWidget):
    """A list of the run records to pick from, and what was picked laid over one another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._records: dict[str, RunRecord] = {}
        self._picked: list[str] = []  # in the order of their curves
        self.work: BackgroundWork[None] = BackgroundWork(
            _read_records,
            "digitpad run records",
            self,
            error_title="The run records could not be read",
            overlap=Overlap.REPLACE_WAITING,
        )
        self.list = QListWidget()
        self.curves = CurvesCard(tuple(CurveFigure))
        self.table = RunsTable()
        self.problem = controls.label("", theme.Role.DANGER)
        self.message_title = controls.paragraph(theme.Role.HEADING, _MESSAGE_PIXELS)
        self.message = controls.paragraph(theme.Role.MUTED, _MESSAGE_PIXELS)
        self.export = controls.button(
            self.tr("Export…"), self.tr("Copy or save the table, or save the view as a picture")
        )
        self._stack = QStackedWidget()
        self._files = TableExport(self.table, self._stack, lambda: self.tr("runs"))
        self._build()
        self.list.itemSelectionChanged.connect(self._on_picked)
        self.table.itemSelectionChanged.connect(self._stress)
        self.work.succeeded.connect(self._show_found)
        self.work.failed.connect(self._show_failure)

    @property
    def picked(self) -> tuple[str, ...]:
        """Names of the records that are laid over one another, in the order of their curves."""
        return tuple(self._picked)

    @Slot()
    def look_again(self) -> None:
        """See anew which records there are."""
        self.work.submit(None)

    def _build(self) -> None:
        self.list.setItemDelegate(TwoLineDelegate(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setSelectionMode(QListWidget.SelectionMode.MultiSelection)
        self.list.setAccessibleName(self.tr("Finished runs"))
        self.list.setToolTip(
            self.tr("Pick the runs that are to be laid over one another: with a click, or the space bar.")
        )
        self.problem.setWordWrap(True)
        self.problem.hide()
        runs = QWidget()
        runs.setFixedWidth(_LIST_WIDTH)
        titles = (
            controls.label(self.tr("Finished runs"), theme.Role.HEADING),
            controls.label(self.tr("Pick two or more"), theme.Role.MUTED),
        )
        heading = controls.column(*titles, spacing=2)
        heading.setContentsMargins(theme.CONTROL_GAP, 0, 0, 0)
        self.export.setMenu(self._files.menu(self))
        controls.column(heading, (self.list, 1), self.problem, self.export, owner=runs)
        shown = QWidget()
        controls.column((self.curves, 3), (self.table, 2), spacing=theme.CARD_GAP, owner=shown)
        said = controls.Card()
        said.body.addStretch(1)
        for label in (self.message_title, self.message):
            said.body.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        said.body.addStretch(2)
        self._stack.addWidget(said)
        self._stack.addWidget(shown)
        controls.row(runs, (self._stack, 1), spacing=theme.CARD_GAP, owner=self)

    @Slot(object)
    def _show_found(self, found: FoundRuns) -> None:
        self._records = {record.name: record for record in found.records}
        self._picked = [name for name in self._picked if name in self._records]
        if not self._picked:
            self._picked = [record.name for record in found.records[:2]]
        self.list.blockSignals(True)  # filled, not picked
        self.list.clear()
        for record in found.records:
            item = QListWidgetItem(run_title(record), self.list)
            item.setData(_NAME, record.name)
            item.setData(ABOUT, _about(record))
            item.setSelected(record.name in self._picked)
            item.setToolTip(f"{record.name}\n{_about(record)}")
        self.list.blockSignals(False)
        self.problem.setText(" ".join(translated(problem)[1] for problem in found.problems[:1]))
        self.problem.setVisible(bool(found.problems))
        self._show_picked()

    @Slot(object)
    def _show_failure(self, error: DigitpadError) -> None:
        self._say(*translated(error))

    @Slot()
    def _on_picked(self) -> None:
        chosen = {str(item.data(_NAME)) for item in self.list.selectedItems()}
        added = [name for name in self._records if name in chosen and name not in self._picked]
        self._picked = [name for name in self._picked if name in chosen] + added
        self._show_picked()

    def _show_picked(self) -> None:
        if not self._records:
            self._say(
                self.tr("No finished runs yet"),
                self.tr("Every training run leaves a record: train a model with Train, Train… or with digitpad train."),
            )
            return
        if not self._picked:
            self._say(
                self.tr("No run is picked"),
                self.tr("Pick two or more at the left to lay their curves over one another."),
            )
            return
        records = [self._records[name] for name in self._picked[:_MOST]]
        runs = [RunCurves(run_title(record), _reader(record)) for record in records]
        measured = [figure for figure in CurveFigure if any(run.read(figure) for run in runs)]
        self._stack.setCurrentIndex(1)
        self.export.setEnabled(True)
        self.curves.offer(measured or [CurveFigure.TRAIN_LOSS])
        self.curves.show_runs(runs)
        self.table.show_records(records)
        self._stress()

    @Slot()
    def _stress(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        self.curves.plot.stress(rows[0].row() if rows else None)

    def _say(self, title: str, message: str) -> None:
        self.message_title.setText(title)
        self.message.setText(message)
        self._stack.setCurrentIndex(0)
        self.export.setEnabled(False)


def _about(record: RunRecord) -> str:
    main = record.measurements[0] if record.measurements else None
    parts = [record.ended[:16].replace("T", " "), title_of(record.config.dataset)]
    return " · ".join([*parts, *([] if main is None else [percent(main.accuracy, 2)])])


def _reader(record: RunRecord) -> Callable[[CurveFigure], tuple[float, ...]]:
    def read(figure: CurveFigure) -> tuple[float, ...]:
        values = [figure.of(epoch) for epoch in record.history]
        return () if any(value is None for value in values) else tuple(value for value in values if value is not None)

    return read


def _read_records(_request: None, job: Job) -> FoundRuns:
    from digitpad.errors import DigitpadError  # noqa: PLC0415 - as below
    from digitpad.library.run_records import load_run, run_names  # noqa: PLC0415 - numpy may load, on this thread

    records, problems = [], []
    for name in reversed(run_names()):
        job.check()
        try:
            records.append(load_run(name))
        except DigitpadError as error:
            problems.append(error)
    return FoundRuns(tuple(records), tuple(problems))
