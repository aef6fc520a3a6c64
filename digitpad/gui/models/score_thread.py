"""Where models stand, and measuring what is missing, away from the window's thread: one long-lived thread.

Importing this module imports no numpy: the worker does, on its thread.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, Slot

from digitpad.errors import DigitpadError
from digitpad.gui.widgets.background import SHUT_DOWN_MILLISECONDS, STACK_BYTES
from digitpad.library.scores.values import TestSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digitpad.library.scores.measuring import ScoreBoard
    from digitpad.library.scores.values import ModelScores

_log = logging.getLogger(__name__)


class _Queue:
    """Names of models: those whose standing shall be told, and those that shall be measured after that."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._to_tell: list[str] = []
        self._to_measure: list[str] = []
        self._is_closed = False

    def put(self, names: Iterable[str]) -> None:
        """Leave names; they come before those that wait."""
        with self._lock:
            wanted = list(dict.fromkeys(names))
            self._to_tell = [*wanted, *(name for name in self._to_tell if name not in wanted)]

    def put_to_measure(self, name: str) -> None:
        """Leave the name of a model that lacks a figure."""
        with self._lock:
            if name not in self._to_measure:
                self._to_measure.append(name)

    def take(self) -> str | None:
        """Return the next name whose standing shall be told."""
        with self._lock:
            return self._to_tell.pop(0) if self._to_tell and not self._is_closed else None

    def take_to_measure(self) -> str | None:
        """Return the next name that shall be measured."""
        with self._lock:
            return self._to_measure.pop(0) if self._to_measure and not self._is_closed else None

    def open(self) -> None:
        """Let names be taken again."""
        with self._lock:
            self._is_closed = False

    def close(self) -> None:
        """Let nothing more be taken."""
        with self._lock:
            self._is_closed = True

    @property
    def is_closed(self) -> bool:
        """Whether it is time to end."""
        return self._is_closed


class _Worker(QObject):
    """Tells and measures what is in the queue; lives on the standings' thread and has no parent."""

    told = Signal(object)
    failed = Signal(str, object, object)
    rested = Signal()

    def __init__(self, queue: _Queue) -> None:
        super().__init__()
        self._queue = queue

    @Slot()
    def work(self) -> None:
        """Tell all standings, then measure what is missing; a newly wanted standing is told in between."""
        from digitpad.library.scores.measuring import ScoreBoard  # noqa: PLC0415 - numpy loads on this thread, not at start

        try:
            standings = ScoreBoard.of_user()
            self._tell_waiting(standings)
            while (name := self._queue.take_to_measure()) is not None:
                self._measure(standings, name)
                self._tell_waiting(standings)
        except Exception:  # noqa: BLE001 - the thread must live on
            _log.exception("looking at models' figures failed")
        finally:
            self.rested.emit()

    def _tell_waiting(self, standings: ScoreBoard) -> None:
        while (name := self._queue.take()) is not None:
            if self._tell(standings, name):
                self._queue.put_to_measure(name)

    def _tell(self, standings: ScoreBoard, name: str) -> bool:
        """Tell where a model stands; whether a figure is missing that could be had."""
        standing = self._found(standings, name)
        if standing is None:
            return False
        self.told.emit(standing)
        return bool(standing.missing)

    def _found(self, standings: ScoreBoard, name: str) -> ModelScores | None:
        """Return where a model stands; None if that cannot be known."""
        try:
            return standings.of(name)
        except DigitpadError as error:
            _log.info("no figures for %s: %s", name, error)  # whoever shows or uses the model tells of it
        except Exception as error:  # noqa: BLE001 - the user must hear of it
            _log.exception("looking at a model's figures failed")
            for standard in TestSet:
                self.failed.emit(name, standard, _unexpected(error))
        return None

    def _measure(self, standings: ScoreBoard, name: str) -> None:
        standing = self._found(standings, name)
        if standing is None:
            return  # deleted meanwhile
        outcomes = [(standard, self._error_on(standings, name, standard)) for standard in standing.missing]
        if self._queue.is_closed:
            return
        if any(failure is None for _, failure in outcomes):
            self._tell(standings, name)
        # Last, because a figure that could not be had is still owed, and would be told as being measured.
        for standard, failure in outcomes:
            if failure is not None:
                self.failed.emit(name, standard, failure)

    def _error_on(self, standings: ScoreBoard, name: str, standard: TestSet) -> DigitpadError | None:
        """Measure a model on a set; return what went wrong, if anything did."""
        try:
            for _ in standings.measure(name, standard):
                self._tell_waiting(standings)
                if self._queue.is_closed:
                    break
        except DigitpadError as error:
            return error
        except Exception as error:  # noqa: BLE001 - the thread must live on, and the user must hear of it
            _log.exception("measuring a model failed")
            return _unexpected(error)
        return None


class ScoreController(QObject):
    """Has models' standings told and completed; lives on the window's thread and is made once.

    `told` carries a `Standing`: at once, and again when a missing figure was measured. `failed` carries a model's name,
    a `Standard` it could not be measured on, and a `DigitpadError`. `rested` follows when nothing is left to do.
    """

    told = Signal(object)
    failed = Signal(str, object, object)
    rested = Signal()

    _posted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._under_way = 0
        self._queue = _Queue()
        self._thread = QThread()
        self._thread.setObjectName("digitpad standings")
        self._thread.setStackSize(STACK_BYTES)
        self._worker = _Worker(self._queue)
        self._worker.moveToThread(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._posted.connect(self._worker.work, queued)
        self._worker.told.connect(self._note_told, queued)
        self._worker.failed.connect(self._note_failure, queued)
        self._worker.rested.connect(self._note_rest, queued)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.shut_down)

    def look(self, names: Iterable[str]) -> None:
        """Have the standings of these models told, before those asked for earlier, and measured where they lack one."""
        self._queue.open()  # an end of the window's may have come to nothing
        if not self._thread.isRunning():
            self._thread.start()
        self._under_way += 1
        self._queue.put(names)
        self._posted.emit()

    @property
    def has_ended(self) -> bool:
        """Whether the end came after all that was asked for."""
        return self._queue.is_closed

    @property
    def is_resting(self) -> bool:
        """Whether nothing is left to do."""
        return self._under_way == 0

    @Slot()
    def shut_down(self) -> bool:
        """End the thread; False if it is still busy when the wait runs out."""
        self._queue.close()
        self._thread.quit()
        return self._thread.wait(SHUT_DOWN_MILLISECONDS)

    @Slot(object)
    def _note_told(self, standing: object) -> None:
        self.told.emit(standing)

    @Slot(str, object, object)
    def _note_failure(self, name: str, standard: object, error: object) -> None:
        self.failed.emit(name, standard, error)

    @Slot()
    def _note_rest(self) -> None:
        self._under_way -= 1
        if self.is_resting:
            self.rested.emit()


def _unexpected(error: Exception) -> DigitpadError:
    return DigitpadError(
        "This model could not be measured",
        "Something unexpected happened: {reason}. Evaluate it to see more.",
        reason=str(error) or type(error).__name__,
    )
