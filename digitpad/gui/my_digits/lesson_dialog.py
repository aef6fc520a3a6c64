"""The lesson window: fine-tuning a model on my digits, its result, and whether to keep it.

Nothing is kept before the user says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from digitpad.gui.my_digits.lesson_table import LessonTable
from digitpad.gui.my_digits.lesson_thread import LessonRequest
from digitpad.gui.my_digits.unreadable_notice import UnreadableNotice
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.busy_buttons import BusyButtons
from digitpad.gui.widgets.error_dialog import show_error
from digitpad.gui.widgets.keep_question import KeepAnswer, KeepQuestion
from digitpad.gui.widgets.number_text import count, duration, translated

if TYPE_CHECKING:
    from digitpad.data.digits_file import Unreadable
    from digitpad.errors import DigitpadError
    from digitpad.gui.library_thread import LibraryThread
    from digitpad.gui.my_digits.lesson_thread import LessonController
    from digitpad.library.library import Entry
    from digitpad.training.lesson import Lesson, LessonProgress

_WIDTH = 560


class LessonDialog(QDialog):
    """Gives a lesson and asks whether to keep it.

    `model_kept` carries the name of the model that was kept. `collection_wanted`: more digits are to be written.
    """

    model_kept = Signal(str)
    collection_wanted = Signal()

    def __init__(self, lessons: LessonController, library: LibraryThread, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lessons, self._library = lessons, library
        self._model = ""
        self._next_request: LessonRequest | None = None
        self._request: LessonRequest | None = None
        self.lesson: Lesson | None = None
        self.setWindowTitle(self.tr("Teach my hand"))
        self.heading = controls.label("", theme.Role.HEADING)
        self.text = controls.label("")
        self.bar = QProgressBar()
        self.table = LessonTable()
        self.warning = controls.label("", theme.Role.MUTED)
        self.notice = UnreadableNotice()
        self.collect = controls.button(
            self.tr("Write each digit twice…"), self.tr("Twenty drawings, asked for one after another")
        )
        self.gentler = controls.button(
            self.tr("Gentler lesson"), self.tr("Learn half as long and a third as boldly, to forget less")
        )
        self.discard = controls.button(self.tr("Discard"), self.tr("Forget this lesson; the model stays as it is"))
        self.keep = controls.button(
            self.tr("Keep"), self.tr("Keep what was learnt as a new model, and let it read the pad"), theme.Role.PRIMARY
        )
        self._busy = BusyButtons((self.gentler, self.discard, self.keep), self.text, self)
        self._build()
        lessons.progressed.connect(self._show_progress)
        lessons.taught.connect(self._show_lesson)
        lessons.failed.connect(self._show_failure)
        lessons.cancelled.connect(self._on_cancelled)
        self.collect.clicked.connect(self._collect)
        self.gentler.clicked.connect(self._teach_gently)
        self.discard.clicked.connect(self._discard)
        self.keep.clicked.connect(self._keep)

    def teach(self, model: str, *, is_busy: bool = False) -> None:
        """Begin a lesson for a model, unless one is under way or waits to be judged.

        `model`: its name; `is_busy`: whether a training run is under way, which the lesson waits for.
        """
        if self._request is None and self.lesson is None:
            self._model = model
            self._begin(LessonRequest(model), is_busy=is_busy)

    def done(self, result: int) -> None:
        """Forget the lesson, be it under way or over: however a dialog is closed, Qt comes by here."""
        self._lessons.cancel()
        self._next_request = self._request = self.lesson = None
        super().done(result)

    def reject(self) -> None:
        """Close on the escape key and the window's own button, with the same question."""
        self._settle()

    def confirm_close(self) -> bool:
        """Ask what shall become of a lesson that waits to be judged, if one does; return whether it is settled."""
        self._settle()
        self._library.finish()
        return self.lesson is None

    def _settle(self) -> None:
        if self._busy.is_busy:
            return
        answer = KeepAnswer.DISCARD
        if self.lesson is not None:
            is_worth_it = self.lesson.gains and not self.lesson.forgets
            parent = QApplication.activeWindow() or self
            answer = KeepQuestion(parent, is_running=False, prefers_keeping=is_worth_it).ask()
        if answer is KeepAnswer.DISCARD:
            self._discard()
        elif answer is KeepAnswer.KEEP:
            self._keep()

    def _build(self) -> None:
        for line in (self.text, self.warning):
            line.setWordWrap(True)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the lesson"))
        foot = QHBoxLayout()
        foot.setSpacing(theme.CONTROL_GAP)
        foot.addWidget(self.collect)
        foot.addStretch(1)
        for button in (self.gentler, self.discard, self.keep):
            foot.addWidget(button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        rows.setSpacing(theme.CARD_GAP)
        self._bar_card = controls.Card()
        self._bar_card.body.addWidget(self.bar)
        for widget in (self.heading, self.text, self._bar_card, self.table, self.warning, self.notice):
            rows.addWidget(widget)
        rows.addStretch(1)
        rows.addLayout(foot)
        self.setMinimumWidth(_WIDTH)

    def _begin(self, request: LessonRequest, *, is_busy: bool = False) -> None:
        self.lesson = None
        self._show_under_way(is_busy=is_busy)
        if self._lessons.is_busy:
            self._next_request = request  # the one before was stopped, and ends in a moment
            return
        self._request = request
        self._lessons.submit(request)

    def _show_under_way(self, *, is_busy: bool) -> None:
        self.heading.setText(self.tr("Teaching “{model}” your hand").format(model=self._model))
        self.text.setText(
            self.tr("A training run is under way. The lesson begins when it is over.")
            if is_busy
            else self.tr("Getting ready…")
        )
        self.bar.setRange(0, 0)
        self._show_widgets(is_under_way=True)
        self.discard.setText(self.tr("Cancel"))

    def _show_widgets(self, *, is_under_way: bool = False, is_judged: bool = False) -> None:
        self._bar_card.setVisible(is_under_way)
        self.table.setVisible(is_judged)
        self.keep.setVisible(is_judged)
        self.warning.hide()
        self.notice.hide()
        self.gentler.hide()
        self.collect.setVisible(not is_under_way and not is_judged)
        self.discard.setText(self.tr("Discard") if is_judged else self.tr("Close"))
        self._make_main(None)
        self.adjustSize()

    def _make_main(self, main: QPushButton | None) -> None:
        """Make one button the main one, which Enter presses; None for none."""
        for button in (self.gentler, self.discard, self.keep):
            controls.mark(button, theme.Role.PRIMARY if button is main else theme.Role.SECONDARY)
        if main is not None:
            main.setFocus()

    @Slot(object)
    def _show_progress(self, progress: LessonProgress) -> None:
        if self._request is None:
            return
        if progress.step:
            self.text.setText(self.tr("Learning your digits, with others replayed so that none is forgotten"))
            self.bar.setRange(0, progress.steps)
            self.bar.setValue(progress.step)

    @Slot(object, object)
    def _show_lesson(self, lesson: Lesson, unreadable: Unreadable) -> None:
        if self._go_on_waiting():
            return
        request, self._request = self._request, None
        if request is None:
            return
        self.lesson = lesson
        self.heading.setText(self.tr("“{model}” has learnt from your digits").format(model=self._model))
        text = self.tr("{count} digits in {time}. Nothing is kept yet: look, then decide.")
        self.text.setText(text.format(count=count(lesson.digits), time=duration(lesson.seconds)))
        self.table.show_lesson(lesson)
        self._show_widgets(is_judged=True)
        can_be_gentler = lesson.forgets and not request.is_gentle
        self.warning.setText(" ".join(self._warnings(lesson, can_be_gentler=can_be_gentler)))
        self.warning.setVisible(bool(self.warning.text()))
        self.notice.show_unreadable(unreadable)
        self.gentler.setVisible(can_be_gentler)
        self.adjustSize()
        # A quick press of Enter shall not keep what the text above warns of.
        if lesson.gains and not lesson.forgets:
            self._make_main(self.keep)
        else:
            self._make_main(self.gentler if lesson.gains and can_be_gentler else self.discard)

    def _warnings(self, lesson: Lesson, *, can_be_gentler: bool) -> list[str]:
        warnings = []
        if not lesson.gains:
            warnings.append(self.tr("It reads no more of your digits than before."))
        if lesson.forgets:
            warnings.append(self.tr("It forgets more than 0.3 points of MNIST."))
            warnings.append(
                self.tr("A gentler lesson forgets less.")
                if can_be_gentler
                else self.tr("Keep it only if that is worth it to you.")
            )
        return warnings

    @Slot(object)
    def _show_failure(self, error: DigitpadError) -> None:
        if self._go_on_waiting() or self._request is None:
            return
        self._request = None
        title, detail = translated(error)
        self.heading.setText(title)
        self.text.setText(detail)
        self._show_widgets()

    @Slot()
    def _on_cancelled(self) -> None:
        self._go_on_waiting()

    def _go_on_waiting(self) -> bool:
        """Begin the lesson that waits for a stopped one to end, if one does."""
        request, self._next_request = self._next_request, None
        if request is None:
            return False
        self._begin(request)
        return True

    @Slot()
    def _teach_gently(self) -> None:
        if not self._busy.is_busy:
            self._begin(LessonRequest(self._model, is_gentle=True))

    @Slot()
    def _collect(self) -> None:
        self.close()
        self.collection_wanted.emit()

    @Slot()
    def _discard(self) -> None:
        if not self._busy.is_busy:
            self.done(int(QDialog.DialogCode.Rejected.value))

    @Slot()
    def _keep(self) -> None:
        if self.lesson is not None and self._busy.begin():
            name, checkpoint = self._name(), self.lesson.checkpoint
            self._library.carry_out(
                lambda library: library.add_beside(name, checkpoint), self._on_kept, self._on_refused
            )

    def _on_kept(self, entry: Entry) -> None:
        self._busy.end()
        self.done(int(QDialog.DialogCode.Accepted.value))
        self.model_kept.emit(entry.name)

    def _on_refused(self, error: DigitpadError) -> None:
        self._busy.end()
        show_error(error, self)  # what was learnt is still here, to be kept once there is room

    def _name(self) -> str:
        from digitpad.library.names import nearest_valid_name  # noqa: PLC0415 - the window paints before it is needed

        ending = self.tr(", my hand")
        stem = self._model.split(ending)[0]
        return nearest_valid_name(stem[: 60 - len(ending)] + ending)
