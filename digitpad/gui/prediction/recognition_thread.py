"""Recognition of the drawing on the pad in the background; the newest drawing replaces the one that waits.

Importing this module imports no numpy: the operation does, on its thread, after the window was painted.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from digitpad.gui.prediction.answers import Answer, LoadedModel, Request
from digitpad.gui.widgets.background import BackgroundWork, Overlap
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from digitpad.gui.prediction.reader import Reader
    from digitpad.gui.widgets.background import Job
    from digitpad.ink.drawing import Drawing
    from digitpad.recognition.digit_detector import DigitDetector


_READERS_KEPT = 4
"""Models kept ready, so that switching to and fro is instant; the default MLP takes 1 MB."""


class RecognitionController(BackgroundWork[Request]):
    """Reads the drawing on the pad.

    `answered`: an `Answer` to the newest or a slightly older drawing by the present model. `emptied`: there is
    nothing to read. `model_loaded`: a `LoadedModel`, each time a model was chosen or changed, once it is ready.
    """

    answered = Signal(object)
    emptied = Signal()
    model_loaded = Signal(object)

    _loaded = Signal(object)

    def __init__(self, model: str, parent: QObject | None = None, *, reads_numbers: bool = False) -> None:
        super().__init__(
            self._answer,
            "digitpad recognition",
            parent,
            error_title="This drawing could not be read",
            error_detail="Something unexpected happened: {reason}. Draw on, or choose another model.",
            overlap=Overlap.REPLACE_WAITING,
        )
        self._last = Request(model, Ink(), 0, reads_numbers)
        self._is_started = False
        self._readers: dict[tuple[str, int], Reader] = {}  # this and the following for the worker's thread alone
        self._announced: tuple[str, int, int] | None = None
        self._detector: DigitDetector | None = None
        self._has_detector = False
        self.succeeded.connect(self._on_answer)
        self._loaded.connect(self._on_loaded)

    @property
    def newest(self) -> Request:
        """The last request."""
        return self._last

    def start(self) -> None:
        """Start the thread and make the model ready; what was requested before is read now."""
        if not self._is_started:
            self._is_started = True
            self.submit(self._last)

    def read(self, drawing: Drawing) -> None:
        """Read a drawing; empty ink ends with `emptied`."""
        self._post(replace(self._last, drawing=drawing))
        if drawing == Ink():
            self.emptied.emit()

    def use_model(self, name: str) -> None:
        """Read with the model of that name from now on, and what is on the pad at once."""
        self._post(replace(self._last, model=name, choice=self._last.choice + 1))

    def read_numbers(self, reads_numbers: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Read ink as several digits from now on, or as one, and what is on the pad at once."""
        self._post(replace(self._last, reads_numbers=reads_numbers))

    def reload(self) -> None:
        """Load models anew, because the library changed."""
        self._post(replace(self._last, edition=self._last.edition + 1))

    @Slot()
    def shut_down(self) -> bool:
        """End the thread; False if it is still busy when the wait runs out."""
        has_ended = super().shut_down()
        self._is_started = self._is_started and not has_ended  # a closed window begins nothing more
        return has_ended

    def _post(self, request: Request) -> None:
        self._last = request
        if self._is_started:
            self.submit(request)

    def _is_outdated(self, request: Request) -> bool:
        return replace(request, drawing=self._last.drawing) != self._last

    @Slot(object)
    def _on_answer(self, answer: Answer | None) -> None:
        if answer is not None and self._last.drawing != Ink():
            self.answered.emit(answer)

    @Slot(object)
    def _on_loaded(self, model: LoadedModel) -> None:
        if model.name == self._last.model:
            self.model_loaded.emit(model)

    # What follows runs on the worker's thread.

    def _answer(self, request: Request, job: Job) -> Answer | None:
        reader = self._reader(request, job)
        return None if request.drawing == Ink() else reader.answer(request)

    def _reader(self, request: Request, job: Job) -> Reader:
        key = (request.model, request.edition)
        reader = self._readers.pop(key, None)
        if reader is None:
            from digitpad.gui.prediction.reader import Reader, bundled_detector  # noqa: PLC0415 - numpy loads here

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
            job.emit(self._loaded, reader.describe())
        return reader
