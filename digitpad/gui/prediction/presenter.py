"""What is read from the pad, on its way to all that shows it: the panel, the boxes on the pad, the title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from digitpad.config.preprocessing_spec import Reading
from digitpad.gui.pad.number_boxes import Mark
from digitpad.gui.prediction.digit_check import DigitCheck
from digitpad.gui.prediction.headline_text import title_of
from digitpad.gui.prediction.shown_answer import sight_of
from digitpad.gui.prediction.strictness_popover import StrictnessPopover
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from digitpad.errors import DigitpadError
    from digitpad.gui.actions import Actions
    from digitpad.gui.pad.canvas import Canvas
    from digitpad.gui.prediction.answers import Answer, LoadedModel
    from digitpad.gui.prediction.panel import PredictionPanel
    from digitpad.gui.prediction.recognition_thread import RecognitionController
    from digitpad.gui.prediction.shown_answer import ShownAnswer
    from digitpad.ink.drawing import Drawing
    from digitpad.settings import Settings


GRACE_MILLISECONDS = 600
"""How long after the pen was lifted a drawing counts as unfinished: the next stroke of a digit comes sooner."""


class PredictionPresenter(QObject):
    """Follows the pad and its reader.

    `title_changed` and `timing_changed` carry words for the title bar and the status bar. `told` carries a sentence for
    the status bar that passes. `settled` follows each answer and each failure.
    """

    title_changed = Signal(str)
    timing_changed = Signal(str)
    told = Signal(str)
    settled = Signal()

    def __init__(  # noqa: PLR0913, PLR0917 - it stands between all of these
        self,
        canvas: Canvas,
        panel: PredictionPanel,
        recognition: RecognitionController,
        actions: Actions,
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._canvas, self._panel, self._recognition, self._actions = canvas, panel, recognition, actions
        self._doubt = DigitCheck(settings.kept_share)
        self._sight: ShownAnswer | None = None
        self._model: LoadedModel | None = None
        self._anchor: QWidget = panel
        self._is_writing = False
        self._grace = QTimer(self, singleShot=True, interval=GRACE_MILLISECONDS)
        self._grace.timeout.connect(self._judge_again)
        self.popover = StrictnessPopover(window)
        actions.numbers.setChecked(settings.reads_numbers)
        recognition.answered.connect(self._show_answer)
        recognition.emptied.connect(self.show_rest)
        recognition.model_loaded.connect(self._note_model)
        recognition.failed.connect(self._show_failure)
        canvas.history_changed.connect(self._note_drawing)
        canvas.drawing_changed.connect(self._note_pen)
        canvas.digit_chosen.connect(self.choose)
        panel.digit_chosen.connect(self.choose)
        panel.copy.clicked.connect(self.copy_text)
        self.popover.chosen.connect(self._use_strictness)
        actions.numbers.toggled.connect(self._use_numbers)
        actions.strictness.triggered.connect(self.open_strictness)
        actions.copy_text.triggered.connect(self.copy_text)
        actions.next_digit.triggered.connect(self._choose_next)
        actions.previous_digit.triggered.connect(self._choose_previous)
        self._offer()

    @property
    def sight(self) -> ShownAnswer | None:
        """What is in view; None while nothing is read."""
        return self._sight

    @property
    def kept_share(self) -> float:
        """How many true digits shall be kept."""
        return self._doubt.kept_share

    @property
    def reads_numbers(self) -> bool:
        """Whether ink may be read as several digits."""
        return self._actions.numbers.isChecked()

    @property
    def may_be_number(self) -> bool:
        """Whether what is on the pad may be more than one digit, which is not known before it is read."""
        ink = self._canvas.drawing
        if (
            not (self.reads_numbers and isinstance(ink, Ink) and len(ink.strokes) > 1)
            or self._panel.problem is not None
        ):
            return False
        return self._sight is None or self._sight.answer.request.drawing is not ink

    @property
    def labelled_ink(self) -> Ink | None:
        """The ink that a label is of: the chosen digit of a number, else all that is written; None for a picture."""
        if self._sight is not None and self._sight.is_number and self.reads_numbers:
            return self._sight.part.ink
        drawing = self._canvas.drawing
        return drawing if isinstance(drawing, Ink) and not drawing.is_empty else None

    def stand_at(self, anchor: QWidget) -> None:
        """Say above what the slider for strictness shall come up."""
        self._anchor = anchor

    def await_model(self) -> None:
        """Show no model's answers any more: another is on its way."""
        self._model = None
        self._show_title()
        self._offer()

    @Slot()
    def show_rest(self) -> None:
        """Show that there is nothing to read."""
        self._doubt.forget()
        self._view(None)
        self._panel.show_rest()
        self.timing_changed.emit("")

    @Slot(int)
    def choose(self, place: int) -> None:
        """Look at another digit of the number."""
        if self._sight is not None:
            self._view(self._sight.choosing(place))

    @Slot()
    def copy_text(self) -> None:
        """Put what was read on the clipboard, as text."""
        if self._sight is not None:
            QGuiApplication.clipboard().setText(self._sight.text)
            self.told.emit(self.tr("Copied {text} as text").format(text=self._sight.text))

    @Slot()
    def open_strictness(self) -> None:
        """Offer to say “not a digit?” more or less readily."""
        if self._model is not None and self._model.thresholds is not None:
            self.popover.open_for(self._model.thresholds, self._doubt.kept_share, self._anchor)

    @Slot(object)
    def _show_answer(self, answer: Answer) -> None:
        self._judge(answer)
        self.timing_changed.emit(
            self.tr("{model} on the CPU    answer in {time} ms").format(
                model=answer.request.model, time=f"{1000 * answer.seconds:.2f}"
            )
        )
        self.settled.emit()

    @Slot(object)
    def _show_failure(self, error: DigitpadError) -> None:
        self._view(None)
        self._panel.show_problem(error)
        self.timing_changed.emit("")
        self.settled.emit()

    @Slot(object)
    def _note_model(self, model: LoadedModel) -> None:
        self._model = model
        self._doubt.thresholds = model.thresholds
        self._panel.show_kind(model.checkpoint.preprocessing, model.checkpoint.class_names)
        self._invite()
        if self._canvas.drawing == Ink():
            self.show_rest()
        self._offer()

    @Slot()
    def _note_drawing(self) -> None:
        is_waiting = self._canvas.drawing != Ink() and self._model is None and self._panel.problem is None
        if is_waiting:
            self._panel.show_loading()
        self._offer()

    @Slot(object)
    def _note_pen(self, drawing: Drawing) -> None:
        """Give the writer a moment after each stroke; what was not written just now has had it."""
        was_writing, self._is_writing = self._is_writing, isinstance(drawing, Ink) and drawing.pen_is_down
        if was_writing and not self._is_writing:
            self._grace.start()
        else:
            self._grace.stop()

    def _judge(self, answer: Answer) -> None:
        is_growing = self._is_writing or self._grace.isActive()
        self._view(sight_of(answer, self._doubt, self._sight, is_growing=is_growing))

    @Slot()
    def _judge_again(self) -> None:
        if self._sight is not None:
            self._judge(self._sight.answer)

    @Slot(bool)
    def _use_numbers(self, reads_numbers: bool) -> None:  # noqa: FBT001 - as Qt tells it
        self._recognition.read_numbers(reads_numbers)
        self._invite()

    def _invite(self) -> None:
        if self._model is not None:
            self._canvas.invite(
                to_digits=self._model.checkpoint.preprocessing.reading is Reading.DIGIT,
                to_numbers=self._model.can_read_numbers and self.reads_numbers,
            )

    @Slot(float)
    def _use_strictness(self, kept_share: float) -> None:
        self._doubt.kept_share = kept_share
        self._judge_again()

    @Slot()
    def _choose_next(self) -> None:
        if self._sight is not None:
            self.choose(self._sight.chosen + 1)

    @Slot()
    def _choose_previous(self) -> None:
        if self._sight is not None:
            self.choose(self._sight.chosen - 1)

    def _view(self, sight: ShownAnswer | None) -> None:
        """Show what is in view from now on, everywhere but its absence in the panel."""
        self._sight = sight
        if sight is not None:
            self._panel.show_sight(sight)
        self._canvas.show_marks(_marks(sight))
        self._show_title()
        self._offer()

    def _show_title(self) -> None:
        """Say in the title what the window says: task bars and screen readers show it."""
        if self._sight is None:
            self.title_changed.emit(f"digitpad - {self._recognition.newest.model}")
        else:
            self.title_changed.emit(f"digitpad - {title_of(self._sight)} - {self._sight.answer.request.model}")

    def _offer(self) -> None:
        """Enable what makes sense of what is on the pad, for the model that reads it."""
        do, sight = self._actions, self._sight
        is_ink = isinstance(self._canvas.drawing, Ink)
        do.numbers.setEnabled(is_ink and (self._model is None or self._model.can_read_numbers))
        do.strictness.setEnabled(self._model is not None and self._model.thresholds is not None)
        do.copy_text.setEnabled(sight is not None)
        for action in (do.next_digit, do.previous_digit):
            action.setEnabled(sight is not None and sight.is_number)


def _marks(sight: ShownAnswer | None) -> tuple[Mark, ...]:
    if sight is None or not sight.is_number:
        return ()
    return tuple(
        Mark(part.bounds, part.prediction.label, place == sight.chosen, part.is_doubted)
        for place, part in enumerate(sight.parts)
        if part.bounds is not None
    )
