"""Scores of models, looked up and measured in the background.

Importing this module imports no numpy: the operation does, on its thread.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from digitpad.errors import DigitpadError
from digitpad.gui.widgets.background import BackgroundWork, unexpected_error
from digitpad.library.scores.values import TestSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QObject

    from digitpad.gui.widgets.background import Job
    from digitpad.library.scores.measuring import ScoreBoard
    from digitpad.library.scores.values import ModelScores

_ERROR_TEXT = "This model could not be measured", "Something unexpected happened: {reason}. Evaluate it to see more."

_log = logging.getLogger(__name__)


class ScoreController(BackgroundWork[None]):
    """Looks up scores of models, then measures the missing ones.

    `scored` carries a `ModelScores`: at once, and again when a missing score was measured. `scoring_failed` carries
    a model's name, a `TestSet` it could not be measured on, and a `DigitpadError`. `rested` follows when nothing is
    left to do.
    """

    scored = Signal(object)
    scoring_failed = Signal(str, object, object)
    rested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        title, detail = _ERROR_TEXT
        super().__init__(self._score, "digitpad scores", parent, error_title=title, error_detail=detail)
        self.has_ended = False  # whether it was shut down after the last request
        self._names_lock = threading.Lock()
        self._to_look_up: list[str] = []
        # For the worker's thread alone.
        self._to_measure: list[str] = []
        self._board: ScoreBoard | None = None
        for signal in (self.succeeded, self.failed, self.cancelled):
            signal.connect(self._on_ended_request)

    def look(self, names: Iterable[str]) -> None:
        """Look up these models before those requested earlier, and measure what is missing after that."""
        self.has_ended = False
        wanted = list(dict.fromkeys(names))
        with self._names_lock:
            self._to_look_up = [*wanted, *(name for name in self._to_look_up if name not in wanted)]
        self.submit(None)

    @Slot()
    def shut_down(self) -> bool:
        """End the thread; False if it is still busy when the wait runs out."""
        self.has_ended = True
        self.cancel()
        return super().shut_down()

    @Slot()
    def _on_ended_request(self) -> None:
        if not self.is_busy:
            self.rested.emit()

    # What follows runs on the worker's thread.

    def _score(self, _request: None, job: Job) -> None:
        from digitpad.library.scores.measuring import ScoreBoard  # noqa: PLC0415 - numpy loads on this thread, not at start

        board = self._board = self._board or ScoreBoard.of_user()  # it knows the files it has read
        self._look_up_waiting(board, job)
        while self._to_measure and not job.is_cancelled:
            self._measure(board, self._to_measure.pop(0), job)
            self._look_up_waiting(board, job)
        board.forget()

    def _look_up_waiting(self, board: ScoreBoard, job: Job) -> None:
        while not job.is_cancelled and (name := self._next_name()) is not None:
            scores = self._look_up(board, name, job)
            if scores is not None and scores.missing and name not in self._to_measure:
                self._to_measure.append(name)

    def _next_name(self) -> str | None:
        with self._names_lock:
            return self._to_look_up.pop(0) if self._to_look_up else None

    def _look_up(self, board: ScoreBoard, name: str, job: Job, *, is_emitted: bool = True) -> ModelScores | None:
        """Return a model's scores; None if they cannot be known."""
        try:
            scores = board.of(name)
        except DigitpadError as error:
            _log.info("no scores of %s: %s", name, error)  # what shows or uses the model shows the error
        except Exception as error:  # noqa: BLE001 - the user must learn of it
            unexpected = unexpected_error(error, *_ERROR_TEXT)
            for test_set in TestSet:
                job.emit(self.scoring_failed, name, test_set, unexpected)
        else:
            if is_emitted:
                job.emit(self.scored, scores)
            return scores
        return None

    def _measure(self, board: ScoreBoard, name: str, job: Job) -> None:
        scores = self._look_up(board, name, job, is_emitted=False)
        if scores is None:
            return  # deleted meanwhile
        errors = {test_set: self._error_on(board, name, test_set, job) for test_set in scores.missing}
        if job.is_cancelled:
            return
        if None in errors.values():
            self._look_up(board, name, job)
        # Last, because a score that could not be measured is still missing, and would be shown as being measured.
        for test_set, error in errors.items():
            if error is not None:
                job.emit(self.scoring_failed, name, test_set, error)

    def _error_on(self, board: ScoreBoard, name: str, test_set: TestSet, job: Job) -> DigitpadError | None:
        """Measure a model on a set; return what went wrong, if anything did."""
        try:
            for _ in board.measure(name, test_set):
                self._look_up_waiting(board, job)
                if job.is_cancelled:
                    break
        except DigitpadError as error:
            return error
        except Exception as error:  # noqa: BLE001 - the others are to be measured all the same
            return unexpected_error(error, *_ERROR_TEXT)
        return None
