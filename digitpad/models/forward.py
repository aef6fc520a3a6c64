"""Forward pass of the models in numpy, which gives torch's numbers without the two seconds torch takes to load."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.model_spec import Activation
from digitpad.errors import CheckpointError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from digitpad.config.model_spec import ModelSpec

    Floats = NDArray[np.float32]


GELU_SCALE, GELU_CUBE = np.float32(np.sqrt(2 / np.pi)), np.float32(0.044715)
"""Constants of GELU's tanh form [Hendrycks, Gimpel, "Gaussian error linear units", 2016]."""


FEW = 32
"""Rows of a batch so small that a product with its columns takes half the time of one with its rows: 0.4 ms instead of
0.7 for two to four digits and the bundled MLP, whose weights are then not rearranged first."""

LARGEST_LOGIT = 1e30
"""Larger logits are refused: their differences, and so probabilities, are lost in rounding."""


def logits(weights: Mapping[str, Floats], spec: ModelSpec, inputs: Floats) -> Floats:
    """Return a model's logits, float32, shape (batch, classes).

    Parameters
    ----------
    weights
        As in `checkpoint.Checkpoint`.
    spec
        The model's shape.
    inputs
        float32, shape (batch, spec.inputs), as `raster.prepare` makes them.

    Raises
    ------
    CheckpointError
        If the weights are so large that the logits are no numbers any more.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is refused
        answers = _forward(weights, spec, inputs)
    if not np.abs(answers).max(initial=0.0) <= LARGEST_LOGIT:  # NaN neither
        raise CheckpointError(
            "This model gives no answer",
            "Its weights are so large that its sums overflow. Choose another model, or train it again with a lower "
            "learning rate.",
        )
    return answers


def _forward(weights: Mapping[str, Floats], spec: ModelSpec, inputs: Floats) -> Floats:
    last = len(spec.hidden_sizes)
    are_few = 1 < len(inputs) <= FEW
    signal = inputs
    for layer in range(last + 1):
        weight = weights[f"layers.{layer}.weight"]
        signal = (weight @ signal.T).T if are_few else signal @ weight.T
        signal += weights[f"layers.{layer}.bias"]
        if layer < last:
            activate(signal, spec.activation)
    return signal


def activate(sums: Floats, activation: Activation) -> None:
    """Apply an activation in place."""
    match activation:
        case Activation.RELU:
            np.maximum(sums, 0.0, out=sums)
        case Activation.TANH:
            np.tanh(sums, out=sums)
        case Activation.SIGMOID:
            # 1 / (1 + exp(-x)) through tanh, which cannot overflow.
            np.multiply(sums, 0.5, out=sums)
            np.tanh(sums, out=sums)
            sums += 1.0
            sums *= 0.5
        case Activation.GELU:
            # x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))
            gate = sums * sums
            gate *= GELU_CUBE * GELU_SCALE
            gate += GELU_SCALE
            gate *= sums
            np.tanh(gate, out=gate)
            gate += 1.0
            gate *= 0.5
            sums *= gate


def probabilities(logits: Floats) -> Floats:
    """Softmax of each row: float32, shape (batch, classes), numerically stable."""
    shifted: Floats = np.exp(logits - logits.max(axis=1, keepdims=True))
    shifted /= shifted.sum(axis=1, keepdims=True)
    return shifted


def log_probabilities(logits: Floats) -> Floats:
    """Log-softmax of each row: float32, shape (batch, classes), numerically stable."""
    shifted: Floats = logits - logits.max(axis=1, keepdims=True)
    shifted -= np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return shifted
