"""A strip that says that a step is under way while another is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.elided import FittingLabel
from digitpad.gui.widgets.number_text import percent

if TYPE_CHECKING:
    from digitpad.gui.notes.step_runner import RunningStep


class RunningStrip(QWidget):
    """`step_wanted`: the step under way shall be shown; `stop_wanted`: it shall end."""

    step_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = FittingLabel(theme.Role.MUTED)
        self.show_step = controls.link(self.tr("Show it"), self.tr("Go to the step that is under way"))
        self.stop = controls.link(self.tr("Stop it"), self.tr("Stop the step that is under way"))
        self.show_step.clicked.connect(self.step_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        controls.row((self.text, 1), self.show_step, self.stop, spacing=theme.CARD_GAP, owner=self)
        self.hide()

    def show_running(self, running: RunningStep | None) -> None:
        """Show how far a step is; None for nothing to show."""
        self.setVisible(running is not None)
        if running is None:
            self.stop.setEnabled(True)
            return
        place = f"{running.walk.name.upper()}{running.number}"
        share = running.so_far.share
        so_far = "" if share is None else f" · {percent(share, 0)}"
        long = self.tr("{place} {title} is under way").format(place=place, title=running.step.title)
        short = self.tr("{place} is under way").format(place=place)
        self.text.show_texts(long + so_far, short + so_far, place + so_far)

    def show_stopping(self) -> None:
        """Show that the step ends as soon as it can."""
        self.stop.setEnabled(False)
