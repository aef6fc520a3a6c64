"""Work in the background: requests go to a long-lived thread; progress, results and errors come back as signals."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections import deque
from enum import Enum
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, SignalInstance, Slot

from digitpad.errors import DigitpadError, UnexpectedError

if TYPE_CHECKING:
    from collections.abc import Callable

STACK_BYTES = 16 * 1024 * 1024
"""Stack of a thread: numpy's libraries want more than Qt's default on some systems."""

SHUT_DOWN_MILLISECONDS = 10_000
"""Longest wait for the thread at the end: an answer takes a millisecond, importing numpy on a slow disk a second."""

REPORT_SECONDS = 0.05
"""Least mean time between progress reports: a queue of 20,000 took the window 5 s to drain."""

_log = logging.getLogger(__name__)

Request = TypeVar("Request")


class Overlap(Enum):
    """What a new request does to those before it."""

    QUEUE = "queue"  # waits for them; all end before the thread does
    REPLACE_WAITING = "replace waiting"  # drops the one that waits; the one under way ends as usual
    REPLACE = "replace"  # drops the one that waits and cancels the one under way, of which no more signals come
    REFUSE = "refuse"  # raises a RuntimeError


class Cancelled(Exception):  # noqa: N818 - not an error
    """Raised in an operation to end it with `cancelled`."""


class Job:
    """A request on its way: what its operation reports with, and checks for cancellation."""

    __slots__ = ("_due", "_emitted", "_progressed", "is_cancelled", "is_dropped", "request")

    def __init__(self, request: Any, emitted: SignalInstance, progressed: SignalInstance) -> None:
        self.request = request
        self.is_cancelled = False  # set by the window: a busy worker sees no queued signal
        self.is_dropped = False  # whether its signals are held back; for the window's thread alone
        self._emitted, self._progressed = emitted, progressed
        self._due = 0.0

    def check(self) -> None:
        """Raise `Cancelled` if the request was cancelled."""
        if self.is_cancelled:
            raise Cancelled

    def report(self, progress: object) -> bool:
        """Emit `progressed` unless one was just emitted, and return whether it was; raise `Cancelled` if cancelled."""
        self.check()
        now = time.monotonic()
        if now < self._due:
            return False
        # One that comes a little early delays none: the mean rate is what must not be exceeded.
        self._due = max(self._due, now - REPORT_SECONDS) + REPORT_SECONDS
        self.emit(self._progressed, progress)
        return True

    def emit(self, signal: SignalInstance, *values: object) -> None:
        """Emit a signal of the `BackgroundWork` on the window's thread."""
        self._emitted.emit(self, signal, values)


Operation: TypeAlias = "Callable[[Any, Job], object]"


