"""Jobs run by the workers of a Dask scheduler, which Dask runs again where a worker is lost.

What travels there is a job's config with its key, which is of config and data; a worker whose data gives another key
refuses the job. What comes back is the checkpoint's file. Nothing of the user folder is shared.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import socket
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from digitpad import __version__
from digitpad.config.train_config import TrainConfig
from digitpad.errors import ConfigError, DigitpadError, TrainingError
from digitpad.experiments.sweep import Job, JobDone, JobFailed, JobProgress, JobStarted

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from digitpad.experiments.sweep import JobEvent
    from digitpad.training.reports import Curve

CONNECT_SECONDS = 10
"""Longest wait for the scheduler: it answers within a tenth of a second, or is not there."""

HEARTBEAT_SECONDS = 0.25
"""Longest time without an event: who iterates may want to stop while no worker is heard."""

REPORT_SECONDS = 0.2
"""Least time between two reports of a worker."""

TOPIC = "digitpad"
"""What workers report under."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a worker says while it trains."""

    key: str
    worker: str
    share: float | None  # 0.0 to 1.0; None when it begins


@dataclass(frozen=True, slots=True)
class Order:
    """A job as it travels."""

    version: str  # of the digitpad that ordered it
    key: str
    config: bytes  # JSON


class ClusterEngine:
    """Runs jobs on the workers of a Dask scheduler, as many at once as these have threads.

    Parameters
    ----------
    address
        Of the scheduler, for example ``tcp://192.168.0.2:8786``.
    """

    def __init__(self, address: str) -> None:
        self._address = address

    @property
    def processes(self) -> int:
        """How many jobs run side by side: the threads of all workers; raises as `run` does."""
        with _quiet(), closing(_connect(self._address)) as client:
            return sum(client.nthreads().values())

    def run(self, jobs: Sequence[Job]) -> Generator[JobEvent, None, None]:
        """Yield what becomes of the jobs, in any order; closing takes back those that have not ended.

        Raises
        ------
        ConfigError
            If Dask is not installed, no scheduler answers at the address, or it has no worker.
        TrainingError
            If the scheduler goes away.
        """
        with _quiet():
            client = _connect(self._address)
            try:
                yield from _follow(client, jobs)
            finally:
                with suppress(OSError, TimeoutError):
                    client.close(timeout=CONNECT_SECONDS)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask from logging, with its call stacks, what an error here says in a sentence."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        yield
    finally:
        logging.disable(before)


def _connect(address: str) -> Any:
    try:
        from distributed import Client  # noqa: PLC0415 - an extra, which few have
    except ImportError as error:
        raise ConfigError(
            "Dask is not installed here",
            "A sweep on several machines needs it: pip install 'digitpad[cluster]', on each of them.",
        ) from error
    _require_scheduler(address)
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False, name="digitpad sweep")
    except (OSError, TimeoutError, ValueError) as error:
        raise _no_scheduler(address) from error
    if not client.scheduler_info(n_workers=1)["n_workers"]:
        client.close()
        raise ConfigError(
            "The scheduler has no worker",
            "{address} answers, and nobody works for it. Start `dask worker {address} --nthreads 1` on each machine.",
            address=address,
        )
    return client


def _require_scheduler(address: str) -> None:
    """Raise a `ConfigError` where nobody listens or who does is not Dask: a client would wait, some without end."""
    try:
        parts = urlsplit(address if "://" in address else f"tcp://{address}")
        where = (parts.hostname, parts.port)
    except ValueError:
        where = (None, None)
    host, port = where
    if host is None or port is None:
        raise ConfigError(
            "This is no scheduler's address",
            "“{address}” lacks a host or a port. Name the address that `dask scheduler` prints, for example "
            "tcp://192.168.0.2:8786.",
            address=address,
        )
    try:
        socket.create_connection((host, port), CONNECT_SECONDS).close()
        asyncio.run(asyncio.wait_for(_greet(address), CONNECT_SECONDS))
    except (OSError, TimeoutError, ValueError, TypeError) as error:  # TypeError: of TLS without certificates
        raise _no_scheduler(address) from error


async def _greet(address: str) -> None:
    """Exchange with a scheduler what Dask's programs say first to each other."""
    from distributed.comm import connect  # noqa: PLC0415 - an extra, which few have
    from distributed.security import Security  # noqa: PLC0415 - as above

    comm = await connect(address, timeout=CONNECT_SECONDS, **Security().get_connection_args("client"))
    comm.abort()


def _no_scheduler(address: str) -> ConfigError:
    return ConfigError(
        "No scheduler answers there",
        "Nothing that speaks Dask was found at {address}. Start one with `dask scheduler` and name the address it "
        "prints, for example tcp://192.168.0.2:8786.",
        address=address,
    )


