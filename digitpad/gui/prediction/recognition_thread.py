"""Reading the pad live: one long-lived thread, and the newest drawing wins.

Importing this module imports no numpy: the worker does, on its thread, after the window was painted.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from digitpad.errors import DigitpadError
from digitpad.gui.prediction.answers import Answer, Failure, LoadedModel, Request
from digitpad.gui.widgets.background import SHUT_DOWN_MILLISECONDS, STACK_BYTES
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from digitpad.gui.prediction.reader import Reader
    from digitpad.ink.drawing import Drawing
    from digitpad.recognition.digit_detector import DigitDetector


_READERS_KEPT = 4
"""Models kept ready, so that switching to and fro is instant; the default MLP takes 1 MB."""

_log = logging.getLogger(__name__)


class Mailbox:
    """Room for one request: a newer one takes the place of what waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._request: Request | None = None

    def put(self, request: Request) -> bool:
        """Leave a request; whether the box was empty, so that its reader must be told."""
        with self._lock:
            was_empty = self._request is None
            self._request = request
        return was_empty

    def take(self) -> Request | None:
        """Return what waits, if anything does, and empty the box."""
        with self._lock:
            request, self._request = self._request, None
        return request


class _Worker(QObject):
    """Answers what is in the mailbox; lives on the recognition thread and has no parent."""

    answered = Signal(object)
    loaded = Signal(object)
    failed = Signal(object)

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__()
        self._mailbox = mailbox
        self._readers: dict[tuple[str, int], Reader] = {}
        self._announced: tuple[str, int, int] | None = None
        self._detector: DigitDetector | None = None
        self._has_detector = False

    @Slot()
    def work(self) -> None:
        """Answer the newest request, if it still waits."""
        request = self._mailbox.take()
        if request is None:
            return
        try:
            reader = self._ready(request)
            if request.drawing != Ink():
                self.answered.emit(reader.answer(request))
        except DigitpadError as error:
            self.failed.emit(Failure(request, error))
        except Exception as error:  # noqa: BLE001 - the thread must live on, and the user must hear of it
            _log.exception("reading a drawing failed")
            self.failed.emit(Failure(request, _unexpected(error)))

    def _ready(self, request: Request) -> Reader:
        from digitpad.gui.prediction.reader import Reader, bundled_detector  # noqa: PLC0415 - it imports this module

        key = (request.model, request.edition)
        reader = self._readers.pop(key, None)
        if reader is None:
            self._announced = None
            if not self._has_detector:
                self._detector, self._has_detector = bundled_detector(), True
            reader = Reader(request.model, self._detector)
        self._readers[key] = reader  # last is newest
        while len(self._readers) > _READERS_KEPT:
            del self._readers[next(iter(self._readers))]
        chosen = (*key, request.choice)
        if self._announced != chosen:
            self._announced = chosen
            self.loaded.emit(reader.describe())
        return reader


class RecognitionController(QObject):
    """Has the pad read; lives on the window's thread and is made once.

    `answered`: an `Answer` to the newest or a slightly older drawing by the present model. `emptied`: there is
    nothing to read. `model_loaded`: a `LoadedModel`, each time a model was chosen or changed, once it is ready.
    `failed`: a `Failure`.
    """

    answered = Signal(object)
    emptied = Signal()
    model_loaded = Signal(object)
    failed = Signal(object)

    _posted = Signal()

    def __init__(self, model: str, parent: QObject | None = None, *, reads_numbers: bool = False) -> None:
        super().__init__(parent)
        self._newest = Request(model, Ink(), 0, reads_numbers)
        self._mailbox = Mailbox()
        self._was_busy_at_end = False
        self._thread = QThread()
        self._thread.setObjectName("digitpad recognition")
        self._thread.setStackSize(STACK_BYTES)
        self._worker = _Worker(self._mailbox)
        self._worker.moveToThread(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._posted.connect(self._worker.work, queued)
        self._worker.answered.connect(self._note_answer, queued)
        self._worker.loaded.connect(self._note_model, queued)
        self._worker.failed.connect(self._note_failure, queued)

    @property
    def thread_of_worker(self) -> QThread:
        """The thread drawings are read on; other slow work of the window's may join it."""
        return self._thread

    @property
    def newest(self) -> Request:
        """What was asked last."""
        return self._newest

    def start(self) -> None:
        """Start the thread and make the model ready; what was asked before is answered now."""
        if not self._thread.isRunning():
            self._thread.start()
            self._mailbox.put(self._newest)
            self._posted.emit()

    def read(self, drawing: Drawing) -> None:
        """Have a drawing read; empty ink ends with `emptied`."""
        self._post(replace(self._newest, drawing=drawing))
        if drawing == Ink():
            self.emptied.emit()

    def use_model(self, name: str) -> None:
        """Have the model of that name read the pad from now on, and what is on it at once."""
        self._post(replace(self._newest, model=name, choice=self._newest.choice + 1))

    def read_numbers(self, reads_numbers: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Have ink read as several digits from now on, or as one, and what is on the pad at once."""
        self._post(replace(self._newest, reads_numbers=reads_numbers))

    def reload(self) -> None:
        """Load models anew, because the library changed."""
        self._post(replace(self._newest, edition=self._newest.edition + 1))

    @Slot()
    def shut_down(self) -> bool:
        """End the thread; False if it is still busy when the wait runs out."""
        self._mailbox.take()
        self._thread.quit()
        has_ended = self._thread.wait(SHUT_DOWN_MILLISECONDS)
        self._was_busy_at_end = not has_ended
        return has_ended

    def _post(self, request: Request) -> None:
        self._newest = request
        was_empty = self._mailbox.put(request)
        if self._was_busy_at_end:
            self.start()  # the window stayed open, and the thread has ended since or is about to
        if was_empty and self._thread.isRunning():
            self._posted.emit()

    def _is_present(self, request: Request) -> bool:
        """Whether an outcome still concerns the model in use, and is read as is wished now."""
        return replace(request, drawing=self._newest.drawing) == self._newest

    @Slot(object)
    def _note_answer(self, given: Answer) -> None:
        if self._is_present(given.request) and self._newest.drawing != Ink():
            self.answered.emit(given)

    @Slot(object)
    def _note_model(self, model: LoadedModel) -> None:
        if model.name == self._newest.model:
            self.model_loaded.emit(model)

    @Slot(object)
    def _note_failure(self, failure: Failure) -> None:
        if self._is_present(failure.request):
            self.failed.emit(failure)


def _unexpected(error: Exception) -> DigitpadError:
    return DigitpadError(
        "This drawing could not be read",
        "Something unexpected happened: {reason}. Draw on, or choose another model.",
        reason=str(error) or type(error).__name__,
    )
