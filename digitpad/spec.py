"""What a model is and how it is trained, as values: frozen, validated, to and from JSON.

Owns `ModelSpec`, `Preprocessing`, `TrainConfig` and their rules. Does not own weights (`checkpoint`), the
arithmetic (`models`, `forward`) or named configurations (`recipes`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from digitpad.errors import ConfigError

RASTER_SIZE = 28
"""Rows and columns of a raster, as in MNIST."""

DIGITS = tuple("0123456789")
"""Class names of a model that reads digits."""

MNIST_MEAN = 0.1307
"""Mean of MNIST's 60,000 training images, pixel / 255 (PyTorch's MNIST example; `tests/test_datasets.py`)."""

MNIST_STD = 0.3081
"""Standard deviation of the same."""


def require(condition: bool, title: str, detail: str, **values: object) -> None:  # noqa: FBT001 - reads as a sentence
    """Raise a `ConfigError` unless the condition holds."""
    if not condition:
        raise ConfigError(title, detail, **values)


class Activation(StrEnum):
    """What a hidden layer does with its sums."""

    RELU = "relu"
    SIGMOID = "sigmoid"
    TANH = "tanh"


class ModelKind(StrEnum):
    """The two families digitpad teaches."""

    SOFTMAX = "softmax"
    MLP = "mlp"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """The shape of a model: softmax regression if it has no hidden layer, else a multi-layer perceptron.

    Parameters
    ----------
    inputs
        Numbers the model is given: 784 for a 28 x 28 raster.
    hidden_sizes
        Units of each hidden layer, the first nearest to the input.
    classes
        Logits the model answers with.
    activation
        Follows each hidden layer.
    dropout
        Share of hidden units silenced in training after each hidden layer, 0.0 to below 1.0.
    """

    inputs: int = RASTER_SIZE * RASTER_SIZE
    hidden_sizes: tuple[int, ...] = ()
    classes: int = len(DIGITS)
    activation: Activation = Activation.RELU
    dropout: float = 0.0

    def __post_init__(self) -> None:
        require(
            self.inputs >= 1 and self.classes >= 2 and all(1 <= size <= 16384 for size in self.hidden_sizes),
            "These layer sizes cannot work",
            "Each hidden layer needs 1 to 16,384 units, and there must be at least 2 classes.",
        )
        require(len(self.hidden_sizes) <= 16, "Too many hidden layers", "A model has at most 16 hidden layers.")
        require(
            0.0 <= self.dropout < 1.0,
            "This dropout cannot work",
            "Dropout is the share of hidden units silenced: 0 up to, but not including, 1. It is {dropout}.",
            dropout=self.dropout,
        )

    @property
    def kind(self) -> ModelKind:
        """Which family the model belongs to."""
        return ModelKind.MLP if self.hidden_sizes else ModelKind.SOFTMAX

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """Inputs, hidden sizes and classes in one row."""
        return (self.inputs, *self.hidden_sizes, self.classes)

    @property
    def parameter_count(self) -> int:
        """How many numbers training may change."""
        return sum((size + 1) * following for size, following in pairwise(self.layer_sizes))


DEFAULT_MLP = ModelSpec(hidden_sizes=(256, 128, 64))
"""The study notes' perceptron: 784-256-128-64-10, ReLU."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preprocessing:
    """What a model is given of a raster: the same in training and in recognition.

    Parameters
    ----------
    moments
        Whether the centred raster is normalised by its second moments (`raster.normalize_moments`).
    mean, std
        Subtracted from every pixel (0.0 to 1.0) and then divided by. 0 and 1 leave pixels as they are.
    """

    moments: bool = False
    mean: float = 0.0
    std: float = 1.0

    def __post_init__(self) -> None:
        require(
            math.isfinite(self.mean) and math.isfinite(self.std) and self.std > 0,
            "This normalisation cannot work",
            "The mean must be a number and the standard deviation above 0; they are {mean} and {std}.",
            mean=self.mean,
            std=self.std,
        )

    def with_mean_std(self) -> Preprocessing:
        """Return the same with MNIST's mean and standard deviation."""
        return replace(self, mean=MNIST_MEAN, std=MNIST_STD)


