"""The drawing on the pad, read by the weights so far, while a model trains.

It is read on the recognition thread, a few times a second, so that neither the pad nor the training waits. Importing
this module imports no numpy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QTimer, Signal, Slot

from digitpad.gui.widgets.background import BackgroundWork, Overlap
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QThread

    from digitpad.gui.widgets.background import Job
    from digitpad.ink.drawing import Drawing
    from digitpad.models.checkpoint import Checkpoint

INTERVAL_MILLISECONDS = 150
"""Least time between two readings: the pad's own answers come first."""

Request: TypeAlias = "tuple[Checkpoint, Drawing]"


@dataclass(frozen=True, slots=True)
class LivePrediction:
    """What unfinished weights say: one probability a class, in the order of the names."""

    class_names: tuple[str, ...]
    probabilities: tuple[float, ...]


class LiveReader(BackgroundWork[Request]):
    """Reads the drawing with unfinished weights, on the recognition thread.

    `read`: a `LivePrediction`, or None if there is nothing to read.
    """

    read = Signal(object)

    def __init__(self, thread: QThread, parent: QObject | None = None) -> None:
        super().__init__(
            _predict,
            thread,
            parent,
            error_title="This drawing could not be read",
            overlap=Overlap.REPLACE_WAITING,
        )
        self._checkpoint: Checkpoint | None = None
        self._drawing: Drawing = Ink()
        self.succeeded.connect(self._on_prediction)
        self.failed.connect(self._on_failure)
        self._pause = QTimer(self, singleShot=True, interval=INTERVAL_MILLISECONDS)
        self._pause.timeout.connect(self._post)

    @Slot(object)
    def show_weights(self, checkpoint: Checkpoint | None) -> None:
        """Read the drawing with these weights from now on; with none if they are None."""
        self._checkpoint = checkpoint
        self._read_soon()

    @Slot(object)
    def show_drawing(self, drawing: Drawing) -> None:
        """Read another drawing."""
        self._drawing = drawing
        self._read_soon()

    def _read_soon(self) -> None:
        if self._checkpoint is not None and not self._pause.isActive():
            self._pause.start()

    @Slot()
    def _post(self) -> None:
        if self._checkpoint is None:
            return
        if self._drawing == Ink():
            self.read.emit(None)
            return
        self.submit((self._checkpoint, self._drawing))

    @Slot(object)
    def _on_prediction(self, prediction: LivePrediction | None) -> None:
        if self._checkpoint is not None:
            self.read.emit(prediction if self._drawing != Ink() else None)

    @Slot()
    def _on_failure(self) -> None:
        self._on_prediction(None)  # the pad's own answer shows what is wrong


def _predict(request: Request, _job: Job) -> LivePrediction:
    from digitpad.recognition.recognizer import Recognizer  # noqa: PLC0415 - numpy loads on this thread, not at start

    checkpoint, drawing = request
    prediction = Recognizer(checkpoint).predict(drawing)
    return LivePrediction(prediction.class_names, prediction.probabilities)
