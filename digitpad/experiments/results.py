"""What a sweep has come to so far: a row for each combination, and which of them is chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digitpad.experiments.sweep import JobDone, JobFailed, JobProgress, JobStarted

if TYPE_CHECKING:
    from digitpad.experiments.planning import Plan
    from digitpad.experiments.sweep import Combination, Job, JobEvent
    from digitpad.models.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True)
class TestMeasured:
    """The test part was opened, for the chosen combination alone."""

    __test__ = False  # not a test case, whatever pytest makes of its name

    combination: int  # index among the sweep's combinations
    accuracies: tuple[float, ...]  # of each seed's model on the test part


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepRow:
    """A combination and what its runs have come to."""

    combination: Combination
    # seeds, accuracies, checkpoints: of the runs that are done, in the order of their seeds; the accuracies are on the
    # validation part where there is one, else on the test part
    seeds: tuple[int, ...]
    accuracies: tuple[float, ...]
    checkpoints: tuple[Checkpoint, ...]
    seconds: float  # that these took, together
    is_complete: bool  # whether every seed is done
    failures: tuple[JobFailed, ...] = ()
    is_chosen: bool = False
    test: float | None = None  # mean accuracy of a chosen one's models on the test part; None if that stayed closed

    @property
    def settings(self) -> dict[str, str]:
        """The values that are varied, by their options without dashes."""
        return dict(self.combination.settings)

    @property
    def parameters(self) -> int:
        """How many parameters its model has."""
        return self.combination.config.model.parameter_count

    @property
    def mean(self) -> float | None:
        """Mean accuracy; None before the first run is done."""
        return sum(self.accuracies) / len(self.accuracies) if self.accuracies else None

    @property
    def low(self) -> float | None:
        """Lowest accuracy; None before the first run is done."""
        return min(self.accuracies, default=None)

    @property
    def high(self) -> float | None:
        """Highest accuracy; None before the first run is done."""
        return max(self.accuracies, default=None)


@dataclass(slots=True)
class SweepResults:
    """Collects the events of a sweep."""

    plan: Plan
    _done: dict[str, JobDone] = field(default_factory=dict)
    _failed: dict[str, JobFailed] = field(default_factory=dict)
    _shares: dict[str, float] = field(default_factory=dict)
    _test: TestMeasured | None = None

    def note(self, event: JobEvent | TestMeasured) -> None:
        """Add what has happened."""
        match event:
            case TestMeasured():
                self._test = event
            case JobDone(job):
                self._done[job.key] = event
                self._failed.pop(job.key, None)
                self._shares[job.key] = 1.0
            case JobFailed(job):
                self._failed[job.key] = event
                self._shares[job.key] = 1.0
            case JobStarted(job):
                self._failed.pop(job.key, None)
                self._shares[job.key] = 0.0
            case JobProgress(job, share):
                self._shares[job.key] = share

    @property
    def share(self) -> float:
        """How much of all jobs is done, 0.0 to 1.0."""
        return sum(self._shares.get(job.key, 0.0) for job in self.plan.jobs) / len(self.plan.jobs)

    @property
    def is_over(self) -> bool:
        """Whether every job is done, or cannot be."""
        return all(job.key in self._done or job.key in self._failed for job in self.plan.jobs)

    @property
    def rows(self) -> tuple[SweepRow, ...]:
        """A row for each combination, in order; none is chosen before all jobs are over."""
        rows = [self._row(number) for number in range(len(self.plan.combinations))]
        chosen = self.chosen
        return tuple(
            row if number != chosen else self._row(number, is_chosen=True, test=self._test_mean(number))
            for number, row in enumerate(rows)
        )

    @property
    def chosen(self) -> int | None:
        """The index of the best combination; None before all jobs are over, or if none has all of its runs.

        The best has the highest mean over its seeds; of equal ones the one with fewer parameters, then the first.
        """
        if not self.is_over:
            return None
        rows = [self._row(number) for number in range(len(self.plan.combinations))]
        best = [
            (-row.mean, row.parameters, number)
            for number, row in enumerate(rows)
            if row.is_complete and row.mean is not None
        ]
        return min(best)[2] if best else None

    @property
    def first_of_chosen(self) -> JobDone | None:
        """The chosen combination's run with the first seed; None if none is chosen."""
        chosen = self.chosen
        return None if chosen is None else self._done[self._jobs_of(chosen)[0].key]

    @property
    def failures(self) -> tuple[JobFailed, ...]:
        """The jobs that could not be done."""
        return tuple(self._failed.values())

    def _row(self, number: int, *, is_chosen: bool = False, test: float | None = None) -> SweepRow:
        jobs = self._jobs_of(number)
        done = [self._done[job.key] for job in jobs if job.key in self._done]
        return SweepRow(
            combination=self.plan.combinations[number],
            seeds=tuple(each.job.config.seed for each in done),
            accuracies=tuple(each.checkpoint.measurements[0].accuracy for each in done),
            checkpoints=tuple(each.checkpoint for each in done),
            seconds=sum(each.seconds for each in done),
            is_complete=len(done) == len(jobs),
            failures=tuple(self._failed[job.key] for job in jobs if job.key in self._failed),
            is_chosen=is_chosen,
            test=test,
        )

    def _jobs_of(self, number: int) -> list[Job]:
        return [job for job in self.plan.jobs if job.combination == number]

    def _test_mean(self, number: int) -> float | None:
        test = self._test
        if test is None or test.combination != number:
            return None
        return sum(test.accuracies) / len(test.accuracies)