class Optimizer(StrEnum):
    """How a gradient becomes a step."""

    SGD = "sgd"
    ADAM = "adam"
    ADAMW = "adamw"


class Schedule(StrEnum):
    """How the learning rate changes over the run."""

    NONE = "none"
    ONE_CYCLE = "one-cycle"


@dataclass(frozen=True, slots=True, kw_only=True)
class InkSource:
    """Pen strokes that take part in training.

    Parameters
    ----------
    path
        An ink file with labels.
    share
        Share of each epoch's samples that are drawn from it, above 0.0 and below 1.0; the rest is the
        data set's.
    held_out_writers
        Writers left out of training, so that they can be measured on.
    """

    path: str
    share: float = 0.5
    held_out_writers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require(
            0.0 < self.share < 1.0,
            "This share of ink cannot work",
            "The share of ink in training lies between 0 and 1, not including them; it is {share}.",
            share=self.share,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """Everything that decides a training run: the same config and data give the same weights on one machine.

    Parameters
    ----------
    model
        The shape of the model.
    preprocessing
        What the model is given of each raster.
    ink
        Pen strokes beside MNIST; None for MNIST alone.
    augmentation
        Whether every sample is freshly varied each time it is shown.
    optimizer, momentum, weight_decay
        Momentum is SGD's alone. Weight decay is decoupled for AdamW and an L2 penalty otherwise.
    learning_rate, schedule
        The learning rate, or its peak under a schedule.
    ema_decay
        Weight the running average of the weights keeps at each step; 0.0 for no averaging.
    epochs, batch_size
        An epoch shows as many samples as the data set's training part holds.
    drop_last
        Whether an epoch's last batch is left out if it is smaller than the others.
    seed
        Of the first weights, the order, dropout and augmentation; 0 to 2**63 - 1.
    threads
        Threads torch may use.
    initial
        Name or path of the checkpoint to fine-tune; None to start from scratch.
    """

    model: ModelSpec = ModelSpec()
    preprocessing: Preprocessing = Preprocessing()
    ink: InkSource | None = None
    augmentation: bool = False
    optimizer: Optimizer = Optimizer.SGD
    momentum: float = 0.0
    weight_decay: float = 0.0
    learning_rate: float = 0.03
    schedule: Schedule = Schedule.NONE
    ema_decay: float = 0.0
    epochs: int = 2
    batch_size: int = 64
    drop_last: bool = False
    seed: int = 0
    threads: int = 1
    initial: str | None = None

    def __post_init__(self) -> None:
        require(
            math.isfinite(self.learning_rate) and self.learning_rate > 0,
            "This learning rate cannot work",
            "The learning rate must be a number above 0, for example 0.03; it is {learning_rate}.",
            learning_rate=self.learning_rate,
        )
        require(self.epochs >= 1, "Nothing to train", "Train for at least 1 epoch.")
        require(self.batch_size >= 1, "This batch size cannot work", "A batch holds at least 1 image.")
        require(
            0.0 <= self.momentum < 1.0,
            "This momentum cannot work",
            "Momentum lies from 0 to below 1; it is {momentum}.",
            momentum=self.momentum,
        )
        require(
            math.isfinite(self.weight_decay) and self.weight_decay >= 0,
            "This weight decay cannot work",
            "Weight decay is a number from 0 on, for example 0.01; it is {weight_decay}.",
            weight_decay=self.weight_decay,
        )
        require(
            0.0 <= self.ema_decay < 1.0,
            "This averaging of weights cannot work",
            "The decay of the running average lies from 0 to below 1; it is {ema_decay}.",
            ema_decay=self.ema_decay,
        )
        require(0 <= self.seed < 2**63, "This seed cannot work", "A seed is a whole number from 0 to 2**63 - 1.")
        require(1 <= self.threads <= 64, "This number of threads cannot work", "Use 1 to 64 threads.")
