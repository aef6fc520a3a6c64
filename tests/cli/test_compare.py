import csv
from dataclasses import replace
from pathlib import Path

import pytest

from digitpad.config.train_config import TrainConfig
from digitpad.library.library import Library
from digitpad.library.run_records import record_run
from digitpad.models.checkpoint import EpochRecord
from digitpad.training.reports import Curve
from tests.support.cli import Command, add_model


@pytest.fixture
def names() -> tuple[str, ...]:
    """Return the names of two runs of one model each, and of a model without a run."""
    found = []
    for rate, epochs in ((0.1, 1), (0.3, 2)):
        history = tuple(EpochRecord(n + 1, 0.5 / (n + 1), 0.8, 0.4, 0.85 + n / 10, rate, 2.0) for n in range(epochs))
        config = TrainConfig(learning_rate=rate, epochs=epochs)
        model = replace(
            add_model(f"model-{epochs}"), config=config, history=history, created="2026-01-01T10:00:00+00:00"
        )
        found.append(record_run(model, Curve(1, (1.0,)), model=f"model-{epochs}").name)
    Library.of_user().add("alone", replace(model, config=replace(config, seed=4)))
    return (*found, "alone")


def test_settings_that_differ_and_the_epochs_are_told_of_each_run(digitpad: Command, names: tuple[str, ...]) -> None:
    first, second, third = digitpad("compare", names[0], "model-2", "alone", "--json").objects
    assert [each["name"] for each in (first, second, third)] == [names[0], "model-2", "alone"]
    assert first["settings"] == {"epochs": "1", "learning-rate": "0.1", "seed": "0"}
    assert third["settings"] == {"epochs": "2", "learning-rate": "0.3", "seed": "4"}
    assert [record["test_accuracy"] for record in second["history"]] == [0.85, 0.95]


def test_the_table_has_a_line_for_each_run_and_the_file_one_for_each_epoch(
    digitpad: Command, names: tuple[str, ...], tmp_path: Path
) -> None:
    outcome = digitpad("compare", *names, "--output", tmp_path / "curves.csv")
    assert outcome.status == 0
    head, *lines = outcome.stdout.splitlines()
    assert "learning-rate" in head
    assert "batch-size" not in head
    assert len(lines) == 3
    rows = list(csv.DictReader((tmp_path / "curves.csv").read_text().splitlines()))
    assert [row["run"] for row in rows] == [names[0], names[1], names[1], "alone", "alone"]
    assert [row["train_loss"] for row in rows[:3]] == ["0.5", "0.5", "0.25"]


def test_runs_that_differ_in_much_stand_side_by_side(digitpad: Command, names: tuple[str, ...]) -> None:
    head, *lines = digitpad("compare", names[0], "mlp").stdout.splitlines()
    assert head.split() == ["run", names[0], "mlp"]
    assert len({line.split()[0] for line in lines}) > 12
    assert not any("…" in line for line in lines)


def test_a_model_that_does_not_say_how_it_was_trained_is_refused_and_what_was_fine_tuned_is_told(
    digitpad: Command, names: tuple[str, ...]
) -> None:
    tuned = add_model("tuned")
    Library.of_user().replace("tuned", replace(tuned, config=TrainConfig(initial="mlp")))
    add_model("bare")
    first, second = digitpad("compare", "alone", "tuned", "--json").objects
    assert (first["settings"]["fine-tune"], second["settings"]["fine-tune"]) == ("", "mlp")
    refused = digitpad("compare", names[0], "bare")
    assert (refused.status, refused.stdout) == (1, "")
    assert "“bare”" in refused.stderr


def test_one_run_or_a_name_that_is_none_is_refused(digitpad: Command, names: tuple[str, ...]) -> None:
    assert digitpad("compare", names[0]).status == 2
    assert digitpad("compare", names[0], names[0]).status == 2
    outcome = digitpad("compare", names[0], "nobody")
    assert (outcome.status, "nobody" in outcome.stderr) == (1, True)
