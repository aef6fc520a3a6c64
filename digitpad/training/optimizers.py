"""Optimisers, and the running average of the weights.

Written out, and not torch's own: the first of those loads torch's compiler, which takes two seconds and 150 MB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import torch

from digitpad.config.number_limits import LARGEST_NUMBER
from digitpad.config.train_config import Optimizer, TrainConfig

if TYPE_CHECKING:
    from torch import Tensor


EPSILON = 1e-8
"""What Adam adds to the root of the mean square, as in torch."""


class Stepper(Protocol):
    """Changes weights by one step along their gradient."""

    def step(self, learning_rate: float) -> None:
        """Take one step."""

    def state(self) -> OptimizerState:
        """Return what it keeps of earlier gradients."""

    def restore(self, state: OptimizerState, steps: int) -> None:
        """Go on from what was kept after so many steps."""


class OptimizerState(NamedTuple):
    """An optimiser's averages of earlier gradients, one number a weight; None for those it does not have."""

    momentum: Tensor | None = None
    mean: Tensor | None = None
    mean_square: Tensor | None = None


class PlainSgd:
    """Stochastic gradient descent: weights -= learning rate x gradient, in one in-place addition."""

    def __init__(self, weights: Tensor) -> None:
        self._weights = weights

    def step(self, learning_rate: float) -> None:
        """Take one step."""
        self._weights.add_(self._weights.grad, alpha=-learning_rate)

    def state(self) -> OptimizerState:
        """Return nothing: every step begins anew."""
        return OptimizerState()

    def restore(self, state: OptimizerState, steps: int) -> None:
        """Do nothing."""


class MomentumSgd:
    """Stochastic gradient descent with momentum or weight decay, step by step as `torch.optim.SGD`."""

    def __init__(self, weights: Tensor, config: TrainConfig) -> None:
        self._weights = weights
        self._momentum, self._decay, self._is_nesterov = config.momentum, config.weight_decay, config.nesterov
        self._kept: Tensor | None = None

    def step(self, learning_rate: float) -> None:
        """Take one step."""
        gradient = self._weights.grad
        if self._decay:
            gradient = gradient.add(self._weights, alpha=self._decay)
        if self._momentum:
            if self._kept is None:
                self._kept = gradient.clone()
            else:
                self._kept.mul_(self._momentum).add_(gradient)
            gradient = gradient.add(self._kept, alpha=self._momentum) if self._is_nesterov else self._kept
        self._weights.add_(gradient, alpha=-learning_rate)

    def state(self) -> OptimizerState:
        """Return the momentum."""
        return OptimizerState(momentum=self._kept)

    def restore(self, state: OptimizerState, steps: int) -> None:  # noqa: ARG002 - Adam alone counts them
        """Go on from what was kept."""
        self._kept = state.momentum


class Adam:
    """Adam, or AdamW, whose weight decay is apart from the gradient; step by step as torch's."""

    def __init__(self, weights: Tensor, config: TrainConfig) -> None:
        self._weights = weights
        self._betas, self._decay = config.betas, config.weight_decay
        self._is_decay_apart = config.optimizer is Optimizer.ADAMW
        self._mean: Tensor | None = None
        self._mean_square: Tensor | None = None
        self._steps = 0

    def step(self, learning_rate: float) -> None:
        """Take one step."""
        gradient, (beta, beta_of_squares) = self._weights.grad, self._betas
        if self._mean is None or self._mean_square is None:
            self._mean, self._mean_square = torch.zeros_like(gradient), torch.zeros_like(gradient)
        self._steps += 1
        if self._decay and self._is_decay_apart:
            self._weights.mul_(max(1 - learning_rate * self._decay, -LARGEST_NUMBER))
        elif self._decay:
            gradient = gradient.add(self._weights, alpha=self._decay)
        self._mean.lerp_(gradient, 1 - beta)
        self._mean_square.mul_(beta_of_squares).addcmul_(gradient, gradient, value=1 - beta_of_squares)
        corrections = 1 - beta**self._steps, 1 - beta_of_squares**self._steps
        spread = (self._mean_square.sqrt() / corrections[1] ** 0.5).add_(EPSILON)
        self._weights.addcdiv_(self._mean, spread, value=-min(learning_rate / corrections[0], LARGEST_NUMBER))

    def state(self) -> OptimizerState:
        """Return Adam's two moments."""
        return OptimizerState(mean=self._mean, mean_square=self._mean_square)

    def restore(self, state: OptimizerState, steps: int) -> None:
        """Go on from what was kept after so many steps."""
        self._mean, self._mean_square = state.mean, state.mean_square
        self._steps = 0 if state.mean is None else steps


def optimizer_for(weights: Tensor, config: TrainConfig) -> Stepper:
    """Return a config's optimiser for all weights of a model in one vector (`torch_models.flatten`).

    Every optimiser here treats each weight by itself, so one vector gives the same as many tensors.
    """
    if config.optimizer is not Optimizer.SGD:
        return Adam(weights, config)
    is_plain = config.momentum == 0 and config.weight_decay == 0
    return PlainSgd(weights) if is_plain else MomentumSgd(weights, config)


class RunningAverage:
    """A running average of weights, which is steadier than the weights; it keeps the share `decay` at each step."""

    def __init__(self, latest: Tensor, average: Tensor, decay: float) -> None:
        self._latest = latest
        self._average = average
        self._decay = decay
        self.updates = 0

    def update(self) -> None:
        """Add the present weights.

        Early on the average keeps less than `decay`, so that the first random weights are soon forgotten.
        """
        decay = min(self._decay, (1 + self.updates) / (10 + self.updates))
        self.updates += 1
        self._average.lerp_(self._latest, 1 - decay)
