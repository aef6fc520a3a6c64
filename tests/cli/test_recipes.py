"""``digitpad recipes``."""

import signal
import sys
from pathlib import Path

import pytest

from digitpad.config.dataset_info import DATASETS, DatasetName
from digitpad.config.recipes import RECIPES
from digitpad.config.train_config import TrainConfig
from digitpad.training.run import TrainingRun, train
from tests.support.cli import Command
from tests.support.images import write_cifar_archive, write_picture_folder
from tests.test_docs import REPOSITORY


def test_every_recipe_is_listed_with_what_its_note_says(digitpad: Command) -> None:
    shown, listed = digitpad("recipes").stdout, digitpad("recipes", "--json").objects
    assert [each["name"] for each in listed] == [recipe.name for recipe in RECIPES]
    for recipe, each in zip(RECIPES, listed, strict=True):
        assert recipe.name in shown
        assert each["seconds"] > 0
        assert [(figure["explanation"], figure["explanation_mean_std"]) for figure in each["figures"]] == [
            tuple(figure.explanation(is_normalised=is_normalised) or None for is_normalised in (False, True))
            for figure in recipe.targets
        ]
        assert [figure["note_says"] for figure in each["figures"]] == [figure.note_says for figure in recipe.targets]
    assert "92.11 %" in shown


def test_the_table_is_made_by_running_the_recipes_both_ways(digitpad: Command) -> None:
    outcome = digitpad("recipes", "--table", "--recipe", "softmax-sgd", "--seeds", 1)
    assert outcome.status == 0
    head, line, plain, normalised, empty, *explanations = outcome.stdout.splitlines()
    assert head.count("|") == line.count("|") == plain.count("|") == normalised.count("|")
    assert plain.startswith("| `softmax-sgd` | MNIST | pixel/255 | after 2 epochs | 92.11 %, not reached | 90.")
    assert normalised.startswith("| `softmax-sgd` | MNIST | mean/std | after 2 epochs | 92.11 %, ")
    assert plain.split("|")[7].strip() == "90.2 to 90.4 %"
    assert not empty
    assert [each.partition(", after")[0] for each in explanations] == [
        "- `softmax-sgd`, pixel/255",
        "- `softmax-sgd`, mean/std",
    ]


def test_a_script_that_comes_out_in_its_band_is_told_so(digitpad: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digitpad.training.pytorch_script.script_of", lambda _: "print('9030/10000 right')")
    outcome = digitpad("recipes", "--pytorch", "--recipe", "softmax-sgd", "--json")
    (told,) = outcome.objects
    assert (outcome.status, told["accuracy"], told["is_within"]) == (0, 0.903, True)
    assert (told["recipe"], told["data"], told["band"]) == ("softmax-sgd", "MNIST", [0.902, 0.904])


@pytest.mark.long
def test_the_script_of_a_recipe_is_run_whole_and_comes_out_in_its_band(digitpad: Command) -> None:
    outcome = digitpad("recipes", "--pytorch", "--recipe", "softmax-sgd", "--json")
    (told,) = outcome.objects
    assert 0.9 < told["accuracy"] < 0.906  # the band and what another version of torch may shift
    assert outcome.status == (0 if told["is_within"] else 1)


def test_a_script_that_comes_out_elsewhere_fails_and_the_rest_is_run(
    digitpad: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_cifar_archive(tmp_path / "digitpad-home" / "data" / "cifar10", each=30)
    monkeypatch.setattr("digitpad.training.pytorch_script.script_of", lambda _: "print('7/10 right')")
    outcome = digitpad("recipes", "--pytorch", "--recipe", "mlp-cifar")
    assert outcome.status == 1
    assert outcome.stdout.splitlines()[-1].startswith("| `mlp-cifar` | CIFAR-10 | 70.00 % | 33.0 to 33.8 % | no |")


def test_a_recipe_whose_data_is_not_here_is_left_out_and_said(digitpad: Command) -> None:
    for way in ("--table", "--pytorch"):
        outcome = digitpad("recipes", way, "--recipe", "mlp-cifar", "--json")
        assert (outcome.status, outcome.stdout) == (1, "")
        assert "mlp-cifar is left out: CIFAR-10 is not here." in outcome.stderr


@pytest.fixture
def cifar_folder(tmp_path: Path) -> Path:
    """Return a folder with a few pictures of CIFAR-10's classes."""
    write_picture_folder(tmp_path / "pictures", DATASETS[DatasetName.CIFAR10].class_names, each=7)
    return tmp_path / "pictures"


def test_a_folder_of_pictures_stands_in_for_cifar_10(
    digitpad: Command, cifar_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitpad.training.pytorch_script.script_of", lambda _: "print('7/10 right')")
    outcome = digitpad("recipes", "--pytorch", "--recipe", "mlp-cifar", "--cifar-folder", cifar_folder)
    row = outcome.stdout.splitlines()[-1].split("|")
    assert row[1].strip() == "`mlp-cifar`"
    assert row[2].strip() not in {"", "CIFAR-10"}
    assert row[3].strip() == "70.00 %"


def test_a_script_that_fails_is_told_with_its_last_words(
    digitpad: Command, cifar_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitpad.training.pytorch_script.script_of", lambda _: "raise SystemExit('no more memory')")
    outcome = digitpad("recipes", "--pytorch", "--recipe", "mlp-cifar", "--cifar-folder", cifar_folder, "--json")
    assert (outcome.status, outcome.stdout) == (1, "")
    assert "no more memory" in outcome.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
def test_ctrl_c_ends_a_script_without_a_row(
    digitpad: Command, cifar_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "import os, signal; os.kill(os.getppid(), signal.SIGINT); print('7/10 right')"
    monkeypatch.setattr("digitpad.training.pytorch_script.script_of", lambda _: script)
    outcome = digitpad("recipes", "--pytorch", "--recipe", "mlp-cifar", "--cifar-folder", cifar_folder, "--json")
    assert (outcome.status, outcome.stdout) == (130, "")


def test_ctrl_c_ends_the_table(digitpad: Command, cifar_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def train_interrupted(config: TrainConfig) -> TrainingRun:
        signal.raise_signal(signal.SIGINT)
        return train(config)

    monkeypatch.setattr("digitpad.training.run.train", train_interrupted)
    outcome = digitpad("recipes", "--table", "--recipe", "mlp-cifar", "--cifar-folder", cifar_folder, "--json")
    assert (outcome.status, outcome.stdout) == (130, "")


def test_options_of_the_table_want_the_table(digitpad: Command) -> None:
    assert digitpad("recipes", "--seeds", 2).status == 2
    assert digitpad("recipes", "--pytorch", "--seeds", 2).status == 2
    assert digitpad("recipes", "--pytorch", "--table").status == 2
    assert digitpad("recipes", "--table", "--recipe", "nonsuch").status == 1
    assert digitpad("recipes", "--table", "--recipe", "bundled-mlp").status == 1


def test_the_page_of_recipes_has_a_row_of_each_both_ways() -> None:
    page = (REPOSITORY / "docs" / "recipes.md").read_text(encoding="utf-8")
    for recipe in RECIPES:
        for figure in recipe.targets:
            rows = [line for line in page.splitlines() if line.startswith(f"| `{recipe.name}` |")]
            for pixels in ("pixel/255", "mean/std"):
                assert any(f"| {pixels} | {figure.label} | {figure.note_says}" in row for row in rows)
