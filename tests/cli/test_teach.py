"""Teaching a hand on the command line."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from digitpad.config.dataset_info import DatasetName
from digitpad.data.locations import dataset_folder
from digitpad.data.my_digits import MyDigits
from digitpad.ink.ink_file import InkSample, write_ink_file
from digitpad.library.library import Library
from tests.support.cli import Command
from tests.support.inks import LABELLED
from tests.support.unipen import write_pen_set


def test_a_model_learns_the_users_own_digits(digitpad: Command) -> None:
    MyDigits.of_user().add(LABELLED)
    outcome = digitpad("teach", "--model", "softmax", "--name", "mine")
    assert outcome.status == 0
    lines = outcome.stdout.splitlines()
    assert lines[0].startswith("your digits, not learnt from: ")
    assert lines[1].startswith("MNIST test: 97.")
    assert lines[-1].startswith("mine: learnt from 4 digits in ")
    assert Library.of_user().load("mine").data[-1].name == "My digits"
    again = digitpad("teach", "--model", "mine", "--name", "again", "--gentle")
    assert "had been taught digits of yours before" in again.stderr


def test_digits_of_a_file_are_learnt_and_told_as_json(digitpad: Command, tmp_path: Path) -> None:
    path = tmp_path / "friend.jsonl"
    write_ink_file(path, LABELLED)
    path.write_bytes(path.read_bytes() + b"no ink\n")
    outcome = digitpad(
        *("teach", "--model", "softmax", "--name", "friend", "--digits", path, "--replay-ink", path, "--json")
    )
    (result,) = outcome.objects
    assert (result["name"], result["digits"], result["own"]["count"], result["mnist"]["count"]) == (
        *("friend", 4, 4, 10_000),
    )
    assert set(result) == {
        *("name", "model", "digits", "own", "mnist", "pens", "changed", "is_repeated", "forgets", "seconds"),
    }
    assert "cannot be read" in outcome.stderr
    assert not MyDigits.of_user().path.exists()


def test_where_ucis_pens_are_they_are_told_before_and_after(digitpad: Command) -> None:
    write_pen_set(dataset_folder(DatasetName.PENDIGITS))
    MyDigits.of_user().add(LABELLED)
    outcome = digitpad("teach", "--model", "softmax", "--name", "mine")
    assert outcome.stdout.splitlines()[2].startswith("UCI Pen Digits test: ")
    mine = Library.of_user().load("mine")
    assert "UCI Pen Digits train" in {source.name for source in mine.data}
    shown = digitpad("models", "show", "mine").stdout
    assert "UCI Pen Digits test: accuracy" in shown
    assert ": 4 digits of one hand, 100 steps at learning rate 0.0003" in shown
    assert "not measured" not in shown


def test_no_digits_no_lesson(digitpad: Command) -> None:
    outcome = digitpad("teach", "--name", "mine")
    assert (outcome.status, outcome.stdout) == (1, "")
    assert "nothing to teach yet" in outcome.stderr


def test_a_taken_name_is_told_before_the_lesson(digitpad: Command) -> None:
    outcome = digitpad("teach", "--name", "mlp")
    assert outcome.status == 1
    assert "taken" in outcome.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_lesson_killed_midway_loses_no_digit_and_keeps_no_model(user_folder: Path) -> None:
    MyDigits.of_user().add(LABELLED)
    program = (
        "import os\nfrom digitpad.library.library import Library\nfrom digitpad.data.my_digits import MyDigits\n"
        "from digitpad.training.lesson import LessonRun\n"
        "for progress in LessonRun(Library.of_user().load('softmax'), MyDigits.of_user().samples()):\n"
        "    if progress.step > 50:\n        os.kill(os.getpid(), 9)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], check=False, env=os.environ)
    assert ended.returncode == -signal.SIGKILL
    assert MyDigits.of_user().counts() == (1, 1, 0, 1, 0, 0, 0, 1, 0, 0)
    assert all(entry.is_bundled for entry in Library.of_user().entries())


def test_the_personal_benchmark_tells_each_writer_and_the_mean(digitpad: Command, tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    lines = [InkSample(sample.ink, sample.label, writer) for writer in ("A", "B") for sample in LABELLED * 2]
    write_ink_file(path, lines)
    (result,) = digitpad("bench", "personal", "--ink", path, "--writers", "A,B", "--model", "softmax", "--json").objects
    assert [each["writer"] for each in result["writers"]] == ["A", "B"]
    assert all(each["count"] == 4 and each["errors_after"] == 0 for each in result["writers"])
    assert result["mean_after"] == result["worst_after"] == 0.0
    assert result["mean_before"] <= result["worst_before"]
    assert result["mean_forgotten"] == pytest.approx(result["worst_forgotten"])
    text = digitpad("bench", "personal", "--ink", path, "--writers", "A", "--model", "softmax").stdout
    assert text.splitlines()[-1].startswith("forgotten of MNIST test: ")


def test_the_personal_benchmark_refuses_ink_it_cannot_measure(digitpad: Command, tmp_path: Path) -> None:
    path = tmp_path / "few.jsonl"
    write_ink_file(path, LABELLED)
    assert "does not say who wrote it" in digitpad("bench", "personal", "--ink", path).stderr
    assert "too few digits" in digitpad("bench", "personal", "--ink", path, "--writers", "A").stderr
