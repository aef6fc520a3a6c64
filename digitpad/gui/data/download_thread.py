"""Fetching data sets away from the window's thread: one download at a time, on a thread of its own.

Importing this module imports nothing of the network: the worker does, on its thread.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, Slot

from digitpad.errors import DatasetError, DigitpadError
from digitpad.gui.widgets.background import STACK_BYTES

if TYPE_CHECKING:
    from digitpad.config.dataset_info import DatasetName
    from digitpad.data.downloads import DownloadProgress

_REPORT_SECONDS = 0.1
"""Between two words of progress."""

_SHUT_DOWN_MILLISECONDS = 30_000
"""Longest wait for the thread at the end: a server may be silent for 15 seconds before that is noticed."""

_log = logging.getLogger(__name__)


class _Worker(QObject):
    """Fetches one data set after another; lives on the download thread and has no parent."""

    progressed = Signal(object)
    fetched = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, stop: threading.Event) -> None:
        super().__init__()
        self._stop = stop
        self._due = 0.0

    @Slot(object)
    def fetch(self, name: DatasetName) -> None:
        """Fetch a data set."""
        from digitpad.data.downloads import DownloadStopped, fetch_dataset  # noqa: PLC0415 - loads on this thread

        self._due = 0.0
        try:
            fetch_dataset(name, self._watch)
        except DownloadStopped:
            self.stopped.emit()
        except DigitpadError as error:
            self.failed.emit(error)
        except Exception as error:  # noqa: BLE001 - the thread must live on, and the user must hear of it
            _log.exception("fetching a data set failed")
            self.failed.emit(
                DatasetError(
                    "This data set could not be fetched",
                    "Something unexpected happened: {reason}.",
                    reason=str(error) or type(error).__name__,
                )
            )
        else:
            self.fetched.emit(name)

    def _watch(self, progress: DownloadProgress) -> None:
        from digitpad.data.downloads import DownloadStopped  # noqa: PLC0415 - loaded by now

        if self._stop.is_set():
            raise DownloadStopped
        now = time.monotonic()
        if now >= self._due:
            self._due = now + _REPORT_SECONDS
            self.progressed.emit(progress)


class DownloadController(QObject):
    """Fetches data sets; lives on the window's thread and is made once.

    `progressed` carries a `DownloadProgress`, ten times a second at most. Each download ends with one `fetched`,
    which carries its name, one `failed`, which carries a `DigitpadError`, or one `stopped`.
    """

    progressed = Signal(object)
    fetched = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    _requested = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current: DatasetName | None = None
        self._stop = threading.Event()
        self._thread = QThread()
        self._thread.setObjectName("digitpad download")
        self._thread.setStackSize(STACK_BYTES)
        self._worker = _Worker(self._stop)
        self._worker.moveToThread(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._requested.connect(self._worker.fetch, queued)
        self._worker.progressed.connect(self._note_progress, queued)
        self._worker.fetched.connect(self._note_fetched, queued)
        self._worker.failed.connect(self._note_failure, queued)
        self._worker.stopped.connect(self._note_stop, queued)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.shut_down)

    @property
    def current(self) -> DatasetName | None:
        """What is being fetched; None for nothing."""
        return self._current

    def fetch(self, name: DatasetName) -> None:
        """Begin to fetch a data set; nothing else must be under way."""
        if self._current is not None:
            msg = "a download is under way"
            raise RuntimeError(msg)
        self._current = name
        self._stop.clear()
        if not self._thread.isRunning():
            self._thread.start()
        self._requested.emit(name)

    def stop(self) -> None:
        """End the download at its next bytes."""
        self._stop.set()

    @Slot()
    def shut_down(self) -> bool:
        """End the download and the thread; False if it is still busy when the wait runs out."""
        self._stop.set()
        self._thread.quit()
        return self._thread.wait(_SHUT_DOWN_MILLISECONDS)

    @Slot(object)
    def _note_progress(self, progress: DownloadProgress) -> None:
        self.progressed.emit(progress)

    @Slot(object)
    def _note_fetched(self, name: DatasetName) -> None:
        self._current = None
        self.fetched.emit(name)

    @Slot(object)
    def _note_failure(self, error: DigitpadError) -> None:
        self._current = None
        self.failed.emit(error)

    @Slot()
    def _note_stop(self) -> None:
        self._current = None
        self.stopped.emit()
