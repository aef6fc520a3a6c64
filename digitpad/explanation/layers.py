"""What each unit made of a drawing: what it was given, its sum, its output, and where that goes. numpy only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from digitpad.explanation.evidence import inputs_of
from digitpad.explanation.passes import Layer, run_forward
from digitpad.models import forward

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from digitpad.explanation.units import Unit
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.preprocessing.raster import Raster

    Floats = NDArray[np.float32]

_NEARLY_ALL = 0.995
"""Share of the weights that `usual_largest` leaves in paler colours: the few largest would make all others pale."""

_ENOUGH = 20_000
"""Weights that are looked at for it: all of them would take 8 ms for the bundled MLP, whenever it learns."""


@dataclass(frozen=True, slots=True, eq=False)
class LayerReading:
    """Every layer's numbers for one raster."""

    inputs: Floats  # what the model is given, float32, shape (inputs,)
    layers: tuple[Layer, ...]  # from the first hidden one to the logits, float32, shape (units,)
    logits: tuple[float, ...]  # the last layer's sums, one a class
    probabilities: tuple[float, ...]

    def count_active(self, layer: int) -> int:
        """Return how many units of a layer have a sum above 0."""
        return int((self.layers[layer].sums > 0.0).sum())


class Connection(NamedTuple):
    """A unit of the layer before or after, or a class, both counted from 0, and what goes between."""

    number: int
    value: float  # its output times the weight; the weight alone on the way on, and while nothing is read


@dataclass(frozen=True, slots=True)
class UnitReading:
    """One hidden unit."""

    bias: float
    weighted_sum: float | None  # without the bias; None while nothing is read
    output: float | None
    paths: tuple[Connection, ...]  # the strongest from the layer before; none into the first layer
    onward: tuple[Connection, ...]  # the largest weights into the next layer, or to the classes


def read_layers(checkpoint: Checkpoint, seen: Raster) -> LayerReading:
    """Return what each layer of a model, or of a variant of it, makes of a raster."""
    inputs = inputs_of(checkpoint, seen)
    layers = run_forward(checkpoint.weights, checkpoint.spec, inputs[np.newaxis])
    logits, probabilities = layers[-1].sums, forward.probabilities(layers[-1].sums)
    single = tuple(Layer(layer.sums[0], layer.outputs[0]) for layer in layers)
    return LayerReading(inputs, single, tuple(logits[0].tolist()), tuple(probabilities[0].tolist()))


def read_unit(checkpoint: Checkpoint, unit: Unit, reading: LayerReading | None, most: int = 5) -> UnitReading:
    """Return a hidden unit's numbers, with as many connections each way as `most`; no reading for its weights alone."""
    layer, number = unit
    bias = float(checkpoint.weights[f"layers.{layer}.bias"][number])
    paths: tuple[Connection, ...] = ()
    if layer > 0:
        incoming = checkpoint.weights[f"layers.{layer}.weight"][number]
        paths = _strongest(incoming if reading is None else incoming * reading.layers[layer - 1].outputs, most)
    onward = _strongest(checkpoint.weights[f"layers.{layer + 1}.weight"][:, number], most)
    if reading is None:
        return UnitReading(bias, None, None, paths, onward)
    own = reading.layers[layer]
    return UnitReading(bias, float(own.sums[number]) - bias, float(own.outputs[number]), paths, onward)


def on_raster(checkpoint: Checkpoint, values: Floats) -> Floats:
    """Lay numbers, one an input, out as the raster: float32, shape (..., size, size), colours added up."""
    preprocessing = checkpoint.preprocessing
    size = preprocessing.image_size
    by_channel = values.reshape(*values.shape[:-1], preprocessing.channels, size, size)
    return by_channel[..., 0, :, :] if preprocessing.channels == 1 else by_channel.sum(axis=-3)


def first_weights(checkpoint: Checkpoint) -> Floats:
    """Return the first layer's weights on the raster: float32, shape (units, size, size), of softmax one a class."""
    return on_raster(checkpoint, checkpoint.weights["layers.0.weight"])


def usual_largest(values: Floats) -> float:
    """Return the amount that all but a few of some numbers stay within."""
    flat = values.reshape(-1)
    return float(np.quantile(np.abs(flat[:: max(flat.size // _ENOUGH, 1)]), _NEARLY_ALL))


def _strongest(values: Floats, most: int) -> tuple[Connection, ...]:
    order = np.argsort(-np.abs(values), kind="stable")[:most]
    return tuple(Connection(int(number), float(values[number])) for number in order)
