"""The comparison with the tutorial's loop, on a few images: the same weights, and times of both."""

import subprocess
import sys

import pytest

from digitpad.benchmarks.training import TrainingSpeed, mnist_folder, race
from digitpad.config.dataset_info import Split
from digitpad.config.model_spec import DEFAULT_MLP, ModelSpec
from tests.support.training_samples import first_images


@pytest.mark.parametrize("spec", [ModelSpec(), DEFAULT_MLP], ids=["softmax", "mlp"])
def test_both_ways_of_training_end_at_the_same_weights(spec: ModelSpec) -> None:
    """And both were timed; a last batch that is smaller than the others is among them."""
    speed = race(spec, first_images(Split.TRAIN, 6000))
    assert speed.largest_difference < 1e-6
    assert speed.tutorial_s > speed.digitpad_s > 0.0


def test_the_ratio_says_how_many_times_less_digitpad_takes() -> None:
    assert TrainingSpeed(tutorial_s=6.0, digitpad_s=0.25, largest_difference=0.0).ratio == 24.0


def test_the_folder_for_torchvision_is_taken_away_again() -> None:
    with mnist_folder() as folder:
        assert len(list((folder / "MNIST" / "raw").iterdir())) == 4
    assert not folder.exists()


def test_importing_the_comparison_imports_no_torch() -> None:
    code = "import sys, digitpad.benchmarks.training; print('torch' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "False"
