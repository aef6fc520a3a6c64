"""The answer that is shown: from pad and recognition, through one state, to panel, boxes, title and actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from digitpad.config.preprocessing_spec import Reading
from digitpad.gui.prediction.answer_lines import AnswerLines, headline_of, marks_of
from digitpad.gui.prediction.answers import ReadingChoice
from digitpad.gui.prediction.digit_check import DigitCheck
from digitpad.gui.prediction.guessing import Guessing
from digitpad.gui.prediction.judgement import Judgement, judge
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
    from digitpad.ink.labelled_drawing import LabelledDrawing
    from digitpad.recognition.thresholds import Thresholds

GRACE_MILLISECONDS = 600
"""How long after the pen was lifted a drawing counts as unfinished: the next stroke of a digit comes sooner."""


class PredictionPresenter(QObject):
    """Holds the shown answer: follows canvas and recognition, and writes to the views, from which it reads nothing.

    `message_changed` carries a passing message. `settled` follows each answer and each failure, `shown_changed` each
    change of what is shown or of the model. `choice_changed` carries a `ReadingChoice` for others that read the pad.
    `lines` has the text of title bar and status bar.
    """

    message_changed = Signal(str)
    settled = Signal()
    shown_changed = Signal()
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
        self._guessing = Guessing()
        self._shown: ShownAnswer | None = None
        self._problem: DigitpadError | None = None
        self._origin: LabelledDrawing | None = None
        self._model: LoadedModel | None = None
        self._is_writing = False
        self._grace = QTimer(self, singleShot=True, interval=GRACE_MILLISECONDS)
        self._grace.timeout.connect(self._check_again)
        self.lines = AnswerLines(self)
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
    def model(self) -> LoadedModel | None:
        """The model that reads the pad; None while it is being loaded."""
        return self._model

    @property
    def revealed(self) -> ShownAnswer | None:
        """The answer that is to be seen: not while one has still to guess it."""
        return None if self.hides_answer else self._shown

    @property
    def hides_answer(self) -> bool:
        """Whether there is an answer that waits for a guess."""
        return self._shown is not None and self._guessing.hides(self._shown.answer.request.drawing)

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
        return ReadingChoice(
            self.reads_numbers,
            self.kept_share,
            self._is_writing or self._grace.isActive(),
            self._problem is None and self._guessing.hides(self._canvas.drawing),
        )

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
        self.lines.show(None, self.model_name)
        self._show_judgement()
        self._enable_actions()

    @Slot(object)
    def show_origin(self, origin: LabelledDrawing | None) -> None:
        """Show where the drawing on the pad comes from, and judge the answer by its label."""
        self._origin = origin
        self._show_judgement()

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

    @Slot(bool)
    def guess_first(self, is_on: bool) -> None:  # noqa: FBT001 - as Qt passes it
        """Hide each answer until it was guessed, or none any more."""
        self._guessing.turn(is_on=is_on)
        if self._shown is not None:
            self._show(self._shown)
        self._enable_actions()
        self._tell_choice()

    @Slot(int)
    def guess(self, class_index: int) -> None:
        """Guess a class of the hidden answer, which reveals it."""
        if self._shown is not None and self.hides_answer:
            names = self._shown.digit.prediction.class_names
            if class_index < len(names):
                self._guessing.take(names[class_index], self._shown, self._origin)
                self._show(self._shown)

    def guess_class(self, class_name: str) -> None:
        """Guess a class of the hidden answer by its name, if it has one of that name."""
        if self._shown is not None and class_name in self._shown.digit.prediction.class_names:
            self.guess(self._shown.digit.prediction.class_names.index(class_name))

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
        self.settled.emit()

    @Slot(object)
    def _on_failure(self, error: DigitpadError) -> None:
        self._show(None, error)
        self._panel.show_problem(error)
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
        self.shown_changed.emit()

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
        self._guessing.forget()
        self._show(None)
        self._panel.show_rest()

    def _show(self, shown: ShownAnswer | None, problem: DigitpadError | None = None) -> None:
        """Show an answer everywhere, or take it away everywhere but in the panel."""
        before, self._shown, self._problem = self._shown, shown, problem
        if shown is not None:
            self._panel.show_answer(shown, headline_of(shown, self._guessing), is_hidden=self.hides_answer)
        self._show_judgement()
        self._canvas.show_marks(marks_of(self.revealed))
        self.lines.show(shown, self.model_name, is_hidden=self.hides_answer, is_writing=self._is_writing)
        if before is None or shown is None or before.is_number != shown.is_number or self._guessing.is_on:
            self._enable_actions()
        self.shown_changed.emit()
        self._tell_choice()

    def _show_judgement(self) -> None:
        is_hidden = self._guessing.hides(self._canvas.drawing)  # also before there is an answer
        origin = None if is_hidden else self._origin
        judgement = Judgement.NONE if origin is None else judge(origin, self._shown)
        self._panel.origin.show_origin(origin, judgement, self.model_name)

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
        do.copy_text.setEnabled(self.revealed is not None)
        for action in (do.next_digit, do.previous_digit):
            action.setEnabled(shown is not None and shown.is_number)
