"""Sweeps on a real Dask scheduler with two worker processes."""

from __future__ import annotations

import socket
import subprocess
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from distributed import Client

from digitpad.config.train_config import TrainConfig
from digitpad.errors import ConfigError, TrainingError
from digitpad.experiments import cluster_engine
from digitpad.experiments.cluster_engine import ClusterEngine
from digitpad.experiments.fingerprint import fingerprint_of, key_of
from digitpad.experiments.job import run_job
from digitpad.experiments.sweep import Job, JobDone, JobFailed, JobProgress, JobStarted

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT = TrainConfig(steps=60, batch_size=32)


@dataclass(frozen=True)
class Cluster:
    """A scheduler and its workers, by their names."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: dict[str, subprocess.Popen[bytes]]


def begin(*arguments: str) -> subprocess.Popen[bytes]:
    """Start a program of Dask's."""
    return subprocess.Popen([sys.executable, "-m", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Return a scheduler on loopback with two workers of one thread each."""
    file = tmp_path_factory.mktemp("dask") / "scheduler.json"
    scheduler = begin(
        "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
        "--scheduler-file", str(file),
    )  # fmt: skip
    workers = {
        name: begin(
            "distributed.cli.dask_worker", "--scheduler-file", str(file), "--no-nanny", "--nthreads", "1",
            "--no-dashboard", "--death-timeout", "20", "--name", name, "--local-directory", str(file.parent),
        )
        for name in ("one", "two")
    }  # fmt: skip
    with Client(scheduler_file=str(file), set_as_default=False, timeout=60) as client:  # waits for the file
        client.wait_for_workers(2, timeout=60)
        address = client.scheduler.address
    yield Cluster(address, scheduler, workers)
    for process in (*workers.values(), scheduler):
        process.kill()  # they keep nothing that would have to be saved
        process.wait()


def jobs_of(config: TrainConfig, seeds: int) -> list[Job]:
    """Return the jobs of a config with the first so many seeds."""
    data = fingerprint_of(config)
    seeded = [replace(config, seed=seed) for seed in range(seeds)]
    return [Job(key_of(each, data), 0, each) for each in seeded]


def test_the_same_weights_come_back_as_are_learnt_here(cluster: Cluster) -> None:
    (job,) = jobs_of(SHORT, 1)
    events = list(ClusterEngine(cluster.address).run([job]))
    done = events[-1]
    assert sum(isinstance(event, JobStarted) for event in events) == 1
    assert isinstance(done, JobDone)
    here = run_job(job, lambda _: None).checkpoint
    assert done.checkpoint.data == here.data
    assert done.checkpoint.measurements == here.measurements
    assert all(np.array_equal(done.checkpoint.weights[name], here.weights[name]) for name in here.weights)


def test_a_worker_with_other_data_refuses_the_run(cluster: Cluster) -> None:
    job = Job("0" * 32, 0, SHORT)
    (failed,) = (event for event in ClusterEngine(cluster.address).run([job]) if isinstance(event, JobFailed))
    assert isinstance(failed.error, ConfigError)
    assert "mnist" in failed.error.detail


def test_a_sweep_that_is_closed_takes_its_runs_back(cluster: Cluster) -> None:
    endless = jobs_of(replace(SHORT, steps=30_000_000), 3)
    events = ClusterEngine(cluster.address).run(endless)
    assert any(isinstance(event, JobProgress) and event.share > 0 for event in events)
    events.close()
    after = list(ClusterEngine(cluster.address).run(jobs_of(replace(SHORT, batch_size=16), 2)))
    assert sum(isinstance(event, JobDone) for event in after) == 2


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "127.0.0.1", "tcp://127.0.0.1:99999"])
def test_a_scheduler_that_is_not_there_is_told(address: str) -> None:
    with pytest.raises(ConfigError):
        next(iter(ClusterEngine(address).run(jobs_of(SHORT, 1))))


def test_who_listens_and_is_no_scheduler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_engine, "CONNECT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ConfigError):
        next(iter(ClusterEngine(f"127.0.0.1:{silent.getsockname()[1]}").run(jobs_of(SHORT, 1))))


def test_the_runs_of_a_worker_that_is_killed_are_run_again_by_another(cluster: Cluster) -> None:
    jobs = jobs_of(replace(SHORT, steps=4000), 3)
    started: dict[str, list[str]] = {job.key: [] for job in jobs}
    done: set[str] = set()
    killed = ""
    for event in ClusterEngine(cluster.address).run(jobs):
        assert not isinstance(event, JobFailed)
        if isinstance(event, JobStarted):
            started[event.job.key].append(event.worker)
        elif isinstance(event, JobProgress) and event.share > 0 and not killed:
            killed = started[event.job.key][-1]
            lost = event.job.key
            cluster.workers[killed].kill()
        elif isinstance(event, JobDone):
            done.add(event.job.key)
    assert done == set(started)
    assert started[lost][0] == killed
    assert started[lost][-1] != killed


def test_the_end_of_the_scheduler_ends_the_sweep_with_a_sentence(
    cluster: Cluster, capfd: pytest.CaptureFixture[str]
) -> None:
    """The last test of this module: it takes the cluster's scheduler away."""
    events = ClusterEngine(cluster.address).run(jobs_of(replace(SHORT, steps=30_000_000), 2))
    assert any(isinstance(event, JobStarted) for event in events)
    cluster.scheduler.kill()
    with pytest.raises(TrainingError, match="scheduler"):
        list(events)
    assert "Traceback" not in capfd.readouterr().err
