"""Configs of short runs, and taking runs to where a test looks at them."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from digitpad.config.model_spec import Activation, ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.config.train_config import Optimizer, Schedule, TrainConfig
from digitpad.models import checkpoint
from digitpad.training.data import TrainingData
from digitpad.training.outcome import TrainingOutcome
from digitpad.training.run import TrainingRun
from digitpad.training.session import TrainingSession

SMALL_MLP = ModelSpec(hidden_sizes=(32, 16))

EVERYTHING = TrainConfig(
    model=ModelSpec(hidden_sizes=(24,), activation=Activation.TANH, dropout=0.2),
    preprocessing=Preprocessing(moments=True),
    augmentation=True,
    optimizer=Optimizer.ADAMW,
    weight_decay=0.01,
    learning_rate=0.01,
    schedule=Schedule.ONE_CYCLE,
    ema_decay=0.9,
    epochs=2,
    batch_size=50,
    seed=5,
)


def finished(config: TrainConfig, data: TrainingData) -> checkpoint.Checkpoint:
    run = TrainingRun(config, data)
    list(run)
    return run.checkpoint()


def after(steps: int, run: TrainingRun) -> TrainingRun:
    """Take steps of a run that reports after each, and return it."""
    for _ in range(steps):
        next(run)
    return run


def assert_same(ours: Mapping[str, NDArray[np.float32]], theirs: Mapping[str, NDArray[np.float32]]) -> None:
    assert ours.keys() == theirs.keys()
    for name, array in ours.items():
        np.testing.assert_array_equal(array, theirs[name])


def stopped_after(step: int, config: TrainConfig) -> TrainingOutcome:
    """Return how a run ended that was stopped after a step."""
    session = TrainingSession()
    events = list(session.start(config, until=step))
    session.close_run()
    outcome = events[-1]
    assert isinstance(outcome, TrainingOutcome)
    assert (outcome.steps, outcome.is_stopped_early) == (step, True)
    return outcome
