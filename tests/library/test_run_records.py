import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from digitpad.config.recipes import find_recipe
from digitpad.errors import LibraryError, StorageError
from digitpad.library import run_records
from digitpad.training.reports import Curve
from tests.support.cli import Outcome, digitpad
from tests.training.test_recipe_results import some_checkpoint

__all__ = ["digitpad"]

CURVE = Curve(2, (2.3, 1.1, 0.7))


def recorded(model: str = "mine", moment: str = "2026-01-02T03:04:05+00:00") -> run_records.RunRecord:
    checkpoint = replace(some_checkpoint(find_recipe("softmax-sgd").config), created=moment)
    return run_records.record_run(checkpoint, CURVE, model=model, recipe="softmax-sgd")


def test_a_record_holds_what_a_run_was_and_came_to() -> None:
    record = recorded()
    assert run_records.load_run(record.name) == record
    assert record.name == "2026-01-02T03-04-05-mine"
    assert (record.config, record.curve) == (find_recipe("softmax-sgd").config, CURVE)
    assert (record.versions.torch, record.versions.numpy) == (torch.__version__.partition("+")[0], np.__version__)
    assert all((record.versions.digitpad, record.versions.python, record.history, record.measurements))


def test_records_are_listed_in_time_and_found_by_name_or_by_model(user_folder: Path) -> None:
    assert run_records.run_names() == ()
    assert not user_folder.exists()
    later = recorded(moment="2026-01-03T00:00:00+00:00")
    first, second = recorded(), recorded()
    assert run_records.run_names() == (first.name, f"{first.name}-2", later.name)
    assert second.name == f"{first.name}-2"
    assert run_records.find_run(first.name) == first
    assert run_records.find_run("mine") == later
    with pytest.raises(LibraryError, match="nobody"):
        run_records.find_run("nobody")


def test_records_of_one_second_and_name_never_overwrite_one_another() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: recorded(), range(24)))
    listed = run_records.run_names()
    assert len({record.name for record in made}) == 24
    assert set(listed) == {record.name for record in made}
    assert [run_records.load_run(name).name for name in listed] == list(listed)
    assert listed[9].endswith("-mine-10"), "in the order of their numbers"


def test_a_record_of_an_earlier_version_is_read_without_what_it_did_not_note(user_folder: Path) -> None:
    record = recorded()
    path = user_folder / "runs" / f"{record.name}.json"
    told = json.loads(path.read_text())
    for key in ("weights_sha256", "steps", "origin", "temperature"):
        del told[key]
    path.write_text(json.dumps(told))
    read = run_records.load_run(record.name)
    assert read == replace(record, weights_sha256="")


def test_a_file_as_model_gives_a_name_that_is_a_files_name() -> None:
    assert recorded(model="/some/where/out.safetensors").name.endswith("-out")
    assert recorded(model="").name.endswith("-run")


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b'{"format_version": 1}'])
def test_a_damaged_record_is_refused(content: bytes, user_folder: Path) -> None:
    record = recorded()
    (user_folder / "runs" / f"{record.name}.json").write_bytes(content)
    with pytest.raises(StorageError, match="damaged"):
        run_records.load_run(record.name)


def test_a_record_of_a_future_version_is_refused_with_the_advice_to_update(user_folder: Path) -> None:
    path = user_folder / "runs" / f"{recorded().name}.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format_version": 2}))
    with pytest.raises(StorageError, match="update digitpad"):
        run_records.load_run(path.stem)


def test_a_folder_that_cannot_be_written_is_a_plain_error(user_folder: Path) -> None:
    user_folder.write_text("in the way")
    with pytest.raises(StorageError):
        recorded()


def test_the_command_lists_runs_and_shows_one(digitpad: Callable[..., Outcome], user_folder: Path) -> None:
    assert digitpad("runs", "--json").objects == []
    options = ("--batch-size", 1000, "--epochs", 1)
    (trained,) = digitpad("train", "--name", "mine", *options, "--json").objects[-1:]
    (listed,) = digitpad("runs", "--json").objects
    assert listed["name"] == trained["record"]
    assert (listed["model"], listed["stopped"], listed["epochs"]) == ("mine", False, 1)
    assert listed["test_accuracy"] == trained["test_accuracy"]
    (whole,) = digitpad("runs", "mine", "--json").objects
    assert whole == json.loads((user_folder / "runs" / f"{trained['record']}.json").read_text())
    assert len(whole["curve"]["losses"]) == 60
    assert whole["data"][0]["name"] == "MNIST train"
    assert trained["record"] in digitpad("runs").stdout
    shown = digitpad("runs", "mine").stdout
    assert "PyTorch" in shown
    assert "epoch   1" in shown


def test_the_command_goes_on_past_a_broken_record(digitpad: Callable[..., Outcome], user_folder: Path) -> None:
    broken, sound = recorded("broken"), recorded("sound")
    (user_folder / "runs" / f"{broken.name}.json").write_text("")
    outcome = digitpad("runs", "--json")
    assert outcome.status == 1
    assert [each["name"] for each in outcome.objects] == [sound.name]
    assert "damaged" in outcome.stderr
    assert digitpad("runs", "nobody").status == 1
