"""The training thread: one long-lived QThread on which one run at a time goes on.

Owns the thread, and pausing, resuming and stopping a run. Does not own the loop (`training`) or how a run is
shown. Importing this module imports neither torch nor numpy: the first run does, on its thread.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, Slot

from digitpad.errors import DigitpadError, TrainingError

if TYPE_CHECKING:
    from digitpad.checkpoint import Checkpoint
    from digitpad.spec import TrainConfig
    from digitpad.training import TrainingReport, TrainingRun

REPORT_SECONDS = 0.05
"""Least mean time between reports sent to the window; a queue of 20,000 reports took 5 s to drain."""

STACK_BYTES = 16 * 1024 * 1024
"""Stack of the thread: numpy's and torch's libraries want more than Qt's default on some systems."""

SHUT_DOWN_MILLISECONDS = 30_000
"""Longest wait for the thread at the end: importing torch cannot be interrupted and may be slow."""

_log = logging.getLogger(__name__)


class RunState(Enum):
    """What the training thread is doing, as the window knows it."""

    IDLE = "idle"
    PREPARING = "preparing"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class TrainingOutcome:
    """How a run ended that has something to show, or was stopped.

    Parameters
    ----------
    config
        What was trained.
    checkpoint
        What was learnt; None if that was not wanted, or if the run was stopped before its first batch.
    is_stopped_early
        Whether the run ended before its last batch.
    error
        What broke the run off after an epoch or more had been learnt; None if nothing did.
    """

    config: TrainConfig
    checkpoint: Checkpoint | None
    is_stopped_early: bool
    error: DigitpadError | None = None


@dataclass(slots=True)
class _Controls:
    """What the window tells a busy worker, who sees no queued signal: looked at between two reports."""

    stop: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)
    is_wanted: bool = True


@dataclass(frozen=True, slots=True)
class _Job:
    """One run, with controls of its own, so that a late click never reaches the next run."""

    config: TrainConfig
    initial: Checkpoint | None
    controls: _Controls


class _Worker(QObject):
    """Iterates one `TrainingRun` after another; lives on the training thread and has no parent."""

    preparing = Signal()
    reported = Signal(object)
    warned = Signal(object)
    paused = Signal()
    finished_run = Signal(object)
    failed = Signal(object)

    @Slot(object)
    def run(self, job: _Job) -> None:
        """Train one job to its end."""
        try:
            outcome = self._train(job)
        except DigitpadError as error:
            self.failed.emit(error)
        except MemoryError:
            self.failed.emit(
                TrainingError(
                    "This model is too large for the memory here",
                    "Use fewer or smaller hidden layers or a smaller batch, then start again.",
                )
            )
        except Exception as error:  # noqa: BLE001 - the thread must live on and the user must hear of it
            _log.exception("training ended unexpectedly")
            self.failed.emit(
                TrainingError(
                    "Training ended unexpectedly",
                    "The reason given was: {reason}. Your settings and models are as they were; change a "
                    "setting or start again.",
                    reason=str(error) or type(error).__name__,
                )
            )
        else:
            self.finished_run.emit(outcome)

    def _train(self, job: _Job) -> TrainingOutcome:
        self.preparing.emit()
        from digitpad.training import train  # noqa: PLC0415 - numpy and torch load on this thread, not at start

        run = train(job.config, job.initial)
        try:
            if run.problems:
                self.warned.emit(run.problems)
            return self._iterate(run, job)
        finally:
            run.close()

    def _iterate(self, run: TrainingRun, job: _Job) -> TrainingOutcome:
        controls = job.controls
        last: TrainingReport | None = None
        error: DigitpadError | None = None
        has_whole_epoch = False
        due = 0.0
        try:
            while not controls.stop.is_set() and (report := next(run, None)) is not None:
                last = report
                now = time.monotonic()
                if report.finished_epoch is not None or now >= due:
                    self.reported.emit(report)
                    # One that comes a little early waits for none: the mean rate is what must not be passed.
                    due = max(due, now - REPORT_SECONDS) + REPORT_SECONDS
                has_whole_epoch |= report.finished_epoch is not None
                self._wait_while_paused(controls)
        except TrainingError as caught:
            if not has_whole_epoch:
                raise
            error = caught  # what was learnt before is the user's to keep
        is_complete = last is not None and last.progress >= 1.0
        is_kept = last is not None and controls.is_wanted
        return TrainingOutcome(job.config, run.checkpoint() if is_kept else None, not is_complete, error)

    def _wait_while_paused(self, controls: _Controls) -> None:
        if not controls.go.is_set():
            self.paused.emit()
            controls.go.wait()


