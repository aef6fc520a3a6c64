"""From a gradient to the next weights: the optimisers, the learning-rate schedule, the running average.

Owns one step. Does not own the gradient (`gradient`) or when a step is taken (`training`).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

import torch

from digitpad.spec import Optimizer, Schedule, TrainConfig

if TYPE_CHECKING:
    from torch import Tensor

WARM_UP_SHARE = 0.3
"""Share of a one-cycle run in which the learning rate rises (torch's `OneCycleLR`)."""

START_DIVISOR = 25.0
"""A one-cycle run starts at its peak learning rate divided by this (the same)."""

END_DIVISOR = 25e4
"""And ends at its peak divided by this (the same)."""


class Stepper(Protocol):
    """Changes weights by one step along their gradient."""

    def step(self, learning_rate: float) -> None:
        """Take one step."""


class PlainSgd:
    """Stochastic gradient descent: weights -= learning rate x gradient, in one in-place addition."""

    def __init__(self, weights: Tensor) -> None:
        self._weights = weights

    def step(self, learning_rate: float) -> None:
        """Take one step."""
        self._weights.add_(self._weights.grad, alpha=-learning_rate)


class TorchOptimizer:
    """One of torch's own optimisers; `foreach=False`, as there is one tensor."""

    def __init__(self, weights: Tensor, config: TrainConfig) -> None:
        rate, decay = config.learning_rate, config.weight_decay
        self._optimizer: torch.optim.Optimizer
        match config.optimizer:
            case Optimizer.SGD:
                self._optimizer = torch.optim.SGD(
                    [weights], lr=rate, momentum=config.momentum, weight_decay=decay, foreach=False
                )
            case Optimizer.ADAM:
                self._optimizer = torch.optim.Adam([weights], lr=rate, weight_decay=decay, foreach=False)
            case Optimizer.ADAMW:
                self._optimizer = torch.optim.AdamW([weights], lr=rate, weight_decay=decay, foreach=False)

    def step(self, learning_rate: float) -> None:
        """Take one step."""
        for group in self._optimizer.param_groups:
            group["lr"] = learning_rate
        self._optimizer.step()


def optimizer_for(weights: Tensor, config: TrainConfig) -> Stepper:
    """Return the optimiser a config asks for.

    Parameters
    ----------
    weights
        All weights of a model in one vector, their gradient in its `grad` (`models.flatten`). Every optimiser here
        treats each weight by itself, so one vector gives the same as many tensors.
    config
        Names the optimiser.
    """
    is_plain = config.optimizer is Optimizer.SGD and config.momentum == 0 and config.weight_decay == 0
    return PlainSgd(weights) if is_plain else TorchOptimizer(weights, config)


def learning_rate_at(step: int, steps: int, config: TrainConfig) -> float:
    """Return the learning rate of a step.

    Parameters
    ----------
    step
        From 0.
    steps
        How many the whole run takes.
    config
        Names the schedule and the peak.

    Notes
    -----
    One-cycle [1]_ rises from a 25th of the peak over the first 30 % of the run and falls to almost nothing,
    both along half a cosine, as torch's `OneCycleLR` does.

    References
    ----------
    .. [1] Smith, Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates".
    """
    peak = config.learning_rate
    if config.schedule is Schedule.NONE:
        return peak
    turn = WARM_UP_SHARE * steps - 1
    if step <= turn:
        return along_cosine(peak / START_DIVISOR, peak, step / turn)
    return along_cosine(peak, peak / END_DIVISOR, (step - turn) / (steps - 1 - turn) if steps > 1 else 0.0)


def along_cosine(start: float, end: float, share: float) -> float:
    """Return the value a share of the way from start to end, slow at both ends."""
    return end + (start - end) / 2 * (1 + math.cos(math.pi * share))


class RunningAverage:
    """A running average of weights, which is steadier than the weights themselves.

    Parameters
    ----------
    latest
        The weights that are learnt.
    average
        Of the same shape; is given the average.
    decay
        Weight the average keeps at each step.
    """

    def __init__(self, latest: Tensor, average: Tensor, decay: float) -> None:
        self._latest = latest
        self._average = average
        self._decay = decay
        self._updates = 0

    def update(self) -> None:
        """Take in the present weights.

        Early on the average keeps less than `decay`, so that the first random weights are soon forgotten.
        """
        decay = min(self._decay, (1 + self._updates) / (10 + self._updates))
        self._updates += 1
        self._average.lerp_(self._latest, 1 - decay)
