"""Optimisers, and the running average of the weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import torch

from digitpad.config.train_config import Optimizer, TrainConfig

if TYPE_CHECKING:
    from torch import Tensor


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


class TorchOptimizer:
    """One of torch's own optimisers; `foreach=False`, as there is one tensor."""

    def __init__(self, weights: Tensor, config: TrainConfig) -> None:
        rate, decay = config.learning_rate, config.weight_decay
        self._weights = weights
        self._optimizer: torch.optim.Optimizer
        match config.optimizer:
            case Optimizer.SGD:
                self._optimizer = torch.optim.SGD(
                    [weights],
                    lr=rate,
                    momentum=config.momentum,
                    nesterov=config.nesterov,
                    weight_decay=decay,
                    foreach=False,
                )
            case Optimizer.ADAM | Optimizer.ADAMW:
                kind = torch.optim.Adam if config.optimizer is Optimizer.ADAM else torch.optim.AdamW
                self._optimizer = kind([weights], lr=rate, betas=config.betas, weight_decay=decay, foreach=False)

    def step(self, learning_rate: float) -> None:
        """Take one step."""
        for group in self._optimizer.param_groups:
            group["lr"] = learning_rate
        self._optimizer.step()

    def state(self) -> OptimizerState:
        """Return the momentum, or Adam's two moments."""
        kept = self._optimizer.state[self._weights]
        return OptimizerState(kept.get("momentum_buffer"), kept.get("exp_avg"), kept.get("exp_avg_sq"))

    def restore(self, state: OptimizerState, steps: int) -> None:
        """Go on from what was kept after so many steps."""
        if state.momentum is not None:
            self._optimizer.state[self._weights] = {"momentum_buffer": state.momentum}
        elif state.mean is not None:
            self._optimizer.state[self._weights] = {
                "step": torch.tensor(float(steps)),
                "exp_avg": state.mean,
                "exp_avg_sq": state.mean_square,
            }


def optimizer_for(weights: Tensor, config: TrainConfig) -> Stepper:
    """Return a config's optimiser for all weights of a model in one vector (`torch_models.flatten`).

    Every optimiser here treats each weight by itself, so one vector gives the same as many tensors.
    """
    is_plain = config.optimizer is Optimizer.SGD and config.momentum == 0 and config.weight_decay == 0
    return PlainSgd(weights) if is_plain else TorchOptimizer(weights, config)


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
