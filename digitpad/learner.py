"""A model that is being trained: its weights, its gradient, its optimiser and its running average.

Owns the state that a step changes, and puts the torch modules together. Does not own the loop (`training`),
which knows this class alone of all that imports torch.
"""

from __future__ import annotations

import copy
import math
from typing import TYPE_CHECKING

import numpy as np
import torch

from digitpad.errors import TrainingError
from digitpad.gradient import Backpropagation
from digitpad.models import build, flatten, get_weights, set_weights
from digitpad.optimizers import RunningAverage, learning_rate_at, optimizer_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from digitpad.batches import Batch
    from digitpad.gradient import Outcome
    from digitpad.spec import TrainConfig

CHUNK = 1000
"""Samples measured at once: large enough for fast matrix products, small enough to stay in the cache."""


class Learner:
    """Learns from batches.

    Parameters
    ----------
    config
        The model's shape and how it learns.
    steps
        How many steps the whole run takes, for the schedule.
    weights_seed, dropout_seed
        Of the first weights and of dropout.
    initial_weights
        Weights to go on from, under a checkpoint's names; None for fresh ones.
    """

    def __init__(
        self,
        config: TrainConfig,
        steps: int,
        *,
        weights_seed: np.random.SeedSequence,
        dropout_seed: np.random.SeedSequence,
        initial_weights: Mapping[str, NDArray[np.float32]] | None = None,
    ) -> None:
        torch.set_num_threads(config.threads)
        self._config = config
        self._steps = steps
        self.steps_taken = 0
        dropout_generator = generator_from(dropout_seed)
        model = build(config.model, generator_from(weights_seed), dropout_generator)
        if initial_weights is not None:
            set_weights(model, initial_weights)
        self._kept, self._average = model, None
        if config.ema_decay:
            self._kept = copy.deepcopy(model)
        weights = flatten(model)
        if config.ema_decay:
            self._average = RunningAverage(weights, flatten(self._kept), config.ema_decay)
        self._kept.eval()
        self._backpropagate = Backpropagation(model, config.model, dropout_generator)
        self._optimizer = optimizer_for(weights, config)

    @property
    def learning_rate(self) -> float:
        """Of the last step taken; of the first if there was none."""
        return learning_rate_at(max(0, self.steps_taken - 1), self._steps, self._config)

    def learn(self, batch: Batch) -> None:
        """Take one step."""
        self._backpropagate(torch.from_numpy(batch.inputs), torch.from_numpy(batch.labels))
        self._optimizer.step(learning_rate_at(self.steps_taken, self._steps, self._config))
        if self._average is not None:
            self._average.update()
        self.steps_taken += 1

    def take_outcome(self) -> Outcome:
        """Return how the model did on the batches since this was last asked.

        Raises
        ------
        TrainingError
            If the loss is no longer a number.
        """
        outcome = self._backpropagate.take_outcome()
        if not math.isfinite(outcome.loss_sum):
            raise diverged(self._config)
        return outcome

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """Return a copy of the weights to keep: the running average if there is one.

        Raises
        ------
        TrainingError
            If a weight is no longer a number.
        """
        weights = get_weights(self._kept)
        if not all(np.isfinite(array).all() for array in weights.values()):
            raise diverged(self._config)
        return weights

    def logits(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the kept weights' logits, shape (count, classes), without dropout.

        Raises
        ------
        TrainingError
            If a logit is no longer a number.
        """
        with torch.inference_mode():
            chunks = torch.from_numpy(inputs).split(CHUNK)
            logits: NDArray[np.float32] = torch.cat([self._kept(chunk) for chunk in chunks]).numpy()
        if not np.isfinite(logits).all():
            raise diverged(self._config)
        return logits


def generator_from(seed: np.random.SeedSequence) -> torch.Generator:
    """Return a generator of torch's that is seeded from one of numpy's sequences."""
    generator = torch.Generator()
    generator.manual_seed(int(seed.generate_state(1, np.uint64)[0]))
    return generator


def diverged(config: TrainConfig) -> TrainingError:
    """Return the error for a run whose loss or weights are no longer numbers."""
    return TrainingError(
        "Training ran away",
        "The loss is no longer a number: at a learning rate of {learning_rate} the weights grew without end. "
        "Try a smaller one, for example {smaller}.",
        learning_rate=f"{config.learning_rate:g}",
        smaller=f"{config.learning_rate / 10:.2g}",
    )
