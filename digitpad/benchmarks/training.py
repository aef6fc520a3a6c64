"""How fast training is: digitpad's epoch against the loop every PyTorch tutorial shows.

Imports torch and torchvision only when it measures.
"""

from __future__ import annotations

import gzip
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import Split
from digitpad.config.model_spec import DEFAULT_MLP, ModelKind, ModelSpec
from digitpad.config.train_config import TrainConfig
from digitpad.data.reading import read_mnist
from digitpad.paths import shipped
from digitpad.training.batches import Batches
from digitpad.training.schedules import RunLength

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray
    from torch import nn

    from digitpad.data.image_set import ImageSet

CONFIG = TrainConfig(batch_size=64, learning_rate=0.03, epochs=1)
"""The study notes' settings, on one thread: plain SGD without augmentation."""

PIECE = 200
"""Batches that one side learns before it is the other's turn: few enough that both meet the same other load, and so
many that what the other left in the cache does not matter."""


@dataclass(frozen=True, slots=True)
class TrainingSpeed:
    """CPU seconds of an epoch of one model, without evaluation."""

    tutorial_s: float
    digitpad_s: float
    largest_difference: float  # between a weight after the one and after the other

    @property
    def ratio(self) -> float:
        """How many times less CPU time digitpad takes."""
        return self.tutorial_s / self.digitpad_s


def measure_training() -> dict[ModelKind, TrainingSpeed]:
    """Train softmax regression and the default MLP for an epoch both ways; takes about 20 s."""
    images = read_mnist(Split.TRAIN)
    return {spec.kind: race(spec, images) for spec in (ModelSpec(), DEFAULT_MLP)}


def race(spec: ModelSpec, images: ImageSet) -> TrainingSpeed:
    """Train an epoch both ways, a few batches of each in turn, from the same weights in the same order."""
    from digitpad.training.learner import Learner  # noqa: PLC0415 - imports torch

    config = replace(CONFIG, model=spec)
    batches, same_batches = (
        Batches(config, images, None, order=np.random.default_rng(0), variation=np.random.default_rng(1))
        for _ in range(2)
    )
    seed = np.random.SeedSequence(config.seed)
    learner = Learner(config, RunLength.of(config, batches.count), weights_seed=seed, dropout_seed=seed)
    with mnist_folder() as folder:
        tutorial = Tutorial(config, folder, learner.weights(), same_batches.next_order())
    own = map(learner.learn, batches.epoch())
    tutorial_s = digitpad_s = 0.0
    for _ in range(0, batches.count, PIECE):
        digitpad_s += cpu_seconds(own)
        tutorial_s += cpu_seconds(tutorial.steps)
    theirs = tutorial.weights()
    differences = [np.abs(array - theirs[name]).max() for name, array in learner.weights().items()]
    return TrainingSpeed(tutorial_s, digitpad_s, float(max(differences)))


def cpu_seconds(steps: Iterator[object]) -> float:
    """Take the next `PIECE` steps, or what is left, and return the CPU seconds they took."""
    began = process_time()
    for _ in islice(steps, PIECE):
        pass
    return process_time() - began


class Tutorial:
    """The tutorial's loop: torchvision's MNIST, ToTensor, a DataLoader, autograd and torch.optim.

    It keeps count of loss and accuracy, as tutorials and digitpad do.
    """

    def __init__(
        self,
        config: TrainConfig,
        folder: Path,
        weights: Mapping[str, NDArray[np.float32]],
        order: NDArray[np.intp],
    ) -> None:
        import torch  # noqa: PLC0415 - seconds, and only training needs it
        from torchvision.datasets import MNIST  # noqa: PLC0415 - the same
        from torchvision.transforms import ToTensor  # noqa: PLC0415 - the same

        images = MNIST(str(folder), train=True, transform=ToTensor())
        self._loader = torch.utils.data.DataLoader(images, batch_size=config.batch_size, sampler=order.tolist())
        self._layers = [torch.nn.Linear(*sizes) for sizes in pairwise(config.model.layer_sizes)]
        for number, layer in enumerate(self._layers):
            for part in ("weight", "bias"):
                getattr(layer, part).data.copy_(torch.from_numpy(weights[f"layers.{number}.{part}"]))
        activated = [step for layer in self._layers for step in (layer, torch.nn.ReLU())][:-1]
        self._model: nn.Module = torch.nn.Sequential(torch.nn.Flatten(), *activated)
        self._loss: nn.Module = torch.nn.CrossEntropyLoss()
        self._optimizer = torch.optim.SGD(self._model.parameters(), lr=config.learning_rate)
        self.loss_sum, self.correct = 0.0, 0
        self.steps: Iterator[None] = self._epoch()

    def _epoch(self) -> Iterator[None]:
        """Learn one batch at each step."""
        for inputs, labels in self._loader:
            self._optimizer.zero_grad()
            logits = self._model(inputs)
            loss = self._loss(logits, labels)
            loss.backward()
            self._optimizer.step()
            self.loss_sum += loss.item() * len(labels)
            self.correct += (logits.argmax(1) == labels).sum().item()
            yield

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """Return the present weights under a checkpoint's names."""
        return {
            f"layers.{number}.{part}": getattr(layer, part).detach().numpy()
            for number, layer in enumerate(self._layers)
            for part in ("weight", "bias")
        }


@contextmanager
def mnist_folder() -> Iterator[Path]:
    """Write the bundled MNIST as torchvision expects it, ``MNIST/raw/*-ubyte``, so that nothing is downloaded."""
    with tempfile.TemporaryDirectory(prefix="digitpad-") as name:
        raw = Path(name, "MNIST", "raw")
        raw.mkdir(parents=True)
        for path in shipped("assets", "mnist").glob("*-ubyte.gz"):
            (raw / path.stem).write_bytes(gzip.decompress(path.read_bytes()))
        yield Path(name)
