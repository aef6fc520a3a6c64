"""One step of gradient descent on one sample, with every number of it. numpy only.

`tests/explanation/test_step.py` holds it to the step that training takes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.train_config import Optimizer
from digitpad.errors import require
from digitpad.explanation.passes import run_backward, run_forward
from digitpad.explanation.softmax_steps import SoftmaxSteps, softmax_steps
from digitpad.models import forward

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from digitpad.config.model_spec import ModelSpec
    from digitpad.config.train_config import TrainConfig

    Floats = NDArray[np.float32]
    Weights = Mapping[str, Floats]

DEFAULT_LEARNING_RATE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class LayerStep:
    """What the step does to one layer; norms are Euclidean, of the weights without the biases."""

    name: str  # ``layers.0`` is the first
    weight_gradient: Floats  # d loss / d weights, float32, shape (out, in)
    bias_gradient: Floats  # shape (out,)
    weights_before: Floats  # shape (out, in)
    weights_after: Floats

    @property
    def gradient_norm(self) -> float:
        """Norm of the weights' gradient."""
        return _norm(self.weight_gradient)

    @property
    def weight_norm_before(self) -> float:
        """Norm of the weights before the step."""
        return _norm(self.weights_before)

    @property
    def weight_norm_after(self) -> float:
        """Norm of the weights after it."""
        return _norm(self.weights_after)


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step in numbers: forward, loss, backward, update."""

    label: int
    learning_rate: float
    softmax: SoftmaxSteps  # of the logits before the step
    loss: float  # -log p of the label, in nats
    logit_gradient: tuple[float, ...]  # p - y
    layers: tuple[LayerStep, ...]
    loss_after: float  # of the same sample, once the weights have changed
    weights: Weights  # after the step


def default_learning_rate(config: TrainConfig | None) -> float:
    """Return the learning rate of a config of gradient descent; 0.1 for another optimiser, whose rates mean less."""
    if config is None or config.optimizer is not Optimizer.SGD:
        return DEFAULT_LEARNING_RATE
    return config.learning_rate


def take_steps(  # noqa: PLR0913, PLR0917 - a model, a sample, and how far to go
    weights: Weights, spec: ModelSpec, inputs: Floats, label: int, learning_rate: float, times: int = 1
) -> Iterator[Step]:
    """Yield steps of plain gradient descent on one sample, each from where the last one ended.

    Parameters
    ----------
    weights, spec
        The model; its weights are left as they are. Dropout silences nothing here.
    inputs
        What the model is given, float32, shape (inputs,).
    label
        The true class, from 0.
    learning_rate
        Above 0.
    times
        How many steps.

    Raises
    ------
    ConfigError
        If there is no such class, or the learning rate is not above 0.
    CheckpointError
        If the steps made the weights so large that there is no answer any more.
    """
    require(
        0 <= label < spec.classes,
        "There is no such class",
        "The model has classes 0 to {last}, and {label} is none of them.",
        last=spec.classes - 1,
        label=label,
    )
    require(
        0.0 < learning_rate < math.inf,
        "This learning rate cannot work",
        "The learning rate is a number above 0; it is {learning_rate}.",
        learning_rate=learning_rate,
    )
    for _ in range(times):
        step = _take_step(weights, spec, inputs, label, learning_rate)
        weights = step.weights
        yield step


def _take_step(weights: Weights, spec: ModelSpec, inputs: Floats, label: int, learning_rate: float) -> Step:
    batch = inputs[np.newaxis]
    before = forward.logits(weights, spec, batch)  # refuses what overflows
    softmax = softmax_steps(before[0].tolist())
    logit_gradient = np.array(softmax.probabilities, np.float32)
    logit_gradient[label] -= 1.0
    after: dict[str, Floats] = {}
    steps = []
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is refused
        rate = np.float32(learning_rate)
        layers = run_forward(weights, spec, batch)
        deltas = run_backward(weights, spec, layers, logit_gradient[np.newaxis])
        given = [batch, *(layer.outputs for layer in layers[:-1])]
        for number, (delta, signal) in enumerate(zip(deltas, given, strict=True)):
            name = f"layers.{number}"
            old = weights[f"{name}.weight"]
            gradient: Floats = np.outer(delta[0], signal[0])
            after[f"{name}.weight"] = new = old - rate * gradient
            after[f"{name}.bias"] = weights[f"{name}.bias"] - rate * delta[0]
            steps.append(LayerStep(name, gradient, delta[0], old, new))
    loss_after = _loss(forward.logits(after, spec, batch), label)
    return Step(
        label,
        learning_rate,
        softmax,
        _loss(before, label),
        tuple(logit_gradient.tolist()),
        tuple(steps),
        loss_after,
        after,
    )


def _loss(logits: Floats, label: int) -> float:
    return 0.0 - float(forward.log_probabilities(logits)[0, label])  # 0.0 rather than -0.0 where p is 1


def _norm(array: Floats) -> float:
    """Return the Euclidean norm, whose squares float32 could not hold where weights have grown beyond 1e19."""
    return float(np.linalg.norm(array.astype(np.float64)))
