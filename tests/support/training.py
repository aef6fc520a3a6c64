"""What tests of the training window share: settings of short runs, a model to go on from, files to choose."""

from pathlib import Path

from digitpad.config.model_spec import ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.config.train_config import TrainConfig
from digitpad.models.checkpoint import Checkpoint, Measurement
from tests.support.models import random_weights

SHORT = TrainConfig(epochs=1, batch_size=256, learning_rate=0.1)
"""Softmax regression for one epoch: a fraction of a second."""

LONG = TrainConfig(epochs=2000, batch_size=64, learning_rate=0.03)
"""A run no test waits for."""

WAIT = 60_000
"""Milliseconds: importing torch takes seconds on a busy machine."""


def fresh_checkpoint(spec: ModelSpec, preprocessing: Preprocessing = Preprocessing()) -> Checkpoint:
    """Return a model that was never trained, but measured."""
    measured = (Measurement("MNIST test", 10_000, 9_762, 0.08),)
    return Checkpoint(spec, preprocessing, weights=random_weights(spec, 0.05), measurements=measured)


def ink_file(folder: Path) -> str:
    path = folder / "ink.jsonl"
    path.touch()
    return str(path)


def picture_folder(folder: Path) -> str:
    """Return the path of a folder of pictures, whose pictures nobody looks at."""
    for part in ("train", "test"):
        for name in ("cat", "dog", "frog"):
            (folder / "pictures" / part / name).mkdir(parents=True, exist_ok=True)
    return str(folder / "pictures")
