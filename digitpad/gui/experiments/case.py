"""A sweep as the window knows it: what it asks, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from digitpad.gui.experiments.standing import Standing

if TYPE_CHECKING:
    from digitpad.errors import DigitpadError
    from digitpad.experiments.sweep import Combination, Sweep


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
    state: CaseState = CaseState.READY
    runs_known_done: int = 0  # of another day, until their results are read
    is_read: bool = True  # whether what was done before is in `standing`, or was asked for
    processes: int | None = None  # side by side, of one under way; None for another
    problem: DigitpadError | None = None  # why it ended, or cannot be read; None if nothing went wrong
    standing: Standing = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing done."""
        self.standing = Standing(self.combinations, self.sweep.seeds)

    @property
    def is_running(self) -> bool:
        """Whether it is under way, be it that it is stopping."""
        return self.state in {CaseState.RUNNING, CaseState.STOPPING}

    @property
    def held_out(self) -> int:
        """How many training images are held out to choose the best by; 0 if the test part chooses it."""
        return self.combinations[0].config.validation

    @property
    def runs(self) -> int:
        """How many runs there are in all."""
        return len(self.combinations) * self.sweep.seeds

    @property
    def runs_done(self) -> int:
        """How many runs have ended well."""
        return max(self.standing.runs_done, self.runs_known_done)
