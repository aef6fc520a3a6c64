"""Hidden units: switching them off, and finding those that tell nothing. numpy only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from digitpad.config.dataset_info import DatasetName
from digitpad.config.model_spec import Activation
from digitpad.evaluation.metrics import inputs_of
from digitpad.evaluation.samples import open_test_part
from digitpad.explanation.passes import run_forward
from digitpad.models import forward
from digitpad.paths import expanded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from digitpad.explanation.passes import Layer
    from digitpad.models.checkpoint import Checkpoint

    Floats = NDArray[np.float32]

SATURATED = 0.01
"""A unit whose outputs lie so close together says the same of everything."""


class Unit(NamedTuple):
    """A unit of a hidden layer, both counted from 0."""

    layer: int
    number: int


def switch_off(checkpoint: Checkpoint, units: Iterable[Unit]) -> Checkpoint:
    """Return a checkpoint in which these units say nothing to the next layer; the given one is left as it is."""
    weights = dict(checkpoint.weights)
    for unit in sorted(set(units)):
        name = f"layers.{unit.layer + 1}.weight"
        if weights[name] is checkpoint.weights[name]:
            weights[name] = weights[name].copy()
        weights[name][:, unit.number] = 0.0
    return replace(checkpoint, weights=weights)


def find_dead_units(checkpoint: Checkpoint, inputs: Floats) -> frozenset[Unit]:
    """Return the units that tell none of the samples from another; inputs float32, shape (count, inputs).

    A unit of ReLU is dead if its sum is above 0 for none of them, any other if its outputs differ by less than 0.01.
    """
    layers = run_forward(checkpoint.weights, checkpoint.spec, inputs)[:-1]
    return frozenset(
        Unit(number, int(index))
        for number, layer in enumerate(layers)
        for index in np.flatnonzero(_are_dead(layer, checkpoint.spec.activation))
    )


def _are_dead(layer: Layer, activation: Activation) -> NDArray[np.bool_]:
    if activation is Activation.RELU:  # GELU tells sums below 0 apart, too
        silent: NDArray[np.bool_] = layer.sums.max(axis=0) <= 0.0
        return silent
    same: NDArray[np.bool_] = np.ptp(layer.outputs, axis=0) < SATURATED
    return same


class ImageSample:
    """The first test images of the data a model was trained on, or another one, as the model is given them."""

    def __init__(self, checkpoint: Checkpoint, count: int = 1000, source: Checkpoint | None = None) -> None:
        config = (source or checkpoint).config
        dataset, folder = (DatasetName.MNIST, None) if config is None else (config.dataset, config.folder)
        samples = open_test_part(checkpoint, dataset, None if folder is None else expanded(folder)).result
        chosen = [
            (pixels, label)
            for pixels, label in zip(samples.pixels[:count], samples.labels[:count], strict=True)
            if pixels is not None and label is not None
        ]
        self.inputs = inputs_of(checkpoint, [pixels for pixels, _ in chosen])
        self.labels = np.array([label for _, label in chosen])

    def __len__(self) -> int:
        return len(self.labels)

    def count_correct(self, checkpoint: Checkpoint) -> int:
        """Return how many of them a model, or a variant of it, gets right."""
        return int((self.answers(checkpoint) == self.labels).sum())

    def answers(self, checkpoint: Checkpoint) -> NDArray[np.intp]:
        """Return which class a model finds most probable for each of them."""
        classes: NDArray[np.intp] = forward.logits(checkpoint.weights, checkpoint.spec, self.inputs).argmax(axis=1)
        return classes


class ImageSamples:
    """Samples for several models; the last `kept` are held, and serve all that read alike and learnt from the same."""

    def __init__(self, kept: int, count: int = 1000) -> None:
        self._kept, self._count = kept, count
        self._samples: dict[object, ImageSample] = {}  # the newest last

    def of(self, checkpoint: Checkpoint, source: Checkpoint | None = None) -> ImageSample:
        """Return the images as an `ImageSample` of these two has them."""
        config = (source or checkpoint).config
        data = None if config is None else (config.dataset, config.folder)
        key = (checkpoint.preprocessing, checkpoint.class_names, data)
        sample = self._samples.pop(key, None)
        while len(self._samples) >= self._kept:  # now, not to be held while others are read
            del self._samples[next(iter(self._samples))]
        self._samples[key] = ImageSample(checkpoint, self._count, source) if sample is None else sample
        return self._samples[key]
