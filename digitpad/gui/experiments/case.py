"""A sweep as the window knows it: what it asks, how it stands, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from digitpad.gui.experiments.standing import Standing

if TYPE_CHECKING:
    from digitpad.errors import DigitpadError
    from digitpad.experiments.sweep import Combination, Sweep
    from digitpad.models.checkpoint import Checkpoint


class CaseState(Enum):
    """Whether a sweep goes on."""

    READY = "ready"  # nothing of it was run
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"  # some of it is done
    FINISHED = "finished"


@dataclass(slots=True)
class SweepCase:
    """A sweep, ready-made, one's own, or one of another day."""

    key: str
    title: str
    question: str  # what it is to answer, in a few sentences
    sweep: Sweep
    combinations: tuple[Combination, ...]
    seconds: float | None = None  # how long what is left will take; None if not known
    state: CaseState = CaseState.READY
    problem: DigitpadError | None = None  # why it ended; None if nothing went wrong
    best: int | None = None  # the combination chosen once all are in
    test_accuracy: float | None = None  # of the best on the test part, if that was opened for it alone
    chosen: Checkpoint | None = None  # the model of the best
    standing: Standing = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing done."""
        self.begin()

    def begin(self) -> None:
        """Forget what was done, for the events tell it anew."""
        self.standing = Standing(self.combinations, self.sweep.seeds)
        self.problem = self.best = self.test_accuracy = self.chosen = None

    @property
    def is_validated(self) -> bool:
        """Whether the best is chosen on a validation part, not on the test part."""
        return self.held_out > 0

    @property
    def held_out(self) -> int:
        """How many training images are held out to choose by."""
        return int(getattr(self.combinations[0].config, "validation", 10000))

    @property
    def runs(self) -> int:
        """How many runs there are in all."""
        return len(self.combinations) * self.sweep.seeds
