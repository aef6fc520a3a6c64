from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from digitpad.config.model_spec import DEFAULT_MLP, Activation, ModelSpec
from digitpad.config.train_config import Optimizer, TrainConfig
from digitpad.errors import CheckpointError, ConfigError
from digitpad.explanation.step import default_learning_rate, take_steps
from digitpad.training.gradient import Backpropagation
from digitpad.training.torch_models import build, flatten, get_weights
from tests.support.models import random_weights

SMALL = ModelSpec(inputs=13, hidden_sizes=(11, 7, 5), classes=4)
SPECS = [ModelSpec(), DEFAULT_MLP, *(replace(SMALL, activation=activation) for activation in Activation)]


def sample_of(spec: ModelSpec) -> NDArray[np.float32]:
    return np.random.default_rng(2).random(spec.inputs, dtype=np.float32)


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_the_numbers_are_those_of_the_step_that_training_takes(spec: ModelSpec) -> None:
    """Gradient, loss, and the weights after ten steps of gradient descent."""
    generator = torch.Generator().manual_seed(0)
    network = build(spec, generator, generator)
    flatten(network)
    backpropagate = Backpropagation(network, spec, generator)
    descent = torch.optim.SGD(network.parameters(), lr=0.05)
    inputs = sample_of(spec)
    for step in take_steps(get_weights(network), spec, inputs, 3, 0.05, times=10):
        backpropagate(torch.from_numpy(inputs[np.newaxis]), torch.tensor([3]))
        assert step.loss == pytest.approx(backpropagate.take_outcome().loss_sum, abs=1e-5)
        for layer, shown in zip(network.layers, step.layers, strict=True):
            np.testing.assert_allclose(shown.weight_gradient, layer.weight.grad.numpy(), atol=1e-6)
            np.testing.assert_allclose(shown.bias_gradient, layer.bias.grad.numpy(), atol=1e-6)
            assert shown.gradient_norm == pytest.approx(float(layer.weight.grad.norm()), abs=1e-5)
            assert shown.weight_norm_before == pytest.approx(float(layer.weight.detach().norm()), rel=1e-5)
        descent.step()
        for layer, shown in zip(network.layers, step.layers, strict=True):
            assert shown.weight_norm_after == pytest.approx(float(layer.weight.detach().norm()), rel=1e-5)
        for name, weights in get_weights(network).items():
            np.testing.assert_allclose(step.weights[name], weights, atol=1e-5)


def test_each_step_goes_on_where_the_last_one_ended() -> None:
    spec = ModelSpec()
    weights = random_weights(spec, 0.05)
    kept = {name: array.copy() for name, array in weights.items()}
    steps = list(take_steps(weights, spec, sample_of(spec), 8, 0.1, times=4))
    losses = [step.loss for step in steps]
    assert losses[1:] == pytest.approx([step.loss_after for step in steps[:-1]])
    assert losses == sorted(losses, reverse=True)
    for name, array in kept.items():
        np.testing.assert_array_equal(weights[name], array)


def test_the_logit_gradient_is_probabilities_less_the_label() -> None:
    spec = ModelSpec()
    step = next(take_steps(random_weights(spec, 0.05), spec, sample_of(spec), 8, 0.1))
    expected = [each - (index == 8) for index, each in enumerate(step.softmax.probabilities)]
    assert step.logit_gradient == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("label", "rate"), [(10, 0.1), (-1, 0.1), (3, 0.0), (3, -1.0), (3, float("nan"))])
def test_an_impossible_label_or_learning_rate_is_refused(label: int, rate: float) -> None:
    spec = ModelSpec()
    with pytest.raises(ConfigError):
        next(take_steps(random_weights(spec), spec, sample_of(spec), label, rate))


def test_a_step_that_overflows_is_an_error() -> None:
    with pytest.raises(CheckpointError):
        list(take_steps(random_weights(SMALL), SMALL, sample_of(SMALL), 1, 1e30, times=5))


def test_numbers_stay_finite_as_far_as_there_is_an_answer() -> None:
    """Squares of such weights are too large for float32, and the loss of a label that is certain is 0, not -0."""
    spec = ModelSpec()
    for step in take_steps(random_weights(spec, 0.05), spec, sample_of(spec), 8, 1e25, times=2):
        assert np.isfinite(step.layers[0].weight_norm_after)
        assert str(step.loss_after) == "0.0"


def test_the_learning_rate_is_that_of_gradient_descent_alone() -> None:
    assert default_learning_rate(TrainConfig(learning_rate=0.03)) == 0.03
    assert default_learning_rate(TrainConfig(learning_rate=0.004, optimizer=Optimizer.ADAMW)) == 0.1
    assert default_learning_rate(None) == 0.1
