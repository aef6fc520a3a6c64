"""Lessons in the background, on the training thread: one at a time.

Importing this module imports neither torch nor numpy: the operation does, on its thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from digitpad.gui.widgets.background import BackgroundWork, Overlap

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QThread

    from digitpad.data.digits_file import Unreadable
    from digitpad.gui.widgets.background import Job
    from digitpad.training.lesson import Lesson


@dataclass(frozen=True, slots=True)
class LessonRequest:
    """A lesson to give."""

    model: str  # name of the model to teach
    is_gentle: bool = False  # whether it is to learn less, and forget less


class LessonController(BackgroundWork[LessonRequest]):
    """Gives lessons on a shared thread; `progressed` carries a `LessonProgress`.

    `taught` carries a `Lesson`, and what of the user's digits is `Unreadable` and was left out.
    """

    taught = Signal(object, object)

    def __init__(self, thread: QThread, parent: QObject | None = None) -> None:
        super().__init__(
            _teach,
            thread,
            parent,
            error_title="The lesson ended unexpectedly",
            error_detail="The reason given was: {reason}. Your digits and models are as they were.",
            overlap=Overlap.REFUSE,
        )
        self.succeeded.connect(self._tell)

    @Slot(object)
    def _tell(self, given: tuple[Lesson, Unreadable]) -> None:
        self.taught.emit(*given)


def _teach(request: LessonRequest, job: Job) -> tuple[Lesson, Unreadable]:
    from digitpad.data.my_digits import MyDigits  # noqa: PLC0415
    from digitpad.library.library import Library  # noqa: PLC0415 - numpy and torch load on this thread, not at start
    from digitpad.training.lesson import LessonRun  # noqa: PLC0415
    from digitpad.training.lesson_data import (  # noqa: PLC0415
        GENTLE,
        LessonPlan,
        pens_to_measure_on,
        pens_to_replay,
    )

    job.check()  # loading torch takes seconds
    base = Library.of_user().load(request.model)
    plan = GENTLE if request.is_gentle else LessonPlan()
    mine = MyDigits.of_user()
    run = LessonRun(base, mine.samples(), plan, pens_to_replay(base), pens_to_measure_on())
    for progress in run:
        job.report(progress)
    return run.result(), mine.unreadable()
