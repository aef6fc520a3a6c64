from typing import Any

import pytest
import torch
from torch import nn

from digitpad.config.train_config import Optimizer, TrainConfig
from digitpad.training.optimizers import MomentumSgd, PlainSgd, RunningAverage, optimizer_for
from digitpad.training.torch_models import flatten

TORCHS = {Optimizer.SGD: torch.optim.SGD, Optimizer.ADAM: torch.optim.Adam, Optimizer.ADAMW: torch.optim.AdamW}

STEPPED = [
    (Optimizer.SGD, 0.1, {}),
    (Optimizer.SGD, 0.1, {"momentum": 0.9, "weight_decay": 0.01}),
    (Optimizer.SGD, 0.1, {"weight_decay": 0.01}),
    (Optimizer.SGD, 0.1, {"momentum": 0.8, "nesterov": True}),
    (Optimizer.ADAM, 0.01, {"betas": (0.7, 0.95)}),
    (Optimizer.ADAM, 0.01, {"weight_decay": 0.02}),
    (Optimizer.ADAMW, 0.01, {"weight_decay": 0.02}),
]


def small_model() -> nn.Module:
    model = nn.Linear(5, 3)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.linspace(-1, 1, parameter.numel()).reshape(parameter.shape))
            parameter.grad = torch.zeros_like(parameter)
    return model


def put_gradient(model: nn.Module, seed: int) -> None:
    source = torch.Generator().manual_seed(seed)
    for parameter in model.parameters():
        parameter.grad.copy_(torch.randn(parameter.shape, generator=source))


def small_vector() -> torch.Tensor:
    vector = torch.zeros(3)
    vector.grad = torch.ones(3)
    return vector


@pytest.mark.parametrize(("optimizer", "learning_rate", "settings"), STEPPED)
def test_steps_are_torch_optims(optimizer: Optimizer, learning_rate: float, settings: dict[str, Any]) -> None:
    """On all weights in one vector as on the tensors of a layer."""
    ours, theirs = small_model(), small_model()
    config = TrainConfig(optimizer=optimizer, learning_rate=learning_rate, **settings)
    stepper = optimizer_for(flatten(ours), config)
    reference = TORCHS[optimizer](theirs.parameters(), lr=learning_rate, **settings)
    for seed in range(5):
        for model in (ours, theirs):
            put_gradient(model, seed)
        stepper.step(config.learning_rate)
        reference.step()
        for mine, its in zip(ours.parameters(), theirs.parameters(), strict=True):
            torch.testing.assert_close(mine, its, rtol=0, atol=1e-7)


@pytest.mark.parametrize(("optimizer", "learning_rate", "settings"), STEPPED)
def test_steps_on_one_tensor_are_torch_optims_bit_for_bit(
    optimizer: Optimizer, learning_rate: float, settings: dict[str, Any]
) -> None:
    """So that runs that were stopped with torch's own go on exactly."""
    ours, theirs = torch.linspace(-1, 1, 1000), torch.linspace(-1, 1, 1000)
    stepper = optimizer_for(ours, TrainConfig(optimizer=optimizer, learning_rate=learning_rate, **settings))
    reference = TORCHS[optimizer]([theirs], lr=learning_rate, foreach=False, **settings)
    source = torch.Generator().manual_seed(0)
    for _ in range(20):
        ours.grad = torch.randn(1000, generator=source)
        theirs.grad = ours.grad.clone()
        stepper.step(learning_rate)
        reference.step()
    assert torch.equal(ours, theirs)


@pytest.mark.parametrize(
    "config",
    [
        TrainConfig(learning_rate=0.1),
        TrainConfig(learning_rate=0.1, momentum=0.9),
        TrainConfig(optimizer=Optimizer.ADAM, learning_rate=0.01),
        TrainConfig(optimizer=Optimizer.ADAMW, learning_rate=0.01, betas=(0.8, 0.99)),
    ],
)
def test_an_optimizer_goes_on_from_its_state_bit_for_bit(config: TrainConfig) -> None:
    whole, stopped = small_model(), small_model()
    first, second = optimizer_for(flatten(whole), config), optimizer_for(flatten(stopped), config)
    for seed in range(6):
        for model, stepper in ((whole, first), (stopped, second)):
            put_gradient(model, seed)
            stepper.step(config.learning_rate)
        if seed == 2:
            kept = second.state()
            vector = flatten(stopped)
            second = optimizer_for(vector, config)
            second.restore(kept, 3)
    assert all(torch.equal(*pair) for pair in zip(whole.parameters(), stopped.parameters(), strict=True))


def test_only_plain_sgd_takes_the_short_way() -> None:
    assert isinstance(optimizer_for(small_vector(), TrainConfig()), PlainSgd)
    assert isinstance(optimizer_for(small_vector(), TrainConfig(momentum=0.5)), MomentumSgd)
    assert isinstance(optimizer_for(small_vector(), TrainConfig(weight_decay=0.5)), MomentumSgd)


def test_the_running_average_soon_forgets_the_first_weights_and_then_keeps_its_share() -> None:
    latest, averaged = torch.full((3,), 8.0), torch.ones(3)
    average = RunningAverage(latest, averaged, decay=0.5)
    average.update()
    torch.testing.assert_close(averaged, torch.full((3,), 0.1 * 1.0 + 0.9 * 8.0))
    for _ in range(40):
        average.update()
    torch.testing.assert_close(averaged, torch.full((3,), 8.0))
    latest.fill_(10.0)
    average.update()
    torch.testing.assert_close(averaged, torch.full((3,), 9.0))
