"""Does steps of the notes one at a time, and keeps what each came to, or why it came to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.data.locations import is_present
from digitpad.errors import DatasetError
from digitpad.gui.notes.memory import place_of
from digitpad.gui.notes.note_thread import NoteController, StepRequest
from digitpad.gui.notes.printed_lines import MOST_LINES
from digitpad.notes.walk import Progress

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digitpad.errors import DigitpadError
    from digitpad.gui.notes.memory import NotesMemory
    from digitpad.gui.notes.note_thread import DoneStep
    from digitpad.ink.drawing import Drawing
    from digitpad.notes.walk import Step, Walk


class RunningStep:
    """The step under way, with what it has given so far: for one who looks at another meanwhile and comes back."""

    def __init__(self, walk: Walk, step: Step) -> None:
        self.walk, self.step, self.place = walk, step, place_of(walk, step)
        self.so_far = Progress()

    @property
    def number(self) -> int:
        """Its place in its walk, from 1."""
        return self.walk.steps.index(self.step) + 1

    def add(self, progress: Progress) -> None:
        """Add what it has given."""
        so_far = self.so_far
        share = so_far.share if progress.share is None else progress.share
        lines = (*so_far.lines, *progress.lines)[-MOST_LINES:]
        self.so_far = Progress(lines, share, progress.plot or so_far.plot)


class StepRunner(QObject):
    """`progressed` carries the `Progress` of the step under way; `ended` its place; `drawing_wanted` its drawing."""

    progressed = Signal(object)
    ended = Signal(str)
    drawing_wanted = Signal(object)

    def __init__(self, memory: NotesMemory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self._problems: dict[str, tuple[DigitpadError, Step]] = {}  # by the steps' places
        self.running: RunningStep | None = None
        self.controller = NoteController(self)
        self.controller.progressed.connect(self._add)
        self.controller.succeeded.connect(self._keep)
        self.controller.failed.connect(self._show_failure)
        self.controller.cancelled.connect(self._end)

    def begin(self, walk: Walk, step: Step, drawing: Drawing | None) -> None:
        """Do a step; none may be under way."""
        self.running = RunningStep(walk, step)
        self._problems.pop(self.running.place, None)
        self.controller.submit(StepRequest(walk, step, drawing))

    def is_running(self, place: str) -> bool:
        """Return whether the step of that place is the one under way."""
        return self.running is not None and self.running.place == place

    def problem(self, place: str) -> DigitpadError | None:
        """Return why a step came to nothing when it was tried last; None if it did not."""
        error, _ = self._problems.get(place, (None, None))
        return error

    def forget_problems(self, places: Iterable[str]) -> None:
        """Forget why steps came to nothing."""
        for place in places:
            self._problems.pop(place, None)

    def forget_solved(self) -> None:
        """Forget the problems of steps whose data set has come."""
        self.forget_problems([place for place, (error, step) in self._problems.items() if _is_solved(error, step)])

    @Slot(object)
    def _add(self, progress: Progress) -> None:
        if self.running is not None:
            self.running.add(progress)
            self.progressed.emit(progress)

    @Slot(object)
    def _keep(self, done: DoneStep) -> None:
        self._memory.keep(place_of(done.request.walk, done.request.step), done.outcome)
        self._end()
        if done.outcome.for_pad is not None:
            self.drawing_wanted.emit(done.outcome.for_pad)

    @Slot(object, object)
    def _show_failure(self, error: DigitpadError, request: StepRequest) -> None:
        self._problems[place_of(request.walk, request.step)] = error, request.step
        self._end()

    @Slot()
    def _end(self) -> None:
        running, self.running = self.running, None
        if running is not None:
            self.ended.emit(running.place)


def lacks_data(error: DigitpadError | None, step: Step) -> bool:
    """Return whether a step came to nothing because its data set is not here."""
    return isinstance(error, DatasetError) and step.dataset is not None and not is_present(step.dataset)


def _is_solved(error: DigitpadError, step: Step) -> bool:
    return isinstance(error, DatasetError) and not lacks_data(error, step)
