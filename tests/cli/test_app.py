import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from digitpad import __version__
from digitpad.gui import app as window
from digitpad.library.library import Library
from digitpad.paths import user_folder
from tests.support.cli import Command, Outcome, add_model, all_commands, run_apart, start


def test_the_version_is_printed_to_stdout(digitpad: Command) -> None:
    assert digitpad("--version") == Outcome(0, f"digitpad {__version__}\n", "")


def test_help_names_every_command(digitpad: Command) -> None:
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
        ["evaluate", "--dataset", "mnist", "--data-folder", "folder"],
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
def test_wrong_usage_ends_with_status_2_and_says_so_on_stderr(digitpad: Command, argv: list[str]) -> None:
    outcome = digitpad(*argv)
    assert outcome.status == 2
    assert outcome.stdout == ""
    assert "Error" in outcome.stderr


ABSURD_NUMBERS = {int: ("9" * 400, "9" * 5000, "-1"), float: ("9" * 400, "nan", "-1", "1e308")}
NOWHERE = ("--data-folder", "/nonexistent", "--dataset", "folder")
WITHOUT_WORK = {
    "train": ("--as-pytorch",),
    "train --seeds": ("--output", "/nonexistent/x.safetensors", *NOWHERE),
    "train --log-every": ("--output", "/nonexistent/x.safetensors", *NOWHERE),
    "sweep": ("--vary", "shuffle=yes;no", *NOWHERE),
    "recipes": ("--table", "--recipe", "mnist-softmax", "--cifar-folder", "/nonexistent"),
    "step": ("/nonexistent/x.png", "--label", "1"),
    "step --image": (),
    "predict": ("/nonexistent/x.png",),
    "predict --seed": ("--random", *NOWHERE),
    "evaluate": ("--images", "/nonexistent"),
    "screenshot": ("/nonexistent/x.png",),
    "data show": ("mnist", "--data-folder", "/nonexistent"),
    "bench numbers": ("--ink", "/nonexistent/x.jsonl"),
    "bench reject": ("--ink", "/nonexistent/x.jsonl"),
    "reject train": ("--ink", "/nonexistent/x.jsonl", "--measure-without", "x", "--output", "/nonexistent/x"),
}
"""Arguments with which a command comes to its numbers and ends soon after."""


def numeric_options() -> dict[tuple[str, str], type]:
    options: dict[tuple[str, str], type] = {}
    for words, command in sorted(all_commands().items(), reverse=True):
        for parameter in command.params:
            kind, name = parameter.type_descriptor.annotation, parameter.opts[0]  # type: ignore[attr-defined]
            is_of_training = words == "sweep" and ("train", name) in options  # which are the same
            if kind in ABSURD_NUMBERS and not is_of_training:
                options[words, name] = kind
    return options


NUMERIC_OPTIONS = numeric_options()


@pytest.mark.parametrize(("words", "option"), NUMERIC_OPTIONS)
def test_no_number_brings_a_command_to_work_for_ever_or_to_fail(digitpad: Command, words: str, option: str) -> None:
    arguments = WITHOUT_WORK.get(f"{words} {option}", WITHOUT_WORK[words])
    for number in ABSURD_NUMBERS[NUMERIC_OPTIONS[words, option]]:
        outcome = digitpad(*words.split(), *arguments, option, number)
        assert outcome.status in {0, 1, 2}, (number, outcome.stderr)
        assert "Traceback" not in outcome.stderr


@pytest.mark.parametrize("words", ["train", "recipes", "step", "bench numbers"])
def test_nothing_is_done_more_often_than_anyone_waits_for(digitpad: Command, words: str) -> None:
    option = {"step": "--times", "bench numbers": "--each"}.get(words, "--seeds")
    arguments = WITHOUT_WORK.get(f"{words} {option}", WITHOUT_WORK[words])
    assert digitpad(*words.split(), *arguments, option, 10**6).status == 2