def _follow(client: Any, jobs: Sequence[Job]) -> Iterator[JobEvent]:
    """Order the jobs and tell what is heard of them until all have ended."""
    heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
    by_key, shares = {job.key: job for job in jobs}, dict.fromkeys((job.key for job in jobs), 0.0)
    client.subscribe_topic(
        TOPIC, lambda event: heard.put(Report(*(event[1][name] for name in ("key", "name", "share"))))
    )
    futures = {}
    try:
        for job in jobs:
            order = Order(__version__, job.key, msgspec.json.encode(job.config))
            future = client.submit(carry_out, order, key=f"digitpad-{job.key}", pure=False)
            future.add_done_callback(heard.put)
            futures[job.key] = future
        while by_key:
            try:
                message = heard.get(timeout=HEARTBEAT_SECONDS)
            except queue.Empty:
                _check_is_there(client)
                yield from [JobProgress(job, shares[key]) for key, job in by_key.items()]
                continue
            if isinstance(message, Report):
                if message.key in by_key:  # else of another sweep, or late
                    shares[message.key] = message.share or 0.0
                    yield _reported(message, by_key[message.key])
                continue
            if message.cancelled():  # a client takes back what no other waits for: so does the scheduler's end alone
                raise _went_away()
            job = by_key.pop(message.key.removeprefix("digitpad-"))
            yield _ended(job, message)
            del futures[job.key]
    finally:
        if futures:
            with suppress(Exception):  # the scheduler may be gone
                client.cancel(list(futures.values()))  # without force: another sweep may wait for the same run


def _reported(report: Report, job: Job) -> JobEvent:
    return JobStarted(job, report.worker) if report.share is None else JobProgress(job, report.share)


def _ended(job: Job, future: Any) -> JobEvent:
    from digitpad.models import checkpoint as checkpoints  # noqa: PLC0415 - numpy is not needed before

    try:
        content, seconds, curve = future.result()
        return JobDone(job, checkpoints.decode(content, Path(job.key)), seconds, curve)
    except DigitpadError as error:
        return JobFailed(job, error)
    except Exception as error:  # noqa: BLE001 - whatever a worker may raise
        return JobFailed(job, _unforeseen(error))


def _unforeseen(error: Exception) -> DigitpadError:
    """Return an error for one that digitpad did not raise: Dask's own, or that of a worker without digitpad."""
    return TrainingError(
        "A worker could not do this run",
        "The reason given was: {reason}. See that each worker has digitpad {version} and enough memory, then go on.",
        reason=str(error) or type(error).__name__,
        version=__version__,
    )


def _check_is_there(client: Any) -> None:
    if client.status != "running":
        raise _went_away()


def _went_away() -> TrainingError:
    return TrainingError(
        "The scheduler went away",
        "It no longer answers. What was finished is kept: start it again, then go on with the same sweep.",
    )


def carry_out(order: Order) -> tuple[bytes, float, Curve]:
    """Do a job on a worker; return the checkpoint's file, the seconds it took and its training loss.

    Raises
    ------
    ConfigError
        If the worker has another digitpad, or other data.
    DatasetError, InkError, TrainingError
        As training does.
    """
    from distributed.worker import get_worker, thread_state  # noqa: PLC0415 - only a worker comes here

    from digitpad.experiments.fingerprint import fingerprint_of, key_of  # noqa: PLC0415 - as above
    from digitpad.experiments.job import run_job  # noqa: PLC0415 - as above
    from digitpad.models import checkpoint as checkpoints  # noqa: PLC0415 - as above

    worker, task = get_worker(), thread_state.key
    name = str(worker.name)
    if order.version != __version__:
        raise ConfigError(
            "A worker has another digitpad",
            "{worker} has digitpad {theirs}, and the sweep is of {ours}. Install the same version on all machines.",
            worker=name,
            theirs=__version__,
            ours=order.version,
        )
    config = msgspec.json.decode(order.config, type=TrainConfig)
    if key_of(config, fingerprint_of(config)) != order.key:
        raise ConfigError(
            "A worker has other data",
            "What {worker} has as {dataset} is not what is here. Copy the data there, then go on.",
            worker=name,
            dataset=config.dataset,
        )

    due = 0.0

    def report(share: float | None) -> None:
        nonlocal due
        if time.monotonic() < due:
            return
        due = time.monotonic() + REPORT_SECONDS
        state = worker.state.tasks.get(task)
        if state is None or state.state == "cancelled":  # taken back meanwhile: nobody waits for it
            raise TrainingError("This run was not done", "The sweep was stopped. Go on with it to do this run.")
        worker.log_event(TOPIC, {"key": order.key, "name": name, "share": share})

    report(None)
    result = run_job(Job(order.key, 0, config), report)
    return checkpoints.encode(result.checkpoint), result.seconds, result.curve
