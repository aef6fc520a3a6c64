from itertools import pairwise

import pytest
from torch import nn

from digitpad.config.model_spec import DEFAULT_MLP, Activation, DropoutAfter, ModelSpec
from digitpad.notes.model_print import model_print

LAYERS = {
    Activation.RELU: nn.ReLU,
    Activation.SIGMOID: nn.Sigmoid,
    Activation.TANH: nn.Tanh,
    Activation.GELU: lambda: nn.GELU(approximate="tanh"),
}

CIFAR = ModelSpec(inputs=3072, hidden_sizes=(128, 64), dropout=0.5, dropout_after=DropoutAfter.LAST)


def sequential(spec: ModelSpec, *last: nn.Module) -> nn.Sequential:
    """Return the model as one would write it in PyTorch."""
    layers: list[nn.Module] = [nn.Flatten()]
    for number, (size, following) in enumerate(pairwise(spec.layer_sizes)):
        layers.append(nn.Linear(size, following))
        if number < len(spec.hidden_sizes):
            layers.append(LAYERS[spec.activation]())
            if spec.silences(number):
                layers.append(nn.Dropout(spec.dropout))
    return nn.Sequential(*layers, *last)


@pytest.mark.parametrize(
    "spec",
    [ModelSpec(), DEFAULT_MLP, CIFAR, *(ModelSpec(hidden_sizes=(9,), activation=each) for each in Activation)],
    ids=str,
)
def test_a_model_is_printed_as_pytorch_does(spec: ModelSpec) -> None:
    assert "\n".join(model_print(spec)) == str(sequential(spec))


def test_a_log_softmax_ends_it_where_the_note_has_one() -> None:
    assert "\n".join(model_print(DEFAULT_MLP, has_log_softmax=True)) == str(
        sequential(DEFAULT_MLP, nn.LogSoftmax(dim=1))
    )
