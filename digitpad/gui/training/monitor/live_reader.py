"""What the weights so far make of the drawing on the pad, while a model trains.

Readings are made on the recognition thread, a few a second, so that neither the pad nor the training waits. Importing
this module imports no numpy.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from digitpad.errors import DigitpadError
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from digitpad.ink.drawing import Drawing
    from digitpad.models.checkpoint import Checkpoint

INTERVAL_MILLISECONDS = 150
"""Least time between two readings: the pad's own answers come first."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LivePrediction:
    """What unfinished weights say: one probability a class, in the order of the names."""

    class_names: tuple[str, ...]
    probabilities: tuple[float, ...]


class _Slot:
    """Room for the newest weights and drawing, shared by two threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted: tuple[Checkpoint, Drawing] | None = None

    def put(self, checkpoint: Checkpoint, drawing: Drawing) -> None:
        """Leave what shall be read, in place of what waited."""
        with self._lock:
            self._wanted = (checkpoint, drawing)

    def take(self) -> tuple[Checkpoint, Drawing] | None:
        """Return what waits, if anything does."""
        with self._lock:
            wanted, self._wanted = self._wanted, None
        return wanted


class _Worker(QObject):
    """Reads; lives on the recognition thread and has no parent."""

    has_read = Signal(object)

    def __init__(self, slot: _Slot) -> None:
        super().__init__()
        self._slot = slot

    @Slot()
    def work(self) -> None:
        """Read the newest drawing with the newest weights."""
        wanted = self._slot.take()
        if wanted is None:
            return
        from digitpad.recognition.recognizer import Recognizer  # noqa: PLC0415 - numpy loads on the worker's thread

        try:
            prediction = Recognizer(wanted[0]).predict(wanted[1])
        except DigitpadError:
            self.has_read.emit(None)  # nothing that can be read lies on the pad
        except Exception:  # noqa: BLE001 - the thread must live on, and the pad's own answer tells what is wrong
            _log.exception("reading with unfinished weights failed")
            self.has_read.emit(None)
        else:
            self.has_read.emit(LivePrediction(prediction.class_names, prediction.probabilities))


class LiveReader(QObject):
    """Has the pad read by unfinished weights; lives on the window's thread.

    `read`: a `Reading`, or None if there is nothing to read.

    `thread`: the recognition thread.
    """

    read = Signal(object)
    _posted = Signal()

    def __init__(self, thread: QThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._slot = _Slot()
        self._checkpoint: Checkpoint | None = None
        self._drawing: Drawing = Ink()
        self._worker = _Worker(self._slot)
        self._worker.moveToThread(thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._posted.connect(self._worker.work, queued)
        self._worker.has_read.connect(self._note_reading, queued)
        self._pause = QTimer(self, singleShot=True, interval=INTERVAL_MILLISECONDS)
        self._pause.timeout.connect(self._post)

    @Slot(object)
    def show_weights(self, checkpoint: Checkpoint | None) -> None:
        """Have the pad read by these weights from now on; by none if they are None."""
        self._checkpoint = checkpoint
        self._wish()

    @Slot(object)
    def show_drawing(self, drawing: Drawing) -> None:
        """Have another drawing read."""
        self._drawing = drawing
        self._wish()

    def _wish(self) -> None:
        if self._checkpoint is not None and not self._pause.isActive():
            self._pause.start()

    @Slot()
    def _post(self) -> None:
        if self._checkpoint is None:
            return
        if self._drawing == Ink():
            self.read.emit(None)
            return
        self._slot.put(self._checkpoint, self._drawing)
        self._posted.emit()

    @Slot(object)
    def _note_reading(self, reading: LivePrediction | None) -> None:
        if self._checkpoint is not None:
            self.read.emit(reading if self._drawing != Ink() else None)
