"""The answer that is shown: from pad and recognition, through one state, to panel, boxes, title and actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from digitpad.config.preprocessing_spec import Reading
from digitpad.gui.pad.number_boxes import Mark
from digitpad.gui.prediction.answers import ReadingChoice
from digitpad.gui.prediction.digit_check import DigitCheck
from digitpad.gui.prediction.headline_text import title_of
from digitpad.gui.prediction.shown_answer import shown_answer_of
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from PySide6.QtCore import QThread

    from digitpad.errors import DigitpadError
    from digitpad.gui.actions import Actions
    from digitpad.gui.pad.canvas import Canvas
    from digitpad.gui.prediction.answers import Answer, LoadedModel
    from digitpad.gui.prediction.panel import PredictionPanel
    from digitpad.gui.prediction.recognition_thread import RecognitionController
    from digitpad.gui.prediction.shown_answer import ShownAnswer
    from digitpad.ink.drawing import Drawing
    from digitpad.recognition.thresholds import Thresholds

GRACE_MILLISECONDS = 600
"""How long after the pen was lifted a drawing counts as unfinished: the next stroke of a digit comes sooner."""


class PredictionPresenter(QObject):
    """Holds the shown answer: follows canvas and recognition, and writes to the views, from which it reads nothing.

    `title_changed` and `timing_changed` carry text for title bar and status bar, `message_changed` a passing message.
    `settled` follows each answer and each failure. `choice_changed` carries a `ReadingChoice` for others that read the
    pad.
    """

    title_changed = Signal(str)
    timing_changed = Signal(str)
    message_changed = Signal(str)
    settled = Signal()
    choice_changed = Signal(object)

    def __init__(
        self,
        canvas: Canvas,
        panel: PredictionPanel,
        recognition: RecognitionController,
        actions: Actions,
        kept_share: float,
    ) -> None:
        super().__init__(panel)
        self._canvas, self._panel, self._recognition, self._actions = canvas, panel, recognition, actions
        self._check = DigitCheck(kept_share)
        self._shown: ShownAnswer | None = None
        self._problem: DigitpadError | None = None
        self._model: LoadedModel | None = None
        self._is_writing = False
        self._grace = QTimer(self, singleShot=True, interval=GRACE_MILLISECONDS)
        self._grace.timeout.connect(self._check_again)
        self._told = self.choice
        actions.numbers.setChecked(self.reads_numbers)
        recognition.answered.connect(self._on_answer)
        recognition.emptied.connect(self._show_rest)
        recognition.model_loaded.connect(self._on_model_loaded)
        recognition.failed.connect(self._on_failure)
        canvas.history_changed.connect(self._on_history_changed)
        canvas.drawing_changed.connect(self._on_drawing_changed)
        canvas.digit_chosen.connect(self.choose)
        panel.digit_chosen.connect(self.choose)
        panel.copy.clicked.connect(self.copy_text)
        self._enable_actions()

    @property
    def shown(self) -> ShownAnswer | None:
        """The answer that is shown; None while nothing is read."""
        return self._shown

    @property
    def problem(self) -> DigitpadError | None:
        """The error that is shown in place of an answer, if any."""
        return self._problem

    @property
    def is_ready(self) -> bool:
        """Whether the model is loaded and what is on the pad is read, or cannot be."""
        if self._problem is not None:
            return True
        return self._model is not None and (self._canvas.drawing == Ink() or self._has_read(self._canvas.drawing))

    @property
    def model_name(self) -> str:
        """Name of the model that reads the pad."""
        return self._recognition.newest.model

    @property
    def thresholds(self) -> Thresholds | None:
        """The digit detection thresholds of the loaded model; None for a model of something else, or for none."""
        return None if self._model is None else self._model.thresholds

    @property
    def kept_share(self) -> float:
        """The recall of digits that was chosen, 0.0 to 1.0; 1.0 to call everything a digit."""
        return self._check.kept_share

    @property
    def reads_numbers(self) -> bool:
        """Whether ink may be read as several digits."""
        return self._recognition.newest.reads_numbers

    @property
    def reading_thread(self) -> QThread:
        """The thread that reads the pad."""
        return self._recognition.thread_of_worker

    @property
    def choice(self) -> ReadingChoice:
        """How the pad is read now."""
        return ReadingChoice(self.reads_numbers, self.kept_share, self._is_writing or self._grace.isActive())

    @property
    def may_be_number(self) -> bool:
        """Whether what is on the pad may be more than one digit, which is not known before it is read."""
        ink = self._canvas.drawing
        is_several = self.reads_numbers and isinstance(ink, Ink) and len(ink.strokes) > 1
        return is_several and self._problem is None and not self._has_read(ink)

    @property
    def labelled_ink(self) -> Ink | None:
        """The ink that a label is of: the chosen digit of a number, else the whole drawing; None for a picture."""
        if self._shown is not None and self._shown.is_number and self.reads_numbers:
            return self._shown.digit.ink
        drawing = self._canvas.drawing
        return drawing if isinstance(drawing, Ink) and not drawing.is_empty else None

    def await_model(self) -> None:
        """Enable nothing that needs a model: another one is being loaded."""
        self._model = None
        self._show_title()
        self._enable_actions()

    @Slot(int)
    def choose(self, index: int) -> None:
        """Show another digit of the number."""
        if self._shown is not None:
            self._show(self._shown.choosing(index))

    @Slot()
    def choose_next(self) -> None:
        """Show the next digit of the number."""
        if self._shown is not None:
            self.choose(self._shown.chosen + 1)

    @Slot()
    def choose_previous(self) -> None:
        """Show the digit before."""
        if self._shown is not None:
            self.choose(self._shown.chosen - 1)

    @Slot()
    def copy_text(self) -> None:
        """Put what was read on the clipboard, as text."""
        if self._shown is not None:
            QGuiApplication.clipboard().setText(self._shown.text)
            self.message_changed.emit(self.tr("Copied {text} as text").format(text=self._shown.text))

    @Slot(float)
    def use_strictness(self, kept_share: float) -> None:
        """Check digits by another recall, and the shown answer at once."""
        self._check.kept_share = kept_share
        self._check_again()

    @Slot(bool)
    def read_numbers(self, reads_numbers: bool) -> None:  # noqa: FBT001 - as Qt passes it
        """Read ink as several digits from now on, or as one."""
        self._recognition.read_numbers(reads_numbers)
        self._show_invitation()
        self._tell_choice()

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        self._show_checked(answer)
        self.timing_changed.emit(
            self.tr("{model} on the CPU    answer in {time} ms").format(
                model=answer.request.model, time=f"{1000 * answer.seconds:.2f}"
            )
        )
        self.settled.emit()

    @Slot(object)
    def _on_failure(self, error: DigitpadError) -> None:
        self._show(None, error)
        self._panel.show_problem(error)
        self.timing_changed.emit("")
        self.settled.emit()

    @Slot(object)
    def _on_model_loaded(self, model: LoadedModel) -> None:
        self._model = model
        self._check.thresholds = model.thresholds
        self._panel.show_kind(model.checkpoint.preprocessing, model.checkpoint.class_names)
        self._show_invitation()
        if self._canvas.drawing == Ink():
            self._show_rest()
        self._enable_actions()

    @Slot()
    def _on_history_changed(self) -> None:
        if self._canvas.drawing != Ink() and self._model is None and self._problem is None:
            self._panel.show_loading()
        self._enable_actions()

    @Slot(object)
    def _on_drawing_changed(self, drawing: Drawing) -> None:
        """Give the writer a moment after each stroke; what was not written just now has had it."""
        was_writing, self._is_writing = self._is_writing, isinstance(drawing, Ink) and drawing.pen_is_down
        if was_writing and not self._is_writing:
            self._grace.start()
        else:
            self._grace.stop()
        self._tell_choice()

    def _has_read(self, drawing: Drawing) -> bool:
        return self._shown is not None and self._shown.answer.request.drawing is drawing

    @Slot()
    def _check_again(self) -> None:
        if self._shown is not None:
            self._show_checked(self._shown.answer)
        self._tell_choice()

    def _tell_choice(self) -> None:
        if self.choice != self._told:
            self._told = self.choice
            self.choice_changed.emit(self._told)

    def _show_checked(self, answer: Answer) -> None:
        self._show(shown_answer_of(answer, self._check, self._shown, is_growing=self.choice.is_growing))

    @Slot()
    def _show_rest(self) -> None:
        """Show that there is nothing to read."""
        self._check.forget()
        self._show(None)
        self._panel.show_rest()
        self.timing_changed.emit("")

    def _show(self, shown: ShownAnswer | None, problem: DigitpadError | None = None) -> None:
        """Show an answer everywhere, or take it away everywhere but in the panel."""
        self._shown, self._problem = shown, problem
        if shown is not None:
            self._panel.show_answer(shown)
        self._canvas.show_marks(_marks(shown))
        self._show_title()
        self._enable_actions()

    def _show_title(self) -> None:
        """Show the answer in the title: task bars and screen readers show it."""
        if self._shown is None:
            self.title_changed.emit(f"digitpad - {self.model_name}")
        else:
            self.title_changed.emit(f"digitpad - {title_of(self._shown)} - {self._shown.answer.request.model}")

    def _show_invitation(self) -> None:
        if self._model is not None:
            self._canvas.invite(
                to_digits=self._model.checkpoint.preprocessing.reading is Reading.DIGIT,
                to_numbers=self._model.can_read_numbers and self.reads_numbers,
            )

    def _enable_actions(self) -> None:
        """Enable the actions that have an effect on the drawing, with the model that reads it."""
        do, shown = self._actions, self._shown
        is_ink = isinstance(self._canvas.drawing, Ink)
        do.numbers.setEnabled(is_ink and (self._model is None or self._model.can_read_numbers))
        do.strictness.setEnabled(self.thresholds is not None)
        do.copy_text.setEnabled(shown is not None)
        for action in (do.next_digit, do.previous_digit):
            action.setEnabled(shown is not None and shown.is_number)


def _marks(shown: ShownAnswer | None) -> tuple[Mark, ...]:
    if shown is None or not shown.is_number:
        return ()
    return tuple(
        Mark(digit.bounds, digit.prediction.label, index == shown.chosen, digit.is_doubtful)
        for index, digit in enumerate(shown.digits)
        if digit.bounds is not None
    )
