import numpy as np
import pytest
import torch

from digitpad.config.model_spec import Activation, ModelSpec
from digitpad.errors import CheckpointError
from digitpad.models import forward
from digitpad.models.checkpoint import weight_shapes
from tests.support.models import random_weights


@pytest.mark.parametrize("activation", list(Activation))
@pytest.mark.parametrize("hidden_sizes", [(), (30,), (40, 20, 12)])
@pytest.mark.parametrize("batch", [1, 7, forward.FEW + 1])
def test_the_forward_pass_in_numpy_equals_torch(
    activation: Activation, hidden_sizes: tuple[int, ...], batch: int
) -> None:
    spec = ModelSpec(hidden_sizes=hidden_sizes, activation=activation)
    weights = random_weights(spec, 0.1)
    inputs = np.random.default_rng(1).random((batch, 784), dtype=np.float32)
    functions = {
        Activation.RELU: torch.relu,
        Activation.SIGMOID: torch.sigmoid,
        Activation.TANH: torch.tanh,
        Activation.GELU: lambda sums: torch.nn.functional.gelu(sums, approximate="tanh"),
    }
    signal = torch.from_numpy(inputs)
    for layer in range(len(hidden_sizes) + 1):
        weight, bias = (torch.from_numpy(weights[f"layers.{layer}.{part}"]) for part in ("weight", "bias"))
        signal = torch.nn.functional.linear(signal, weight, bias)
        if layer < len(hidden_sizes):
            signal = functions[activation](signal)
    logits = forward.logits(weights, spec, inputs)
    np.testing.assert_allclose(logits, signal.numpy(), atol=1e-5)
    np.testing.assert_allclose(forward.probabilities(logits), torch.softmax(signal, 1).numpy(), atol=1e-6)
    np.testing.assert_allclose(forward.log_probabilities(logits), torch.log_softmax(signal, 1).numpy(), atol=1e-5)


def test_inputs_and_weights_are_left_as_they_were() -> None:
    spec = ModelSpec(hidden_sizes=(5,))
    weights = {name: np.ones(shape, np.float32) for name, shape in weight_shapes(spec).items()}
    inputs = np.ones((2, 784), np.float32)
    forward.logits(weights, spec, inputs)
    assert (inputs == 1).all()
    assert all((array == 1).all() for array in weights.values())


@pytest.mark.parametrize("batch", [1, 7, forward.FEW + 1])
@pytest.mark.parametrize("signs", [(1, 1), (1, -1)], ids=["infinite", "no number"])
def test_weights_so_large_that_sums_overflow_are_an_error(batch: int, signs: tuple[int, int]) -> None:
    spec = ModelSpec(inputs=2, hidden_sizes=(2,), classes=2)
    weights = {name: np.full(shape, 3e38, np.float32) for name, shape in weight_shapes(spec).items()}
    weights["layers.1.weight"] = np.array([signs, signs], np.float32) * np.float32(3e38)
    with pytest.raises(CheckpointError, match="no answer"):
        forward.logits(weights, spec, np.ones((batch, 2), np.float32))


def test_no_inputs_have_no_logits() -> None:
    weights = {name: np.ones(shape, np.float32) for name, shape in weight_shapes(ModelSpec()).items()}
    assert forward.logits(weights, ModelSpec(), np.empty((0, 784), np.float32)).shape == (0, 10)
