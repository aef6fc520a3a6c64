"""Lessons on the training thread: one at a time, told step by step.

Importing this module imports neither torch nor numpy: the worker does, on its thread.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from digitpad.errors import DigitpadError, TrainingError

if TYPE_CHECKING:
    from digitpad.training.lesson import Lesson, LessonProgress

REPORT_SECONDS = 0.05
"""Least time between two words of progress: a queue of more takes the window long to drain."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LessonRequest:
    """A lesson that shall be given."""

    model: str  # name of the model to teach
    is_gentle: bool = False  # whether it is to learn less, and forget less
    stop: threading.Event = field(default_factory=threading.Event, compare=False)  # set to end it


class _Worker(QObject):
    """Gives lessons; lives on the training thread and has no parent."""

    progressed = Signal(object)
    taught = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    @Slot(object)
    def teach(self, wish: LessonRequest) -> None:
        """Give a lesson to its end, or until it is stopped."""
        try:
            lesson = self._taught(wish)
        except DigitpadError as error:
            self.failed.emit(error)
        except Exception as error:  # noqa: BLE001 - the thread must live on, and the user must hear of it
            _log.exception("a lesson ended unexpectedly")
            reason = str(error) or type(error).__name__
            self.failed.emit(
                TrainingError(
                    "The lesson ended unexpectedly",
                    "The reason given was: {reason}. Your digits and models are as they were.",
                    reason=reason,
                )
            )
        else:
            if lesson is None:
                self.stopped.emit()
            else:
                self.taught.emit(lesson)

    def _taught(self, wish: LessonRequest) -> Lesson | None:
        from digitpad.data.my_digits import MyDigits  # noqa: PLC0415
        from digitpad.library.library import Library  # noqa: PLC0415 - numpy and torch load on this thread, not at start
        from digitpad.training.lesson import LessonRun  # noqa: PLC0415
        from digitpad.training.lesson_data import (  # noqa: PLC0415
            GENTLE,
            LessonPlan,
            pens_to_measure_on,
            pens_to_replay,
        )

        if wish.stop.is_set():
            return None
        base = Library.of_user().load(wish.model)
        plan = GENTLE if wish.is_gentle else LessonPlan()
        digits = MyDigits.of_user().samples()
        teaching = LessonRun(base, digits, plan, pens_to_replay(base), pens_to_measure_on())
        told = -REPORT_SECONDS
        for progress in teaching:
            if wish.stop.is_set():
                return None
            if monotonic() - told >= REPORT_SECONDS:
                told = monotonic()
                self.progressed.emit(progress)
        return teaching.result()


class LessonController(QObject):
    """Has lessons given; lives on the window's thread and is made once.

    `progressed` carries a `Progress`. Each lesson ends with one `taught` with a `Lesson`, one `failed` with a
    `DigitpadError`, or one `stopped`.

    `thread`: where lessons are given.
    """

    progressed = Signal(object)
    taught = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    _asked = Signal(object)

    def __init__(self, thread: QThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wish: LessonRequest | None = None
        self._worker = _Worker()
        self._worker.moveToThread(thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._asked.connect(self._worker.teach, queued)
        self._worker.progressed.connect(self._note_progress, queued)
        self._worker.taught.connect(self._note_lesson, queued)
        self._worker.failed.connect(self._note_failure, queued)
        self._worker.stopped.connect(self._note_stop, queued)

    @property
    def is_teaching(self) -> bool:
        """Whether a lesson is under way."""
        return self._wish is not None

    def teach(self, wish: LessonRequest) -> None:
        """Have a lesson given; there must be none under way."""
        if self._wish is not None:
            msg = "a lesson is under way"
            raise RuntimeError(msg)
        self._wish = wish
        self._asked.emit(wish)

    def stop(self) -> None:
        """End the lesson under way, if there is one."""
        if self._wish is not None:
            self._wish.stop.set()

    @Slot(object)
    def _note_progress(self, progress: LessonProgress) -> None:
        self.progressed.emit(progress)

    @Slot(object)
    def _note_lesson(self, lesson: Lesson) -> None:
        self._wish = None
        self.taught.emit(lesson)

    @Slot(object)
    def _note_failure(self, error: DigitpadError) -> None:
        self._wish = None
        self.failed.emit(error)

    @Slot()
    def _note_stop(self) -> None:
        self._wish = None
        self.stopped.emit()
