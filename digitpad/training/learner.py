"""A model in training: its weights, gradient, optimiser and running average."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import numpy as np
import torch

from digitpad.config.train_config import Device
from digitpad.errors import ConfigError, DivergenceError
from digitpad.training.devices import require_available
from digitpad.training.gradient import Backpropagation
from digitpad.training.optimizers import OptimizerState, RunningAverage, optimizer_for
from digitpad.training.reports import BEYOND_HOPE
from digitpad.training.resume_state import LearnerState
from digitpad.training.schedules import learning_rate_at
from digitpad.training.torch_models import build, flatten, get_weights, set_weights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from digitpad.config.train_config import TrainConfig
    from digitpad.training.batches import Batch
    from digitpad.training.gradient import StepResult
    from digitpad.training.reports import LayerReport
    from digitpad.training.schedules import RunLength

CHUNK = 1000
"""Samples measured at once: large enough for fast matrix products, small enough to stay in the cache."""


class Learner:
    """Trains a model on batches, from initial weights under a checkpoint's names, or from fresh ones."""

    def __init__(
        self,
        config: TrainConfig,
        length: RunLength,
        *,
        weights_seed: np.random.SeedSequence,
        dropout_seed: np.random.SeedSequence,
        initial_weights: Mapping[str, NDArray[np.float32]] | None = None,
    ) -> None:
        require_available(config.device)
        torch.set_num_threads(config.threads)
        self._config = config
        self._length = length
        self._device = torch.device(config.device)
        self.steps_taken = 0
        self._dropout_generator = generator_from(dropout_seed, self._device)
        # Weights are drawn on the processor, so that a seed means the same on every device.
        model = build(config.model, generator_from(weights_seed), self._dropout_generator, config.initialization)
        if initial_weights is not None:
            set_weights(model, initial_weights)
        model.to(self._device)
        self._kept, self._average = model, None
        if config.ema_decay:
            self._kept = copy.deepcopy(model)
        self._weights = flatten(model)
        if config.ema_decay:
            self._averaged = flatten(self._kept)
            self._average = RunningAverage(self._weights, self._averaged, config.ema_decay)
        self._kept_weights = self._weights if self._average is None else self._averaged
        self._last_finite = self._kept_weights.clone()
        self._kept.eval()
        self._backpropagate = Backpropagation(model, config.model, self._dropout_generator)
        self._optimizer = optimizer_for(self._weights, config)

    @property
    def learning_rate(self) -> float:
        """Of the last step taken; of the first if there was none."""
        return learning_rate_at(max(0, self.steps_taken - 1), self._length, self._config)

    def lengthen(self, config: TrainConfig, length: RunLength) -> None:
        """Change the length of the run, and its schedule."""
        self._config, self._length = config, length

    def learn(self, batch: Batch) -> None:
        """Take one step."""
        inputs, labels = torch.from_numpy(batch.inputs), torch.from_numpy(batch.labels)
        if self._config.device is not Device.CPU:
            inputs, labels = inputs.to(self._device), labels.to(self._device)
        self._backpropagate(inputs, labels)
        self._optimizer.step(learning_rate_at(self.steps_taken, self._length, self._config))
        if self._average is not None:
            self._average.update()
        self.steps_taken += 1

    def take_outcome(self) -> StepResult:
        """Return the result of the batches since the last call; raise a `DivergenceError` if the weights diverged."""
        outcome = self._backpropagate.take_outcome()
        # One number that is not finite makes the sum so, too, and no comparison with it holds.
        if not (outcome.loss_sum < BEYOND_HOPE and abs(float(self._kept_weights.sum())) < BEYOND_HOPE):
            self._kept_weights.copy_(self._last_finite)
            error = diverged(self._config)
            error.losses = outcome.losses
            raise error
        self._last_finite.copy_(self._kept_weights)
        return outcome

    def layer_reports(self) -> tuple[LayerReport, ...]:
        """Return how each layer learnt from the last batch."""
        return self._backpropagate.layer_reports()

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """Return a copy of the weights, or of their running average if there is one."""
        weights = get_weights(self._kept)
        if not all(np.isfinite(array).all() for array in weights.values()):
            raise diverged(self._config)
        return weights

    def logits(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the kept weights' logits, shape (count, classes), without dropout."""
        with torch.inference_mode():
            chunks = torch.from_numpy(inputs).split(CHUNK)
            given = [self._kept(chunk.to(self._device)) for chunk in chunks]
            logits: NDArray[np.float32] = torch.cat(given).cpu().numpy()
        if not np.isfinite(logits).all():
            raise diverged(self._config)
        return logits

    def state(self) -> LearnerState:
        """Return a copy of all that a training step changes."""
        momentum, mean, mean_square = map(_copied, self._optimizer.state())
        return LearnerState(
            weights=self._weights.cpu().numpy().copy(),
            average=None if self._average is None else _copied(self._averaged),
            momentum=momentum,
            mean=mean,
            mean_square=mean_square,
            dropout_generator=self._dropout_generator.get_state().numpy().copy(),
        )

    def restore(self, state: LearnerState, steps_taken: int) -> None:
        """Go on from a state after so many steps; raise a `ConfigError` if it was of another device."""
        try:
            self._dropout_generator.set_state(torch.from_numpy(state.dropout_generator.copy()))
        except RuntimeError as error:
            raise ConfigError(
                "This run was begun on another device",
                "Its random numbers cannot be continued on {device} ({reason}). Train anew, or fine-tune its model.",
                device=self._config.device,
                reason=error,
            ) from error
        self._weights.copy_(torch.from_numpy(state.weights.copy()))
        if self._average is not None and state.average is not None:
            self._averaged.copy_(torch.from_numpy(state.average.copy()))
            self._average.updates = steps_taken
        kept = (state.momentum, state.mean, state.mean_square)
        tensors = (None if array is None else torch.from_numpy(array.copy()).to(self._device) for array in kept)
        self._optimizer.restore(OptimizerState(*tensors), steps_taken)
        self._last_finite.copy_(self._kept_weights)
        self.steps_taken = steps_taken


def _copied(tensor: torch.Tensor | None) -> NDArray[np.float32] | None:
    return None if tensor is None else tensor.detach().cpu().numpy().copy()


def generator_from(seed: np.random.SeedSequence, device: torch.device | None = None) -> torch.Generator:
    """Return a torch generator seeded from a numpy sequence; on the processor by default."""
    generator = torch.Generator(device=device or "cpu")
    generator.manual_seed(int(seed.generate_state(1, np.uint64)[0]))
    return generator


def diverged(config: TrainConfig) -> DivergenceError:
    """Return the error for a run whose loss or weights are no longer numbers."""
    return DivergenceError(
        "Training ran away",
        "The loss is no longer a number: at a learning rate of {learning_rate} the weights grew without end. "
        "Try a smaller one, for example {smaller}.",
        learning_rate=f"{config.learning_rate:g}",
        # A tenth of one that is off by many powers of ten would run away as well.
        smaller=f"{min(config.learning_rate / 10, 0.1):.2g}",
    )
