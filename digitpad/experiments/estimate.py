"""How long a sweep will take, said before it starts."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DATASETS
from digitpad.config.train_config import Optimizer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digitpad.config.train_config import TrainConfig
    from digitpad.experiments.planning import Plan
    from digitpad.experiments.store import SweepStore

# Fitted to the seconds the recipes state, with which they agree to a third (`tests/experiments/test_estimate.py`): a
# step costs a fixed time, a time for each parameter, and a time for each parameter and sample of its batch.
_STEP_SECONDS = 1.0e-4
_PARAMETER_SECONDS = 2.7e-9
_SAMPLE_PARAMETER_SECONDS = 4.1e-11

_MOMENTS_FACTOR = 2.4
"""What Adam's two moments make of the time for each parameter."""

_AUGMENTED_SECONDS = 9.0e-5
"""Varying one sample; from what the bundled MLP's recipe states."""

_READING_SECONDS = 1.0
"""Reading MNIST, and measuring at the end."""

_TORCH_SECONDS = 3.0
"""Loading torch, once for each process."""

_FOLDER_IMAGES = 5000
"""Taken to be in a folder's training part, which is not counted for an estimate."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long a sweep will take from here."""

    seconds: float
    runs: int  # that are still to be done
    processes: int

    @property
    def words(self) -> str:
        """It in words, for example ``30 runs, about 7 min with 2 processes``."""
        if self.runs == 0:
            return "all runs are done"
        runs = f"{self.runs:,} run{'s' if self.runs > 1 else ''}"
        return (
            f"{runs}, about {duration(self.seconds)} with {self.processes} process{'es' if self.processes > 1 else ''}"
        )


def estimate_of(plan: Plan, processes: int, store: SweepStore) -> Estimate:
    """Return how long the runs of a plan will take that are not done yet.

    If some are done, these say how fast this machine is.
    """
    missing, ratios = [], []
    for job in plan.jobs:
        expected, took = run_seconds(job.config), store.seconds_of(job)
        if took is None:
            missing.append(expected)
        else:
            ratios.append(took / expected)
    return estimate_seconds(missing, processes, median(ratios) if ratios else 1.0)


def estimate_seconds(runs: Iterable[float], processes: int, slowness: float = 1.0) -> Estimate:
    """Return how long runs of so many seconds each take side by side."""
    seconds = [slowness * each for each in runs]
    used = max(min(processes, len(seconds)), 1)
    whole = max(sum(seconds) / used, max(seconds, default=0.0))
    return Estimate(whole + (_TORCH_SECONDS if seconds else 0.0), len(seconds), used)


def run_seconds(config: TrainConfig) -> float:
    """Return about how many seconds one run takes on one core of a machine as the recipes were timed on."""
    known = DATASETS.get(config.dataset)
    images = (_FOLDER_IMAGES if known is None else known.train_count) - config.validation
    images = max(config.images or images, 1)
    steps = config.steps or config.epochs * -(-images // config.batch_size)
    parameters = config.model.parameter_count
    for_each = _PARAMETER_SECONDS * (1.0 if config.optimizer is Optimizer.SGD else _MOMENTS_FACTOR)
    step = _STEP_SECONDS + parameters * (for_each + config.batch_size * _SAMPLE_PARAMETER_SECONDS)
    step += config.batch_size * _AUGMENTED_SECONDS if config.augmentation else 0.0
    return steps * step + _READING_SECONDS


def duration(seconds: float) -> str:
    """Return a time in words, for example ``7 min``."""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