class BackgroundWork(QObject, Generic[Request]):
    """Runs an operation on one request after another on a thread; lives on the window's thread and is made once.

    `progressed` carries what the operation reports, at most 20 times a second on average. Each request ends with one
    `succeeded` with the operation's result, one `failed` with a `DigitpadError` and the request, or one `cancelled`.

    `operation`: runs on the thread with a request and its `Job`; `thread`: name of a thread of its own, started by the
    first request, or a thread shared with other work, whose owner starts and ends it; `error_title`, `error_detail`:
    the `DigitpadError` that stands for any other exception.
    """

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object, object)
    cancelled = Signal()

    _posted = Signal()
    _ending = Signal()

    shut_down_milliseconds = SHUT_DOWN_MILLISECONDS

    def __init__(  # noqa: PLR0913 - keywords, most with defaults
        self,
        operation: Operation,
        thread: str | QThread,
        parent: QObject | None = None,
        *,
        error_title: str,
        error_detail: str = "Something unexpected happened: {reason}.",
        overlap: Overlap = Overlap.QUEUE,
    ) -> None:
        super().__init__(parent)
        self._operation, self._overlap = operation, overlap
        self._error_text = error_title, error_detail
        self._lock = threading.Lock()
        self._waiting: deque[Job] = deque()
        self._newest: Job | None = None  # None once it has ended; for the window's thread alone
        self._is_own_thread = isinstance(thread, str)
        self._is_shut_down = False  # whether requests wait for `resume`
        self._was_running = False  # when it was shut down: work that shares the thread needs it then
        self._thread = _new_thread(thread) if isinstance(thread, str) else thread
        self._worker = _Worker(self._work)
        self._worker.moveToThread(self._thread)
        self._signals = self._worker.emitted, self.progressed  # once, for looking them up takes microseconds
        self._running = Job(None, *self._signals)  # the last that the worker took
        queued = Qt.ConnectionType.QueuedConnection
        self._posted.connect(self._worker.work, queued)
        self._ending.connect(self._worker.end_thread, queued)
        self._worker.emitted.connect(self._on_emitted, queued)
        self._worker.ended.connect(self._on_ended, queued)
        application = QCoreApplication.instance()
        if self._is_own_thread and application is not None:
            self._thread.finished.connect(self._on_thread_finished, queued)
            application.aboutToQuit.connect(self.shut_down)

    @property
    def thread_of_worker(self) -> QThread:
        """The thread operations run on; other slow work may share it."""
        return self._thread

    @property
    def is_stuck(self) -> bool:
        """Whether its thread runs, though it was to end."""
        return self._is_own_thread and self._was_running and self._thread.isRunning()

    @property
    def current(self) -> Request | None:
        """The newest request, until it has ended."""
        return None if self._newest is None else self._newest.request

    @property
    def is_busy(self) -> bool:
        """Whether a request waits or is under way."""
        return self._newest is not None

    def submit(self, request: Request) -> None:
        """Have the operation run on a request."""
        if self._overlap is Overlap.REFUSE and self.is_busy:
            msg = f"{self._thread.objectName()}: a request is under way"
            raise RuntimeError(msg)
        if self._overlap is Overlap.REPLACE:
            self.drop()
        self._newest = job = Job(request, *self._signals)
        with self._lock:
            was_empty = not self._waiting
            if self._overlap is not Overlap.QUEUE:
                self._waiting.clear()
            self._waiting.append(job)
        self._start()
        if was_empty or self._overlap is Overlap.QUEUE:  # else the worker comes for this one instead
            self._posted.emit()

    @Slot()
    def cancel(self) -> None:
        """Cancel the requests that wait or are under way; `cancelled` follows where the operation checks for it."""
        with self._lock:
            for job in (*self._waiting, self._running):
                job.is_cancelled = True

    def drop(self) -> None:
        """Cancel the requests that wait or are under way, and emit no more signals of theirs."""
        self.cancel()
        with self._lock:
            self._running.is_dropped = True
            self._waiting.clear()
        self._newest = None

    @Slot()
    def shut_down(self) -> bool:
        """End the thread, if it is its own; False if it is still busy when the wait runs out.

        Queued requests are worked on before, others cancelled. Whatever is submitted after the end waits for `resume`:
        answers that come late ask for more, of a window that may be gone by then.
        """
        if self._overlap is not Overlap.QUEUE:
            self.cancel()
        if not self._is_own_thread:
            return True
        if self._thread.isRunning():
            self._was_running = True
            self._ending.emit()
            if not self._thread.wait(self.shut_down_milliseconds):
                return False
        self._is_shut_down = True
        return True

    def resume(self) -> None:
        """Go on after `shut_down`, for a window that stays open after all."""
        self._is_shut_down = False
        if self._waiting or self._was_running:
            self._start()

    def _start(self) -> None:
        if self._is_own_thread and not self._is_shut_down and not self._thread.isRunning():
            self._thread.start()

    def _work(self) -> None:
        """Run the operation on the next request, if one waits; called on the worker's thread."""
        with self._lock:
            if not self._waiting:
                return
            self._running = job = self._waiting.popleft()
        values: tuple[object, ...] = ()
        try:
            job.check()
            signal, values = self.succeeded, (self._operation(job.request, job),)
        except Cancelled:
            signal = self.cancelled
        except DigitpadError as error:
            signal, values = self.failed, (error, job.request)
        except Exception as error:  # noqa: BLE001 - the thread must live on, and the user must learn of it
            signal, values = self.failed, (unexpected_error(error, *self._error_text), job.request)
        self._worker.ended.emit(job, signal, values)

    @Slot(object, object, object)
    def _on_emitted(self, job: Job, signal: SignalInstance, values: tuple[object, ...]) -> None:
        if not job.is_dropped:
            signal.emit(*values)

    @Slot(object, object, object)
    def _on_ended(self, job: Job, signal: SignalInstance, values: tuple[object, ...]) -> None:
        if job is self._newest:
            self._newest = None  # first, for a slot may submit the next request
        if not self._is_outdated(job.request):
            self._on_emitted(job, signal, values)

    def _is_outdated(self, _request: Request) -> bool:
        """Return whether the result of a request is of no interest any more, nor its error."""
        return False

    @Slot()
    def _on_thread_finished(self) -> None:
        self._start()  # unless it was shut down: the window has stayed open


class _Worker(QObject):
    """Works whenever it is woken; lives on the thread and has no parent."""

    emitted = Signal(object, object, object)  # a job, a signal and its values
    ended = Signal(object, object, object)  # the same, the job's last

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self._work = work

    @Slot()
    def work(self) -> None:
        """Work on one request, then let other work on this thread have its turn."""
        self._work()

    @Slot()
    def end_thread(self) -> None:
        """End the thread after what was posted to it before."""
        self.thread().quit()


def unexpected_error(error: Exception, title: str, detail: str) -> DigitpadError:
    """Log an exception nobody foresaw, and return it as an error for the user; `detail` holds a {reason}."""
    _log.error("%s", title, exc_info=error)
    made = UnexpectedError(title, detail, reason=str(error) or type(error).__name__)
    made.trace = "".join(traceback.format_exception(error))
    return made


def _new_thread(name: str) -> QThread:
    thread = QThread()
    thread.setObjectName(name)
    thread.setStackSize(STACK_BYTES)
    return thread
