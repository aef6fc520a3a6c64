"""What becomes of a model if something happens while it is trained: Ctrl-C, or a change of the user folder."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from digitpad.cli import console
from digitpad.library.library import Library
from digitpad.library.names import resume_file_of
from digitpad.library.run_records import find_run, run_names
from digitpad.training import run
from digitpad.training.data import TrainingData
from tests.support.cli import Command, add_model, own_names
from tests.support.inks import SEVEN, write_lines
from tests.support.training_samples import small_data

SHORT = ("train", "--name", "mine", "--epochs", 2)
When = Callable[[int, Callable[[], object]], None]


@pytest.fixture
def few_images(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs learn from a few images of MNIST."""
    monkeypatch.setattr(run, "read_training_data", lambda *_, **__: small_data(640, 100))


@pytest.fixture
def when_printed(monkeypatch: pytest.MonkeyPatch) -> When:
    """Return a function that has something happen once so many lines were printed."""
    say, printed = console.say, list[str]()

    def arrange(count: int, happens: Callable[[], object]) -> None:
        def say_on(line: str) -> None:
            say(line)
            printed.append(line)
            if len(printed) == count:
                happens()

        monkeypatch.setattr(console, "say", say_on)

    return arrange


def press_ctrl_c() -> None:
    signal.raise_signal(signal.SIGINT)


@pytest.mark.usefixtures("few_images")
def test_a_name_that_was_taken_meanwhile_gets_a_number(digitpad: Command, when_printed: When) -> None:
    when_printed(1, lambda: add_model("mine"))
    outcome = digitpad(*SHORT)
    assert outcome.status == 0
    assert own_names() == ["mine", "mine-2"]
    assert "“mine-2”" in outcome.stderr
    assert outcome.stdout.splitlines()[-1].startswith("mine-2: ")


@pytest.mark.usefixtures("few_images")
def test_a_library_that_went_bad_costs_no_model(
    digitpad: Command, when_printed: When, user_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil() -> None:
        (user_folder / "models").rename(user_folder / "moved")
        (user_folder / "models").write_text("in the way")

    monkeypatch.chdir(tmp_path)
    add_model("other")
    when_printed(1, spoil)
    outcome = digitpad(*SHORT)
    assert outcome.status == 1
    assert Library.of_user().load("mine.safetensors").measurements[0].count == 100
    assert "mine.safetensors" in outcome.stderr


@pytest.mark.usefixtures("few_images")
def test_a_record_that_cannot_be_written_costs_no_model_and_is_told_of_every_seed(
    digitpad: Command, user_folder: Path
) -> None:
    user_folder.mkdir()
    (user_folder / "runs").write_text("in the way")
    outcome = digitpad(*SHORT, "--batch-size", 32, "--seeds", 2)
    assert outcome.status == 0
    assert own_names() == ["mine"]
    assert outcome.stderr.count("no record of") == 2
    assert "seeds 0, 1:" in outcome.stdout


@pytest.mark.usefixtures("few_images")
def test_a_stopped_run_that_cannot_be_kept_costs_no_model(digitpad: Command, when_printed: When) -> None:
    add_model("other")
    in_the_way = resume_file_of(Library.of_user().path_of("other").with_name("mine.safetensors"))
    in_the_way.mkdir()
    (in_the_way / "full").touch()
    when_printed(1, press_ctrl_c)
    outcome = digitpad(*SHORT)
    assert outcome.status == 130
    assert own_names() == ["mine", "other"]
    assert in_the_way.name in outcome.stderr


@pytest.mark.usefixtures("few_images")
def test_ctrl_c_at_a_later_seed_leaves_the_figures_of_those_before(digitpad: Command, when_printed: When) -> None:
    when_printed(3, press_ctrl_c)
    outcome = digitpad(*SHORT, "--seeds", 3, "--json")
    assert outcome.status == 130
    result = outcome.objects[-1]
    assert (result["seeds"], result["stopped"], len(result["accuracies"])) == ([0], False, 1)
    assert own_names() == ["mine"]


@pytest.mark.usefixtures("few_images")
def test_ctrl_c_before_the_first_step_leaves_nothing(digitpad: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object, **__: object) -> TrainingData:
        press_ctrl_c()
        return small_data(640, 100)

    monkeypatch.setattr(run, "read_training_data", read)
    assert digitpad(*SHORT).status == 130
    assert own_names() == []


def test_ctrl_c_while_the_figure_for_unseen_writers_is_measured_leaves_nothing(
    digitpad: Command, when_printed: When, tmp_path: Path
) -> None:
    strokes = [[[x, y] for x, y, _ in stroke] for stroke in SEVEN.strokes]
    lines = [{"label": 7, "writer": writer, "strokes": strokes} for writer in "ABB"]
    file = write_lines(tmp_path / "ink.jsonl", *lines, "torn\n")
    when_printed(1, press_ctrl_c)
    outcome = digitpad(*SHORT, "--train-images", 640, "--ink", file, "--measure-without", "A")
    assert outcome.status == 130
    assert own_names() == []
    assert "line 4" in outcome.stderr, "what could not be read is told"


def test_the_last_weights_of_a_run_that_ends_by_its_patience_are_told(digitpad: Command) -> None:
    outcome = digitpad(*SHORT[:-1], 30, "--validation", 59_000, "--patience", 1, "--learning-rate", 2)
    early, choice, last = outcome.stdout.splitlines()[-3:]
    epochs = sum(line.startswith("epoch ") for line in outcome.stdout.splitlines())
    assert f"epoch {epochs}:" in early
    assert choice.startswith(f"kept the last weights, after epoch {epochs}: ")
    assert last.startswith("mine: ")


@pytest.mark.usefixtures("few_images")
def test_a_run_that_fails_after_whole_epochs_keeps_what_they_came_to(digitpad: Command) -> None:
    diverges = ("--schedule", "step", "--schedule-every", 1, "--schedule-factor", 1e30)
    outcome = digitpad(*SHORT, *diverges, "--seeds", 2)
    assert outcome.status == 1
    assert "learning rate" in outcome.stderr
    kept = Library.of_user().load("mine")
    assert len(kept.history) == 1
    assert outcome.stdout.splitlines()[-1].startswith("mine: test accuracy ")
    assert [find_run(name).model for name in run_names()] == ["mine"]
