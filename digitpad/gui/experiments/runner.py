"""The sweeps there are, and the one that is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMessageBox

from digitpad.errors import DigitpadError
from digitpad.experiments.local_engine import LocalEngine
from digitpad.experiments.planning import Plan, combinations_of
from digitpad.experiments.ready_made import READY_MADE
from digitpad.gui.experiments.case import CaseState, SweepCase
from digitpad.gui.experiments.naming import title_of
from digitpad.gui.experiments.store_thread import ListRequest, ReadRequest, StoreController
from digitpad.gui.experiments.thread import SweepController, SweepState
from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from PySide6.QtWidgets import QWidget

    from digitpad.experiments.running import SweepEvent
    from digitpad.experiments.sweep import Engine, Sweep
    from digitpad.gui.experiments.store_thread import FoundSweep, ReadSweep


class SweepRunner(QObject):
    """Knows every sweep and runs one at a time; lives on the window's thread and is made once.

    `changed` carries the `SweepCase` that stands differently now; `cases_changed` follows others being there.

    `engine_of`: makes what runs so many runs side by side.
    """

    changed = Signal(object)
    cases_changed = Signal()

    def __init__(self, parent: QObject | None = None, engine_of: Callable[[int], Engine] = LocalEngine) -> None:
        super().__init__(parent)
        self._engine_of = engine_of
        self.running: SweepCase | None = None
        self.ready_made = tuple(_ready_made())
        self.own: list[SweepCase] = []
        self._sweeps, self._store = SweepController(self), StoreController(self)
        self._sweeps.happened.connect(self._on_event)
        self._sweeps.finished.connect(self._on_finished)
        self._sweeps.stopped.connect(self._on_stopped)
        self._sweeps.failed.connect(self._on_failure)
        self._store.listed.connect(self._on_listed)
        self._store.read.connect(self._on_read)
        self._store.unreadable.connect(self._on_unreadable)

    @property
    def is_looking(self) -> bool:
        """Whether sweeps of other days are being read."""
        return self._store.is_busy

    def find(self, key: str) -> SweepCase | None:
        """Return the sweep of a key; None if there is none."""
        return next((case for case in (*self.ready_made, *self.own) if case.key == key), None)

    def add_own(self, sweep: Sweep) -> SweepCase:
        """Add a sweep of the user's own, unless it is there already, and return it."""
        known = next((case for case in self.own if case.sweep == sweep), None)
        if known is not None:
            return known
        case = SweepCase(f"own {len(self.own)}", title_of(sweep), "", sweep, combinations_of(sweep))
        self.own.insert(0, case)
        self.cases_changed.emit()
        return case

    def look_again(self) -> None:
        """See anew which sweeps were begun, be it by another digitpad."""
        self._store.submit(ListRequest())

    def read(self, case: SweepCase) -> None:
        """Read what a sweep has come to so far, unless that is known."""
        if not case.is_read and not case.is_running:
            case.is_read = True
            self._store.submit(ReadRequest(case.key, case.sweep))

    def start(self, case: SweepCase, processes: int) -> None:
        """Run what is left of a sweep; there must be none under way."""
        case.state, case.problem, case.processes, self.running = CaseState.RUNNING, None, processes, case
        sweep, engine = case.sweep, self._engine_of(processes)
        self._sweeps.start(lambda: _events(sweep, engine))
        self.changed.emit(case)

    @Slot()
    def stop(self) -> None:
        """Stop the sweep under way; what is done is kept."""
        self._sweeps.stop()
        if self.running is not None and self._sweeps.state is SweepState.STOPPING:
            self.running.state = CaseState.STOPPING
            self.changed.emit(self.running)

    def confirm_close(self, window: QWidget) -> bool:
        """Ask whether to stop a sweep under way, if there is one; return whether to close."""
        if self.running is None:
            return True
        question = QMessageBox(window)
        question.setWindowTitle(self.tr("A sweep is under way"))
        text = self.tr("“{title}” is under way. Stop it? Runs that are done are kept, and another day it can go on.")
        question.setText(text.format(title=self.running.title))
        stop = question.addButton(self.tr("Stop and close"), QMessageBox.ButtonRole.AcceptRole)
        cancel = question.addButton(QMessageBox.StandardButton.Cancel)
        controls.mark(stop, theme.Role.PRIMARY)
        question.setDefaultButton(stop)
        question.setEscapeButton(cancel)
        question.exec()
        is_confirmed = question.clickedButton() is stop
        question.setParent(None)  # gone with its last reference, not later
        if is_confirmed:
            self.stop()
        return is_confirmed

    def shut_down(self) -> bool:
        """End the sweep, its processes and the threads; False if one is still busy when the wait runs out."""
        self.stop()
        self._store.cancel()  # or it would read all that was asked for first
        have_ended = [self._sweeps.shut_down(), self._store.shut_down()]
        return all(have_ended)

    @Slot(object)
    def _on_event(self, event: Plan | SweepEvent) -> None:
        case = self.running
        if case is None:
            return
        if isinstance(event, Plan):
            case.standing.expect(event)
            case.is_read, case.runs_known_done = True, 0
        else:
            case.standing.note(event)
        self.changed.emit(case)

    @Slot()
    def _on_finished(self) -> None:
        self._end(None)

    @Slot()
    def _on_stopped(self) -> None:
        self._end(None)

    @Slot(object)
    def _on_failure(self, error: DigitpadError) -> None:
        self._end(error)

    def _end(self, problem: DigitpadError | None) -> None:
        case, self.running = self.running, None
        if case is not None:
            case.problem, case.processes = problem, None
            case.standing.rest()
            case.state = _state_of(case)
            self.changed.emit(case)

    @Slot(object)
    def _on_listed(self, found: tuple[FoundSweep, ...]) -> None:
        """Take on sweeps that were begun another day, or by another digitpad."""
        for each in found:
            saved = each.saved
            case = self.find(saved.name) if saved.name else None
            try:
                case = case or self._known(saved.sweep) or self.add_own(saved.sweep)
            except DigitpadError:
                continue  # of a setting or a model that is not there any more
            if not case.is_running and each.runs_done > case.runs_done:
                case.runs_known_done, case.is_read = each.runs_done, False
                case.state = _state_of(case)
                self.changed.emit(case)

    def _known(self, sweep: Sweep) -> SweepCase | None:
        return next((case for case in self.own if case.sweep == sweep), None)

    @Slot(object)
    def _on_read(self, read: ReadSweep) -> None:
        case = self.find(read.key)
        if case is None or case.is_running:
            return
        case.standing.expect(read.plan)
        for event in read.events:
            case.standing.note(event)
        case.runs_known_done, case.problem = 0, None
        case.state = _state_of(case)
        self.changed.emit(case)

    @Slot(str, object)
    def _on_unreadable(self, key: str, error: DigitpadError) -> None:
        case = self.find(key)
        if case is not None and not case.is_running:
            case.problem = error
            self.changed.emit(case)


def _ready_made() -> Iterator[SweepCase]:
    for each in READY_MADE:
        question = f"{each.question} {each.reading}"
        yield SweepCase(each.name, each.title, question, each.sweep, combinations_of(each.sweep))


def _state_of(case: SweepCase) -> CaseState:
    """Return how a sweep stands that is not under way."""
    if case.standing.is_over or case.runs_done >= case.runs:
        return CaseState.FINISHED
    return CaseState.STOPPED if case.runs_done or case.standing.runs_failed else CaseState.READY


def _events(sweep: Sweep, engine: Engine) -> Generator[Plan | SweepEvent, None, None]:
    """Yield the plan of a sweep, then what becomes of it; runs on the thread."""
    from digitpad.experiments.planning import plan_of  # noqa: PLC0415 - reads data, for which numpy loads
    from digitpad.experiments.running import run_sweep  # noqa: PLC0415 - as above
    from digitpad.experiments.store import SweepStore  # noqa: PLC0415 - as above

    plan = plan_of(sweep)
    yield plan
    store = SweepStore.of_user()
    yield from run_sweep(plan, engine, store)
    for problem in store.unkept:
        raise problem
