from typing import Any

import numpy as np
import pytest

from digitpad.config.dataset_info import DatasetName
from digitpad.data.locations import dataset_folder
from digitpad.errors import DatasetError
from digitpad.notes.walk import Given
from digitpad.notes.walk_e import WALK
from digitpad.notes.walks import find_step
from digitpad.notes.workbench import Workbench
from tests.support.images import write_idx_set
from tests.support.notes import outcome_of

OF_FASHION = [step.key for step in WALK.steps if step.dataset is DatasetName.FASHION_MNIST]


def values_of(key: str, bench: Workbench) -> dict[str, Any]:
    return outcome_of(find_step(WALK, key), Given(bench))[1].values


def test_softmax_minus_one_hot_is_the_gradient(bench: Workbench) -> None:
    values = values_of("scores", bench)
    assert min(values["scores"]) < 0
    assert sum(values["softmax"]) == pytest.approx(1.0)
    assert values["gradient"] == pytest.approx(values["difference_quotients"], abs=1e-8)
    assert sum(values["gradient"]) == pytest.approx(0.0)


def test_the_worked_numbers_come_out(bench: Workbench) -> None:
    sums = values_of("sums", bench)
    assert sums["columns"] == [[5.0, 7.0, 9.0]]
    assert sums["rows"] == [[6.0], [15.0]]
    picked = values_of("cross-entropy", bench)
    assert picked["losses"] == pytest.approx([2.3026, 0.6931], abs=1e-4)
    assert picked["accuracy"] == 0.5


@pytest.mark.parametrize("key", OF_FASHION)
def test_without_fashion_mnist_a_step_says_which_command_fetches_it(key: str, bench: Workbench) -> None:
    with pytest.raises(DatasetError) as caught:
        values_of(key, bench)
    assert "digitpad data get fashion-mnist" in caught.value.detail


@pytest.fixture(scope="module")
def fashion() -> Workbench:
    """Return a workbench that keeps what the tests of the small Fashion-MNIST train."""
    return Workbench(generator=np.random.default_rng(0))


class TestFashion:
    """With a few made-up images in Fashion-MNIST's place."""

    @pytest.fixture(autouse=True)
    def clothes(self) -> None:
        write_idx_set(dataset_folder(DatasetName.FASHION_MNIST), count=600)

    def test_a_batch_of_32_is_resized_to_64(self, fashion: Workbench) -> None:
        values = values_of("resize", fashion)
        assert (values["images_shape"], values["images_dtype"]) == ([32, 1, 64, 64], "float32")
        assert (values["labels_shape"], values["labels_dtype"]) == ([32], "int64")

    def test_a_network_by_hand_knows_nothing_at_first(self, fashion: Workbench) -> None:
        assert values_of("by-hand", fashion)["loss"] == pytest.approx(np.log(10), abs=0.1)

    def test_three_lines_are_drawn_in_the_notes_frame_and_the_checks_are_told_as_they_are(
        self, fashion: Workbench
    ) -> None:
        progress, outcome = outcome_of(find_step(WALK, "train"), Given(fashion))
        assert outcome.plot is not None
        assert (outcome.plot.x_range, outcome.plot.y_range) == ((1.0, 10.0), (0.3, 0.9))
        assert [curve.name for curve in outcome.plot.curves] == ["train loss", "train accuracy", "test accuracy"]
        assert sum(each.plot is not None for each in progress) == 10
        # Noise cannot be learnt.
        assert outcome.values["checks"] == [False, False, False]

    def test_six_pictures_have_their_true_name_above_the_predicted_one(self, fashion: Workbench) -> None:
        _, outcome = outcome_of(find_step(WALK, "six-pictures"), Given(fashion))
        assert len(outcome.images) == outcome.columns == 6
        first = outcome.values["pictures"][0]  # type: ignore[index] # a list of pictures
        assert outcome.images[0].title == f"{first['label']}\n{first['prediction']}"
        assert first["label"] == "T-shirt/top"

    def test_the_api_gives_a_loss_for_every_sample(self, fashion: Workbench) -> None:
        values = values_of("api", fashion)
        assert values["losses_shape"] == [256]
        assert values["accuracy"] != values["accuracy_by_hand"]
