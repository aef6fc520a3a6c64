"""A sweep: one config with settings varied, each combination trained with several seeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from typing import Protocol

    from digitpad.config.train_config import TrainConfig
    from digitpad.errors import DigitpadError
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.training.reports import Curve
    from digitpad.training.request import TrainRequest

    class Engine(Protocol):
        """Runs jobs side by side; closing the iterator ends those under way."""

        def run(self, jobs: Sequence[Job]) -> Generator[JobEvent, None, None]:
            """Yield what becomes of the jobs, in any order."""


@dataclass(frozen=True, slots=True)
class Variation:
    """A setting and the values it takes."""

    setting: str  # a train option without its dashes, for example ``"hidden"`` or ``"learning-rate"``
    values: tuple[str, ...]  # as the command line takes them, for example ``("256", "256,128")``


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """What is trained: every combination of the variations' values times the seeds."""

    base: TrainRequest  # recipe and options that all have in common
    # Of a ready-made sweep, which names its combinations outright instead of varying one setting after another.
    combinations: tuple[tuple[tuple[str, str], ...], ...] = ()
    variations: tuple[Variation, ...] = ()
    seeds: int = 1
    name: str = ""  # of a ready-made sweep; empty for one of the user's


@dataclass(frozen=True, slots=True)
class Combination:
    """One choice of values."""

    settings: tuple[tuple[str, str], ...]  # option and value, for example ``(("hidden", "256,128"),)``
    config: TrainConfig  # with the first seed


@dataclass(frozen=True, slots=True)
class Job:
    """One training run of a sweep."""

    key: str  # of config and data: the same for the same run, whenever and wherever it is run
    combination: int  # index among the sweep's combinations
    config: TrainConfig  # with its own seed


@dataclass(frozen=True, slots=True)
class JobStarted:
    """A job has begun, maybe again after a worker was lost."""

    job: Job
    worker: str  # who runs it


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job is."""

    job: Job
    share: float  # 0.0 to 1.0


@dataclass(frozen=True, slots=True)
class JobDone:
    """A job has ended well."""

    job: Job
    checkpoint: Checkpoint  # measured on the validation part where there is one, else on the test part
    seconds: float  # wall time
    curve: Curve  # the training loss over the run


@dataclass(frozen=True, slots=True)
class JobFailed:
    """A job could not be done."""

    job: Job
    error: DigitpadError


JobEvent: TypeAlias = "JobStarted | JobProgress | JobDone | JobFailed"
