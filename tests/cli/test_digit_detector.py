"""``digitpad reject``: what it asks for."""

from pathlib import Path

import pytest

from tests.support.cli import Command


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
