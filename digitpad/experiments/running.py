"""Running a sweep: what is known first, then what an engine does, then the test part for the chosen combination."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, TypeAlias

from digitpad.errors import StorageError
from digitpad.experiments.job import measure_test
from digitpad.experiments.results import SweepResults, TestMeasured
from digitpad.experiments.sweep import Job, JobDone, JobEvent

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from digitpad.experiments.planning import Plan
    from digitpad.experiments.store import SweepStore
    from digitpad.experiments.sweep import Engine

SweepEvent: TypeAlias = "JobEvent | TestMeasured"


def run_sweep(plan: Plan, engine: Engine, store: SweepStore) -> Generator[SweepEvent, None, None]:
    """Yield what becomes of a sweep's jobs; closing stops it, and the same call goes on with it another time.

    Every run that is done is kept before it is yielded; why it could not be is noted in the store. With a validation
    part the test part is opened once, at the end, for the chosen combination alone; what it came to is kept, too.

    Parameters
    ----------
    plan
        What is run.
    engine
        Runs the jobs that are missing.
    store
        Holds those that were done before.

    Raises
    ------
    StorageError
        If nothing can be kept there.
    """
    store.begin(plan)
    results, missing = SweepResults(plan), dict[str, Job]()
    for job in plan.jobs:
        done = store.find(job)
        if done is None:
            missing[job.key] = job
            continue
        results.note(done)
        yield done
    if missing:
        with closing(engine.run(tuple(missing.values()))) as events:
            for event in events:
                if isinstance(event, JobDone):
                    with _noted(store):
                        store.add(event)
                results.note(event)
                yield event
    chosen = results.chosen
    if chosen is None or not plan.validation:
        return
    row, accuracies = results.rows[chosen], []
    jobs = [job for job in plan.jobs if job.combination == chosen]
    for job, checkpoint in zip(jobs, row.checkpoints, strict=True):
        measured = store.test_of(job)
        if measured is None:
            measured = measure_test(checkpoint, job.config)
            with _noted(store):
                store.add_test(job, measured)
        accuracies.append(measured.accuracy)
    yield TestMeasured(chosen, tuple(accuracies))


@contextmanager
def _noted(store: SweepStore) -> Iterator[None]:
    """Note what cannot be kept, for what came of it is still to be told."""
    try:
        yield
    except StorageError as error:
        store.unkept.append(error)
