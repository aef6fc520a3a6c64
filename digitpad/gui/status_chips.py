"""The small buttons in the status bar that say how far work is whose view is closed: a training, a sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QStatusBar

    from digitpad.gui.actions import Actions
    from digitpad.gui.experiments.runner import SweepRunner
    from digitpad.gui.tool_windows import ToolWindows
    from digitpad.gui.training.chip import TrainingChip
    from digitpad.gui.training.thread import TrainingController
    from digitpad.gui.widgets.progress_chip import ProgressChip


class StatusChips(QObject):
    """Makes each chip when its work is first begun.

    `text_changed` carries what they say: the window's title says it as well, for a task bar to show.
    """

    text_changed = Signal(str)

    def __init__(self, tools: ToolWindows, actions: Actions, bar: QStatusBar) -> None:
        super().__init__(bar)
        self._actions, self._bar = actions, bar
        self._chips: list[ProgressChip] = []
        self.training: TrainingChip | None = None
        tools.training_begun.connect(self._show_training)
        tools.sweeps_begun.connect(self._show_sweeps)

    @Slot(object)
    def _show_training(self, training: TrainingController) -> None:
        """Show how far a run is, wherever its view is."""
        from digitpad.gui.training.chip import TrainingChip  # noqa: PLC0415 - the window paints before it is needed

        self.training = TrainingChip(training)
        self._add(self.training, self._actions.train)

    @Slot(object)
    def _show_sweeps(self, sweeps: SweepRunner) -> None:
        """Show how far a sweep is, also while its window is closed."""
        from digitpad.gui.experiments.chip import SweepChip  # noqa: PLC0415 - the window paints before it is needed

        self._add(SweepChip(sweeps), self._actions.experiments)

    def _add(self, chip: ProgressChip, action: QAction) -> None:
        self._chips.append(chip)
        chip.clicked.connect(action.trigger)
        chip.text_changed.connect(self._tell)
        self._bar.addPermanentWidget(chip)

    @Slot()
    def _tell(self) -> None:
        self.text_changed.emit(", ".join(filter(None, (chip.text() for chip in self._chips))))
