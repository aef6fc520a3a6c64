"""The drawing on the pad, read by the weights so far, while a model trains: as the pad itself reads it.

It is read on the recognition thread, a few times a second, so that neither the pad nor the training waits. Importing
this module imports no numpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QTimer, Signal, Slot

from digitpad.gui.prediction.answers import Request
from digitpad.gui.prediction.digit_check import DigitCheck
from digitpad.gui.prediction.shown_answer import shown_answer_of
from digitpad.gui.widgets.background import BackgroundWork, Overlap
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QThread

    from digitpad.gui.prediction.answers import Answer, ReadingChoice
    from digitpad.gui.prediction.reader import Reader
    from digitpad.gui.prediction.shown_answer import ShownAnswer
    from digitpad.gui.widgets.background import Job
    from digitpad.ink.drawing import Drawing
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.recognition.digit_detector import DigitDetector
    from digitpad.recognition.thresholds import Thresholds

INTERVAL_MILLISECONDS = 150
"""Least time between two readings: the pad's own answers come first."""

LiveRequest: TypeAlias = "tuple[Checkpoint, Request]"


class LiveReader(BackgroundWork[LiveRequest]):
    """Reads the drawing with unfinished weights, on the recognition thread.

    `read`: a `ShownAnswer`, or None if there is nothing to read. `withheld`: there is one that waits for a guess at the
    pad's own answer.
    """

    read = Signal(object)
    withheld = Signal()

    def __init__(self, thread: QThread, choice: ReadingChoice, parent: QObject | None = None) -> None:
        super().__init__(
            self._answer,
            thread,
            parent,
            error_title="This drawing could not be read",
            overlap=Overlap.REPLACE_WAITING,
        )
        self._checkpoint: Checkpoint | None = None
        self._drawing: Drawing = Ink()
        self._choice = choice
        self._check = DigitCheck(choice.kept_share)
        self._shown: ShownAnswer | None = None
        self._reader: tuple[Checkpoint, Reader] | None = None  # of the weights that read last
        self._detector: DigitDetector | None = None  # this and the following for the worker's thread alone
        self._has_detector = False
        self.succeeded.connect(self._on_answer)
        self.failed.connect(self._show_nothing)  # the pad's own answer shows what is wrong
        self._pause = QTimer(self, singleShot=True, interval=INTERVAL_MILLISECONDS)
        self._pause.timeout.connect(self._post)

    @Slot(object)
    def show_weights(self, checkpoint: Checkpoint | None) -> None:
        """Read the drawing with these weights from now on; with none if they are None."""
        self._checkpoint = checkpoint
        if checkpoint is None:
            self._reader = None  # the weights of a run that is over are not held
        self._read_soon()

    @Slot(object)
    def show_drawing(self, drawing: Drawing) -> None:
        """Read another drawing."""
        self._drawing = drawing
        self._read_soon()

    @Slot(object)
    def use_choice(self, choice: ReadingChoice) -> None:
        """Read as the pad does from now on."""
        was_hidden, self._choice = self._choice.hides_answer, choice
        if was_hidden != choice.hides_answer and self._shown is not None:
            self._show(self._shown)
        self._read_soon()

    @Slot(int)
    def choose(self, index: int) -> None:
        """Show another digit of the number."""
        if self._shown is not None:
            self._show(self._shown.choosing(index))

    def _read_soon(self) -> None:
        if self._checkpoint is not None and not self._pause.isActive():
            self._pause.start()

    @Slot()
    def _post(self) -> None:
        if self._checkpoint is None:
            return
        if self._drawing == Ink():
            self._show_nothing()
            return
        self.submit((self._checkpoint, Request("", self._drawing, 0, self._choice.reads_numbers)))

    @Slot(object)
    def _on_answer(self, read: tuple[Answer, Thresholds | None]) -> None:
        answer, self._check.thresholds = read
        if self._checkpoint is None or self._drawing == Ink():
            self._show_nothing()
            return
        self._check.kept_share = self._choice.kept_share
        self._show(shown_answer_of(answer, self._check, self._shown, is_growing=self._choice.is_growing))

    @Slot()
    def _show_nothing(self) -> None:
        self._check.forget()
        self._show(None)

    def _show(self, shown: ShownAnswer | None) -> None:
        self._shown = shown
        if self._checkpoint is None:
            return
        if shown is not None and self._choice.hides_answer:
            self.withheld.emit()
        else:
            self.read.emit(shown)

    def _answer(self, request: LiveRequest, _job: Job) -> tuple[Answer, Thresholds | None]:
        """Read a drawing, on the worker's thread, with what it needs to be told from no digit."""
        from digitpad.gui.prediction.reader import Reader, bundled_detector  # noqa: PLC0415 - numpy loads here

        checkpoint, asked = request
        if not self._has_detector:
            self._detector, self._has_detector = bundled_detector(), True
        held = self._reader
        if held is None or held[0] is not checkpoint:
            held = self._reader = (checkpoint, Reader(asked.model, self._detector, checkpoint))
        reader = held[1]
        return reader.answer(asked), reader.describe().thresholds
