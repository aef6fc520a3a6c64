"""How a sweep stands: what its events have come to, combination by combination."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean
from typing import TYPE_CHECKING

from digitpad.experiments.sweep import JobDone, JobFailed, JobProgress, JobStarted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from digitpad.errors import DigitpadError
    from digitpad.experiments.sweep import Combination, JobEvent
    from digitpad.models.checkpoint import Checkpoint, EpochRecord


@dataclass(slots=True)
class CombinationStanding:
    """How far one combination is, and what its seeds came to."""

    combination: Combination
    seeds: int
    # By the job's key; a job that is begun again after it failed is under way again.
    shares: dict[str, float] = field(default_factory=dict)  # of the jobs under way, 0.0 to 1.0
    done: dict[str, JobDone] = field(default_factory=dict)
    failed: dict[str, DigitpadError] = field(default_factory=dict)

    @property
    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The models of the seeds that are done, in order of their seeds."""
        ordered = sorted(self.done.values(), key=lambda event: event.job.config.seed)
        return tuple(event.checkpoint for event in ordered)

    @property
    def accuracies(self) -> tuple[float, ...]:
        """The accuracy of each seed that is done: on the validation part where there is one, else on the test part."""
        return tuple(checkpoint.measurements[0].accuracy for checkpoint in self.checkpoints)

    @property
    def seconds(self) -> float | None:
        """Mean time of a run; None until one is done."""
        return fmean(event.seconds for event in self.done.values()) if self.done else None

    @property
    def share(self) -> float:
        """Share of the work that is done or has failed, 0.0 to 1.0."""
        return (len(self.done) + len(self.failed) + sum(self.shares.values())) / self.seeds

    @property
    def parameters(self) -> int:
        """Weights and biases of the model."""
        return self.combination.config.model.parameter_count

    def curve(self, read: Callable[[EpochRecord], float | None]) -> tuple[float, ...]:
        """Return a figure of each epoch, as the mean over the seeds that are done; as long as all of them have it."""
        histories = [checkpoint.history for checkpoint in self.checkpoints]
        means: list[float] = []
        for records in zip(*histories, strict=False):
            values = [value for record in records if (value := read(record)) is not None]
            if len(values) < len(records):
                break
            means.append(fmean(values))
        return tuple(means)


class Standing:
    """What the events of a sweep have come to.

    `combinations`: of the sweep, in order; `seeds`: runs of each.
    """

    def __init__(self, combinations: Sequence[Combination], seeds: int) -> None:
        self.rows = tuple(CombinationStanding(each, seeds) for each in combinations)

    @property
    def share(self) -> float:
        """Share of the whole sweep that is done, 0.0 to 1.0."""
        return fmean(row.share for row in self.rows)

    @property
    def runs_done(self) -> int:
        """How many runs have ended well."""
        return sum(len(row.done) for row in self.rows)

    @property
    def runs(self) -> int:
        """How many runs there are in all."""
        return sum(row.seeds for row in self.rows)

    @property
    def runs_failed(self) -> int:
        """How many runs could not be done."""
        return sum(len(row.failed) for row in self.rows)

    def note(self, event: JobEvent) -> int:
        """Take an event into account, and return which combination it is about."""
        job = event.job
        row = self.rows[job.combination]
        row.shares.pop(job.key, None)
        match event:
            case JobStarted():
                row.failed.pop(job.key, None)
                row.shares[job.key] = 0.0
            case JobProgress(share=share):
                row.shares[job.key] = share
            case JobDone():
                row.failed.pop(job.key, None)
                row.done[job.key] = event
            case JobFailed(error=error):
                row.failed[job.key] = error
        return job.combination

    def rest(self) -> None:
        """Forget what was under way: it was stopped."""
        for row in self.rows:
            row.shares.clear()
