"""How a sweep stands: what its events have come to, combination by combination."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import fmean, median
from typing import TYPE_CHECKING

from digitpad.experiments.estimate import estimate_seconds, run_seconds
from digitpad.experiments.results import SweepResults
from digitpad.experiments.sweep import JobDone, JobFailed, JobProgress, JobStarted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from digitpad.errors import DigitpadError
    from digitpad.experiments.planning import Plan
    from digitpad.experiments.results import SweepRow
    from digitpad.experiments.running import SweepEvent
    from digitpad.experiments.sweep import Combination
    from digitpad.models.checkpoint import Checkpoint, EpochRecord


@dataclass(frozen=True, slots=True)
class CombinationStanding:
    """How far one combination is, and what its seeds came to."""

    combination: Combination
    seeds: int
    row: SweepRow | None = None  # None before the runs are known
    under_way: tuple[float, ...] = ()  # how far each run is that is under way, 0.0 to 1.0

    @property
    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The models of the seeds that are done."""
        return () if self.row is None else self.row.checkpoints

    @property
    def accuracies(self) -> tuple[float, ...]:
        """The accuracy of each seed that is done: on the validation part where there is one, else on the test part."""
        return () if self.row is None else self.row.accuracies

    @property
    def mean(self) -> float | None:
        """Mean accuracy; None until a run is done."""
        return None if self.row is None else self.row.mean

    @property
    def seconds(self) -> float | None:
        """Mean time of a run; None until one is done."""
        return None if self.row is None or not self.row.seeds else self.row.seconds / len(self.row.seeds)

    @property
    def failures(self) -> tuple[DigitpadError, ...]:
        """Why runs could not be done."""
        return () if self.row is None else tuple(failure.error for failure in self.row.failures)

    @property
    def share(self) -> float:
        """Share of the work that is done or has failed, 0.0 to 1.0."""
        return (len(self.accuracies) + len(self.failures) + sum(self.under_way)) / self.seeds

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
        self._blank = tuple(CombinationStanding(each, seeds) for each in combinations)
        self._results: SweepResults | None = None
        self._shares: dict[str, tuple[int, float]] = {}  # combination and share of each run under way
        self._known: tuple[SweepRow, ...] | None = None  # of all combinations; None once another run has ended

    @property
    def rows(self) -> tuple[CombinationStanding, ...]:
        """How each combination stands, in order."""
        if self._results is None:
            return self._blank
        if self._known is None:
            self._known = self._results.rows
        under_way: dict[int, list[float]] = {}
        for combination, share in self._shares.values():
            under_way.setdefault(combination, []).append(share)
        return tuple(
            replace(blank, row=row, under_way=tuple(under_way.get(number, ())))
            for number, (blank, row) in enumerate(zip(self._blank, self._known, strict=True))
        )

    @property
    def results(self) -> SweepResults | None:
        """What the core knows of it; None before the runs are known."""
        return self._results

    @property
    def best(self) -> int | None:
        """The combination that is chosen once all runs are over; None before, or if none has all its runs."""
        return None if self._results is None else self._results.chosen

    @property
    def test_accuracy(self) -> float | None:
        """Mean accuracy of the best one's models on the test part; None if that stayed closed."""
        if self._results is None or self.best is None:
            return None
        return self._results.rows[self.best].test

    @property
    def share(self) -> float:
        """Share of the whole sweep that is done, 0.0 to 1.0."""
        return 0.0 if self._results is None else self._results.share

    @property
    def runs_done(self) -> int:
        """How many runs have ended well."""
        return sum(len(row.accuracies) for row in self.rows)

    @property
    def runs_failed(self) -> int:
        """How many runs could not be done."""
        return sum(len(row.failures) for row in self.rows)

    @property
    def runs(self) -> int:
        """How many runs there are in all."""
        return sum(row.seeds for row in self.rows)

    @property
    def is_over(self) -> bool:
        """Whether every run is done, or cannot be."""
        return self._results is not None and self._results.is_over

    def expect(self, plan: Plan) -> None:
        """Begin with the runs of a plan, none of which is known to be done."""
        self._results, self._shares, self._known = SweepResults(plan), {}, None

    def note(self, event: SweepEvent) -> None:
        """Take an event into account."""
        if self._results is None:
            raise RuntimeError("the runs are not known yet")
        self._results.note(event)
        if not isinstance(event, JobProgress):
            self._known = None
        match event:
            case JobStarted(job):
                self._shares[job.key] = (job.combination, 0.0)
            case JobProgress(job, share):
                self._shares[job.key] = (job.combination, share)
            case JobDone(job) | JobFailed(job):
                self._shares.pop(job.key, None)

    def rest(self) -> None:
        """Forget what was under way: it was stopped."""
        self._shares = {}

    def seconds_left(self, processes: int) -> float:
        """Return about how long the rest will take, so many runs side by side; those that are done show the speed."""
        left, ratios = [], []
        for row in self.rows:
            expected = run_seconds(row.combination.config)
            if row.seconds is not None:
                ratios.append(row.seconds / expected)
            waiting = row.seeds - len(row.accuracies) - len(row.failures) - len(row.under_way)
            left += [expected] * waiting + [expected * (1.0 - share) for share in row.under_way]
        return estimate_seconds(left, processes, median(ratios) if ratios else 1.0).seconds
