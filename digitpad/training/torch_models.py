"""The models in torch, with softmax and cross-entropy from scratch.

Imports torch: only training may import this module.
"""

from __future__ import annotations

import math
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from digitpad.config.model_spec import Activation, ModelKind, ModelSpec
from digitpad.config.train_config import Initialization

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

ACTIVATIONS = {
    Activation.RELU: torch.relu,
    Activation.SIGMOID: torch.sigmoid,
    Activation.TANH: torch.tanh,
    Activation.GELU: partial(nn.functional.gelu, approximate="tanh"),
}


NORMAL_STD = 0.01
"""Standard deviation of first weights drawn from `Initialization.NORMAL`."""


class SoftmaxRegression(nn.Module):  # type: ignore[misc] # torch is untyped here (pyproject.toml)
    """One linear layer: every class has one weight for every pixel, and one bias."""

    def __init__(self, inputs: int = 784, classes: int = 10) -> None:
        super().__init__()
        self.layers = linear_layers((inputs, classes))

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the logits, shape (count, classes), of inputs of shape (count, inputs)."""
        logits: Tensor = self.layers[0](inputs)
        return logits


class MLP(nn.Module):  # type: ignore[misc] # the same
    """A multi-layer perceptron: linear layers with an activation and dropout between each two.

    The dropout generator is needed in training if the spec has dropout.
    """

    def __init__(self, spec: ModelSpec, dropout_generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.layers = linear_layers(spec.layer_sizes)
        self.activation = ACTIVATIONS[spec.activation]
        self.spec = spec
        self.dropout_generator = dropout_generator

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the logits, shape (count, classes), of inputs of shape (count, inputs)."""
        hidden = inputs
        for number, layer in enumerate(self.layers[:-1]):
            hidden = self.activation(layer(hidden))  # (count, units)
            if self.training and self.spec.silences(number):
                hidden = hidden * self.dropout_mask(hidden)
        logits: Tensor = self.layers[-1](hidden)
        return logits

    def dropout_mask(self, hidden: Tensor) -> Tensor:
        """Return 0 for each silenced unit and 1 / (1 - dropout) for the others, so that the mean stays."""
        kept = 1 - self.spec.dropout
        return torch.empty_like(hidden).bernoulli_(kept, generator=self.dropout_generator) / kept


def linear_layers(sizes: tuple[int, ...]) -> nn.ModuleList:
    """Return a linear layer between each two sizes, its weights not yet set."""
    return nn.ModuleList(_UnsetLinear(size, following) for size, following in pairwise(sizes))


class _UnsetLinear(nn.Linear):  # type: ignore[misc] # the same
    """A linear layer whose weights are still to be set; `nn.utils.skip_init` would load sympy, which is 40 MB."""

    def reset_parameters(self) -> None:
        """Draw no weights, which would come from torch's global generator."""


def build(
    spec: ModelSpec,
    weights_generator: torch.Generator,
    dropout_generator: torch.Generator,
    initialization: Initialization = Initialization.DEFAULT,
) -> nn.Module:
    """Return a fresh model; its weights come from the generator given, because torch's own one is global."""
    is_softmax = spec.kind is ModelKind.SOFTMAX
    model = SoftmaxRegression(spec.inputs, spec.classes) if is_softmax else MLP(spec, dropout_generator)
    with torch.no_grad():
        for layer in model.layers:
            initialize(layer, initialization, weights_generator)
    return model


def initialize(layer: nn.Linear, initialization: Initialization, generator: torch.Generator) -> None:
    """Draw a layer's first weights and biases; `Initialization` says how."""
    inputs, outputs = layer.in_features, layer.out_features
    if initialization is not Initialization.DEFAULT:
        layer.bias.zero_()
    match initialization:
        case Initialization.DEFAULT:
            bound = 1 / math.sqrt(inputs)
            layer.weight.uniform_(-bound, bound, generator=generator)
            layer.bias.uniform_(-bound, bound, generator=generator)
        case Initialization.NORMAL:
            layer.weight.normal_(0.0, NORMAL_STD, generator=generator)
        case Initialization.XAVIER:
            bound = math.sqrt(6 / (inputs + outputs))
            layer.weight.uniform_(-bound, bound, generator=generator)
        case Initialization.KAIMING:
            layer.weight.normal_(0.0, math.sqrt(2 / inputs), generator=generator)


def flatten(model: nn.Module) -> Tensor:
    """Move all weights of a model into one vector and all gradients into another, its `grad`.

    The model's parameters become views of the vector, so that a step changes all of them in one operation.
    """
    vector: Tensor = nn.utils.parameters_to_vector(model.parameters()).detach()
    vector.grad = torch.zeros_like(vector)
    nn.utils.vector_to_parameters(vector, model.parameters())
    sizes = [parameter.numel() for parameter in model.parameters()]
    for parameter, gradient in zip(model.parameters(), vector.grad.split(sizes), strict=True):
        parameter.grad = gradient.view_as(parameter)
    return vector


def get_weights(model: nn.Module) -> dict[str, NDArray[np.float32]]:
    """Return a copy of the model's weights under a checkpoint's names."""
    return {name: tensor.detach().cpu().numpy().copy() for name, tensor in model.state_dict().items()}


def set_weights(model: nn.Module, weights: Mapping[str, NDArray[np.float32]]) -> None:
    """Copy a checkpoint's weights into the model."""
    model.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in weights.items()})
