"""The thread of the experiments: one sweep at a time goes on there, in processes of its own.

Importing this module imports neither torch nor numpy: the first sweep does, on its thread.
"""

from __future__ import annotations

import time
from contextlib import closing
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.experiments.sweep import JobProgress
from digitpad.gui.widgets.background import BackgroundWork, Overlap

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import TypeAlias

    from digitpad.errors import DigitpadError
    from digitpad.experiments.planning import Plan
    from digitpad.experiments.running import SweepEvent
    from digitpad.gui.widgets.background import Job

    Begin: TypeAlias = "Callable[[], Generator[Plan | SweepEvent, None, None]]"

SHUT_DOWN_MILLISECONDS = 30_000
"""Longest wait for the thread at the end: processes that load torch end a little later."""

PROGRESS_SECONDS = 0.1
"""Least time between two reports of the progress of the same run."""


class SweepState(Enum):
    """What the thread does."""

    RESTING = "resting"
    RUNNING = "running"
    STOPPING = "stopping"  # its processes are ending


class SweepController(QObject):
    """Iterates over the events of a sweep on a thread; lives on the window's thread and is made once.

    `happened` carries the `Plan` of a sweep, then each `SweepEvent`. A sweep ends with one `finished`, `stopped`, or
    `failed` with a `DigitpadError`. `state_changed` follows each change of `state`, after the signal that caused it.
    """

    happened = Signal(object)
    finished = Signal()
    stopped = Signal()
    failed = Signal(object)
    state_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = SweepState.RESTING
        self._work: BackgroundWork[Begin] = BackgroundWork(
            self._iterate,
            "digitpad experiments",
            self,
            error_title="The sweep ended unexpectedly",
            error_detail="The reason given was: {reason}. What is done is kept; go on to do the rest.",
            overlap=Overlap.REFUSE,
        )
        self._work.shut_down_milliseconds = SHUT_DOWN_MILLISECONDS
        self._work.progressed.connect(self.happened)
        self._work.succeeded.connect(self._on_finished)
        self._work.cancelled.connect(self._on_stopped)
        self._work.failed.connect(self._on_failure)

    @property
    def is_running(self) -> bool:
        """Whether a sweep is under way, be it that it is stopping."""
        return self.state is not SweepState.RESTING

    def start(self, begin: Begin) -> None:
        """Iterate over the events that `begin` gives on the thread; there must be no sweep under way."""
        self._work.submit(begin)
        self._be(SweepState.RUNNING)

    @Slot()
    def stop(self) -> None:
        """End the sweep and its processes; what is done is kept."""
        if self.state is SweepState.RUNNING:
            self._work.cancel()
            self._be(SweepState.STOPPING)

    @Slot()
    def shut_down(self) -> bool:
        """End the sweep and the thread; False if the thread is still busy when the wait runs out."""
        return self._work.shut_down()

    def _iterate(self, begin: Begin, job: Job) -> None:
        """Emit what happens; closing the events ends the processes. Called on the thread."""
        due: dict[str, float] = {}
        with closing(begin()) as events:
            for event in events:
                job.check()
                if isinstance(event, JobProgress):
                    now = time.monotonic()
                    if now < due.get(event.job.key, 0.0):
                        continue
                    due[event.job.key] = now + PROGRESS_SECONDS
                job.emit(self._work.progressed, event)

    def _be(self, state: SweepState) -> None:
        self.state = state
        self.state_changed.emit()

    @Slot()
    def _on_finished(self) -> None:
        self.finished.emit()
        self._be(SweepState.RESTING)

    @Slot()
    def _on_stopped(self) -> None:
        self.stopped.emit()
        self._be(SweepState.RESTING)

    @Slot(object, object)
    def _on_failure(self, error: DigitpadError, _request: object) -> None:
        self.failed.emit(error)
        self._be(SweepState.RESTING)
