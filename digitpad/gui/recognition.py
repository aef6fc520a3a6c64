"""Reading the pad live: one long-lived thread, and the newest drawing wins.

Owns the way from a drawing to an answer and back to the window's thread. Does not own the arithmetic
(`recognizer`) or how an answer is shown. Importing this module imports no numpy: the worker does, on its thread,
after the window was painted.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from digitpad.errors import DigitpadError
from digitpad.ink import Ink

if TYPE_CHECKING:
    from digitpad.checkpoint import Checkpoint, Measurement
    from digitpad.drawing import Drawing
    from digitpad.evaluation import Interval
    from digitpad.raster import Step
    from digitpad.recognizer import Prediction, Recognizer

STACK_BYTES = 16 * 1024 * 1024
"""Stack of a thread: numpy's libraries want more than Qt's default on some systems."""

SHUT_DOWN_MILLISECONDS = 10_000
"""Longest wait for the thread at the end: an answer takes a millisecond, importing numpy on a slow disk a second."""

_RECOGNIZERS_KEPT = 4
"""Models kept ready, so that switching to and fro is instant; the default MLP takes 1 MB."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """What shall be read: a drawing, empty ink to make the model ready only, by the model of that name.

    Parameters
    ----------
    model
        Name in the library.
    drawing
        What is on the pad.
    edition
        Counts up whenever the library may hold another model under the same name.
    """

    model: str
    drawing: Drawing
    edition: int


@dataclass(frozen=True, slots=True)
class StageImage:
    """What one stage between drawing and model made, as plain bytes, row by row.

    Parameters
    ----------
    step
        Which stage.
    rows, columns
        Its size in pixels.
    levels
        0 paper to 255 full ink, or black to white of a picture; three a pixel in colour.
    channels
        1, or 3 for red, green and blue.
    """

    step: Step
    rows: int
    columns: int
    levels: bytes
    channels: int = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model says of a drawing, with everything the window shows of it."""

    request: Request
    prediction: Prediction
    stages: tuple[StageImage, ...]


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model that is ready.

    Parameters
    ----------
    name
        Its name in the library.
    checkpoint
        The model.
    figures
        How good it is: each measurement with the 95 % interval of its accuracy.
    """

    name: str
    checkpoint: Checkpoint
    figures: tuple[tuple[Measurement, Interval], ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that has no answer, and why."""

    request: Request
    error: DigitpadError


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
        self._recognizers: dict[tuple[str, int], Recognizer] = {}
        self._announced: tuple[str, int] | None = None

    @Slot()
    def work(self) -> None:
        """Answer the newest request, if it still waits."""
        request = self._mailbox.take()
        if request is None:
            return
        try:
            recognizer = self._ready(request)
            if request.drawing != Ink():
                self.answered.emit(answer(recognizer, request))
        except DigitpadError as error:
            self.failed.emit(Failure(request, error))
        except Exception as error:  # noqa: BLE001 - the thread must live on, and the user must hear of it
            _log.exception("reading a drawing failed")
            self.failed.emit(Failure(request, _unexpected(error)))

    def _ready(self, request: Request) -> Recognizer:
        key = (request.model, request.edition)
        recognizer = self._recognizers.pop(key, None)
        if recognizer is None:
            self._announced = None
            recognizer = load_recognizer(request.model)
        self._recognizers[key] = recognizer  # last is newest
        while len(self._recognizers) > _RECOGNIZERS_KEPT:
            del self._recognizers[next(iter(self._recognizers))]
        if self._announced != key:
            self._announced = key
            self.loaded.emit(_described(request.model, recognizer.checkpoint))
        return recognizer


class RecognitionController(QObject):
    """Has the pad read; lives on the window's thread and is made once.

    `answered`: an `Answer` to the newest or a slightly older drawing by the present model. `emptied`: there is
    nothing to read. `model_loaded`: a `LoadedModel`, each time another model has become the present one.
    `failed`: a `Failure`.
    """

    answered = Signal(object)
    emptied = Signal()
    model_loaded = Signal(object)
    failed = Signal(object)

    _posted = Signal()

    def __init__(self, model: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest = Request(model, Ink(), 0)
        self._mailbox = Mailbox()
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
        self._post(Request(self._newest.model, drawing, self._newest.edition))
        if drawing == Ink():
            self.emptied.emit()

    def use_model(self, name: str) -> None:
        """Have the model of that name read the pad from now on, and what is on it at once."""
        self._post(Request(name, self._newest.drawing, self._newest.edition))

    def reload(self) -> None:
        """Load models anew, because the library changed."""
        self._post(Request(self._newest.model, self._newest.drawing, self._newest.edition + 1))

    @Slot()
    def shut_down(self) -> bool:
        """End the thread; False if it is still busy when the wait runs out."""
        self._mailbox.take()
        self._thread.quit()
        return self._thread.wait(SHUT_DOWN_MILLISECONDS)

    def _post(self, request: Request) -> None:
        self._newest = request
        if self._mailbox.put(request) and self._thread.isRunning():
            self._posted.emit()

    def _is_present(self, request: Request) -> bool:
        """Whether an outcome still concerns the model in use."""
        return (request.model, request.edition) == (self._newest.model, self._newest.edition)

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


def load_recognizer(model: str) -> Recognizer:
    """Load the model of that name and have it read once, so that the first drawing finds everything imported."""
    from digitpad.library import Library  # noqa: PLC0415 - numpy loads on the worker's thread, not at start
    from digitpad.recognizer import Recognizer  # noqa: PLC0415

    recognizer = Recognizer(Library.of_user().load(model))
    recognizer.predict(Ink.of([[(0.0, 0.0), (1.0, 1.0)]]))
    return recognizer


def answer(recognizer: Recognizer, request: Request) -> Answer:
    """Read a drawing, and make plain bytes of every stage."""
    prediction = recognizer.predict(request.drawing)
    stages = tuple(
        StageImage(
            step,
            pixels.shape[0],
            pixels.shape[1],
            (pixels * 255.0 + 0.5).astype("uint8").tobytes(),
            3 if pixels.ndim == 3 else 1,
        )
        for step, pixels in prediction.raster.steps
    )
    return Answer(request, prediction, stages)


def _described(name: str, checkpoint: Checkpoint) -> LoadedModel:
    from digitpad.evaluation import wilson_interval  # noqa: PLC0415 - numpy loads on the worker's thread

    figures = tuple(
        (measurement, wilson_interval(measurement.correct, measurement.count))
        for measurement in checkpoint.measurements
    )
    return LoadedModel(name, checkpoint, figures)


def _unexpected(error: Exception) -> DigitpadError:
    return DigitpadError(
        "This drawing could not be read",
        "Something unexpected happened: {reason}. Draw on, or choose another model.",
        reason=str(error) or type(error).__name__,
    )
