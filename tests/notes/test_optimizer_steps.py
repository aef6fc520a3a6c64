import numpy as np
import pytest
import torch

from digitpad.config.train_config import Optimizer, TrainConfig
from digitpad.notes.optimizer_steps import Adam, Sgd, Stepper
from digitpad.training.optimizers import optimizer_for

STEPS = 5
CASES = {
    "sgd": (Sgd(0.01), TrainConfig(learning_rate=0.01)),
    "momentum": (Sgd(0.01, momentum=0.9), TrainConfig(learning_rate=0.01, momentum=0.9)),
    "nesterov": (
        Sgd(0.01, momentum=0.9, nesterov=True, weight_decay=0.0005),
        TrainConfig(learning_rate=0.01, momentum=0.9, nesterov=True, weight_decay=0.0005),
    ),
    "adam": (Adam(0.001), TrainConfig(learning_rate=0.001, optimizer=Optimizer.ADAM)),
}


@pytest.mark.parametrize(("stepper", "config"), CASES.values(), ids=CASES)
def test_steps_are_those_that_training_takes(stepper: Stepper, config: TrainConfig) -> None:
    generator = np.random.default_rng(0)
    start = generator.normal(size=20)
    trained = torch.from_numpy(start.copy()).requires_grad_()
    ours, weights = optimizer_for(trained, config), {"w": start}
    with torch.no_grad():
        for gradient in generator.normal(size=(STEPS, 20)):
            trained.grad = torch.from_numpy(gradient.copy())
            ours.step(config.learning_rate)
            weights = stepper.step(weights, {"w": gradient})
    assert weights["w"] == pytest.approx(trained.detach().numpy(), abs=1e-9)
    assert not np.array_equal(weights["w"], start)
