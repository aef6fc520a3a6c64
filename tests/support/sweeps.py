"""Sweeps of runs that take a moment: a softmax regression for a few steps."""

from collections.abc import Generator, Iterable, Sequence

from digitpad.errors import DigitpadError
from digitpad.experiments.job import run_job
from digitpad.experiments.planning import Plan, plan_of, variation_of
from digitpad.experiments.results import SweepResults
from digitpad.experiments.running import SweepEvent
from digitpad.experiments.sweep import Job, JobDone, JobEvent, JobFailed, JobStarted, Sweep
from digitpad.training.request import TrainRequest


def small_plan(*variations: str, seeds: int = 1, **asked: object) -> Plan:
    """Return the plan of a sweep of softmax regressions on batches of 50."""
    base = TrainRequest(recipe="softmax-sgd", asked={"batch_size": 50, **asked})
    return plan_of(Sweep(base=base, variations=tuple(map(variation_of, variations)), seeds=seeds))


def followed(plan: Plan, events: Iterable[SweepEvent]) -> SweepResults:
    """Iterate over a sweep to its end and return what it came to."""
    results = SweepResults(plan)
    for event in events:
        results.note(event)
    return results


class EngineHere:
    """Runs jobs one after another in this process."""

    processes = 1

    def __init__(self) -> None:
        self.run_jobs: list[Job] = []
        self.processes = 1

    def run(self, jobs: Sequence[Job]) -> Generator[JobEvent, None, None]:
        for job in jobs:
            self.run_jobs.append(job)
            yield JobStarted(job, "here")
            try:
                result = run_job(job, list[float]().append)
            except DigitpadError as error:
                yield JobFailed(job, error)
            else:
                yield JobDone(job, result.checkpoint, result.seconds, result.curve)
