"""My digits in the main window: keeping labelled digits; the windows of My digits, their collection and lessons."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from digitpad.gui.my_digits.storage_thread import Count, DigitsController, Export, Keep, ReadPage, TakeBack
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.error_dialog import show_error
from digitpad.gui.widgets.number_text import count
from digitpad.gui.widgets.window_holder import WindowHolder
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QThread
    from PySide6.QtGui import QAction

    from digitpad.errors import DigitpadError
    from digitpad.gui.actions import Actions
    from digitpad.gui.library_thread import LibraryThread
    from digitpad.gui.my_digits.collection_dialog import CollectionDialog
    from digitpad.gui.my_digits.dialog import MyDigitsDialog
    from digitpad.gui.my_digits.lesson_dialog import LessonDialog
    from digitpad.gui.my_digits.lesson_thread import LessonController
    from digitpad.gui.my_digits.storage_thread import Answer
    from digitpad.gui.pad.canvas import Canvas
    from digitpad.gui.prediction.presenter import PredictionPresenter


_LINE_HEIGHT = 18
"""Pixels of the line in the status bar, with the button or without."""


class KeptLine(QWidget):
    """How many digits are kept, with a way to take the last one back: for the status line."""

    def __init__(self) -> None:
        super().__init__()
        self.text = controls.label("")
        controls.use_tabular_figures(self.text, theme.SMALL_PIXELS)
        self.undo = QToolButton()
        self.undo.setText(self.tr("Undo"))
        self.undo.setToolTip(self.tr("Take the digit that was kept last out of my digits"))
        self.undo.setAccessibleName(self.tr("Take the digit kept last back"))
        self.undo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.undo.setAutoRaise(True)
        self.undo.setStyleSheet(
            "border: none; background: transparent; text-decoration: underline; min-height: 16px; max-height: 16px;"
        )
        self.undo.hide()
        # Always as high as with the button: a status bar that grows shows what a passing message hides.
        self.setFixedHeight(_LINE_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.text)
        row.addWidget(self.undo)


class TrainingThread(Protocol):
    """The thread of training runs, on which lessons are given too: one after the other."""

    @property
    def thread_of_worker(self) -> QThread:
        """The thread itself."""

    @property
    def is_running(self) -> bool:
        """Whether a training run is under way."""


class MyDigitsController(QObject):
    """Keeps labelled digits from the pad, and holds the My digits window, the collection and the lesson.

    `drawing_wanted` carries a `LabelledDrawing` for the pad. `model_kept` carries the name of a model that a
    lesson has made.
    """

    drawing_wanted = Signal(object)
    model_kept = Signal(str)

    def __init__(  # noqa: PLR0913, PLR0917 - what it reads from, and the threads it shares
        self,
        canvas: Canvas,
        presenter: PredictionPresenter,
        actions: Actions,
        training: Callable[[], TrainingThread],
        library: LibraryThread,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._library = library
        self._canvas, self._presenter, self._training, self._window = canvas, presenter, training, window
        self._label_actions = actions.labels
        self._last_change: int | None = None
        self.pending_label: int | None = None  # given to a drawing that is not read yet; kept once it is
        self.digits = DigitsController(self)
        self.line = KeptLine()
        self.digits_window = WindowHolder(self._make_digits_dialog, window)
        self.collection = WindowHolder(self._make_collection_dialog, window)
        self.lesson = WindowHolder(self._make_lesson_dialog, window)
        self.digits.answered.connect(self._show_answer)
        self.digits.failed.connect(self._show_refusal)
        self.line.undo.clicked.connect(self._take_back)
        actions.labels.triggered.connect(self._on_label_chosen)
        canvas.history_changed.connect(self._on_history_changed)
        presenter.settled.connect(self._keep_pending)
        self._on_history_changed()

    @Slot()
    def begin(self) -> None:
        """Show how many digits are kept; not before the window is painted."""
        self.digits.submit(Count())

    @Slot()
    def open_digits(self) -> None:
        """Open the My digits window, or bring it to the front."""
        self.digits_window.open().open_digits()

    @Slot()
    def open_lesson(self) -> None:
        """Teach the model that reads the pad, or bring the lesson under way to the front."""
        self.lesson.open().teach(self._presenter.model_name, is_busy=self._training().is_running)

    def may_close(self) -> bool:
        """Ask about a lesson that waits to be kept; whether the main window may close."""
        return self.lesson.window is None or self.lesson.window.confirm_close()

    def shut_down(self) -> bool:
        """Keep what was asked to be kept, and end the thread; False if it is still busy when the wait runs out.

        Comes before the training thread's end, for it stops the lesson there.
        """
        for holder in (self.digits_window, self.collection, self.lesson):
            holder.hide()
        if self.lesson.window is not None:
            self._lessons.cancel()
        return self.digits.shut_down()

    @cached_property
    def _lessons(self) -> LessonController:
        from digitpad.gui.my_digits.lesson_thread import LessonController  # noqa: PLC0415 - the window paints before it is needed

        return LessonController(self._training().thread_of_worker, self)

    def _make_digits_dialog(self) -> MyDigitsDialog:
        from digitpad.gui.my_digits.dialog import MyDigitsDialog  # noqa: PLC0415 - the window paints before it is needed

        dialog = MyDigitsDialog(self.digits, self._window)
        dialog.drawing_wanted.connect(self.drawing_wanted)
        dialog.collection_wanted.connect(self.collection.open)
        return dialog

    def _make_collection_dialog(self) -> CollectionDialog:
        from digitpad.gui.my_digits.collection_dialog import CollectionDialog  # noqa: PLC0415 - as above

        dialog = CollectionDialog(self.digits, self._canvas.pen_width, self._window)
        dialog.teaching_wanted.connect(self.open_lesson)
        dialog.destroyed.connect(self._forget_collection)
        return dialog

    def _make_lesson_dialog(self) -> LessonDialog:
        from digitpad.gui.my_digits.lesson_dialog import LessonDialog  # noqa: PLC0415 - as above

        dialog = LessonDialog(self._lessons, self._library, self._window)
        dialog.model_kept.connect(self.model_kept)
        dialog.collection_wanted.connect(self.collection.open)
        return dialog

    @Slot()
    def _forget_collection(self) -> None:
        self.collection.forget()

    @Slot(object)
    def _on_label_chosen(self, action: QAction) -> None:
        if self._presenter.hides_answer:  # what one says it is, is the guess
            self._presenter.guess_class(str(action.data()))
        else:
            self._keep(action.data())

    def _keep(self, label: int) -> None:
        if self._presenter.may_be_number:
            self.pending_label = label  # a whole number must not be kept as one digit
            return
        ink = self._presenter.labelled_ink
        if ink is not None:
            self.digits.submit(Keep(ink.pen_up(), label))

    @Slot()
    def _keep_pending(self) -> None:
        label, self.pending_label = self.pending_label, None
        if label is not None:
            self._keep(label)

    @Slot()
    def _take_back(self) -> None:
        if self._last_change is not None:
            self.digits.submit(TakeBack(self._last_change))

    @Slot()
    def _on_history_changed(self) -> None:
        """Enable the labels while there is ink to label: a picture has no strokes to vary."""
        self.pending_label = None
        ink = self._canvas.drawing
        self._label_actions.setEnabled(isinstance(ink, Ink) and not ink.is_empty)

    @Slot(object)
    def _show_answer(self, answer: Answer) -> None:
        total = count(answer.total)
        match answer.request:
            case Keep() if answer.change is None:
                return  # the same drawing under the same label once more
            case Keep(_, label):
                self._last_change = answer.change
                text = self.tr("Kept as {label}. {total} of my digits kept").format(label=label, total=total)
            case TakeBack():
                self._last_change = None
                taken = self.tr("Taken back. {total} of my digits kept")
                late = self.tr("That can no longer be taken back. {total} of my digits kept")
                text = (taken if answer.is_taken_back else late).format(total=total)
            case Count() | ReadPage() | Export() if self._last_change is not None:
                return  # nothing was changed: the last message stays true
            case _:
                self._last_change = None
                text = self.tr("{total} of my digits kept").format(total=total) if answer.total else ""
        self.line.text.setText(text)
        self.line.undo.setVisible(self._last_change is not None)

    @Slot(object)
    def _show_refusal(self, error: DigitpadError) -> None:
        show_error(error, self._window)
