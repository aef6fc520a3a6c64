from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from digitpad.config.dataset_info import DatasetName
from digitpad.data.locations import dataset_folder
from digitpad.errors import DatasetError
from digitpad.notes import steps_d_training
from digitpad.notes.steps_d import CIFAR
from digitpad.notes.walk import Given, Outcome
from digitpad.notes.walk_d import WALK
from digitpad.notes.walks import find_step
from digitpad.notes.workbench import Workbench
from tests.notes.conftest import Told
from tests.support.images import write_cifar_archive
from tests.support.inks import SEVEN
from tests.support.notes import outcome_of


def run(key: str, bench: Workbench) -> Outcome:
    return outcome_of(find_step(WALK, key), Given(bench))[1]


def values_of(key: str, bench: Workbench) -> dict[str, Any]:
    return run(key, bench).values


def test_softmax_by_hand_agrees_and_then_overflows(bench: Workbench) -> None:
    values = values_of("softmax-by-hand", bench)
    assert values["cross_entropy_by_hand"] == pytest.approx(values["cross_entropy_stable"], abs=1e-4)
    assert values["overflows"]
    assert sum(values["stable"]) == pytest.approx(1.0)
    assert 88 < values["largest_logit"] < 89


def test_the_small_module_has_241_parameters_and_answers_between_0_and_1(bench: Workbench) -> None:
    values = values_of("module", bench)
    assert values["parameters"] == 241
    assert all(0.0 < output < 1.0 for output in values["outputs"])


def test_activations_keep_to_their_ranges(bench: Workbench) -> None:
    outcome = run("activations", bench)
    assert outcome.plot is not None
    assert [curve.name for curve in outcome.plot.curves] == ["sigmoid", "tanh", "relu"]
    assert all((curve.places[0], curve.places[-1]) == (-5.0, 5.0) for curve in outcome.plot.curves)
    sigmoid, tanh, relu = (curve.values for curve in outcome.plot.curves)
    assert 0.0 < min(sigmoid) < 0.01
    assert 0.99 < max(sigmoid) < 1.0
    assert -1.0 < min(tanh) < -0.99
    assert (min(relu), max(relu)) == (0.0, 5.0)


def test_dropout_keeps_the_mean_of_the_logits(bench: Workbench) -> None:
    values = values_of("mlp", bench)
    assert values["parameters"] == 3072 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10
    assert 16 < values["silenced"] < 48
    assert values["logits_training_mean"] == pytest.approx(values["logits_evaluation"], abs=0.02)


def test_the_chain_rule_gives_the_difference_quotient_and_the_step_lowers_the_loss(bench: Workbench) -> None:
    values = values_of("both-ways", bench)
    assert values["gradient"] == pytest.approx(values["difference_quotient"], rel=1e-4)
    assert values["loss_after"] < values["loss"]


def test_larger_batches_point_more_nearly_the_way_of_the_whole(told: Told) -> None:
    values: Any = told("d", "batches")[1].values
    cosines = list(values["cosines"].values())
    assert cosines == sorted(cosines)


def test_every_optimiser_starts_alike_and_gets_on(told: Told) -> None:
    optimizers: Any = told("d", "optimizers")[1].values["optimizers"]
    assert len(optimizers) == 4
    assert len({made["losses"][0] for made in optimizers.values()}) == 1
    assert all(made["losses"][-1] < made["losses"][0] for made in optimizers.values())
    assert optimizers["SGD"]["moved"] == pytest.approx(optimizers["momentum 0.9"]["moved"])


def test_schedules_are_those_of_the_note(bench: Workbench) -> None:
    rates = values_of("schedules", bench)["learning_rates"]
    by_step, by_milestones, cosine = rates.values()
    assert [by_step[epoch] for epoch in (0, 39, 40, 80)] == pytest.approx([0.01, 0.01, 0.001, 0.0001])
    assert [by_milestones[epoch] for epoch in (29, 30, 79, 80)] == pytest.approx([0.01, 0.001, 0.001, 0.0001])
    assert [cosine[epoch] for epoch in (0, 10, 20, 40)] == pytest.approx([0.01, 0.005, 0.0, 0.01])


def test_the_validation_loss_turns_while_the_train_loss_falls(bench: Workbench) -> None:
    outcome = run("overfitting", bench)
    train, held_out, best = (outcome.values[key] for key in ("train_loss", "validation_loss", "best_epoch"))
    assert len(train) == len(held_out) == steps_d_training.LONG
    assert train[-1] < train[best - 1]
    assert held_out[-1] > held_out[best - 1] == min(held_out)
    assert outcome.plot is not None
    assert [curve.name for curve in outcome.plot.curves] == ["train loss", "validation loss"]


@pytest.mark.parametrize("key", ["cifar", "iterations", "three-optimizers"])
def test_without_cifar_10_a_step_says_which_command_fetches_it(key: str, bench: Workbench) -> None:
    with pytest.raises(DatasetError) as caught:
        run(key, bench)
    assert "digitpad data get cifar10" in caught.value.detail


class TestCifar:
    """With a few made-up images in CIFAR-10's place."""

    @pytest.fixture
    def bench(self) -> Workbench:
        """Return a workbench that reads what is in the user folder."""
        write_cifar_archive(dataset_folder(DatasetName.CIFAR10), each=20)
        return Workbench(generator=np.random.default_rng(0))

    def test_channels_move_in_front(self, bench: Workbench) -> None:
        values = values_of("cifar", bench)
        assert values["stored_shape"] == [64, 32, 32, 3]
        assert values["images_shape"] == [64, 3, 32, 32]

    def test_training_is_counted_in_iterations(self, bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
        few = replace(CIFAR, config=replace(CIFAR.config, steps=30, schedule_every=10))
        monkeypatch.setattr(steps_d_training, "CIFAR", few)
        monkeypatch.setattr(steps_d_training, "LOG_EVERY", 5)
        outcome = outcome_of(find_step(WALK, "iterations"), Given(bench, drawing=SEVEN))[1]
        assert outcome.values["iterations"] == 30
        rates = [line.rsplit(" ", 1)[1] for line in outcome.lines if line.startswith("iteration")]
        assert rates == ["0.01", "0.01", "0.005", "0.005", "0.0025", "0.0025"]
        assert outcome.images[1].title.count("\n") == 1
