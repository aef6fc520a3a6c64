"""A model as training begins with it. Imports torch when one is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitpad.models.checkpoint import Checkpoint

if TYPE_CHECKING:
    from digitpad.config.train_config import TrainConfig


def make_fresh_model(config: TrainConfig, class_names: tuple[str, ...]) -> Checkpoint:
    """Return the model that a run of this config has before its first step; mean and standard deviation are known."""
    from digitpad.training.learner import generator_from  # noqa: PLC0415 - imports torch, which takes seconds
    from digitpad.training.torch_models import build, get_weights  # noqa: PLC0415 - the same

    _, _, weights_seed, dropout_seed = np.random.SeedSequence(config.seed).spawn(4)  # as `run.TrainingRun` does
    network = build(config.model, generator_from(weights_seed), generator_from(dropout_seed), config.initialization)
    return Checkpoint(config.model, config.preprocessing, class_names, config, weights=get_weights(network))
