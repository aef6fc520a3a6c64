"""The user's own hand in the main window: saying what a drawing was, and all that follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from digitpad.gui.my_digits.storage_thread import Count, DigitsController, Export, Keep, ReadPage, TakeBack
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.error_dialog import show_error
from digitpad.gui.widgets.number_text import count
from digitpad.gui.widgets.window_placement import bring_up
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from digitpad.errors import DigitpadError
    from digitpad.gui.actions import Actions
    from digitpad.gui.my_digits.collection_dialog import CollectionDialog
    from digitpad.gui.my_digits.dialog import MyDigitsDialog
    from digitpad.gui.my_digits.storage_thread import Answer
    from digitpad.gui.pad.canvas import Canvas
    from digitpad.gui.pad.label_buttons import LabelButtons
    from digitpad.gui.prediction.presenter import PredictionPresenter


_LINE_HEIGHT = 18
"""Pixels of the line in the status bar, with the button or without."""


class KeptLine(QWidget):
    """How many digits are kept, with a way to take the last one back: for the status line."""

    def __init__(self) -> None:
        super().__init__()
        self.words = controls.label("")
        controls.use_tabular_figures(self.words, theme.SMALL_PIXELS)
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
        row.addWidget(self.words)
        row.addWidget(self.undo)


class MyDigitsController(QObject):
    """Keeps what was drawn on the pad, of a number the digit that is looked at, and opens the windows about it.

    `drawing_wanted` carries ink that shall lie on the pad. `teaching_wanted` follows a wish to teach the model.
    """

    drawing_wanted = Signal(object)
    teaching_wanted = Signal()

    def __init__(
        self, canvas: Canvas, reading: PredictionPresenter, actions: Actions, row: LabelButtons, window: QWidget
    ) -> None:
        super().__init__(window)
        self._canvas, self._reading, self._actions, self._row, self._window = canvas, reading, actions, row, window
        self._waiting: int | None = None
        self._last_change: int | None = None
        self.digits = DigitsController(self)
        self.line = KeptLine()
        self.digits_dialog: MyDigitsDialog | None = None
        self.collection_dialog: CollectionDialog | None = None
        self.digits.answered.connect(self._show_answer)
        self.digits.failed.connect(self._show_refusal)
        self.line.undo.clicked.connect(self._take_back)
        row.labelled.connect(self._keep)
        for digit, action in enumerate(actions.labels):
            action.setData(digit)
            action.triggered.connect(self._keep_by_key)
        actions.my_digits.triggered.connect(self.open_digits)
        actions.collect.triggered.connect(self.open_collection)
        canvas.history_changed.connect(self._offer)
        reading.settled.connect(self._keep_waiting)
        self._offer()

    @Slot()
    def begin(self) -> None:
        """Say how many digits are kept; not before the window is painted."""
        self.digits.submit(Count())

    @Slot()
    def open_digits(self) -> None:
        """Open my digits, or bring them to the front."""
        from digitpad.gui.my_digits.dialog import MyDigitsDialog  # noqa: PLC0415 - the window paints before it is needed

        if self.digits_dialog is None:
            self.digits_dialog = MyDigitsDialog(self.digits, self._window)
            self.digits_dialog.drawing_wanted.connect(self.drawing_wanted)
            self.digits_dialog.collection_wanted.connect(self.open_collection)
        bring_up(self.digits_dialog, self._window)
        self.digits_dialog.open_digits()

    @Slot()
    def open_collection(self) -> None:
        """Ask for each digit twice, from the first on."""
        from digitpad.gui.my_digits.collection_dialog import CollectionDialog  # noqa: PLC0415 - as above

        if self.collection_dialog is None:
            self.collection_dialog = CollectionDialog(self.digits, self._canvas.pen_width, self._window)
            self.collection_dialog.teaching_wanted.connect(self.teaching_wanted)
            self.collection_dialog.destroyed.connect(self._forget_collection)
        bring_up(self.collection_dialog, self._window)

    def shut_down(self) -> bool:
        """Keep what was asked to be kept, and end the thread; False if it is still busy when the wait runs out."""
        for dialog in (self.digits_dialog, self.collection_dialog):
            if dialog is not None:
                dialog.hide()  # a window of its own, it would keep the application open
        return self.digits.shut_down()

    @Slot()
    def _forget_collection(self) -> None:
        self.collection_dialog = None

    @Slot()
    def _keep_by_key(self) -> None:
        action: QAction = self.sender()  # type: ignore[assignment] # only actions are connected to this slot
        self._keep(action.data())

    @Slot(int)
    def _keep(self, label: int) -> None:
        if self._reading.may_be_number:
            self._waiting = label  # a whole number must not be kept as one digit
            return
        ink = self._reading.labelled_ink
        if ink is not None:
            self.digits.submit(Keep(ink.pen_up(), label))

    @Slot()
    def _keep_waiting(self) -> None:
        """Keep what was labelled before it was read."""
        label, self._waiting = self._waiting, None
        if label is not None:
            self._keep(label)

    @Slot()
    def _take_back(self) -> None:
        if self._last_change is not None:
            self.digits.submit(TakeBack(self._last_change))

    @Slot()
    def _offer(self) -> None:
        """Enable the labels while there is ink to label: a picture has no strokes to vary."""
        self._waiting = None
        ink = self._canvas.drawing
        has_ink = isinstance(ink, Ink) and not ink.is_empty
        self._row.offer(has_ink)
        for action in self._actions.labels:
            action.setEnabled(has_ink)

    @Slot(object)
    def _show_answer(self, answer: Answer) -> None:
        total = count(answer.total)
        match answer.request:
            case Keep() if answer.change is None:
                return  # the same drawing under the same label once more
            case Keep(_, label):
                self._last_change = answer.change
                words = self.tr("Kept as {label}. {total} of my digits kept").format(label=label, total=total)
            case TakeBack():
                self._last_change = None
                words = self.tr("Taken back. {total} of my digits kept").format(total=total)
            case Count() | ReadPage() | Export() if self._last_change is not None:
                return  # nothing was changed: what was said last still stands
            case _:
                self._last_change = None
                words = self.tr("{total} of my digits kept").format(total=total) if answer.total else ""
        self.line.words.setText(words)
        self.line.undo.setVisible(self._last_change is not None)

    @Slot(object)
    def _show_refusal(self, error: DigitpadError) -> None:
        show_error(error, self._window)
