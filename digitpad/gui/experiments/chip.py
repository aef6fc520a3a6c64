"""A sweep under way, as a small button in the main window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from digitpad.gui.experiments.case import CaseState
from digitpad.gui.widgets.number_text import percent
from digitpad.gui.widgets.progress_chip import ProgressChip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from digitpad.gui.experiments.case import SweepCase
    from digitpad.gui.experiments.runner import SweepRunner


class SweepChip(ProgressChip):
    """Says how far a sweep is; hidden where there is none."""

    def __init__(self, runner: SweepRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolTip(self.tr("Show the sweep that is under way"))
        runner.changed.connect(self._show)

    @Slot(object)
    def _show(self, case: SweepCase) -> None:
        self.progress = case.standing.share
        text = ""
        if case.state is CaseState.RUNNING:
            text = self.tr("Sweep, {share}").format(share=percent(self.progress, 0))
        elif case.state is CaseState.STOPPING:
            text = self.tr("The sweep stops")
        self.show_text(text)
