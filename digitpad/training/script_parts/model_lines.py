"""The model of a script: its layers, and where their first weights come from."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from digitpad.config.model_spec import Activation
from digitpad.config.train_config import Device, Initialization
from digitpad.training.script_parts.source_text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitpad.config.model_spec import ModelSpec
    from digitpad.config.train_config import TrainConfig

ACTIVATIONS = {
    Activation.RELU: "nn.ReLU()",
    Activation.SIGMOID: "nn.Sigmoid()",
    Activation.TANH: "nn.Tanh()",
    Activation.GELU: 'nn.GELU(approximate="tanh")',
}

_FIRST_WEIGHTS = {
    Initialization.NORMAL: ("nn.init.normal_(layer.weight, std=0.01)", "drawn from N(0, 0.01)"),
    Initialization.XAVIER: ("nn.init.xavier_uniform_(layer.weight)", "Glorot's: for sigmoid and tanh"),
    Initialization.KAIMING: ("nn.init.kaiming_normal_(layer.weight)", "He's: for ReLU"),
}


def layers(spec: ModelSpec, *, with_dropout: bool) -> Iterator[str]:
    """Yield the layers of a model in PyTorch's words, from the first linear one on."""
    for number, (size, following) in enumerate(pairwise(spec.layer_sizes)):
        yield f"nn.Linear({size}, {following})"
        if number < len(spec.hidden_sizes):
            yield ACTIVATIONS[spec.activation]
            if with_dropout and spec.silences(number):
                yield f"nn.Dropout({spec.dropout!r})"


def model_lines(config: TrainConfig, weights: str | None, *, are_flat: bool) -> str:
    """Return the lines that make the model; `weights`: the file to fine-tune; `are_flat`: pictures are rows."""
    inner = [*([] if are_flat else ["nn.Flatten()"]), *layers(config.model, with_dropout=True)]
    made = "".join(f"    {layer},\n" for layer in inner)
    parts = [f"model = nn.Sequential(\n{made})"]
    if weights is not None:
        parts.append(_loading(weights))
    elif config.initialization is not Initialization.DEFAULT:
        parts.append(_drawing(config.initialization))
    if config.device is not Device.CPU:
        parts.append("model.to(device)")
    return "\n".join(parts)


def _drawing(initialization: Initialization) -> str:
    line, why = _FIRST_WEIGHTS[initialization]
    return (
        "for layer in model:\n"
        "    if isinstance(layer, nn.Linear):\n"
        f"        {line}  # {why}\n"
        "        nn.init.zeros_(layer.bias)"
    )


def _loading(weights: str) -> str:
    return (
        "# Training goes on from the weights of a model of digitpad's, which counts its linear layers from 0.\n"
        f"weights = load_file({quoted(weights)})\n"
        "linear_layers = [layer for layer in model if isinstance(layer, nn.Linear)]\n"
        "for number, layer in enumerate(linear_layers):\n"
        '    names = {name: f"layers.{number}.{name}" for name in ("weight", "bias")}\n'
        "    layer.load_state_dict({name: weights[stored] for name, stored in names.items()})"
    )
