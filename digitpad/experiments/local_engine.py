"""Runs jobs side by side in processes of this machine."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from digitpad.errors import TrainingError
from digitpad.experiments.sweep import JobFailed, JobProgress, JobStarted
from digitpad.experiments.worker import work

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from digitpad.experiments.sweep import Job, JobEvent

HEARTBEAT_SECONDS = 0.25
"""Longest time without an event: who iterates may want to stop while torch is being loaded."""

_END_SECONDS = 5.0
"""How long a process that has closed its end may take to be gone."""


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(slots=True)
class _Worker:
    """A process and what it does."""

    process: BaseProcess
    connection: Connection
    job: Job
    share: float = 0.0

    def give(self, job: Job) -> JobStarted | JobFailed:
        """Let it run a job."""
        self.job, self.share = job, 0.0
        try:
            self.connection.send(job)
        except OSError:
            return JobFailed(job, _death(self.process))
        return JobStarted(job, f"process {self.process.pid}")


class LocalEngine:
    """An engine of processes, each with one thread and torch of its own; they are reused from job to job.

    A process that dies fails its job alone. Closing the iterator ends all processes at once; so does the end of this
    process, however it comes.
    """

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or usable_cores()

    def run(self, jobs: Sequence[Job]) -> Generator[JobEvent, None, None]:
        """Yield what becomes of the jobs, and how far they are four times a second."""
        waiting, workers = deque(jobs), list[_Worker]()
        try:
            while waiting or workers:
                while waiting and len(workers) < self.processes:
                    yield from self._begin(_started(waiting.popleft()), workers)
                connections = [worker.connection for worker in workers]
                ready = wait(connections, HEARTBEAT_SECONDS)
                if not ready:
                    yield from [JobProgress(worker.job, worker.share) for worker in workers]
                for worker in [worker for worker in workers if worker.connection in ready]:
                    yield from self._hear(worker, waiting, workers)
        finally:
            for worker in workers:
                worker.process.kill()
            for worker in workers:
                _release(worker)

    def _begin(self, worker: _Worker, workers: list[_Worker]) -> Iterator[JobEvent]:
        workers.append(worker)
        event = worker.give(worker.job)
        if isinstance(event, JobFailed):
            workers.remove(worker)
            _release(worker)
        yield event

    def _hear(self, worker: _Worker, waiting: deque[Job], workers: list[_Worker]) -> Iterator[JobEvent]:
        """Pass on what a process sent; let it run the next job when it has done with one."""
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            workers.remove(worker)
            error = _death(worker.process)
            _release(worker)
            yield JobFailed(worker.job, error)
            return
        if isinstance(message, float):
            worker.share = message
            yield JobProgress(worker.job, message)
            return
        if waiting:
            yield message
            workers.remove(worker)
            worker.share = 0.0
            worker.job = waiting.popleft()
            yield from self._begin(worker, workers)
        else:
            workers.remove(worker)
            _release(worker)
            yield message


def _started(job: Job) -> _Worker:
    context = multiprocessing.get_context("spawn")  # a fork would copy locks held by threads of the window and of torch
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs,), daemon=True, name="digitpad sweep")
    with _interrupts_blocked():
        process.start()
    theirs.close()
    return _Worker(process, ours, job)


def _release(worker: _Worker) -> None:
    """Close the connection, which ends the process, and wait for that."""
    worker.connection.close()
    worker.process.join(_END_SECONDS)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()
    worker.process.close()


def _death(process: BaseProcess) -> TrainingError:
    process.join(_END_SECONDS)
    code = process.exitcode
    killed = code is not None and code < 0
    return TrainingError(
        "A process of the sweep has died",
        "It was {end}. If the machine ran out of memory, let fewer run side by side with --jobs. The same sweep again "
        "trains what is missing.",
        end=f"ended by signal {-code}" if killed and code is not None else f"ended with status {code}",
    )


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Have a process that is started meanwhile never see what a terminal sends, not even while Python starts."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
