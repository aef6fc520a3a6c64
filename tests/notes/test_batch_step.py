import numpy as np
import pytest
import torch
from torch import nn

from digitpad.config.model_spec import Activation, ModelSpec
from digitpad.notes.batch_step import norm_of, take_batch_step
from digitpad.training.torch_models import build, get_weights


@pytest.mark.parametrize(
    "spec", [ModelSpec(), ModelSpec(hidden_sizes=(20, 12), activation=Activation.SIGMOID)], ids=str
)
def test_a_step_on_a_batch_is_the_one_pytorch_takes(spec: ModelSpec) -> None:
    generator = torch.Generator().manual_seed(0)
    network = build(spec, generator, generator)
    weights = get_weights(network)
    source = np.random.default_rng(3)
    inputs, labels = source.random((16, spec.inputs), dtype=np.float32), source.integers(10, size=16)
    step = take_batch_step(weights, spec, inputs, labels, 0.1)
    loss_function = nn.CrossEntropyLoss()
    loss = loss_function(network(torch.from_numpy(inputs)), torch.from_numpy(labels))
    loss.backward()
    assert step.loss == pytest.approx(loss.item(), rel=1e-5)
    for name, parameter in network.named_parameters():
        np.testing.assert_allclose(step.gradient[name], parameter.grad.numpy(), atol=1e-6)
    assert norm_of(step.gradient) == pytest.approx(
        float(nn.utils.clip_grad_norm_(network.parameters(), float("inf"))), rel=1e-5
    )
    torch.optim.SGD(network.parameters(), lr=0.1).step()
    for name, tensor in get_weights(network).items():
        np.testing.assert_allclose(step.weights[name], tensor, atol=1e-6)
    assert step.loss_after < step.loss
