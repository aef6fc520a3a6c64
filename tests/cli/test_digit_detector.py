"""``digitpad reject``: what it asks for."""

from functools import partial
from pathlib import Path

import pytest

from digitpad.ink.ink_file import write_ink_file
from digitpad.recognition import digit_detector as detectors
from digitpad.training import digit_detector
from tests.support.cli import Command
from tests.support.training_samples import written_forms


def test_ink_that_is_not_there_is_told_before_anything_is_trained(digitpad: Command, tmp_path: Path) -> None:
    missing, output = tmp_path / "missing.jsonl", tmp_path / "gate.safetensors"
    outcome = digitpad("reject", "train", "--ink", missing, "--measure-without", "A25", "--output", output)
    assert outcome.status == 1
    assert str(missing) in outcome.stderr
    assert not output.exists()


def test_writers_who_wrote_nothing_are_told(digitpad: Command, tmp_path: Path) -> None:
    file = tmp_path / "ink.jsonl"
    file.write_text('{"label": 1, "writer": "A01", "strokes": [[[10, 10], [10, 90]]]}\n')
    outcome = digitpad("reject", "train", "--ink", file, "--measure-without", "B99", "--output", tmp_path / "gate")
    assert outcome.status == 1
    assert "B99" in outcome.stderr


def test_no_writer_to_measure_on_is_refused(digitpad: Command, tmp_path: Path) -> None:
    file = tmp_path / "ink.jsonl"
    write_ink_file(file, written_forms(1, ("A",)))
    outcome = digitpad("reject", "train", "--ink", file, "--measure-without", " , ", "--output", tmp_path / "gate")
    assert outcome.status == 2
    assert "--measure-without" in outcome.stderr


def test_a_detector_is_written_with_the_one_it_was_measured_by(
    digitpad: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = partial(
        digit_detector.DetectorConfig,
        **dict.fromkeys(("variants", "pen_variants"), 1),
        steps=2,
        batch_size=16,
        hidden_sizes=(4,),
        drawings=2,
        images=100,
        measured=2,
    )
    monkeypatch.setattr(digit_detector, "DetectorConfig", small)
    monkeypatch.setattr(digit_detector, "_WRITTEN", 1)
    file, gate, trial = (tmp_path / name for name in ("ink.jsonl", "gate.safetensors", "trial.safetensors"))
    write_ink_file(file, written_forms(1, ("A", "B")))
    outcome = digitpad(
        *("reject", "train", "--ink", file, "--measure-without", "B"),
        *("--output", gate, "--trial", trial, "--seed", 3),
    )
    assert outcome.status == 0
    whole, measured = detectors.load(gate), detectors.load(trial)
    assert whole.seed == measured.seed == 3
    assert whole.data[1].count == 2 * measured.data[1].count
    lines = outcome.stdout.splitlines()
    assert [line.partition(": ")[0] for line in lines[:-1]] == [each.name for each in whole.figures]
    assert str(gate) in lines[-1]


@pytest.mark.parametrize("option", ["--output", "--trial"])
def test_a_place_that_cannot_be_written_is_told_before_anything_is_trained(
    digitpad: Command, tmp_path: Path, option: str
) -> None:
    places = {"--output": tmp_path / "gate.safetensors", "--trial": tmp_path / "trial.safetensors", option: tmp_path}
    arguments = [argument for pair in places.items() for argument in pair]
    outcome = digitpad("reject", "train", "--ink", tmp_path / "ink.jsonl", "--measure-without", "A25", *arguments)
    assert outcome.status == 1
    assert f"Choose another one for {option}." in outcome.stderr


def test_a_seed_below_0_is_refused(digitpad: Command, tmp_path: Path) -> None:
    arguments = ("--ink", tmp_path / "ink.jsonl", "--measure-without", "A25", "--output", tmp_path / "gate")
    outcome = digitpad("reject", "train", *arguments, "--seed", "-1")
    assert outcome.status == 2
    assert "--seed" in outcome.stderr
