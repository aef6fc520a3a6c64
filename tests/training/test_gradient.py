import pytest
import torch
from torch import nn

from digitpad.config.model_spec import DEFAULT_MLP, Activation, DropoutAfter, ModelSpec
from digitpad.training.gradient import LOG_SIZE, Backpropagation
from digitpad.training.torch_models import build, flatten

SMALL = {"inputs": 13, "hidden_sizes": (11, 7, 5), "classes": 4}

SPECS = [
    ModelSpec(),
    DEFAULT_MLP,
    *(ModelSpec(**SMALL, activation=activation) for activation in Activation),
    *(ModelSpec(**SMALL, activation=activation, dropout=0.4) for activation in Activation),
    ModelSpec(inputs=6, hidden_sizes=(9,), classes=2, dropout=0.9),
    ModelSpec(**SMALL, dropout=0.5, dropout_after=DropoutAfter.LAST),
]


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def batch(spec: ModelSpec, count: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    source = seeded(seed)
    inputs = torch.randn(count, spec.inputs, generator=source)
    return inputs, torch.randint(spec.classes, (count,), generator=source)


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_the_gradient_written_by_hand_is_autograds(spec: ModelSpec) -> None:
    """Over batches of several sizes, with dropout drawing the same units in both."""
    by_hand, by_autograd = (build(spec, seeded(3), seeded(4)) for _ in range(2))
    dropout = seeded(5)
    flatten(by_hand)
    by_autograd.dropout_generator = seeded(5)
    backpropagate = Backpropagation(by_hand, spec, dropout)
    for count in (32, 9, 1, 32):
        inputs, labels = batch(spec, count, seed=count)
        backpropagate(inputs, labels)
        outcome = backpropagate.take_outcome()
        by_autograd.zero_grad()
        logits = by_autograd(inputs)
        loss = nn.functional.cross_entropy(logits, labels)
        loss.backward()
        assert outcome.loss_sum / count == pytest.approx(loss.item(), rel=1e-5)
        assert outcome.samples == count
        assert outcome.correct == int((logits.argmax(1) == labels).sum())
        for ours, theirs in zip(by_hand.parameters(), by_autograd.parameters(), strict=True):
            torch.testing.assert_close(ours.grad, theirs.grad, atol=1e-6, rtol=1e-4)


def test_outcomes_are_summed_over_batches_of_all_sizes_and_taken_once() -> None:
    model, spec = build(ModelSpec(inputs=5, classes=3), seeded(0), seeded(1)), ModelSpec(inputs=5, classes=3)
    flatten(model)
    backpropagate = Backpropagation(model, spec, seeded(1))
    assert backpropagate.take_outcome() == ((), 0, 0, 0)
    loss_sum, correct, samples = 0.0, 0, 0
    for number in range(2 * LOG_SIZE + 7):
        inputs, labels = batch(spec, 4 + number % 2, seed=number)
        backpropagate(inputs, labels)
        logits = model(inputs)
        loss_sum += nn.functional.cross_entropy(logits, labels, reduction="sum").item()
        correct += int((logits.argmax(1) == labels).sum())
        samples += len(labels)
    outcome = backpropagate.take_outcome()
    assert outcome.loss_sum == pytest.approx(loss_sum, rel=1e-5)
    assert (outcome.correct, outcome.samples) == (correct, samples)
    assert len(outcome.losses) == 2 * LOG_SIZE + 7
    assert backpropagate.take_outcome() == ((), 0, 0, 0)


def test_the_loss_of_each_batch_is_kept_in_the_order_they_came() -> None:
    """The smaller batch is an epoch's last, also when a run goes on with it as its first."""
    spec = ModelSpec(inputs=5, classes=3)
    model = build(spec, seeded(0), seeded(1))
    flatten(model)
    backpropagate = Backpropagation(model, spec, seeded(1))
    for counts in ([3], [8] * (LOG_SIZE + 2) + [3]):
        losses = []
        for number, count in enumerate(counts):
            inputs, labels = batch(spec, count, seed=number)
            backpropagate(inputs, labels)
            losses.append(nn.functional.cross_entropy(model(inputs), labels).item())
        assert backpropagate.take_outcome().losses == pytest.approx(losses, rel=1e-5)


def test_the_gradient_survives_extreme_logits() -> None:
    spec = ModelSpec(inputs=2, classes=3)
    model = build(spec, seeded(0), seeded(1))
    flatten(model)
    backpropagate = Backpropagation(model, spec, seeded(1))
    backpropagate(torch.tensor([[3e4, -3e4]]), torch.tensor([1]))
    assert 0.0 <= backpropagate.take_outcome().loss_sum < 1e6
    assert all(torch.isfinite(parameter.grad).all() for parameter in model.parameters())


def test_computing_a_gradient_leaves_weights_and_inputs_alone() -> None:
    model = build(DEFAULT_MLP, seeded(0), seeded(1))
    flatten(model)
    before = [parameter.detach().clone() for parameter in model.parameters()]
    inputs, labels = batch(DEFAULT_MLP, 8, seed=2)
    kept = inputs.clone()
    Backpropagation(model, DEFAULT_MLP, seeded(1))(inputs, labels)
    assert torch.equal(inputs, kept)
    assert all(torch.equal(*pair) for pair in zip(before, model.parameters(), strict=True))
