"""The length of a run, its unaugmented epochs, and its learning rate at each step.

Imports nothing heavy, so that a schedule can be drawn before it is run.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.config.train_config import CountedIn, Schedule

if TYPE_CHECKING:
    from digitpad.config.train_config import TrainConfig

WARM_UP_SHARE = 0.3
"""Share of a one-cycle run in which the learning rate rises (torch's `OneCycleLR`)."""

START_DIVISOR = 25.0
"""A one-cycle run starts at its peak learning rate divided by this (the same)."""

END_DIVISOR = 25e4
"""And ends at its peak divided by this (the same)."""

LARGEST_RATE = 1e37
"""A larger learning rate is taken for this: float32 ends at 3e38, and a run at either diverges."""

UNAUGMENTED_SHARE = 0.1
"""Share of an augmented run's epochs, its last ones, in which samples are hardly varied any more: at almost no learning
rate the model adapts to what digits look like. Of images the bundled MLP has not learnt from it then reads 99.4 %
instead of 99.1 (weights/README.md). Runs of fewer than ten epochs have none."""


def images_an_epoch(config: TrainConfig, images: int) -> int:
    """Return how many images are learnt from, of so many in the training part of the data set."""
    return config.images or images - config.validation


def batches_an_epoch(config: TrainConfig, images: int) -> int:
    """Return the steps of a whole epoch, with so many images to learn from."""
    return images // config.batch_size if config.drop_last else -(-images // config.batch_size)


@dataclass(frozen=True, slots=True)
class RunLength:
    """The length of a run."""

    batches: int  # in a whole epoch
    steps: int  # in the whole run; the last epoch may be cut short

    @classmethod
    def of(cls, config: TrainConfig, batches: int) -> RunLength:
        """Return the length of a config's run whose epochs have so many batches."""
        return cls(batches, batches * config.epochs if config.steps is None else config.steps)

    @property
    def epochs(self) -> int:
        """Passes through the data, the last of which may be cut short."""
        return -(-self.steps // self.batches)

    def of_unit(self, unit: CountedIn) -> int:
        """Return the length in epochs or in steps."""
        return self.steps if unit is CountedIn.STEPS else self.epochs

    def batches_of(self, epoch: int) -> int:
        """Return the batches of an epoch, counted from 1."""
        return min(self.batches, self.steps - (epoch - 1) * self.batches)

    def is_unaugmented(self, epoch: int) -> bool:
        """Whether an epoch, counted from 1, is among the last that hardly vary their samples."""
        return epoch > self.epochs - int(UNAUGMENTED_SHARE * self.epochs)


def learning_rate_at(step: int, length: RunLength, config: TrainConfig) -> float:
    """Return the learning rate of a step, counted from 0.

    Notes
    -----
    `STEP`, `MULTI_STEP` and `COSINE` change the learning rate between epochs, or between steps if they count in steps
    (`TrainConfig.scheduled_in`), and are torch's `StepLR`, `MultiStepLR` and `CosineAnnealingLR` down to 0, where a
    cosine arrives after its period and whence it rises again [2]_. One-cycle [1]_ rises from a
    25th of the peak over the first 30 % of the run's steps and falls to almost nothing, both along half a cosine, as
    torch's `OneCycleLR` does.

    References
    ----------
    .. [1] Smith, Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates".
    .. [2] Loshchilov, Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", without the restarts.
    """
    peak = min(config.learning_rate, LARGEST_RATE)
    is_by_steps = config.scheduled_in is CountedIn.STEPS
    done = step if is_by_steps else step // length.batches
    match config.schedule:
        case Schedule.NONE:
            return peak
        case Schedule.STEP:
            return _multiplied(peak, config.schedule_factor, done // config.schedule_every)
        case Schedule.MULTI_STEP:
            return _multiplied(peak, config.schedule_factor, bisect_right(config.schedule_milestones, done))
        case Schedule.COSINE:
            return along_cosine(peak, 0.0, done / (config.schedule_period or length.of_unit(config.scheduled_in)))
        case Schedule.ONE_CYCLE:
            return one_cycle(peak, step, length.steps)


def _multiplied(peak: float, factor: float, times: int) -> float:
    """Return the learning rate multiplied so often, and no more than the largest."""
    try:
        return min(peak * factor**times, LARGEST_RATE)
    except OverflowError:
        return LARGEST_RATE


def one_cycle(peak: float, step: int, steps: int) -> float:
    """Return the learning rate of a step of a one-cycle run."""
    turn = WARM_UP_SHARE * steps - 1
    if step <= turn:
        return along_cosine(peak / START_DIVISOR, peak, step / turn)
    return along_cosine(peak, peak / END_DIVISOR, (step - turn) / (steps - 1 - turn) if steps > 1 else 0.0)


def along_cosine(start: float, end: float, share: float) -> float:
    """Return the value a share of the way from start to end, slow at both ends."""
    return end + (start - end) / 2 * (1 + math.cos(math.pi * share))
