"""Write each digit twice: twenty drawings, asked for one after another.

Each drawing is kept at once, so that stopping midway loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from digitpad.gui.my_digits.storage_thread import Keep, TakeBack
from digitpad.gui.my_digits.unreadable_notice import UnreadableNotice
from digitpad.gui.pad.canvas import Canvas
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import with_article
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from digitpad.errors import DigitpadError
    from digitpad.gui.my_digits.storage_thread import Answer, DigitsController, Request

PROMPTS = (*range(10), *range(10))
"""What is asked for, in this order: twice the same digit in a row would be written more alike than it is."""

_PAD_PIXELS = 380


@dataclass(slots=True)
class _Sheet:
    """What was written for one prompt, and the change that kept it; None while it is on its way, or for none.

    `draft` is what was written and is not kept.
    """

    ink: Ink | None = None
    change: int | None = None
    draft: Ink | None = None


class CollectionDialog(QDialog):
    """Asks for digits. `teaching_wanted`: the model is to be taught them."""

    teaching_wanted = Signal()

    def __init__(self, digits: DigitsController, pen_width: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits = digits
        self._sheets = [_Sheet() for _ in PROMPTS]
        self._index = 0
        self.setWindowTitle(self.tr("Write each digit twice"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.prompt = controls.label("", theme.Role.FIGURE)
        self.progress_text = controls.label("", theme.Role.MUTED)
        self.bar = QProgressBar()
        self.bar.setRange(0, len(PROMPTS))
        self.bar.setTextVisible(False)
        self.notice = UnreadableNotice()
        self.canvas = Canvas()
        self.canvas.setFixedSize(_PAD_PIXELS, _PAD_PIXELS)
        self.canvas.set_pen_width(pen_width)
        self.back = controls.button(self.tr("Back"), self.tr("Go back to the digit before; what was written is shown"))
        self.skip = controls.button(self.tr("Skip"), self.tr("Go on without this digit"))
        self.clear = controls.button(self.tr("Clear"), self.tr("Empty the pad (Ctrl+N)"))
        self.next = controls.button(
            self.tr("Next"), self.tr("Keep this digit and go on (Space or Enter)"), theme.Role.PRIMARY
        )
        self.teach = controls.button(
            self.tr("Teach my hand"), self.tr("Fine-tune the model on my digits"), theme.Role.PRIMARY
        )
        self.close_button = controls.button(self.tr("Close"), self.tr("Close; what was written is kept"))
        self._build()
        self._connect()
        self._show_prompt()

    @property
    def index(self) -> int:
        """The prompt that is shown, from 0; `len(PROMPTS)` at the end."""
        return self._index

    @property
    def is_over(self) -> bool:
        """Whether the last digit was asked for."""
        return self._index == len(PROMPTS)

    def _build(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(theme.CONTROL_GAP)
        for button in (self.back, self.skip, self.clear):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.close_button, self.next, self.teach):
            foot.addWidget(button)
        head = QHBoxLayout()
        head.addWidget(self.prompt, 1)
        head.addWidget(self.progress_text)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        rows.setSpacing(theme.CARD_GAP)
        rows.addLayout(head)
        card = controls.Card()
        card.body.addWidget(self.bar)
        rows.addWidget(card)
        rows.addWidget(self.notice)
        rows.addWidget(self.canvas, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addLayout(foot)
        rows.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)

    def _connect(self) -> None:
        self._digits.answered.connect(self._on_answer)
        self._digits.failed.connect(self._on_refusal)
        self.canvas.history_changed.connect(self._enable_buttons)
        self.back.clicked.connect(self._go_back)
        self.skip.clicked.connect(self._skip)
        self.clear.clicked.connect(self.canvas.clear)
        self.next.clicked.connect(self._keep)
        self.teach.clicked.connect(self._teach)
        self.close_button.clicked.connect(self.close)
        for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QShortcut(QKeySequence(key), self).activated.connect(self.next.click)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.canvas.clear)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self).activated.connect(self.canvas.undo)

    @Slot()
    def _keep(self) -> None:
        ink = self.canvas.drawing
        if not isinstance(ink, Ink) or ink.is_empty or ink.pen_is_down or self.is_over:
            return
        sheet = self._sheets[self._index]
        if sheet.ink != ink:
            self._digits.submit(Keep(ink, PROMPTS[self._index], sheet.change, self._index))
            self._sheets[self._index] = _Sheet(ink)
        self._go_to(self._index + 1)

    @Slot()
    def _skip(self) -> None:
        self._go_to(self._index + 1)

    @Slot()
    def _go_back(self) -> None:
        self._go_to(self._index - 1)

    @Slot()
    def _teach(self) -> None:
        self.teaching_wanted.emit()
        self.close()

    def _go_to(self, index: int) -> None:
        self._index = index
        sheet = _Sheet() if self.is_over else self._sheets[index]
        self.canvas.show_drawing(sheet.ink or sheet.draft or Ink())
        self._show_prompt()
        if self.is_over:
            (self.close_button if self.teach.isHidden() else self.teach).setFocus()
        else:
            self.canvas.setFocus()  # a button that has the focus would take Space and Enter for itself

    def _show_prompt(self) -> None:
        written = sum(sheet.ink is not None for sheet in self._sheets)
        self.bar.setValue(self._index)
        if self.is_over:
            self.prompt.setText(self.tr("Thank you: {count} kept").format(count=written))
            self.progress_text.setText("")
        else:
            self.prompt.setText(self.tr("Write {digit}").format(digit=with_article(PROMPTS[self._index])))
            progress = self.tr("{number} of {total}").format(number=self._index + 1, total=len(PROMPTS))
            self.progress_text.setText(progress)
        self.canvas.setEnabled(not self.is_over)
        self.teach.setVisible(self.is_over and written > 0)
        self.next.setVisible(not self.is_over)
        self.skip.setEnabled(not self.is_over)
        self.back.setEnabled(self._index > 0)
        self._enable_buttons()

    @Slot()
    def _enable_buttons(self) -> None:
        ink = self.canvas.drawing
        has_ink = isinstance(ink, Ink) and not ink.is_empty
        self.next.setEnabled(has_ink and not self.is_over)
        self.clear.setEnabled(has_ink and not self.is_over)

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        request = answer.request
        self.notice.show_unreadable(answer.unreadable)
        if isinstance(request, TakeBack) and request.change is not None:
            self._on_taken_back(request.change)
        if not isinstance(request, Keep) or request.position is None:
            return
        sheet = self._sheets[request.position]
        if sheet.ink is request.ink:
            sheet.change = answer.change
        elif answer.change is not None:  # written anew before the first was even kept
            self._digits.submit(TakeBack(answer.change))

    def _on_taken_back(self, change: int) -> None:
        """Ask once more for a digit that is not kept any longer, when one goes back to it."""
        for index, sheet in enumerate(self._sheets):
            if sheet.change == change:
                self._sheets[index] = _Sheet(draft=sheet.ink or sheet.draft)
                self._show_prompt()

    @Slot(object, object)
    def _on_refusal(self, _error: DigitpadError, request: Request) -> None:
        """Go back to the digit that was not kept, as it was written; what was begun since then waits for its turn."""
        if not isinstance(request, Keep) or request.position is None:
            return
        if self._sheets[request.position].ink is not request.ink:
            return
        self._sheets[request.position] = _Sheet(change=request.instead_of, draft=request.ink)
        if request.position < self._index:
            self._put_aside()
            self._go_to(request.position)

    def _put_aside(self) -> None:
        ink = self.canvas.drawing
        if not self.is_over and self._sheets[self._index].ink is None and isinstance(ink, Ink) and not ink.is_empty:
            self._sheets[self._index].draft = ink.pen_up()
