"""What the steps of notes A to C come to."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from digitpad.config.dataset_info import Split
from digitpad.notes.walk import Outcome
from tests.notes.conftest import COUNTS, Told

Run = Callable[[str, str], Outcome]


@pytest.fixture
def run(told: Told) -> Run:
    """Return a function that runs a step of a note on slices of MNIST."""
    return lambda note, key: told(note, key)[1]


def values_of(outcome: Outcome) -> Any:
    return outcome.values


def test_the_first_batches_have_the_notes_shapes(run: Run) -> None:
    for note, key, size in (("a", "tensors", 64), ("b", "first-batch", 100), ("c", "first-batch", 32)):
        values = run(note, key).values
        assert values["images_shape"] == [size, 1, 28, 28]
        assert values["labels_shape"] == [size]
        assert (values["images_dtype"], values["labels_dtype"]) == ("float32", "int64")
        whole = COUNTS[Split.TRAIN] // size
        assert values["batches"] == whole + (note != "b" and COUNTS[Split.TRAIN] % size > 0)


def test_the_four_lines_take_a_step_downhill(run: Run) -> None:
    values = values_of(run("a", "four-lines"))
    assert values["loss_after"] < values["loss"]
    assert values["moved"] == pytest.approx(0.03 * values["gradient_norm"], rel=1e-3)
    assert values["gradient_norm_uncleared"] == pytest.approx(2 * values["gradient_norm"])


def test_the_test_one_by_one_counts_what_training_measured(run: Run) -> None:
    values = values_of(run("a", "test"))
    assert values["correct"] / values["count"] == run("a", "train-softmax").values["accuracy"]


def test_the_mlp_goes_on_from_two_epochs_to_ten(run: Run) -> None:
    short, long = values_of(run("a", "mlp")), values_of(run("a", "mlp-longer"))
    assert len(short["test_accuracy"]) == 2
    assert len(long["test_accuracy"]) == 10
    assert long["test_accuracy"][:2] == short["test_accuracy"]


def test_depths_are_compared_by_their_parameters(run: Run) -> None:
    compared = values_of(run("a", "why-four-layers"))["compared"]
    assert [len(each["hidden_sizes"]) for each in compared] == [1, 2, 3, 4, 5]
    assert compared[2]["parameters"] == 242_762


def test_the_cost_of_each_epoch_is_printed_as_the_note_does(run: Run) -> None:
    outcome = run("b", "train")
    assert sum(line.startswith("Epoch: ") for line in outcome.lines) == 15
    assert re.fullmatch(r"Epoch: 0001 cost = \d\.\d{9}", outcome.lines[0])
    assert outcome.values["costs"][0] > outcome.values["costs"][-1]  # type: ignore[index]


def test_raw_images_are_measured_beside_those_from_0_to_1(run: Run) -> None:
    values = values_of(run("b", "raw-images"))
    assert values["loss_raw"] > 10 * values["loss"]
    assert values["accuracy"] == run("b", "test").values["accuracy"]


def test_a_seed_draws_the_same_weights_again(run: Run) -> None:
    assert run("b", "seed").values == {"seed": 777, "is_same_again": True, "is_same_with_other_seed": False}


def test_training_changes_weights_and_testing_none(run: Run) -> None:
    values = values_of(run("b", "what-changes"))
    assert all(values["changed"].values())
    assert values["is_untouched_by_test"]
    assert values["agreed"] == COUNTS[Split.TEST]


def test_the_words_are_worked_out_with_the_notes_example(run: Run) -> None:
    values = values_of(run("c", "words"))
    assert values["example"] == 10
    assert values["iterations_an_epoch"] * 32 == COUNTS[Split.TRAIN]


def test_the_order_of_labels_is_learnt_without_shuffling(run: Run) -> None:
    values = values_of(run("c", "shuffle"))
    assert values["sorted"]["accuracy"] < values["shuffled"]["accuracy"]


def test_a_log_softmax_of_a_log_softmax_is_itself(run: Run) -> None:
    values = values_of(run("c", "model"))
    assert values["largest_difference"] < 1e-5
    assert values["loss_of_logits"] == pytest.approx(values["loss_of_log_softmax"], abs=1e-5)


def test_the_loss_that_is_divided_twice_is_a_batch_too_small(run: Run) -> None:
    assert values_of(run("c", "loss-too-small"))["times"] == pytest.approx(32, rel=0.1)


def test_losses_of_a_long_run_stand_at_their_steps(run: Run) -> None:
    plot = run("c", "train").plot
    assert plot is not None
    steps = COUNTS[Split.TRAIN] // 32 * 2
    assert plot.curves[0].places == tuple(range(1, steps + 1, 20))


def test_every_weight_is_accounted_for(run: Run) -> None:
    outcome = run("b", "what-changes")
    values = values_of(outcome)
    told = [int(line.rsplit(" ", 1)[1]) for line in outcome.lines if line.startswith("weights with")]
    assert values["changed"]["layers.0.weight"] + 10 * values["blank_pixels"] + sum(told) == 7_840
