"""The shape of a model."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from digitpad.config.dataset_info import DIGITS
from digitpad.config.preprocessing_spec import LARGEST_IMAGE, RASTER_SIZE
from digitpad.errors import require

MOST_PARAMETERS = 100_000_000
"""Parameters of the largest model: one of 16,384 units for the pictures of CIFAR-10 has half as many."""

MOST_INPUTS = LARGEST_IMAGE * LARGEST_IMAGE * 3

MOST_CLASSES = 256
"""Labels are bytes."""

_BYTES_A_PARAMETER = 20
"""Of 4 bytes each: the parameter, its gradient, Adam's two moments, and the moving average."""


class Activation(StrEnum):
    """What a hidden layer does with its sums."""

    RELU = "relu"
    SIGMOID = "sigmoid"
    TANH = "tanh"
    GELU = "gelu"
    """In its tanh form, which torch and numpy compute alike [Hendrycks, Gimpel, 2016]."""


class ModelKind(StrEnum):
    """The two families of models."""

    SOFTMAX = "softmax"
    MLP = "mlp"


class DropoutAfter(StrEnum):
    """Which hidden layers have units silenced in training."""

    EVERY = "every"
    LAST = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """The shape of a model: softmax regression if it has no hidden layer, else a multi-layer perceptron."""

    inputs: int = RASTER_SIZE * RASTER_SIZE  # numbers the model is given: 784 for a 28 x 28 raster
    hidden_sizes: tuple[int, ...] = ()  # units of each hidden layer, the first nearest to the input
    classes: int = len(DIGITS)  # logits the model answers with
    activation: Activation = Activation.RELU  # follows each hidden layer
    dropout: float = 0.0  # share of hidden units silenced in training, 0.0 to below 1.0
    dropout_after: DropoutAfter = DropoutAfter.EVERY  # the hidden layers whose units are silenced

    def __post_init__(self) -> None:
        require(
            1 <= self.inputs <= MOST_INPUTS
            and 2 <= self.classes <= MOST_CLASSES
            and all(1 <= size <= 16384 for size in self.hidden_sizes),
            "These layer sizes cannot work",
            "Each hidden layer needs 1 to 16,384 units, and there must be 2 to {classes} classes and up to {inputs} "
            "inputs.",
            classes=MOST_CLASSES,
            inputs=f"{MOST_INPUTS:,}",
        )
        require(len(self.hidden_sizes) <= 16, "Too many hidden layers", "A model has at most 16 hidden layers.")
        require(
            self.parameter_count <= MOST_PARAMETERS,
            "This model is too large",
            "It would have {count} parameters, and training it would take {gigabytes} GB of memory. Use smaller "
            "layers, of at most {most} parameters in all.",
            count=f"{self.parameter_count:,}",
            gigabytes=f"{self.parameter_count * _BYTES_A_PARAMETER / 1e9:.0f}",
            most=f"{MOST_PARAMETERS:,}",
        )
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

    def silences(self, layer: int) -> bool:
        """Whether units of a hidden layer, counted from 0, are silenced in training."""
        is_last = layer == len(self.hidden_sizes) - 1
        return self.dropout > 0 and (self.dropout_after is DropoutAfter.EVERY or is_last)

    @property
    def parameter_count(self) -> int:
        """How many numbers training may change."""
        return sum((size + 1) * following for size, following in pairwise(self.layer_sizes))


DEFAULT_MLP = ModelSpec(hidden_sizes=(256, 128, 64))
"""The study notes' perceptron: 784-256-128-64-10, ReLU."""
