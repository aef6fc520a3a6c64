"""What becomes of a run that has ended: its model is kept, kept and used, or let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.errors import DigitpadError
from digitpad.gui.training.result import name_for
from digitpad.gui.widgets.number_text import translated
from digitpad.library.keeping import keep, record

if TYPE_CHECKING:
    from digitpad.gui.training.result import ResultPanel
    from digitpad.library.library import Library
    from digitpad.training.outcome import TrainingOutcome


class RunEnding(QObject):
    """Waits for what the user wants of a model that was trained.

    `settled` carries a sentence on what became of it. `kept` and then perhaps `chosen` carry its name in the library.

    `panel`: where the model is offered; `library`: where it is kept.
    """

    settled = Signal(str)
    kept = Signal(str)
    chosen = Signal(str)

    def __init__(self, panel: ResultPanel, library: Library, parent: QObject) -> None:
        super().__init__(parent)
        self._panel, self._library = panel, library
        self._resumed: str | None = None
        panel.use.clicked.connect(self._use)
        panel.keep.clicked.connect(self.keep)
        panel.discard.clicked.connect(self.discard)

    @property
    def outcome(self) -> TrainingOutcome | None:
        """The run whose model waits; None if none does."""
        return self._panel.outcome

    def begin(self, resumed: str | None) -> None:
        """Take note of a run that begins, and of the model whose stopped run it is, if it is one."""
        self._resumed = resumed

    def offer(self, outcome: TrainingOutcome) -> None:
        """Offer the model of a run."""
        self._panel.offer(outcome, self._resumed or self._library.free_name(name_for(outcome.config)))

    @Slot()
    def keep(self) -> str | None:
        """Add the waiting model to the library; None if that was refused, which the panel then explains."""
        outcome = self.outcome
        if outcome is None or outcome.checkpoint is None:
            return None
        try:
            kept = keep(outcome, outcome.checkpoint, self._panel.chosen_name, self._library, self._resumed)
        except DigitpadError as error:
            self._panel.show_problem(translated(error)[1])
            return None
        message = self.tr("Kept in the library as “{name}”.").format(name=kept.name)
        if kept.can_resume:
            message += " " + self.tr("Its run can be resumed.")
        self._settle(" ".join((message, *(translated(problem)[1] for problem in kept.problems))))
        self.kept.emit(kept.name)
        return kept.name

    @Slot()
    def discard(self) -> None:
        """Let the waiting model go; that there was a run is written down all the same."""
        if self.outcome is not None:
            record(self.outcome, "")
        self._settle(self.tr("The model was discarded."))

    @Slot()
    def _use(self) -> None:
        name = self.keep()
        if name is not None:
            self.chosen.emit(name)

    def _settle(self, message: str) -> None:
        self._panel.let_go()
        self.settled.emit(message)
