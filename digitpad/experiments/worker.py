"""A process that runs one job after another for the local engine. Nothing heavy is imported before the first."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

from digitpad.experiments.job import run_job
from digitpad.experiments.sweep import JobDone, JobFailed

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from digitpad.experiments.sweep import Job

REPORT_SECONDS = 0.2
"""Least time between two reports: more often nobody sees."""


class _EngineGoneError(Exception):
    """Nobody listens any more."""


def work(connection: Connection) -> None:
    """Run the jobs that come until the other side closes; send shares done, and what became of each job.

    A process whose engine is gone ends with its next report: nothing is left behind.
    """
    for name in ("SIGINT", "SIGHUP"):  # a terminal sends them to all, and they are for the one that knows what to keep
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    try:
        while True:
            job: Job = connection.recv()
            connection.send(_carried_out(job, connection))
    except (EOFError, OSError, _EngineGoneError):
        sys.exit(0)


def _carried_out(job: Job, connection: Connection) -> JobDone | JobFailed:
    due = 0.0

    def report(share: float) -> None:
        nonlocal due
        if time.monotonic() >= due:
            try:
                connection.send(share)
            except OSError as error:
                raise _EngineGoneError from error
            due = time.monotonic() + REPORT_SECONDS

    try:
        result = run_job(job, report)
    except _EngineGoneError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever went wrong is this job's alone
        from digitpad.training.outcome import as_digitpad_error  # noqa: PLC0415 - for a failure alone

        return JobFailed(job, as_digitpad_error(error))
    return JobDone(job, result.checkpoint, result.seconds, result.curve)
