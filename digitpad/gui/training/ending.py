"""What becomes of a run that has ended: its model is kept, kept and used, or discarded."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.errors import DigitpadError
from digitpad.gui.library_thread import pass_over
from digitpad.gui.training.result import name_for
from digitpad.gui.widgets.busy_buttons import BusyButtons
from digitpad.gui.widgets.keep_question import KeepAnswer, KeepQuestion
from digitpad.gui.widgets.number_text import translated
from digitpad.library.keeping import keep, record

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from digitpad.gui.library_thread import LibraryThread
    from digitpad.gui.training.result import ResultPanel
    from digitpad.gui.training.thread import TrainingController
    from digitpad.library.keeping import KeptModel
    from digitpad.library.library import Library
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.training.outcome import TrainingOutcome
    from digitpad.training.session import TrainingSession


class RunEnding(QObject):
    """Keeps or discards the model that waits in the session, as the buttons of the panel ask.

    `offered`: the model of a run is on offer. `ended` carries a sentence on what became of it. `kept` and then perhaps
    `chosen` carry its name in the library.
    """

    offered = Signal()
    ended = Signal(str)
    kept = Signal(str)
    chosen = Signal(str)

    def __init__(self, session: TrainingSession, panel: ResultPanel, library: LibraryThread, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._panel, self._library = session, panel, library
        self._is_to_be_used = False
        self._busy = BusyButtons((panel.use, panel.keep, panel.more, panel.discard), panel.ending, self)
        panel.use.clicked.connect(self._use)
        panel.keep.clicked.connect(self.keep)
        panel.discard.clicked.connect(self.discard)

    @property
    def is_keeping(self) -> bool:
        """Whether the model is being kept just now."""
        return self._busy.is_busy

    def offer(self, outcome: TrainingOutcome) -> None:
        """Offer the model of a run, beside the one it was made of, once the library has said what that is."""
        # Not a mere read: closing asks about what is on offer.
        self._library.carry_out(lambda library: _offer_of(outcome, library), self._show_offer, pass_over)

    @Slot()
    def keep(self) -> None:
        """Add the waiting model to the library; where that is refused, the panel explains it."""
        self._keep(is_to_be_used=False)

    @Slot()
    def discard(self) -> None:
        """Discard the waiting model; the run record is written all the same."""
        outcome = self._session.outcome
        if self.is_keeping:
            return
        if outcome is not None:
            self._library.carry_out(lambda _library: record(outcome, ""), pass_over, pass_over)
        self.ended.emit(self.tr("The model was discarded."))

    def settle(self, training: TrainingController, window: QWidget) -> bool:
        """Ask what shall become of the run under way, or of the model that waits; return whether that is settled."""
        if self.is_keeping:
            return self._library.finish()
        is_running = training.is_running
        prefers_keeping = is_running or self._panel.is_worth_keeping
        question = KeepQuestion(window, is_running=is_running, prefers_keeping=prefers_keeping)
        training.finished_run.connect(question.show_ended)
        training.failed.connect(question.reject)  # why it failed must be read
        answer = question.ask()
        if answer is KeepAnswer.CANCEL:
            return False
        if answer is KeepAnswer.DISCARD:
            training.stop(keep=False)
            self.discard()
            return True
        if training.is_running:
            training.stop_and_wait()
        self._library.finish()  # it is on offer then, with a name
        if self._session.outcome is not None:
            self.keep()
            return self._library.finish()
        # It failed just now, which must be read; or nothing was learnt yet, and there is nothing to keep.
        return not training.has_failed

    @Slot()
    def _use(self) -> None:
        self._keep(is_to_be_used=True)

    def _keep(self, *, is_to_be_used: bool) -> None:
        outcome, name = self._session.outcome, self._panel.chosen_name
        if outcome is not None and self._busy.begin():
            self._is_to_be_used = is_to_be_used
            self._panel.show_problem("")
            self._library.carry_out(lambda library: keep(outcome, name, library), self._on_kept, self._on_refused)

    def _show_offer(self, offer: tuple[TrainingOutcome, str, Checkpoint | None]) -> None:
        if self._session.outcome is offer[0]:
            self._panel.offer(*offer)
            self.offered.emit()

    def _on_kept(self, kept: KeptModel) -> None:
        self._busy.end()
        sentences = [self.tr("Kept in the library as “{name}”.").format(name=kept.name)]
        if kept.resume_file is not None:
            sentences.append(self.tr("Its run can be resumed."))
        problems = (kept.resume_problem, kept.record_problem)
        sentences += [translated(problem)[1] for problem in problems if problem is not None]
        self.ended.emit(" ".join(sentences))
        self.kept.emit(kept.name)
        if self._is_to_be_used:
            self.chosen.emit(kept.name)

    def _on_refused(self, error: DigitpadError) -> None:
        self._busy.end()
        self._panel.show_problem(translated(error)[1])


def _offer_of(outcome: TrainingOutcome, library: Library) -> tuple[TrainingOutcome, str, Checkpoint | None]:
    """Return how a run ended, a free name for its model, and the model it was made of, if that is still there."""
    name, initial = outcome.resumed or name_for(outcome.config), None
    with suppress(DigitpadError):  # what is wrong with the library is shown when the model is kept
        name = outcome.resumed or library.free_name(name)
        if outcome.config.initial:
            initial = library.load(outcome.config.initial)
    return outcome, name, initial
