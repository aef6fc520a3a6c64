"""One step of a note: what it is about, the button that does it, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QProgressBar, QWidget

from digitpad.gui.notes.doors import door_text
from digitpad.gui.notes.outcome_panel import OutcomePanel
from digitpad.gui.notes.printed_lines import PrintedLines
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import translated
from digitpad.notes.walk import Progress

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from digitpad.errors import DigitpadError
    from digitpad.notes.walk import Outcome, Step

_WHOLE = 1000
"""Of the bar."""

_MOST_CODE = 24
_NARROWEST = 240
"""Pixels: in less than its button and its link need side by side, they stand one above the other."""


class StepPage(QWidget):
    """Shows a step. `wanted`: it shall be done; `stop_wanted`; `pad_wanted`: its drawing shall go on the pad again.

    `data_wanted`: its data set is to be fetched; `door_opened`: one wants to go on looking in its view.
    """

    wanted = Signal()
    stop_wanted = Signal()
    pad_wanted = Signal()
    data_wanted = Signal()
    door_opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step: Step | None = None
        self.title = controls.label("", theme.Role.HEADING)
        self.text = controls.label("")
        for each in (self.title, self.text):
            each.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code = PrintedLines(self.tr("Formula or code"), _MOST_CODE)
        self.do = controls.button("", self.tr("Do this step here (Ctrl+Return)"), theme.Role.PRIMARY)
        self.stop = controls.button(self.tr("Stop"), self.tr("Stop this step"))
        self.door = controls.link("", "")
        self.hint = controls.label("", theme.Role.MUTED)
        self.hint.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("How far the step is"))
        self.waiting = controls.label(self.tr("Preparing… This takes longest the first time."), theme.Role.MUTED)
        self.waiting.setWordWrap(True)
        self.problem = controls.label("", theme.Role.DANGER)
        self.problem.setWordWrap(True)
        self.fetch = controls.link(self.tr("Fetch it…"), self.tr("Open the window of the data sets at this one"))
        self.outcome = OutcomePanel()
        self._put_together()
        self.do.clicked.connect(self.wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self.fetch.clicked.connect(self.data_wanted)
        self.door.clicked.connect(self.door_opened)
        self.outcome.pad_wanted.connect(self.pad_wanted)

    def _put_together(self) -> None:
        self._problem_row = QWidget()
        controls.row((self.problem, 1), self.fetch, owner=self._problem_row)
        self._actions = controls.row(self.do, self.stop, None, self.door)
        body = controls.column(
            self.title,
            self.text,
            self.code,
            self.hint,
            self._actions,
            self.bar,
            self.waiting,
            self._problem_row,
            self.outcome,
            None,
            owner=self,
        )
        body.setContentsMargins(0, 0, theme.CONTROL_GAP, theme.CONTROL_GAP)
        body.setSpacing(theme.CONTROL_GAP + 2)

    def minimumSizeHint(self) -> QSize:
        """Return less than its buttons need side by side, for a narrow dock must not cut them off."""
        return QSize(_NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the way to its view below its button where there is no room beside it."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        needed = self.do.sizeHint().width() + self._actions.spacing() + self.door.sizeHint().width()
        fits = self.door.isHidden() or needed <= self.contentsRect().width() - theme.CONTROL_GAP
        self._actions.setDirection(QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom)
        sides = Qt.AlignmentFlag.AlignLeft if not fits else Qt.AlignmentFlag(0)
        for each in (self.do, self.stop, self.door):
            self._actions.setAlignment(each, sides)

    @property
    def action_top(self) -> int:
        """Where the button lies, in pixels from the top."""
        return (self.do if self.do.isVisible() else self.stop).y() - theme.CONTROL_GAP

    def show_step(self, number: int, step: Step) -> None:
        """Show another step, at its place in its walk."""
        self.step = step
        self.title.setText(f"{number}  {step.title}")
        self.text.setText(step.text)
        self.code.show_lines(step.code.splitlines())
        self.code.setVisible(bool(step.code))
        self.do.setText(step.verb)
        self.do.setAccessibleName(step.verb)
        self.door.setVisible(step.view is not None)
        if step.view is not None:
            text, tooltip = door_text(step.view)
            self.door.setText(text)
            self.door.setAccessibleName(text)
            self.door.setToolTip(tooltip)
            self.door.setAccessibleDescription(tooltip)
        self._arrange()
        self.outcome.show_note(step.note_says)
        self.show_problem(None)

    def show_ready(self, hint: str, *, is_done: bool) -> None:
        """Offer to do the step; with a hint of what must be done before, only that."""
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        for each in (self.stop, self.bar, self.waiting):
            each.hide()
        self.do.setVisible(not hint)
        role = theme.Role.SECONDARY if is_done else theme.Role.PRIMARY
        if self.do.property("role") != role.value:
            controls.mark(self.do, role)

    def show_running(self) -> None:
        """Show that the step is under way."""
        had_focus = self.do.hasFocus()
        self.hint.hide()
        self.do.hide()
        self.stop.setEnabled(True)
        self.stop.show()
        if had_focus:
            self.stop.setFocus(Qt.FocusReason.OtherFocusReason)
        self.bar.show()

    def show_stopping(self) -> None:
        """Show that the step ends as soon as it can."""
        self.stop.setEnabled(False)

    def begin(self) -> None:
        """Show nothing of a step that has just begun, and that it is being prepared."""
        self.outcome.begin()
        self._show_share(None)
        self.waiting.show()

    def show_progress(self, newest: Progress, so_far: Progress) -> None:
        """Show what else the step has given, and how far it is by all it has given."""
        self._show_share(so_far.share)
        self.waiting.setVisible(so_far == Progress())
        self.outcome.add(newest)

    def _show_share(self, share: float | None) -> None:
        """Show how much of the step is done; None where that is not known."""
        self.bar.setRange(0, 0 if share is None else _WHOLE)
        if share is not None:
            self.bar.setValue(round(share * _WHOLE))

    def show_outcome(self, outcome: Outcome | None) -> None:
        """Show what the step came to; None for nothing yet."""
        self.outcome.show_outcome(outcome)

    def show_problem(self, error: DigitpadError | None, *, can_fetch: bool = False) -> None:
        """Show why the step could not be done; None for nothing to say."""
        self._problem_row.setVisible(error is not None)
        self.fetch.setVisible(can_fetch)
        if error is not None:
            title, detail = translated(error)
            self.problem.setText(f"{title}." if can_fetch else f"{title}: {detail}")
