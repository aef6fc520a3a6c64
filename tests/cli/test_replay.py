"""The same config and data give the same weights, and `digitpad replay` says so."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from digitpad.config.config_file import load_config
from digitpad.library.keeping import keep
from digitpad.library.library import Library
from digitpad.library.run_records import find_run, load_run
from digitpad.models.fingerprint import weights_sha256
from digitpad.training.outcome import TrainingOutcome
from digitpad.training.session import TrainingSession
from tests.support.cli import Outcome, digitpad

__all__ = ["digitpad", "load_config"]

Command = Callable[..., Outcome]

SHORT = ("--images", 2000, "--batch-size", 100, "--epochs", 1)


def change(record: str, user_folder: Path, **fields: object) -> None:
    path = user_folder / "runs" / f"{record}.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


def stopped_after(step: int, name: str, **options: object) -> None:
    """Keep the model of a run of the record "mine" that was stopped after a step."""
    session = TrainingSession()
    outcome = None
    for event in session.start(replace(find_run("mine").config, **options), until=step):  # type: ignore[arg-type]
        session.note_event(event)
        outcome = event
    assert isinstance(outcome, TrainingOutcome)
    assert (outcome.steps, outcome.is_stopped_early) == (step, True)
    keep(outcome, name, Library.of_user())
    session.close_run()


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
    stopped_after(7, "stopped", schedule="cosine")
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
    digitpad("train", "--name", "mine", "--images", 1000, "--batch-size", 100, "--epochs", 9, *options)
    assert find_run("mine").ended_by_patience
    assert digitpad("replay", "mine").status == 0
