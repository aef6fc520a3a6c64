"""The window of the experiments: sweeps that answer a question, and finished runs laid over one another.

Never modal: a sweep goes on while one draws, and when the window is closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from digitpad.gui.experiments.case import CaseState
from digitpad.gui.experiments.experiment_list import ExperimentList, Listed
from digitpad.gui.experiments.export import TableExport
from digitpad.gui.experiments.keep_dialog import KeepDialog
from digitpad.gui.experiments.naming import names_of
from digitpad.gui.experiments.own_sweep_page import OwnSweepPage
from digitpad.gui.experiments.runs_page import RunsPage
from digitpad.gui.experiments.sweep_page import SweepPage
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import count, duration, percent

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QShowEvent

    from digitpad.experiments.sweep import Sweep
    from digitpad.gui.experiments.case import SweepCase
    from digitpad.gui.experiments.runner import SweepRunner
    from digitpad.gui.library_thread import LibraryThread

_LIST_WIDTH = 264
_OWN, _RUNS = "own sweep", "finished runs"
"""Keys of what in the list is no sweep."""


class ExperimentsWindow(QWidget):
    """Lists experiments at the left, and shows the chosen one at the right.

    `model_kept`: the library has a new model of that name. `form_wanted`: a sweep of one's own is looked at, which may
    start from the settings in the training view.

    `runner`: the sweeps there are, and the thread that runs them; outlives the window; `library`: where models
    are kept.
    """

    model_kept = Signal(str)
    form_wanted = Signal()

    def __init__(self, runner: SweepRunner, library: LibraryThread, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner, self._library = runner, library
        self.list = ExperimentList()
        self.sweep_page = SweepPage()
        self.own_page = OwnSweepPage()
        self.runs_page = RunsPage()
        self._pages = QStackedWidget()
        self._files = TableExport(self.sweep_page.table, self.sweep_page, self._export_name)
        # A window beside the pad's, not one that always lies on it.
        self.setWindowFlags(Qt.WindowType.Window)
        self._build()
        self._connect()
        self._show_title()

    @property
    def has_settled(self) -> bool:
        """Whether what is chosen is shown as it stands, the list whole."""
        return not self._runner.is_looking and not self.runs_page.work.is_busy

    def show_experiments(self) -> None:
        """See anew which sweeps and runs there are."""
        self._runner.look_again()
        self.runs_page.look_again()
        self._list_cases()
        if not self.list.current:
            running = self._runner.running
            self.list.choose(self.list.keys[0] if running is None else running.key)

    def show_experiment(self, name: str) -> None:
        """Show the ready-made sweep of a name; empty for what was shown last."""
        self.show_experiments()
        self.list.choose(name)
        self.list.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Let the other windows come before this one."""
        if self.isWindow():
            self.windowHandle().setTransientParent(None)  # type: ignore[arg-type]  # the stub forgets None
        super().showEvent(event)

    def event(self, event: QEvent) -> bool:
        """See anew what is in the training view when one comes back from there."""
        if event.type() is QEvent.Type.WindowActivate:
            self._ask_for_form()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Escape; a sweep goes on."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _ask_for_form(self) -> None:
        if self._pages.currentWidget() is self.own_page:
            self.form_wanted.emit()

    def _build(self) -> None:
        self.resize(1200, 680)  # with its title bar on a screen 720 pixels high
        self.setMinimumSize(1080, 600)
        self.list.setFixedWidth(_LIST_WIDTH)
        for page in (self.sweep_page, self.own_page, self.runs_page):
            self._pages.addWidget(page)
        row = controls.row(self.list, (self._pages, 1), spacing=theme.CARD_GAP, owner=self)
        row.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)

    def _connect(self) -> None:
        head, runner = self.sweep_page.head, self._runner
        self.list.chosen.connect(self._show)
        self.own_page.chosen.connect(self._add_own)
        head.start.clicked.connect(self._start)
        head.stop.clicked.connect(runner.stop)
        head.keep.clicked.connect(self._keep)
        head.fill_export(self._files.menu(self))
        runner.changed.connect(self._on_change)
        runner.cases_changed.connect(self._list_cases)

    def _list_cases(self) -> None:
        tr, runner = self.tr, self._runner
        more = (
            Listed(_OWN, tr("A sweep of your own…"), tr("Vary one or two settings")),
            Listed(_RUNS, tr("Compare finished runs"), tr("Lay them over one another")),
        )
        self.list.show_entries(
            [
                (tr("Questions"), [Listed(case.key, case.title, self._about(case)) for case in runner.ready_made]),
                (tr("Sweeps of yours"), [Listed(case.key, case.title, self._about(case)) for case in runner.own]),
                (tr("More"), more),
            ]
        )

    def _about(self, case: SweepCase) -> str:
        """Return what stands below a sweep's title: how long it will take, or how it stands."""
        done = self.tr("{done} of {runs} runs").format(done=count(case.runs_done), runs=count(case.runs))
        match case.state:
            case CaseState.RUNNING:
                return self.tr("running, {share}").format(share=percent(case.standing.share, 0))
            case CaseState.STOPPING:
                return self.tr("stopping")
            case CaseState.STOPPED:
                return self.tr("stopped, {done}").format(done=done)
            case CaseState.FINISHED:
                return self.tr("finished, {done}").format(done=done)
            case _:
                left = case.standing.seconds_left(self.sweep_page.head.chosen_processes)
                return self.tr("{runs} runs, about {time}").format(runs=count(case.runs), time=duration(left))

    @Slot(str)
    def _show(self, key: str) -> None:
        case = self._runner.find(key)
        if case is not None:
            self._pages.setCurrentWidget(self.sweep_page)
            self.sweep_page.show_case(case)
            self._allow_start()
            self._runner.read(case)
        else:
            self._pages.setCurrentWidget(self.own_page if key == _OWN else self.runs_page)
            self._ask_for_form()
            if key == _RUNS:
                self.runs_page.look_again()  # a sweep may have had more since

    @Slot(object)
    def _add_own(self, sweep: Sweep) -> None:
        case = self._runner.add_own(sweep)
        self.list.choose(case.key)
        self.sweep_page.head.start.setFocus()

    @Slot()
    def _start(self) -> None:
        case = self.sweep_page.case
        if case is not None and self._runner.running is None:
            self._runner.start(case, self.sweep_page.head.chosen_processes)
            self.sweep_page.show_case(case)
            self._allow_start()
            self.sweep_page.head.stop.setFocus()

    @Slot()
    def _keep(self) -> None:
        case = self.sweep_page.case
        if case is None or case.standing.best is None:
            return
        name = names_of(case.combinations)[case.standing.best]
        what = self.tr("The model of {name}, the best of “{title}”, by its first seed.")
        what = what.format(name=name, title=case.title)
        dialog = KeepDialog(case.standing, what, f"{case.key}-best", self._library, self)
        dialog.kept.connect(self.model_kept)
        dialog.open()

    @Slot(object)
    def _on_change(self, case: SweepCase) -> None:
        """Show how a sweep stands by now."""
        self.list.show_about(case.key, self._about(case))
        if self.sweep_page.case is case:
            if case.state is CaseState.RUNNING:
                self.sweep_page.note_change()
            else:
                self.sweep_page.look_again()
                self._runner.read(case)
        self._allow_start()
        self._show_title()

    def _export_name(self) -> str:
        case = self.sweep_page.case
        return "" if case is None else case.title

    def _allow_start(self) -> None:
        running = self._runner.running
        reason = "" if running is None else self.tr("“{title}” is under way. Stop it, or wait for its end.")
        title = "" if running is None else running.title
        self.sweep_page.head.allow_start(is_allowed=running is None, reason=reason.format(title=title))

    def _show_title(self) -> None:
        running, name = self._runner.running, self.tr("Experiments")
        if running is not None:
            name = f"{name} - {running.title}, {percent(running.standing.share, 0)}"
        if name != self.windowTitle():
            self.setWindowTitle(name)
