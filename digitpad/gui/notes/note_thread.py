"""Steps of the notes, done on a thread of their own, where torch may load.

Importing this module imports neither numpy nor torch: the operation does, on its thread.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.gui.widgets.background import BackgroundWork, Overlap
from digitpad.notes.walk import Given, Progress

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from digitpad.gui.widgets.background import Job
    from digitpad.ink.drawing import Drawing
    from digitpad.notes.walk import Outcome, Step, Walk
    from digitpad.notes.workbench import Workbench

SHUT_DOWN_MILLISECONDS = 30_000
"""Longest wait for the thread at the end: importing torch cannot be interrupted and may be slow."""


@dataclass(frozen=True, slots=True, eq=False)
class StepRequest:
    """A step to be done."""

    walk: Walk
    step: Step
    drawing: Drawing | None  # what lies on the pad; None for nothing


@dataclass(frozen=True, slots=True, eq=False)
class DoneStep:
    """A step that was done."""

    request: StepRequest
    outcome: Outcome


class NoteController(BackgroundWork[StepRequest]):
    """Does one step at a time; `progressed` carries `Progress`, `succeeded` a `DoneStep`."""

    shut_down_milliseconds = SHUT_DOWN_MILLISECONDS

    def __init__(self, parent: QObject | None = None) -> None:
        self._workshop = _Workshop()
        super().__init__(
            self._workshop.work,
            "digitpad notes",
            parent,
            error_title="This step could not be done",
            overlap=Overlap.REFUSE,
        )

    def forget(self) -> None:
        """Drop what steps have read and trained for those after them."""
        self._workshop.bench = None


class _Workshop:
    """What is kept from one step to the next."""

    def __init__(self) -> None:
        self.bench: Workbench | None = None

    def work(self, request: StepRequest, job: Job) -> DoneStep:
        """Do a step, and report how far it is: what waits to be reported is told together."""
        from digitpad.notes.workbench import Workbench  # noqa: PLC0415 - numpy loads on the thread

        bench = self.bench = self.bench or Workbench()
        waiting = Progress()
        with closing(request.step.run(Given(bench, request.drawing))) as steps:
            while True:
                try:
                    waiting = _joined(waiting, next(steps))
                except StopIteration as end:
                    return DoneStep(request, end.value)
                if job.report(waiting):
                    waiting = Progress()


def _joined(first: Progress, second: Progress) -> Progress:
    share = first.share if second.share is None else second.share
    return Progress((*first.lines, *second.lines), share, second.plot or first.plot)
