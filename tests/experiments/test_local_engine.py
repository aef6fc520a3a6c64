import os
import signal
from collections.abc import Sequence

import pytest

from digitpad.errors import DivergenceError, TrainingError
from digitpad.experiments import local_engine
from digitpad.experiments.local_engine import LocalEngine, usable_cores
from digitpad.experiments.sweep import Job, JobDone, JobEvent, JobFailed, JobProgress, JobStarted
from tests.support.sweeps import small_plan

ENDLESS = "steps=999999999;1000000000"


def process_of(event: JobStarted) -> int:
    return int(event.worker.rpartition(" ")[2])


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module")
def jobs() -> Sequence[Job]:
    """Return a job whose process will be killed, one that cannot be done, and two that can."""
    endless, impossible = small_plan(ENDLESS).jobs[0], small_plan("learning-rate=1e30", steps=40).jobs[0]
    return (endless, impossible, *small_plan("steps=4;5").jobs)


@pytest.fixture(scope="module")
def events(jobs: Sequence[Job]) -> Sequence[JobEvent]:
    """Return what becomes of them."""
    events: list[JobEvent] = []
    for event in LocalEngine(2).run(jobs):
        events.append(event)
        if isinstance(event, JobStarted) and event.job == jobs[0]:
            os.kill(process_of(event), signal.SIGKILL)
    return events


def test_every_job_is_done_that_can_be(jobs: Sequence[Job], events: Sequence[JobEvent]) -> None:
    done = {event.job: event for event in events if isinstance(event, JobDone)}
    assert done.keys() == set(jobs[2:])
    assert all(event.checkpoint.measurements[0].count == 10_000 and event.seconds > 0 for event in done.values())
    assert [len(done[job].curve.losses) for job in jobs[2:]] == [4, 5]


def test_a_job_that_cannot_be_done_says_why(jobs: Sequence[Job], events: Sequence[JobEvent]) -> None:
    (error,) = (event.error for event in events if isinstance(event, JobFailed) and event.job == jobs[1])
    assert isinstance(error, DivergenceError)


def test_a_process_that_is_killed_fails_its_job_alone(jobs: Sequence[Job], events: Sequence[JobEvent]) -> None:
    (error,) = (event.error for event in events if isinstance(event, JobFailed) and event.job == jobs[0])
    assert isinstance(error, TrainingError)
    assert "signal 9" in error.detail


def test_a_process_runs_one_job_after_another(jobs: Sequence[Job], events: Sequence[JobEvent]) -> None:
    workers = [event.worker for event in events if isinstance(event, JobStarted) and event.job != jobs[0]]
    assert len(workers) == 3
    assert len(set(workers)) <= 2


def test_closing_ends_the_processes_at_once() -> None:
    running = LocalEngine(2).run(small_plan(ENDLESS).jobs)
    processes = [process_of(event) for event in (next(running), next(running)) if isinstance(event, JobStarted)]
    assert len(processes) == 2
    assert isinstance(next(running), JobProgress), "before torch is loaded, too"
    running.close()
    assert not any(map(is_running, processes))


def test_a_process_that_dies_before_it_is_given_its_job_fails_it(jobs: Sequence[Job]) -> None:
    worker = local_engine._started(jobs[0])
    worker.process.kill()
    worker.process.join()
    workers: list[local_engine._Worker] = []
    (failed,) = LocalEngine(1)._begin(worker, workers)
    assert isinstance(failed, JobFailed)
    assert workers == []


@pytest.mark.parametrize("lacks_masks", [False, True])
def test_a_process_that_does_not_end_when_it_should_is_killed(
    jobs: Sequence[Job], monkeypatch: pytest.MonkeyPatch, *, lacks_masks: bool
) -> None:
    if lacks_masks:
        monkeypatch.delattr(signal, "pthread_sigmask", raising=False)
    monkeypatch.setattr(local_engine, "_END_SECONDS", 0.0)
    worker = local_engine._started(jobs[0])
    process = worker.process.pid
    assert process is not None
    local_engine._release(worker)
    assert not is_running(process)


def test_where_a_system_does_not_tell_the_usable_cores_all_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert usable_cores() == os.cpu_count()
