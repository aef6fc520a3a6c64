"""A training under way, as a small button in the main window, wherever its view is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from digitpad.gui.widgets.number_text import percent
from digitpad.gui.widgets.progress_chip import ProgressChip
from digitpad.training.session import RunState

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from digitpad.gui.training.thread import TrainingController
    from digitpad.training.reports import TrainingReport


class TrainingChip(ProgressChip):
    """Says how far a run is, or that its model waits to be kept; hidden where there is none.

    `text_changed` carries what it says: the window's title says it as well, for a task bar to show.
    """

    def __init__(self, training: TrainingController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolTip(self.tr("Show the training that is under way"))
        self._training = training
        training.reported.connect(self._show_report)
        training.state_changed.connect(self._show_state)
        training.released.connect(self._show_state)
        training.failed.connect(self._show_failure)

    @Slot(object)
    def _show_report(self, report: TrainingReport) -> None:
        self.progress = report.progress
        self._show_state()

    @Slot()
    def _show_failure(self) -> None:
        self.show_text("")

    @Slot()
    def _show_state(self) -> None:
        training = self._training
        if training.state is RunState.PREPARING:
            self.progress = 0.0
        share = percent(self.progress, 0)
        texts = {
            RunState.PREPARING: self.tr("Preparing to train"),
            RunState.RUNNING: self.tr("Training, {share}").format(share=share),
            RunState.PAUSED: self.tr("Training rests at {share}").format(share=share),
            RunState.STOPPING: self.tr("Training stops"),
        }
        waits = self.tr("A trained model waits to be kept") if training.session.outcome is not None else ""
        self.show_text(texts.get(training.state, waits))
