"""The same config and data give the same weights, and `digitpad replay` says so."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from digitpad.config.train_config import Schedule
from digitpad.gui.training.thread import TrainingController
from digitpad.library.keeping import keep
from digitpad.library.library import Library
from digitpad.library.run_records import find_run, load_run
from digitpad.models.fingerprint import weights_sha256
from tests.cli.train.test_command import ink_of_two_writers
from tests.support.cli import Outcome, digitpad
from tests.support.training_runs import stopped_after

__all__ = ["digitpad"]

Command = Callable[..., Outcome]

SHORT = ("--train-images", 2000, "--batch-size", 100, "--epochs", 1)


def change(record: str, user_folder: Path, **fields: object) -> None:
    path = user_folder / "runs" / f"{record}.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


def test_a_run_replayed_has_the_weights_of_its_record_and_keeps_nothing(digitpad: Command, user_folder: Path) -> None:
    digitpad("train", "--name", "mine", *SHORT)
    before = sorted(user_folder.rglob("*"))
    (*_, result) = digitpad("replay", "mine", "--json").objects
    assert result["is_same"] is True
    assert result["weights_now"] == weights_sha256(Library.of_user().load("mine").weights)
    assert result["weights_then"] in digitpad("runs", "mine").stdout
    assert sorted(user_folder.rglob("*")) == before


def test_a_stopped_run_is_stopped_after_the_same_step(digitpad: Command) -> None:
    digitpad("train", "--name", "mine", *SHORT)
    config = replace(find_run("mine").config, schedule=Schedule.COSINE)
    keep(stopped_after(7, config), "stopped", Library.of_user())
    assert load_run(find_run("stopped").name).steps == 7
    outcome = digitpad("replay", "stopped")
    assert outcome.status == 0
    assert find_run("stopped").weights_sha256 in outcome.stdout


def test_other_weights_end_with_status_1_and_name_the_versions_that_differ(
    digitpad: Command, user_folder: Path
) -> None:
    digitpad("train", "--name", "mine", *SHORT)
    record = find_run("mine")
    change(record.name, user_folder, weights_sha256="0" * 64, versions={"digitpad": "0.1", "torch": "1.0"})
    outcome = digitpad("replay", record.name)
    assert outcome.status == 1
    assert "0" * 64 in outcome.stdout
    assert "torch: 1.0" in outcome.stderr


def test_a_record_without_a_hash_is_compared_with_its_model_while_that_is_kept(
    digitpad: Command, user_folder: Path
) -> None:
    digitpad("train", "--name", "mine", *SHORT)
    change(find_run("mine").name, user_folder, weights_sha256="")
    assert digitpad("replay", "mine", "--json").objects[-1]["is_same"] is True
    Library.of_user().delete("mine")
    outcome = digitpad("replay", "mine", "--json")
    assert (outcome.status, outcome.objects[-1]["is_same"]) == (1, None)


@pytest.mark.parametrize("key", ["sha256", "count"])
def test_other_data_than_the_records_is_refused_by_name(digitpad: Command, user_folder: Path, key: str) -> None:
    digitpad("train", "--name", "mine", *SHORT)
    record = find_run("mine")
    (source,) = json.loads((user_folder / "runs" / f"{record.name}.json").read_text())["data"]
    change(record.name, user_folder, data=[source | {key: "0" * 64 if key == "sha256" else 7}])
    outcome = digitpad("replay", "mine")
    assert (outcome.status, outcome.stdout) == (1, "")
    assert source["name"] in outcome.stderr
    assert source["sha256"] in outcome.stderr


def test_fine_tuning_is_replayed_from_the_same_model_alone(digitpad: Command) -> None:
    digitpad("train", "--name", "mine", *SHORT)
    digitpad("train", "--name", "tuned", "--fine-tune", "mine", *SHORT)
    assert digitpad("replay", "tuned").status == 0
    library = Library.of_user()
    model = library.load("mine")
    library.replace("mine", replace(model, weights={name: -each for name, each in model.weights.items()}))
    outcome = digitpad("replay", "tuned")
    assert outcome.status == 1
    assert "“mine”" in outcome.stderr


def test_the_best_epoch_of_a_run_that_ended_early_comes_out_again(digitpad: Command) -> None:
    options = ("--validation", 500, "--keep-best", "--patience", 1, "--learning-rate", 3)
    digitpad("train", "--name", "mine", "--train-images", 1000, "--batch-size", 100, "--epochs", 9, *options)
    assert find_run("mine").ended_by_patience
    assert digitpad("replay", "mine").status == 0


def test_a_run_of_the_window_is_the_same_to_the_bit(digitpad: Command, qtbot: QtBot) -> None:
    digitpad("train", "--name", "mine", *SHORT)
    training = TrainingController()
    training.watch(True)
    with qtbot.waitSignal(training.finished_run, timeout=60_000) as ended:
        training.start(find_run("mine").config)
    assert weights_sha256(ended.args[0].checkpoint.weights) == find_run("mine").weights_sha256
    assert training.shut_down()


def test_a_temperature_is_part_of_the_weights_and_a_model_made_of_them_replays_too(
    digitpad: Command, tmp_path: Path
) -> None:
    ink = ink_of_two_writers(tmp_path / "ink.jsonl")
    digitpad("train", "--name", "mine", "--epochs", 1, "--train-images", 6000, "--ink", ink, "--measure-without", "B")
    assert find_run("mine").temperature is not None
    assert digitpad("replay", "mine").status == 0
    digitpad("train", "--name", "tuned", "--fine-tune", "mine", *SHORT)
    assert digitpad("replay", "tuned").status == 0
