from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from digitpad import __version__
from digitpad.library import Library
from digitpad.paths import user_folder
from tests.cli import Outcome, add_model, digitpad

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["digitpad"]


def test_the_version_is_printed_to_stdout(digitpad: Callable[..., Outcome]) -> None:
    assert digitpad("--version") == Outcome(0, f"digitpad {__version__}\n", "")


def test_help_names_every_command(digitpad: Callable[..., Outcome]) -> None:
    outcome = digitpad("--help")
    assert outcome.status == 0
    for command in ("predict", "evaluate", "train", "models", "bench", "screenshot"):
        assert command in outcome.stdout


@pytest.mark.parametrize(
    "argv",
    [
        ["nonsense"],
        ["--nonsense"],
        ["predict"],
        ["predict", "--nonsense", "a.png"],
        ["evaluate", "--ink", "a.jsonl", "--images", "folder"],
        ["evaluate", "--dataset", "mnist", "--ink", "a.jsonl"],
        ["evaluate", "--dataset", "nonsense"],
        ["train"],
        ["train", "--name", "x", "--epochs", "many"],
        ["train", "--name", "x", "--optimizer", "nonsense"],
        ["train", "--name", "x", "--hidden", "64,many"],
        ["screenshot", "out.png", "--size", "large"],
        ["screenshot", "out.png", "--size", "10x10"],
        ["screenshot", "out.png", "--theme", "nonsense"],
        ["bench", "nonsense"],
    ],
)
def test_wrong_usage_ends_with_status_2_and_says_so_on_stderr(
    digitpad: Callable[..., Outcome], argv: list[str]
) -> None:
    outcome = digitpad(*argv)
    assert outcome.status == 2
    assert outcome.stdout == ""
    assert "Error" in outcome.stderr


def test_a_digitpad_error_is_its_title_and_detail_without_a_traceback(digitpad: Callable[..., Outcome]) -> None:
    outcome = digitpad("predict", "--model", "nonsuch", "a.png")
    assert outcome.status == 1
    assert outcome.stdout == ""
    title, detail = outcome.stderr.splitlines()
    assert title == "There is no model of this name"
    assert "nonsuch" in detail


def test_models_lists_the_library(digitpad: Callable[..., Outcome]) -> None:
    add_model("mine")
    text = digitpad("models")
    assert text.status == 0
    assert "mine" in text.stdout
    assert "784-10" in text.stdout
    by_name = {each["name"]: each for each in digitpad("models", "--json").objects}
    assert by_name["mine"]["parameters"] == 7850
    assert by_name["mine"]["kind"] == "softmax"
    assert by_name["mine"]["bundled"] is False


def test_models_goes_on_past_a_broken_file_and_ends_with_status_1(digitpad: Callable[..., Outcome]) -> None:
    add_model("good")
    add_model("torn")
    torn = Library.of_user().find("torn").path
    torn.write_bytes(torn.read_bytes()[:100])
    outcome = digitpad("models", "--json")
    assert outcome.status == 1
    assert "good" in [each["name"] for each in outcome.objects]
    assert "torn" not in [each["name"] for each in outcome.objects]
    assert "torn.safetensors" in outcome.stderr


@pytest.mark.parametrize("module", ["digitpad", "digitpad.__main__"])
def test_digitpad_runs_as_a_module(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module, "--version"], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, f"digitpad {__version__}\n")


def test_a_reader_that_goes_away_early_is_no_traceback() -> None:
    add_model("mine")
    ink = "\n".join(['{"strokes": [[[0, 0], [9, 9]]]}'] * 2000)
    file = user_folder() / "ink.jsonl"
    file.write_text(ink)
    process = subprocess.Popen(
        [sys.executable, "-m", "digitpad", "predict", "--json", "--model", "mine", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert "Traceback" not in process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 1
