"""A step of plain gradient descent on a batch, in numbers. numpy only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitpad.explanation.passes import run_backward, run_forward
from digitpad.models.forward import log_probabilities, logits, probabilities

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from digitpad.config.model_spec import ModelSpec

    Floats = NDArray[np.float32]
    Weights = Mapping[str, Floats]


def mean_loss(answers: Floats, labels: NDArray[np.integer]) -> float:
    """Return the mean cross-entropy in nats of logits, shape (count, classes), by labels, shape (count,)."""
    return float(losses_of(answers, labels).mean(dtype=np.float64))


def losses_of(answers: Floats, labels: NDArray[np.integer]) -> Floats:
    """Return the cross-entropy of each sample in nats, shape (count,)."""
    truth = labels.astype(np.intp)
    losses: Floats = -log_probabilities(answers)[np.arange(len(truth)), truth]
    return losses


def gradient_of(weights: Weights, spec: ModelSpec, inputs: Floats, labels: NDArray[np.integer]) -> dict[str, Floats]:
    """Return the gradient of a batch's mean loss with respect to each of the weights, under their names."""
    layers = run_forward(weights, spec, inputs)
    delta = probabilities(layers[-1].sums)
    delta[np.arange(len(labels)), labels.astype(np.intp)] -= 1.0
    deltas = run_backward(weights, spec, layers, delta / np.float32(len(labels)))
    signals = [inputs, *(layer.outputs for layer in layers[:-1])]
    gradient: dict[str, Floats] = {}
    for number, (each, signal) in enumerate(zip(deltas, signals, strict=True)):
        gradient[f"layers.{number}.weight"] = each.T @ signal
        gradient[f"layers.{number}.bias"] = each.sum(axis=0)
    return gradient


def norm_of(tensors: Weights) -> float:
    """Return the root of the sum of squares of all numbers in some tensors."""
    return float(np.sqrt(sum(float(np.square(each, dtype=np.float64).sum()) for each in tensors.values())))


@dataclass(frozen=True, slots=True, eq=False)
class BatchStep:
    """One step in numbers."""

    loss: float  # mean over the batch, in nats
    gradient: Weights
    loss_after: float  # of the same batch, once the weights have changed
    weights: Weights  # after the step


def take_batch_step(
    weights: Weights, spec: ModelSpec, inputs: Floats, labels: NDArray[np.integer], learning_rate: float
) -> BatchStep:
    """Take a step of plain gradient descent on a batch.

    Parameters
    ----------
    weights, spec
        The model; its weights are left as they are.
    inputs, labels
        float32, shape (count, inputs); integers, shape (count,).
    learning_rate
        Above 0.
    """
    loss = mean_loss(logits(weights, spec, inputs), labels)
    gradient = gradient_of(weights, spec, inputs, labels)
    after = {name: weights[name] - np.float32(learning_rate) * gradient[name] for name in weights}
    return BatchStep(loss, gradient, mean_loss(logits(after, spec, inputs), labels), after)
