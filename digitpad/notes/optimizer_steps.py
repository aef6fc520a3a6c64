"""One step of each optimiser of the notes, as they write it, on tensors by name. numpy only.

Training takes its steps in `training.optimizers`, on all weights at once; the tests hold these to those.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Tensor = NDArray[np.floating]
    Weights = Mapping[str, Tensor]

EPSILON = 1e-8
"""What Adam adds to the root of the mean square, as in torch."""


class Stepper(ABC):
    """An optimiser: gives the weights after a step, and keeps what the next step needs."""

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = learning_rate

    def step(self, weights: Weights, gradient: Weights) -> dict[str, Tensor]:
        """Return the weights after a step along their gradient."""
        return {name: self._stepped(name, weight, gradient[name]) for name, weight in weights.items()}

    @abstractmethod
    def _stepped(self, name: str, weight: Tensor, gradient: Tensor) -> Tensor: ...


class Sgd(Stepper):
    """Stochastic gradient descent, with momentum, Nesterov's form of it, and weight decay where they are not 0."""

    def __init__(
        self, learning_rate: float, *, momentum: float = 0.0, nesterov: bool = False, weight_decay: float = 0.0
    ) -> None:
        super().__init__(learning_rate)
        self._momentum, self._is_nesterov, self._decay = momentum, nesterov, weight_decay
        self._kept: dict[str, Tensor] = {}

    def _stepped(self, name: str, weight: Tensor, gradient: Tensor) -> Tensor:
        gradient = gradient + self._decay * weight
        if self._momentum:
            kept = self._kept[name] = self._momentum * self._kept.get(name, np.zeros_like(gradient)) + gradient
            gradient = gradient + self._momentum * kept if self._is_nesterov else kept
        return weight - self.learning_rate * gradient


class Adam(Stepper):
    """Adam: the mean gradient over the root of the mean square, both of the latest steps."""

    def __init__(self, learning_rate: float, betas: tuple[float, float] = (0.9, 0.999)) -> None:
        super().__init__(learning_rate)
        self._betas = betas
        self._kept: dict[str, tuple[Tensor, Tensor, int]] = {}

    def _stepped(self, name: str, weight: Tensor, gradient: Tensor) -> Tensor:
        beta, beta_of_squares = self._betas
        nothing = np.zeros_like(gradient)
        mean, square, steps = self._kept.get(name, (nothing, nothing, 0))
        mean = beta * mean + (1 - beta) * gradient
        square = beta_of_squares * square + (1 - beta_of_squares) * gradient**2
        self._kept[name] = mean, square, steps + 1
        unbiased_mean = mean / (1 - beta ** (steps + 1))
        unbiased_square = square / (1 - beta_of_squares ** (steps + 1))
        stepped: Tensor = weight - self.learning_rate * unbiased_mean / (np.sqrt(unbiased_square) + EPSILON)
        return stepped
