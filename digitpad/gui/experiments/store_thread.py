"""What is known of sweeps of other days, read in the background: reading data for their keys takes a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import Signal, Slot

from digitpad.gui.widgets.background import BackgroundWork

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from digitpad.experiments.planning import Plan
    from digitpad.experiments.running import SweepEvent
    from digitpad.experiments.store import SavedSweep
    from digitpad.experiments.sweep import Sweep
    from digitpad.gui.widgets.background import Job


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Asks which sweeps were begun."""


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """Asks what a sweep has come to so far."""

    key: str  # of its case
    sweep: Sweep


@dataclass(frozen=True, slots=True)
class FoundSweep:
    """A sweep that was begun, and how many of its runs are done."""

    saved: SavedSweep
    runs_done: int


@dataclass(frozen=True, slots=True)
class ReadSweep:
    """A sweep with what was done before."""

    key: str
    plan: Plan
    events: tuple[SweepEvent, ...]


Request: TypeAlias = ListRequest | ReadRequest


class StoreController(BackgroundWork[Request]):
    """Looks into the store of sweeps.

    `listed` carries a tuple of `FoundSweep`, the oldest first; `read` a `ReadSweep`; `unreadable` the key of a sweep
    and a `DigitpadError`.
    """

    listed = Signal(object)
    read = Signal(object)
    unreadable = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_look, "digitpad sweeps", parent, error_title="The sweeps could not be read")
        self.succeeded.connect(self._on_succeeded)
        self.failed.connect(self._on_failed)

    @Slot(object)
    def _on_succeeded(self, result: object) -> None:
        if isinstance(result, ReadSweep):
            self.read.emit(result)
        else:
            self.listed.emit(result)

    @Slot(object, object)
    def _on_failed(self, error: object, request: Request) -> None:
        if isinstance(request, ReadRequest):
            self.unreadable.emit(request.key, error)


def _look(request: Request, job: Job) -> tuple[FoundSweep, ...] | ReadSweep:
    from digitpad.experiments.store import SweepStore  # noqa: PLC0415 - numpy loads on this thread, not at start

    store = SweepStore.of_user()
    if isinstance(request, ListRequest):
        return tuple(FoundSweep(saved, store.count_done(saved)) for saved in store.sweeps())
    from digitpad.experiments.planning import plan_of  # noqa: PLC0415 - as above
    from digitpad.experiments.results import SweepResults, TestMeasured  # noqa: PLC0415 - as above

    plan = plan_of(request.sweep)
    results = SweepResults(plan)
    events: list[SweepEvent] = []
    for each in plan.jobs:
        job.check()
        done = store.find(each)
        if done is not None:
            results.note(done)
            events.append(done)
    chosen = results.chosen
    if chosen is not None:
        tests = [store.test_of(each) for each in plan.jobs if each.combination == chosen]
        known = [test.accuracy for test in tests if test is not None]
        if len(known) == len(tests):
            events.append(TestMeasured(chosen, tuple(known)))
    return ReadSweep(request.key, plan, tuple(events))
