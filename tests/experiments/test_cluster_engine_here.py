"""Sweeps on a Dask scheduler whose only worker is a thread of this process, which starts and fails at once."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, contextmanager
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from distributed import Client, Scheduler, Worker

from digitpad.config.train_config import TrainConfig
from digitpad.errors import ConfigError, TrainingError
from digitpad.experiments.cluster_engine import ClusterEngine, Order, carry_out
from digitpad.experiments.fingerprint import fingerprint_of, key_of
from digitpad.experiments.sweep import Job, JobDone, JobFailed, JobProgress, JobStarted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SHORT, ENDLESS = (TrainConfig(steps=steps, batch_size=32) for steps in (20, 30_000_000))


@contextmanager
def scheduler(folder: Path, *, workers: int) -> Iterator[str]:
    """Yield the address of a scheduler with so many workers."""
    serving: SimpleQueue[tuple[str, Callable[[], object]]] = SimpleQueue()

    async def serve() -> None:
        places: dict[str, Any] = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
        async with Scheduler(port=0, **places) as scheduler, AsyncExitStack() as staff:
            for _ in range(workers):
                await staff.enter_async_context(
                    Worker(scheduler.address, nthreads=1, local_directory=str(folder), **places)
                )
            is_over, loop = asyncio.Event(), asyncio.get_running_loop()
            serving.put((scheduler.address, lambda: loop.call_soon_threadsafe(is_over.set)))
            await is_over.wait()

    thread = Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    address, end = serving.get(timeout=30)
    try:
        yield address
    finally:
        end()
        thread.join()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scheduler(tmp_path_factory.mktemp("dask"), workers=1) as address:
        yield address


def job_of(config: TrainConfig) -> Job:
    return Job(key_of(config, fingerprint_of(config)), 0, config)


def test_a_worker_runs_as_many_jobs_as_it_has_threads_and_sends_their_models(address: str) -> None:
    engine = ClusterEngine(address)
    assert engine.processes == 1
    events = list(engine.run([job_of(SHORT)]))
    last = events[-1]
    assert sum(isinstance(event, JobStarted) for event in events) == 1
    assert isinstance(last, JobDone)
    assert last.checkpoint.measurements[0].count == 10_000


def test_a_run_that_is_taken_back_makes_room_for_the_next(address: str) -> None:
    events = ClusterEngine(address).run([job_of(ENDLESS)])
    assert any(isinstance(event, JobProgress) and event.share > 0 for event in events)
    events.close()
    after = list(ClusterEngine(address).run([Job("1" * 32, 0, SHORT)]))
    assert isinstance(after[-1], JobFailed), "its key is not that of its data"
    assert "mnist" in after[-1].error.detail


def test_a_worker_of_another_digitpad_refuses_the_run(address: str) -> None:
    order = Order("0.0.1", "0" * 32, msgspec.json.encode(SHORT))
    with Client(address, set_as_default=False) as client, pytest.raises(ConfigError, match=r"0\.0\.1"):
        client.submit(carry_out, order).result(timeout=30)


def test_whatever_else_goes_wrong_with_a_worker_fails_its_run_alone(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_out_of_memory(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("digitpad.experiments.job.run_job", run_out_of_memory)
    (failed,) = (event for event in ClusterEngine(address).run([job_of(SHORT)]) if isinstance(event, JobFailed))
    assert isinstance(failed.error, TrainingError)
    assert "MemoryError" in failed.error.detail


def test_a_scheduler_nobody_works_for_is_told(tmp_path: Path) -> None:
    with scheduler(tmp_path, workers=0) as address, pytest.raises(ConfigError, match="worker"):
        next(ClusterEngine(address).run([job_of(SHORT)]))