def test_a_folder_that_is_a_link_to_itself_is_refused(digitpad: Command, tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    outcome = digitpad("train", "--name", "x", "--dataset", "folder", "--data-folder", loop)
    assert outcome.status == 1
    assert "loop" in outcome.stderr


def test_a_class_of_five_thousand_digits_is_none(digitpad: Command) -> None:
    outcome = digitpad("explain", "/nonexistent/x.png", "--class", "9" * 5000)
    assert outcome.status == 1
    assert "no such class" in outcome.stderr


def test_a_file_alone_opens_in_the_window_and_what_is_none_is_a_mistyped_command(
    digitpad: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("seven.png", "runs", "plain"):
        Path(name).touch()
    Path("folder.png").mkdir()
    opened: list[list[str]] = []

    def run(argv: list[str]) -> int:
        opened.append(argv)
        return 0

    monkeypatch.setattr(window, "run", run)
    path = str(tmp_path / "plain")
    for arguments in (["seven.png"], [path], ["--log-file", "log.txt", "seven.png"]):
        assert digitpad(*arguments).status == 0
    assert opened == [["seven.png"], [path], ["seven.png"]]
    for arguments in (["folder.png"], ["six.png"], ["x" * 5000 + ".png"], ["plain"], ["seven.png", "--json"]):
        assert digitpad(*arguments).status == 2
    assert digitpad("runs").status == 0
    assert len(opened) == 3


def test_a_digitpad_error_is_its_title_and_detail_without_a_traceback(digitpad: Command) -> None:
    outcome = digitpad("predict", "--model", "nonsuch", "a.png")
    assert outcome.status == 1
    assert outcome.stdout == ""
    title, detail = outcome.stderr.splitlines()
    assert title == "There is no model of this name"
    assert "nonsuch" in detail


def test_models_lists_the_library(digitpad: Command) -> None:
    add_model("mine")
    text = digitpad("models")
    assert text.status == 0
    assert "mine" in text.stdout
    assert "784-10" in text.stdout
    by_name = {each["name"]: each for each in digitpad("models", "--json").objects}
    assert by_name["mine"]["parameters"] == 7850
    assert by_name["mine"]["kind"] == "softmax"
    assert by_name["mine"]["bundled"] is False


def test_models_goes_on_past_a_broken_file_and_ends_with_status_1(digitpad: Command) -> None:
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
    process = start("predict", "--json", "--model", "mine", str(file))
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert "Traceback" not in process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", [("models",), ("models", "--json"), ("recipes",)])
def test_results_that_cannot_be_printed_are_a_plain_error(command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = run_apart(*command, stdout=full)
    assert done.status == 1
    assert done.stderr.splitlines()[0] == "The results could not be printed"
    assert len(done.stderr.splitlines()) == 2


def test_a_file_that_fails_is_named_and_standard_output_not_blamed(
    digitpad: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Library, "of_user", classmethod(lambda _: (tmp_path / "absent").read_bytes()))
    outcome = digitpad("models")
    assert (outcome.status, outcome.stdout) == (1, "")
    title, detail = outcome.stderr.splitlines()
    assert title == "A file could not be used"
    assert str(tmp_path / "absent") in detail


def run_on_a_terminal(*arguments: str) -> tuple[int, str, str]:
    """Run digitpad with a terminal for stderr and a pipe for stdout; return status, stdout and what was shown."""
    import pty  # noqa: PLC0415 - there is none on Windows

    ours, theirs = pty.openpty()
    process = start(*arguments, stderr=theirs)
    os.close(theirs)
    shown: list[bytes] = []

    def read() -> None:
        # Linux ends a terminal that nobody writes to any more with an error.
        with contextlib.suppress(OSError):
            while part := os.read(ours, 65536):
                shown.append(part)

    reader = threading.Thread(target=read)
    reader.start()
    stdout, _ = process.communicate(timeout=120)
    reader.join()
    os.close(ours)
    return process.returncode, stdout, b"".join(shown).decode()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")
def test_training_shows_progress_on_a_terminal_and_results_go_to_stdout_alone() -> None:
    status, stdout, shown = run_on_a_terminal("train", "--name", "mine", "--epochs", "2", "--json")
    assert status == 0, shown
    assert [set(json.loads(line)) >= {"test_accuracy"} for line in stdout.splitlines()] == [True] * 3
    assert "images/s" in shown
    assert "test_accuracy" not in shown


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")
def test_measuring_shows_progress_on_a_terminal_and_results_go_to_stdout_alone() -> None:
    add_model("mine")
    file = user_folder() / "ink.jsonl"
    file.write_text('{"label": 1, "strokes": [[[0, 0], [9, 99]]]}\n' * 20)
    status, stdout, shown = run_on_a_terminal("evaluate", "--model", "mine", "--ink", str(file), "--json")
    assert status == 0, shown
    assert json.loads(stdout)["count"] == 20
    assert "reading ink" in shown


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
@pytest.mark.parametrize("display", [None, ":987"], ids=["no display", "an unreachable display"])
def test_without_a_display_the_cause_a_package_and_another_way_are_named(display: str | None) -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    if display is not None:
        environment["DISPLAY"] = display
    done = run_apart(env=environment)
    assert (done.status, done.stdout) == (3, "")
    for word in ("DISPLAY", "Debian package", "digitpad predict"):
        assert word in done.stderr
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--optimizer", "nonsense", "'nonsense' is not one of 'sgd', 'adam', 'adamw'"),
        ("--batch-size", "many", "'many' is not a"),
        ("--learning-rate", "fast", "'fast' is not a"),
        ("--seeds", "0", "0 is"),
    ],
)
def test_what_an_option_may_be_is_said_in_plain_words(digitpad: Command, option: str, value: str, words: str) -> None:
    outcome = digitpad("train", "--name", "x", option, value)
    said = " ".join(outcome.stderr.replace("│", " ").split())
    assert outcome.status == 2
    assert words in said
    assert option in said
    assert "Value error" not in said
    assert "Input should" not in said


def test_what_nobody_foresaw_is_said_plainly_and_its_traceback_logged(
    digitpad: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Library, "of_user", classmethod(lambda _: 1 / 0))
    outcome = digitpad("models")
    assert (outcome.status, outcome.stdout) == (70, "")
    assert "ZeroDivisionError" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert "Traceback" in (user_folder() / "logs" / "digitpad.log").read_text()


def test_the_traceback_goes_to_standard_error_if_the_log_does(
    digitpad: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Library, "of_user", classmethod(lambda _: 1 / 0))
    outcome = digitpad("--log-file", "-", "models")
    assert outcome.status == 70
    assert "Traceback" in outcome.stderr
    assert not user_folder().exists()


def test_the_log_goes_to_the_file_that_is_named(digitpad: Command, tmp_path: Path) -> None:
    assert digitpad("--log-file", tmp_path / "my.log", "predict", "absent.png").status == 1
    text = (tmp_path / "my.log").read_text()
    assert "begins: predict" in text
    assert "absent.png" in text


@pytest.mark.parametrize("command", [(), ("models",)], ids=["the window", "a command"])
def test_a_log_that_cannot_be_written_is_a_plain_error(
    digitpad: Command, tmp_path: Path, command: tuple[str, ...]
) -> None:
    outcome = digitpad("--log-file", tmp_path, *command)
    assert (outcome.status, outcome.stdout) == (1, "")
    assert str(tmp_path) in outcome.stderr


@pytest.mark.parametrize("seconds", [0.05, 0.2])
def test_an_interruption_while_a_command_begins_is_no_traceback(seconds: float) -> None:
    process = start("models")
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert "digitpad/cli" not in said
    assert process.returncode in {0, 1, 130, -signal.SIGINT}  # 1 if Python itself was still beginning


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize(
    "place",
    ["measurements.json", "runs/x.json", "models/x.safetensors", "models/x.resume.safetensors", "digits.sqlite3"],
)
def test_a_pipe_in_place_of_a_kept_file_is_not_waited_for(digitpad: Command, place: str) -> None:
    path = user_folder() / place
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)
    for argv in (["models"], ["models", "show", "x"], ["train", "--resume", "x"], ["teach", "mlp"]):
        outcome = digitpad(*argv)
        assert outcome.status in {0, 1, 2}, outcome.stderr
