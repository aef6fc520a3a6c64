"""What becomes of a run that has ended: its model is kept, kept and used, or discarded."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.errors import DigitpadError
from digitpad.gui.training.result import name_for
from digitpad.gui.widgets.keep_question import KeepAnswer, KeepQuestion
from digitpad.gui.widgets.number_text import translated
from digitpad.library.keeping import keep, record

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from digitpad.gui.training.result import ResultPanel
    from digitpad.gui.training.thread import TrainingController
    from digitpad.library.library import Library
    from digitpad.training.outcome import TrainingOutcome
    from digitpad.training.session import TrainingSession


class RunEnding(QObject):
    """Keeps or discards the model that waits in the session, as the buttons of the panel ask.

    `ended` carries a sentence on what became of it. `kept` and then perhaps `chosen` carry its name in the library.
    """

    ended = Signal(str)
    kept = Signal(str)
    chosen = Signal(str)

    def __init__(self, session: TrainingSession, panel: ResultPanel, library: Library, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._panel, self._library = session, panel, library
        panel.use.clicked.connect(self._use)
        panel.keep.clicked.connect(self.keep)
        panel.discard.clicked.connect(self.discard)

    def offer(self, outcome: TrainingOutcome) -> None:
        """Offer the model of a run, beside the one it was made of."""
        initial = None
        if outcome.config.initial:
            with suppress(DigitpadError):  # it may have been deleted meanwhile
                initial = self._library.load(outcome.config.initial)
        self._panel.offer(outcome, outcome.resumed or self._library.free_name(name_for(outcome.config)), initial)

    @Slot()
    def keep(self) -> str | None:
        """Add the waiting model to the library; None if that was refused, which the panel then explains."""
        if self._session.outcome is None:
            return None
        try:
            kept = keep(self._session.outcome, self._panel.chosen_name, self._library)
        except DigitpadError as error:
            self._panel.show_problem(translated(error)[1])
            return None
        sentences = [self.tr("Kept in the library as “{name}”.").format(name=kept.name)]
        if kept.resume_file is not None:
            sentences.append(self.tr("Its run can be resumed."))
        problems = (kept.resume_problem, kept.record_problem)
        sentences += [translated(problem)[1] for problem in problems if problem is not None]
        self.ended.emit(" ".join(sentences))
        self.kept.emit(kept.name)
        return kept.name

    @Slot()
    def discard(self) -> None:
        """Discard the waiting model; the run record is written all the same."""
        if self._session.outcome is not None:
            with suppress(DigitpadError):
                record(self._session.outcome, "")
        self.ended.emit(self.tr("The model was discarded."))

    def settle(self, training: TrainingController, window: QWidget) -> bool:
        """Ask what shall become of the run under way, or of the model that waits; return whether that is settled."""
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
        if self._session.outcome is not None:
            return self.keep() is not None
        # It failed just now, which must be read; or nothing was learnt yet, and there is nothing to keep.
        return not training.has_failed

    @Slot()
    def _use(self) -> None:
        name = self.keep()
        if name is not None:
            self.chosen.emit(name)
