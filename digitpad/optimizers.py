"""From a gradient to the next weights: the optimisers, the learning-rate schedule, the running average.

Owns one step. Does not own the gradient (`gradient`) or when a step is taken (`training`).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

import torch

from digitpad.spec import Optimizer, Schedule, TrainConfig

if TYPE_CHECKING:
    from torch import Tensor, nn

WARM_UP_SHARE = 0.3
"""Share of a one-cycle run in which the learning rate rises (torch's `OneCycleLR`)."""

START_DIVISOR = 25.0
"""A one-cycle run starts at its peak learning rate divided by this (the same)."""

END_DIVISOR = 25e4
"""And ends at its peak divided by this (the same)."""


class Stepper(Protocol):
    """Changes a model's parameters by one step along their gradients."""

    def step(self, learning_rate: float) -> None:
        """Take one step."""


class PlainSgd:
    """Stochastic gradient descent: weights -= learning rate x gradient, one in-place addition a tensor."""

    def __init__(self, model: nn.Module) -> None:
        self._pairs = [(parameter.detach(), parameter.grad) for parameter in model.parameters()]

    def step(self, learning_rate: float) -> None:
        """Take one step."""
        for weights, gradient in self._pairs:
            weights.add_(gradient, alpha=-learning_rate)


class TorchOptimizer:
    """One of torch's own optimisers; `foreach=False` is faster for a handful of small tensors on a CPU."""

    def __init__(self, model: nn.Module, config: TrainConfig) -> None:
        rate, decay = config.learning_rate, config.weight_decay
        parameters = list(model.parameters())
        self._optimizer: torch.optim.Optimizer
        match config.optimizer:
            case Optimizer.SGD:
                self._optimizer = torch.optim.SGD(
                    parameters, lr=rate, momentum=config.momentum, weight_decay=decay, foreach=False
                )
            case Optimizer.ADAM:
                self._optimizer = torch.optim.Adam(parameters, lr=rate, weight_decay=decay, foreach=False)
            case Optimizer.ADAMW:
                self._optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=decay, foreach=False)

    def step(self, learning_rate: float) -> None:
        """Take one step."""
        for group in self._optimizer.param_groups:
            group["lr"] = learning_rate
        self._optimizer.step()


def optimizer_for(model: nn.Module, config: TrainConfig) -> Stepper:
    """Return the optimiser a config asks for; the parameters' `grad` must be in place."""
    is_plain = config.optimizer is Optimizer.SGD and config.momentum == 0 and config.weight_decay == 0
    return PlainSgd(model) if is_plain else TorchOptimizer(model, config)


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
    """A running average of a model's weights, which is steadier than the weights themselves.

    Parameters
    ----------
    model
        The model that learns.
    averaged
        A model of the same shape that is given the average.
    decay
        Weight the average keeps at each step.
    """

    def __init__(self, model: nn.Module, averaged: nn.Module, decay: float) -> None:
        self._pairs: list[tuple[Tensor, Tensor]] = [
            (average.detach(), latest.detach())
            for average, latest in zip(averaged.parameters(), model.parameters(), strict=True)
        ]
        self._decay = decay
        self._updates = 0

    def update(self) -> None:
        """Take in the model's present weights.

        Early on the average keeps less than `decay`, so that the first random weights are soon forgotten.
        """
        decay = min(self._decay, (1 + self._updates) / (10 + self._updates))
        self._updates += 1
        for average, latest in self._pairs:
            average.lerp_(latest, 1 - decay)
