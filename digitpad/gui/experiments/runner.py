"""The sweeps there are, and the one that is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.experiments.planning import combinations_of
from digitpad.experiments.ready_made import READY_MADE
from digitpad.gui.experiments.case import CaseState, SweepCase
from digitpad.gui.experiments.own_sweep_page import Estimate
from digitpad.gui.experiments.thread import SweepController, SweepState

if TYPE_CHECKING:
    from digitpad.errors import DigitpadError
    from digitpad.experiments.sweep import JobEvent, Sweep


class SweepRunner(QObject):
    """Knows every sweep and runs one at a time; lives on the window's thread and is made once.

    `changed` carries the `SweepCase` that stands differently now; `cases_changed` follows others being there.
    """

    changed = Signal(object)
    cases_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.controller = SweepController(self)
        self.ready_made = tuple(
            SweepCase(each.name, each.title, f"{each.question} {each.reading}", each.sweep, combinations_of(each.sweep))
            for each in READY_MADE
        )
        self.own: list[SweepCase] = []
        self.running: SweepCase | None = None
        self.controller.happened.connect(self._on_event)
        self.controller.finished.connect(self._on_finished)
        self.controller.stopped.connect(self._on_stopped)
        self.controller.failed.connect(self._on_failure)

    @property
    def is_running(self) -> bool:
        return self.running is not None

    @property
    def is_looking(self) -> bool:
        return False

    def find(self, key: str) -> SweepCase | None:
        return next((case for case in (*self.ready_made, *self.own) if case.key == key), None)

    def estimate(self, sweep: Sweep) -> Estimate:
        return Estimate(len(combinations_of(sweep)) * sweep.seeds, None)

    def add_own(self, sweep: Sweep, title: str) -> SweepCase:
        case = SweepCase(f"own {len(self.own)}", title, "", sweep, combinations_of(sweep))
        self.own.append(case)
        return case

    def look_again(self) -> None:
        pass

    def start(self, case: SweepCase, processes: int) -> None:
        case.begin()
        case.state, self.running = CaseState.RUNNING, case
        self.controller.start(lambda: self._events(case, processes))
        self.changed.emit(case)

    @Slot()
    def stop(self) -> None:
        self.controller.stop()
        if self.running is not None and self.controller.state is SweepState.STOPPING:
            self.running.state = CaseState.STOPPING
            self.changed.emit(self.running)

    def shut_down(self) -> bool:
        return self.controller.shut_down()

    @Slot(object)
    def _on_event(self, event: JobEvent) -> None:
        if self.running is not None:
            self.running.standing.note(event)
            self.changed.emit(self.running)

    @Slot()
    def _on_finished(self) -> None:
        self._end(CaseState.FINISHED)

    @Slot()
    def _on_stopped(self) -> None:
        self._end(CaseState.STOPPED)

    @Slot(object)
    def _on_failure(self, error: DigitpadError) -> None:
        if self.running is not None:
            self.running.problem = error
        self._end(CaseState.STOPPED)

    def _end(self, state: CaseState) -> None:
        case, self.running = self.running, None
        if case is not None:
            case.standing.rest()
            case.state = state
            self.changed.emit(case)
