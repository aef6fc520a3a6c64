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


def fresh(spec: ModelSpec) -> tuple[nn.Module, Backpropagation]:
    model = build(spec, seeded(0), seeded(1))
    flatten(model)
    return model, Backpropagation(model, spec, seeded(1))


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
    spec = ModelSpec(inputs=5, classes=3)
    model, backpropagate = fresh(spec)
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
    model, backpropagate = fresh(spec)
    for counts in ([3], [8] * (LOG_SIZE + 2) + [3]):
        losses = []
        for number, count in enumerate(counts):
            inputs, labels = batch(spec, count, seed=number)
            backpropagate(inputs, labels)
            losses.append(nn.functional.cross_entropy(model(inputs), labels).item())
        assert backpropagate.take_outcome().losses == pytest.approx(losses, rel=1e-5)


def test_the_gradient_survives_extreme_logits() -> None:
    model, backpropagate = fresh(ModelSpec(inputs=2, classes=3))
    backpropagate(torch.tensor([[3e4, -3e4]]), torch.tensor([1]))
    assert 0.0 <= backpropagate.take_outcome().loss_sum < 1e6
    assert all(torch.isfinite(parameter.grad).all() for parameter in model.parameters())


def test_computing_a_gradient_leaves_weights_and_inputs_alone() -> None:
    model, backpropagate = fresh(DEFAULT_MLP)
    before = [parameter.detach().clone() for parameter in model.parameters()]
    inputs, labels = batch(DEFAULT_MLP, 8, seed=2)
    kept = inputs.clone()
    backpropagate(inputs, labels)
    assert torch.equal(inputs, kept)
    assert all(torch.equal(*pair) for pair in zip(before, model.parameters(), strict=True))


@pytest.mark.parametrize("spec", [ModelSpec(**SMALL), ModelSpec(**SMALL, dropout=0.4), ModelSpec(inputs=6, classes=3)])
def test_each_layer_tells_its_gradients_norm_and_its_dead_units(spec: ModelSpec) -> None:
    model, backpropagate = fresh(spec)
    assert backpropagate.layer_reports() == ()
    with torch.no_grad():
        for dead, layer in enumerate(model.layers[:-1], start=1):
            layer.bias[:dead] = -1e3
    backpropagate(*batch(spec, 64, seed=2))
    reports = backpropagate.layer_reports()
    assert [report.units for report in reports] == list(spec.layer_sizes[1:])
    for layer, report in zip(model.layers, reports, strict=True):
        gradient = torch.cat([layer.weight.grad.flatten(), layer.bias.grad])
        assert report.gradient_norm == pytest.approx(gradient.norm().item(), rel=1e-5)
    assert reports[-1].dead_units is None
    assert all((report.dead_units or 0) >= least for least, report in enumerate(reports[:-1], start=1))


def test_units_that_gave_anything_for_one_sample_are_not_dead() -> None:
    spec = ModelSpec(inputs=2, hidden_sizes=(3,), classes=2)
    model, backpropagate = fresh(spec)
    with torch.no_grad():
        model.layers[0].weight.copy_(torch.tensor([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0]]))
        model.layers[0].bias.zero_()
    backpropagate(torch.tensor([[1.0, 0.0], [2.0, 0.5]]), torch.tensor([0, 1]))
    assert backpropagate.layer_reports()[0].dead_units == 1


def test_units_of_other_activations_do_not_die() -> None:
    spec = ModelSpec(**SMALL, activation=Activation.TANH)
    _, backpropagate = fresh(spec)
    backpropagate(*batch(spec, 8, seed=2))
    assert {report.dead_units for report in backpropagate.layer_reports()} == {None}
