"""The training thread: one long-lived QThread on which one run at a time goes on.

Importing this module imports neither torch nor numpy: the first run does, on its thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, Slot

from digitpad.gui.training.job import Controls, Job, RunState
from digitpad.gui.training.worker import Worker
from digitpad.gui.widgets.background import STACK_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from digitpad.config.train_config import TrainConfig
    from digitpad.errors import DigitpadError
    from digitpad.gui.training.job import Past
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.training.outcome import TrainingOutcome
    from digitpad.training.reports import TrainingReport

SHUT_DOWN_MILLISECONDS = 30_000
"""Longest wait for the thread at the end: importing torch cannot be interrupted and may be slow."""


class TrainingController(QObject):
    """Starts, pauses and stops training runs; lives on the window's thread and is made once.

    `preparing`: torch and the data are being loaded. `restored`: a `Past`, before the first report of a run that is
    resumed. `learnt`: an unmeasured `Checkpoint` of the weights so far, a few a second while `watch` asks for
    them, and the last at the end. `warned`: a tuple of `InkError`, for lines of an ink
    file that are left out. `reported`: a `TrainingReport`, at most 20 a second besides those that end an
    epoch. `paused`: the run really rests; no report follows until `resume`. `finished_run`: a
    `TrainingOutcome`. `failed`: a `DigitpadError`. `state_changed`: the new `RunState`, told after the signal
    that caused it. Each run ends with one `finished_run` or one `failed`.
    """

    preparing = Signal()
    restored = Signal(object)
    learnt = Signal(object)
    warned = Signal(object)
    reported = Signal(object)
    paused = Signal()
    finished_run = Signal(object)
    failed = Signal(object)
    state_changed = Signal(object)

    _requested = Signal(object)
    _wanted_on = Signal(object)
    _let_go = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = RunState.IDLE
        self._controls = Controls()
        self._is_watched = False
        self._thread = QThread()
        self._thread.setObjectName("digitpad training")
        self._thread.setStackSize(STACK_BYTES)
        self._worker = Worker()
        self._worker.moveToThread(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._requested.connect(self._worker.run, queued)
        self._wanted_on.connect(self._worker.go_on, queued)
        self._let_go.connect(self._worker.let_go, queued)
        self._worker.preparing.connect(self._note_preparing, queued)
        self._worker.restored.connect(self._note_past, queued)
        self._worker.learnt.connect(self._note_weights, queued)
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

    @property
    def thread_of_worker(self) -> QThread:
        """The thread runs go on, begun if it was not: other work that trains joins it, and waits for a run to end."""
        if not self._thread.isRunning():
            self._thread.start()
        return self._thread

    def start(self, config: TrainConfig, initial: Checkpoint | None = None) -> None:
        """Begin a run; there must be none under way."""
        self._begin(RunState.PREPARING)
        self._requested.emit(Job(config, initial, None, self._controls))

    def resume_stopped(self, stopped_run: Path) -> None:
        """Go on with the run of a file; there must be none under way."""
        self._begin(RunState.PREPARING)
        self._requested.emit(Job(None, None, stopped_run, self._controls))

    def go_on(self) -> None:
        """Go on at once with the run that was stopped last and not let go."""
        self._begin(RunState.RUNNING)
        self._wanted_on.emit(self._controls)

    def add_epoch(self) -> None:
        """Let the run go on for an epoch more, be it under way or at its end and not let go."""
        if not self.is_running:
            self._begin(RunState.RUNNING, more=1)
            self._wanted_on.emit(self._controls)
        elif self._state is not RunState.STOPPING:
            self._controls.more.append(None)

    def let_go(self) -> None:
        """Let go of the run that ended last, with its data; it cannot be gone on with then."""
        if not self.is_running:
            self._let_go.emit()

    def watch(self, is_watched: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Say whether `learnt` is to be told."""
        self._is_watched = is_watched
        if is_watched:
            self._controls.is_watched.set()
        else:
            self._controls.is_watched.clear()

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

    def _begin(self, state: RunState, more: int = 0) -> None:
        if self.is_running:
            msg = "a run is under way"
            raise RuntimeError(msg)
        self._controls = Controls()
        self._controls.go.set()
        self._controls.more.extend([None] * more)
        self.watch(self._is_watched)
        if not self._thread.isRunning():
            self._thread.start()
        self._enter(state)

    def _enter(self, state: RunState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)

    @Slot()
    def _note_preparing(self) -> None:
        self.preparing.emit()

    @Slot(object)
    def _note_past(self, past: Past) -> None:
        self.restored.emit(past)

    @Slot(object)
    def _note_weights(self, checkpoint: Checkpoint) -> None:
        self.learnt.emit(checkpoint)

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
        was_stopping, self._state = self._state is RunState.STOPPING, RunState.IDLE
        if self._controls.more and outcome.can_go_on and not was_stopping:
            self._begin(RunState.RUNNING, more=len(self._controls.more))  # asked for just as the run ended
            self._wanted_on.emit(self._controls)
            return
        self.finished_run.emit(outcome)
        self.state_changed.emit(self._state)

    @Slot(object)
    def _note_failure(self, error: DigitpadError) -> None:
        self._state = RunState.IDLE
        self.failed.emit(error)
        self.state_changed.emit(self._state)
