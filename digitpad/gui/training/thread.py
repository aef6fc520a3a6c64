"""The training thread: one long-lived QThread on which one run at a time goes on.

Importing this module imports neither torch nor numpy: the first run does, on its thread.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from traceback import clear_frames
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QThread, Signal, Slot

from digitpad.gui.widgets.background import BackgroundWork
from digitpad.library.names import resume_file_of
from digitpad.training.outcome import TrainingOutcome, as_digitpad_error
from digitpad.training.reports import Divergence, TrainingReport
from digitpad.training.session import Prepared, Rest, RunState, Snapshot, TrainingSession

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digitpad.config.train_config import TrainConfig
    from digitpad.errors import DigitpadError
    from digitpad.gui.widgets.background import Job
    from digitpad.library.library import Entry
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.training.session import Event

SHUT_DOWN_MILLISECONDS = 30_000
"""Longest wait for the thread at the end: importing torch cannot be interrupted and may be slow."""

Request: TypeAlias = "Callable[[], Iterator[Event] | None]"


class TrainingController(QObject):
    """Steers the training session, whose runs are iterated on a thread; lives on the window's thread and is made once.

    `prepared`: a `Prepared` run, before its first report. `learnt`: a `Checkpoint` of the weights so far, a few a
    second while `watch` asks for them, and the last at the end. `reported`: a `TrainingReport`, at most 20 a second
    besides those that end an epoch. `diverged`: a `Divergence`, before the end of a run that ran away. `paused`: the
    run really rests; no report follows until `resume`. `finished_run`: a `TrainingOutcome`. `failed`: a
    `DigitpadError`. `state_changed`: the new `RunState`, after the signal that caused it. Each run ends with one
    `finished_run` or one `failed`.
    """

    prepared = Signal(object)
    learnt = Signal(object)
    reported = Signal(object)
    diverged = Signal(object)
    paused = Signal()
    finished_run = Signal(object)
    failed = Signal(object)
    state_changed = Signal(object)
    released = Signal()  # the model that waited is kept or given up

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = TrainingSession()
        self._shown_state = self.session.state
        self.has_failed = False  # whether the last run did
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.shut_down)  # before the work's own, which waits for the run's end
        self._work: BackgroundWork[Request] = BackgroundWork(
            self._train, "digitpad training", self, error_title="Training ended unexpectedly"
        )
        self._work.shut_down_milliseconds = SHUT_DOWN_MILLISECONDS
        self._work.progressed.connect(self._on_event)
        self._work.failed.connect(self._on_failure)

    @property
    def state(self) -> RunState:
        """What is going on."""
        return self.session.state

    @property
    def is_running(self) -> bool:
        """Whether a run is under way, be it preparing, paused or stopping."""
        return self.session.is_running

    @property
    def thread_of_worker(self) -> QThread:
        """The thread runs go on, begun if it was not: other work that trains joins it, and waits for a run to end."""
        thread = self._work.thread_of_worker
        if not thread.isRunning():
            thread.start()
        return thread

    def start(self, config: TrainConfig, initial: Checkpoint | None = None) -> None:
        """Begin a run; there must be none under way."""
        self._iterate_over(self.session.start(config, initial))

    def resume_stopped(self, model: Entry) -> None:
        """Resume the stopped run of a model; there must be none under way."""
        self._iterate_over(self.session.resume_stopped(resume_file_of(model.path), model.path, model.name))

    @Slot()
    def go_on(self) -> None:
        """Go on at once with the run that ended last: for an epoch more, if it came to its end."""
        self._iterate_over(self.session.go_on())

    @Slot()
    def add_epoch(self) -> None:
        """Let the run under way go on for an epoch more."""
        self.session.add_epoch()

    def release(self) -> None:
        """Forget the model that waits and close its run, with its data, unless another is under way."""
        self.session.release()
        self.released.emit()
        if not self.is_running:
            self._work.submit(self.session.close_run)

    def watch(self, is_watched: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Say whether `learnt` is wanted."""
        self.session.watch(is_watched)

    @Slot()
    def pause(self) -> None:
        """Let the run rest after its next report."""
        self.session.pause()
        self._show_state()

    @Slot()
    def resume(self) -> None:
        """Let a paused run go on."""
        self.session.resume()
        self._show_state()

    @Slot()
    def stop(self, *, keep: bool = True) -> None:
        """End the run after its next report, with what was learnt unless that is not wanted."""
        self.session.stop(keep=keep)
        self._show_state()

    def stop_and_wait(self) -> None:
        """Stop and wait for what was learnt: a report's time, or until torch is loaded."""
        loop = QEventLoop()
        self.finished_run.connect(loop.quit)
        self.failed.connect(loop.quit)
        self.stop()
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

    @Slot()
    def shut_down(self) -> bool:
        """End the run and the thread; False if the thread is still busy when the wait runs out."""
        self.session.stop(keep=False)
        has_ended = self._work.shut_down()
        if has_ended:
            self.session.note_failure()
            self.session.release()
        return has_ended

    def _train(self, request: Request, job: Job) -> None:
        """Iterate over the events of a run; called on the thread."""
        try:
            _load_torch()
            for event in request() or ():
                job.emit(self._work.progressed, event)
        except Exception as error:
            clear_frames(error.__traceback__)  # or whoever holds the error holds the run, with its data
            raise as_digitpad_error(error) from error
        finally:
            _give_back_memory()

    def _iterate_over(self, events: Iterator[Event]) -> None:
        self.has_failed = False
        self._work.submit(lambda: events)
        self._show_state()

    def _show_state(self) -> None:
        if self.state is not self._shown_state:
            self._shown_state = self.state
            self.state_changed.emit(self.state)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        self.session.note_event(event)
        match event:
            case Prepared():
                self.prepared.emit(event)
            case TrainingReport():
                self.reported.emit(event)
            case Snapshot(checkpoint):
                self.learnt.emit(checkpoint)
            case Divergence():
                self.diverged.emit(event)
            case Rest():
                self.paused.emit()
            case TrainingOutcome():
                if self.session.should_go_on:
                    self.go_on()
                    return
                self.finished_run.emit(event)
        self._show_state()

    @Slot(object, object)
    def _on_failure(self, error: DigitpadError, _request: Request) -> None:
        self.session.note_failure()
        self.has_failed = True
        self.failed.emit(error)
        self._show_state()


def _load_torch() -> None:
    """Load torch before a run does: frames of its import stay as cyclic garbage, with all that their callers hold."""
    from digitpad.training import learner  # noqa: F401, PLC0415 - seconds, and only a run needs it


def _give_back_memory() -> None:
    """Have what was freed returned to the system: glibc keeps it otherwise, tens of megabytes after a run."""
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # another C library knows no such function
            ctypes.CDLL(None).malloc_trim(0)
