"""Sweeps whose engine is the test's own: it says what becomes of each job, when the test lets it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from digitpad.config.dataset_info import DatasetName
from digitpad.data.locations import dataset_folder
from digitpad.errors import TrainingError
from digitpad.experiments.sweep import Job, JobDone, JobFailed, JobProgress, JobStarted, Sweep, Variation
from digitpad.gui.experiments.runner import SweepRunner
from digitpad.gui.experiments.window import ExperimentsWindow
from digitpad.models.checkpoint import Checkpoint, EpochRecord, Measurement
from digitpad.training.reports import Curve
from digitpad.training.request import TrainRequest
from tests.gui.conftest import ended, put_on_screen
from tests.support.images import write_idx_set
from tests.support.models import random_weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from digitpad.experiments.sweep import JobEvent
    from digitpad.gui.library_thread import LibraryThread


def sweep_of(setting: str, values: str, *, seeds: int = 1, **asked: object) -> Sweep:
    """Return a sweep of softmax regressions on KMNIST, with a validation part unless another is asked for."""
    base = TrainRequest(asked={"dataset": DatasetName.KMNIST, "validation": 10, **asked})
    return Sweep(base=base, variations=(Variation(setting, tuple(values.split(";"))),), seeds=seeds)


def done(job: Job, accuracy: float, epochs: int = 2) -> JobDone:
    """Return that a job has ended well, with a model that was never trained."""
    config = job.config
    history = tuple(
        EpochRecord(epoch, 1.0 / epoch, 0.5, None, None, 0.1, 1.0, validation_loss=0.5, validation_accuracy=accuracy)
        for epoch in range(1, epochs + 1)
    )
    measured = (Measurement("validation", 100, round(100 * accuracy), 0.5),)
    weights = random_weights(config.model, 0.01)
    checkpoint = Checkpoint(
        config.model, config.preprocessing, weights=weights, config=config, history=history, measurements=measured
    )
    return JobDone(job, checkpoint, 2.0, Curve(1, (1.0, 0.5)))


@dataclass
class StagedEngine:
    """Does one job after another; `better` by its batch size, 64 best. It rests at `rests_at` until it is let go."""

    rests_at: int | None = None
    fails: tuple[int, ...] = ()  # batch sizes whose runs fail
    was_closed: bool = False
    has_come: threading.Event = field(default_factory=threading.Event)
    may_go_on: threading.Event = field(default_factory=threading.Event)

    def run(self, jobs: Sequence[Job]) -> Iterator[JobEvent]:
        try:
            for number, job in enumerate(jobs):
                yield JobStarted(job, "here")
                yield JobProgress(job, 0.5)
                if number == self.rests_at:
                    self.has_come.set()
                    while not self.may_go_on.wait(0.01):
                        yield JobProgress(job, 0.5)
                size = job.config.batch_size
                if size in self.fails:
                    yield JobFailed(job, TrainingError("It diverged", "Use a smaller learning rate."))
                else:
                    yield done(job, 0.9 if size == 64 else 0.8 - 0.01 * (job.config.seed % 3))
        finally:
            self.was_closed = True


@pytest.fixture(autouse=True)
def small_kmnist(user_folder: Path) -> None:
    """Let KMNIST be 300 images, which are read at once."""
    assert not user_folder.exists()
    write_idx_set(dataset_folder(DatasetName.KMNIST), 300)


@pytest.fixture
def engine() -> StagedEngine:
    """Return the engine of the runner."""
    return StagedEngine()


@pytest.fixture
def runner(dressed: QApplication, engine: StagedEngine) -> Iterator[SweepRunner]:
    """Return what runs sweeps, with the test's engine."""
    yield from ended(SweepRunner(engine_of=lambda _processes: engine))


@pytest.fixture
def experiments(qtbot: QtBot, runner: SweepRunner, library_thread: LibraryThread) -> Iterator[ExperimentsWindow]:
    """Return the window of the experiments, shown."""
    made = ExperimentsWindow(runner, library_thread)
    put_on_screen(qtbot, made)
    made.show_experiments()
    yield made
    assert made.runs_page.work.shut_down()
