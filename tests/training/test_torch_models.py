from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import nn

from digitpad.config.model_spec import DEFAULT_MLP, Activation, ModelSpec
from digitpad.config.train_config import Initialization
from digitpad.models import forward
from digitpad.training.torch_models import (
    MLP,
    SoftmaxRegression,
    build,
    flatten,
    get_weights,
    set_weights,
)


def generator(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("spec", [ModelSpec(), DEFAULT_MLP])
def test_first_weights_are_drawn_as_torch_draws_them(spec: ModelSpec) -> None:
    """The same bounds as nn.Linear's: 1 / sqrt(inputs), filled evenly."""
    model = build(spec, generator(0), generator(1))
    for layer in model.layers:
        bound = layer.in_features**-0.5
        own = nn.Linear(layer.in_features, layer.out_features)
        for ours, torchs in ((layer.weight, own.weight), (layer.bias, own.bias)):
            assert ours.shape == torchs.shape
            assert ours.abs().max() <= bound
        assert layer.weight.abs().max() > 0.95 * bound
        assert layer.weight.std().item() == pytest.approx(bound / 3**0.5, rel=0.1)


def drawn(initialization: Initialization) -> nn.Linear:
    """Return the first layer of a fresh model, 400 inputs to 200 units."""
    return build(ModelSpec(inputs=400, hidden_sizes=(200,)), generator(0), generator(1), initialization).layers[0]


@pytest.mark.parametrize(
    ("initialization", "torchs"),
    [
        (Initialization.NORMAL, lambda weight: nn.init.normal_(weight, std=0.01)),
        (Initialization.XAVIER, nn.init.xavier_uniform_),
        (Initialization.KAIMING, lambda weight: nn.init.kaiming_normal_(weight, nonlinearity="relu")),
    ],
)
def test_other_first_weights_are_spread_as_torchs_and_their_biases_are_0(
    initialization: Initialization, torchs: Callable[[torch.Tensor], torch.Tensor]
) -> None:
    layer, theirs = drawn(initialization), nn.Linear(400, 200)
    with torch.no_grad():
        torchs(theirs.weight)
    assert layer.weight.std().item() == pytest.approx(theirs.weight.std().item(), rel=0.02)
    assert layer.weight.abs().max().item() == pytest.approx(theirs.weight.abs().max().item(), rel=0.3)
    assert not layer.bias.any()


def test_building_leaves_torchs_global_generator_alone() -> None:
    before = torch.random.get_rng_state()
    build(DEFAULT_MLP, generator(0), generator(1))
    assert torch.equal(before, torch.random.get_rng_state())


def test_the_kind_of_model_follows_from_the_hidden_layers() -> None:
    assert isinstance(build(ModelSpec(), generator(0), generator(1)), SoftmaxRegression)
    assert isinstance(build(DEFAULT_MLP, generator(0), generator(1)), MLP)


@pytest.mark.parametrize("activation", list(Activation))
def test_the_numpy_forward_pass_gives_the_models_logits(activation: Activation) -> None:
    spec = ModelSpec(inputs=12, hidden_sizes=(7, 5), classes=4, activation=activation, dropout=0.5)
    model = build(spec, generator(0), generator(1)).eval()
    inputs = torch.randn(20, 12, generator=generator(2))
    ours = forward.logits(get_weights(model), spec, inputs.numpy())
    np.testing.assert_allclose(ours, model(inputs).detach().numpy(), atol=1e-6)


def test_weights_survive_the_way_out_and_back() -> None:
    first, second = (build(DEFAULT_MLP, generator(seed), generator(9)) for seed in (0, 1))
    weights = get_weights(first)
    set_weights(second, weights)
    assert (
        get_weights(second).keys()
        == weights.keys()
        == {f"layers.{k}.{part}" for k in range(4) for part in ("weight", "bias")}
    )
    for name, array in get_weights(second).items():
        np.testing.assert_array_equal(array, weights[name])


def test_weights_taken_out_are_a_copy() -> None:
    model = build(ModelSpec(), generator(0), generator(1))
    weights = get_weights(model)
    before = weights["layers.0.bias"].copy()
    with torch.no_grad():
        model.layers[0].bias.add_(1.0)
    np.testing.assert_array_equal(weights["layers.0.bias"], before)


def test_dropout_silences_its_share_and_keeps_the_mean_and_rests_outside_training() -> None:
    spec = ModelSpec(inputs=4, hidden_sizes=(3,), classes=2, dropout=0.25)
    model = build(spec, generator(0), generator(1))
    mask = model.dropout_mask(torch.empty(100, 1000))
    assert (mask == 0).float().mean() == pytest.approx(0.25, abs=0.01)
    assert mask.mean() == pytest.approx(1.0, abs=0.01)
    inputs = torch.ones(1, 4)
    model.eval()
    assert torch.equal(model(inputs), model(inputs))


def test_flattened_weights_and_gradients_are_the_models_own() -> None:
    """A change of either is seen in the other, and the model still computes the same."""
    model = build(DEFAULT_MLP, generator(0), generator(1)).eval()
    inputs = torch.randn(3, 784, generator=generator(2))
    before, weights = model(inputs), get_weights(model)
    vector = flatten(model)
    assert vector.shape == vector.grad.shape == (DEFAULT_MLP.parameter_count,)
    torch.testing.assert_close(model(inputs), before)
    vector.mul_(2.0)
    np.testing.assert_array_equal(get_weights(model)["layers.1.bias"], 2 * weights["layers.1.bias"])
    model.layers[3].bias.grad.fill_(7.0)
    assert vector.grad[-10:].tolist() == [7.0] * 10
    set_weights(model, weights)
    assert vector[0].item() == weights["layers.0.weight"][0, 0]
