"""What tests of the training window share: settings of short runs, and a model to go on from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.config.train_config import TrainConfig
from digitpad.models.checkpoint import Checkpoint, Measurement

if TYPE_CHECKING:
    from digitpad.config.model_spec import ModelSpec

SHORT = TrainConfig(epochs=1, batch_size=256, learning_rate=0.1)
"""Softmax regression for one epoch: a fraction of a second."""

LONG = TrainConfig(epochs=2000, batch_size=64, learning_rate=0.03)
"""A run no test waits for."""


def fresh_checkpoint(spec: ModelSpec, preprocessing: Preprocessing = Preprocessing()) -> Checkpoint:
    """Return a model that was never trained, but measured."""
    random = np.random.default_rng(0)
    weights = {}
    for layer, (inputs, outputs) in enumerate(zip(spec.layer_sizes, spec.layer_sizes[1:], strict=False)):
        weights[f"layers.{layer}.weight"] = random.normal(0, 0.05, (outputs, inputs)).astype(np.float32)
        weights[f"layers.{layer}.bias"] = np.zeros(outputs, np.float32)
    measured = (Measurement("MNIST test", 10_000, 9_762, 0.08),)
    return Checkpoint(spec, preprocessing, weights=weights, measurements=measured)
