"""What ``print(model)`` shows of a model in PyTorch, without loading it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from digitpad.config.model_spec import Activation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitpad.config.model_spec import ModelSpec

_ACTIVATIONS = {
    Activation.RELU: "ReLU()",
    Activation.SIGMOID: "Sigmoid()",
    Activation.TANH: "Tanh()",
    Activation.GELU: "GELU(approximate='tanh')",
}


def model_print(spec: ModelSpec, *, has_log_softmax: bool = False) -> tuple[str, ...]:
    """Return the lines that ``print(model)`` shows of the model as an ``nn.Sequential``, after flattening."""
    parts = [*_parts(spec), *(["LogSoftmax(dim=1)"] if has_log_softmax else [])]
    return ("Sequential(", *(f"  ({number}): {part}" for number, part in enumerate(parts)), ")")


def _parts(spec: ModelSpec) -> Iterator[str]:
    yield "Flatten(start_dim=1, end_dim=-1)"
    for layer, (size, following) in enumerate(pairwise(spec.layer_sizes)):
        yield f"Linear(in_features={size}, out_features={following}, bias=True)"
        if layer < len(spec.hidden_sizes):
            yield _ACTIVATIONS[spec.activation]
            if spec.silences(layer):
                yield f"Dropout(p={spec.dropout}, inplace=False)"