class TrainingController(QObject):
    """Starts, pauses and stops training runs; lives on the window's thread and is made once.

    `preparing`: torch and the data are being loaded. `warned`: a tuple of `InkError`, for lines of an ink
    file that are left out. `reported`: a `TrainingReport`, at most 20 a second besides those that end an
    epoch. `paused`: the run really rests; no report follows until `resume`. `finished_run`: a
    `TrainingOutcome`. `failed`: a `DigitpadError`. `state_changed`: the new `RunState`, told after the signal
    that caused it. Each run ends with one `finished_run` or one `failed`.
    """

    preparing = Signal()
    warned = Signal(object)
    reported = Signal(object)
    paused = Signal()
    finished_run = Signal(object)
    failed = Signal(object)
    state_changed = Signal(object)

    _requested = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = RunState.IDLE
        self._controls = _Controls()
        self._thread = QThread()
        self._thread.setObjectName("digitpad training")
        self._thread.setStackSize(STACK_BYTES)
        self._worker = _Worker()
        self._worker.moveToThread(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._requested.connect(self._worker.run, queued)
        self._worker.preparing.connect(self._note_preparing, queued)
        self._worker.warned.connect(self._note_warning, queued)
        self._worker.reported.connect(self._note_report, queued)
        self._worker.paused.connect(self._note_paused, queued)
        self._worker.finished_run.connect(self._note_finish, queued)
        self._worker.failed.connect(self._note_failure, queued)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.shut_down)

    @property
    def state(self) -> RunState:
        """What is going on."""
        return self._state

    @property
    def is_running(self) -> bool:
        """Whether a run is under way, be it preparing, paused or stopping."""
        return self._state is not RunState.IDLE

    def start(self, config: TrainConfig, initial: Checkpoint | None = None) -> None:
        """Begin a run; there must be none under way."""
        if self.is_running:
            msg = "a run is under way"
            raise RuntimeError(msg)
        self._controls = _Controls()
        self._controls.go.set()
        if not self._thread.isRunning():
            self._thread.start()
        self._enter(RunState.PREPARING)
        self._requested.emit(_Job(config, initial, self._controls))

    def pause(self) -> None:
        """Let the run rest after its next report."""
        if self._state is RunState.RUNNING:
            self._controls.go.clear()
            self._enter(RunState.PAUSED)

    def resume(self) -> None:
        """Let a paused run go on."""
        if self._state is RunState.PAUSED:
            self._enter(RunState.RUNNING)
            self._controls.go.set()

    def stop(self, *, keep: bool = True) -> None:
        """End the run after its next report, with what was learnt unless that is not wanted."""
        if self.is_running:
            self._controls.is_wanted = keep
            self._controls.stop.set()
            self._controls.go.set()
            self._enter(RunState.STOPPING)

    def shut_down(self) -> bool:
        """End the run and the thread; False if the thread is still busy when the wait runs out."""
        self._controls.is_wanted = False
        self._controls.stop.set()
        self._controls.go.set()
        self._thread.quit()
        return self._thread.wait(SHUT_DOWN_MILLISECONDS)

    def _enter(self, state: RunState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)

    @Slot()
    def _note_preparing(self) -> None:
        self.preparing.emit()

    @Slot(object)
    def _note_warning(self, problems: tuple[DigitpadError, ...]) -> None:
        self.warned.emit(problems)

    @Slot(object)
    def _note_report(self, report: TrainingReport) -> None:
        self.reported.emit(report)
        if self._state is RunState.PREPARING:
            self._enter(RunState.RUNNING)

    @Slot()
    def _note_paused(self) -> None:
        self.paused.emit()

    @Slot(object)
    def _note_finish(self, outcome: TrainingOutcome) -> None:
        # Idle first: whoever hears of the end may start the next run.
        self._state = RunState.IDLE
        self.finished_run.emit(outcome)
        self.state_changed.emit(self._state)

    @Slot(object)
    def _note_failure(self, error: DigitpadError) -> None:
        self._state = RunState.IDLE
        self.failed.emit(error)
        self.state_changed.emit(self._state)
