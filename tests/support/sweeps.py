"""Sweeps of runs that take a moment: a softmax regression for a few steps."""

from collections.abc import Iterable

from digitpad.experiments.planning import Plan, plan_of, variation_of
from digitpad.experiments.results import SweepResults
from digitpad.experiments.running import SweepEvent
from digitpad.experiments.sweep import Sweep
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
