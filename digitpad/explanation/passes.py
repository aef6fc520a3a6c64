"""The forward pass with every layer kept, and the way back from the logits. numpy only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.model_spec import Activation
from digitpad.models import forward

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from digitpad.config.model_spec import ModelSpec

    Floats = NDArray[np.float32]
    Weights = Mapping[str, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One layer's numbers for a batch, float32, shape (batch, units)."""

    sums: Floats  # weighted sums of what the layer was given, bias included
    outputs: Floats  # the sums after the activation; the last layer has none, so there they are the logits


def run_forward(weights: Weights, spec: ModelSpec, inputs: Floats) -> tuple[Layer, ...]:
    """Return every layer's numbers for inputs, float32, shape (batch, spec.inputs); the last layer's are the logits."""
    return _run_on(weights, spec, inputs @ weights["layers.0.weight"].T + weights["layers.0.bias"])


def _run_on(weights: Weights, spec: ModelSpec, first_sums: Floats) -> tuple[Layer, ...]:
    last = len(spec.hidden_sizes)
    layers: list[Layer] = []
    sums = first_sums
    for layer in range(last):
        outputs = sums.copy()
        forward.activate(outputs, spec.activation)
        layers.append(Layer(sums, outputs))
        sums = outputs @ weights[f"layers.{layer + 1}.weight"].T + weights[f"layers.{layer + 1}.bias"]
    return (*layers, Layer(sums, sums))


def run_backward(weights: Weights, spec: ModelSpec, layers: tuple[Layer, ...], logit_delta: Floats) -> list[Floats]:
    """Return the gradient with respect to each layer's sums.

    Parameters
    ----------
    weights, spec
        The model.
    layers
        What `run_forward` returned, for a batch.
    logit_delta
        The gradient with respect to the logits, float32, shape (batch, classes) or (1, classes).

    Returns
    -------
    list
        float32, shape (batch, units), one a layer, from the first to the last.
    """
    delta: Floats = np.broadcast_to(logit_delta, layers[-1].sums.shape)
    deltas = [delta]
    for layer in range(len(layers) - 2, -1, -1):
        delta = delta @ weights[f"layers.{layer + 1}.weight"]
        delta *= slopes(layers[layer], spec.activation)
        deltas.insert(0, delta)
    return deltas


def slopes(layer: Layer, activation: Activation) -> Floats:
    """Return the derivative of the activation at each of a layer's sums."""
    sums, outputs = layer.sums, layer.outputs
    match activation:
        case Activation.RELU:
            return (sums > 0.0).astype(np.float32)
        case Activation.TANH:
            return 1.0 - outputs * outputs
        case Activation.SIGMOID:
            return outputs * (1.0 - outputs)
        case Activation.GELU:
            squares = sums * sums
            bend: Floats = np.tanh(forward.GELU_SCALE * sums * (1.0 + forward.GELU_CUBE * squares))
            inner = forward.GELU_SCALE * (1.0 + 3.0 * forward.GELU_CUBE * squares)
            slope: Floats = np.multiply(1.0 + bend + sums * (1.0 - bend * bend) * inner, 0.5, dtype=np.float32)
            return slope


def input_gradient(weights: Weights, spec: ModelSpec, inputs: Floats, direction: Floats) -> Floats:
    """Return the gradient of a sum of logits, weighted by `direction`, shape (classes,): float32, shape (inputs,)."""
    layers = run_forward(weights, spec, inputs[np.newaxis])
    delta = run_backward(weights, spec, layers, direction[np.newaxis])[0][0]
    gradient: Floats = delta @ weights["layers.0.weight"]
    return gradient


_GAUSS, _GAUSS_SHARES = np.polynomial.legendre.leggauss(32)
_MIDPOINTS = (256, 1024, 4096)
"""Points of the path where Gauss's do not do, as for ReLU, whose gradient jumps."""

_RELATIVE, _ABSOLUTE = 0.001, 0.002
"""How well the evidence must add up: a fifth of what is promised."""


def mean_gradient(  # noqa: PLR0913, PLR0917 - a model, a path, and what is known of it
    weights: Weights, spec: ModelSpec, start: Floats, end: Floats, direction: Floats, difference: float
) -> Floats:
    """Return the gradient averaged over the straight path between two inputs: float32, shape (inputs,).

    Times the difference of the inputs, it is the integrated gradient, which adds up to the difference of what
    `direction` weights [Sundararajan, Taly, Yan, "Axiomatic attribution for deep networks", 2017]. More points of the
    path are taken until it does. The first layer's sums are linear along the path, so only layers above it are run
    at every point. `difference`: that of what `direction` weights, between the end and the start.
    """
    first = weights["layers.0.weight"]
    if not spec.hidden_sizes:
        linear: Floats = direction @ first
        return linear
    sums = np.stack([start, end]) @ first.T + weights["layers.0.bias"]
    rise = sums[1] - sums[0]

    def averaged(places: NDArray[np.float64], shares: NDArray[np.float64]) -> Floats:
        layers = _run_on(weights, spec, sums[0] + places.astype(np.float32)[:, np.newaxis] * rise)
        delta: Floats = shares.astype(np.float32) @ run_backward(weights, spec, layers, direction[np.newaxis])[0]
        return delta

    delta = averaged((_GAUSS + 1.0) / 2.0, _GAUSS_SHARES / 2.0)
    for count in _MIDPOINTS:
        # What the inputs' evidence adds up to, told from the first layer's side.
        if abs(float(delta @ rise) - difference) <= max(_ABSOLUTE, _RELATIVE * abs(difference)):
            break
        delta = averaged((np.arange(count) + 0.5) / count, np.full(count, 1.0 / count))
    gradient: Floats = delta @ first
    return gradient
