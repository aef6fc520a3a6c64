import json
import signal
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitpad.cli.train import runner
from digitpad.errors import DatasetError
from digitpad.library.library import Library
from digitpad.library.run_records import find_run, run_names
from digitpad.models import checkpoint as checkpoints
from digitpad.training import resume_state
from tests.support.cli import Command, add_model, own_names, start
from tests.support.images import write_picture_folder
from tests.support.inks import SEVEN, write_lines


def ink_of_two_writers(path: Path) -> Path:
    strokes = [[[x, y] for x, y, _ in stroke] for stroke in SEVEN.strokes]
    lines = [{"label": 7, "writer": writer, "strokes": strokes} for writer in ("A", "B") for _ in range(20)]
    return write_lines(path, *lines)


class TestCommand:
    """What the command does."""

    def test_the_last_line_is_the_result_with_test_accuracy(self, digitpad: Command) -> None:
        outcome = digitpad("train", "--name", "mine", "--epochs", 1)
        assert (outcome.status, outcome.stderr) == (0, "")
        epoch, result = outcome.stdout.splitlines()
        measured = Library.of_user().load("mine").measurements[0]
        assert epoch.startswith("epoch 1/1")
        assert result.startswith(f"mine: test accuracy {100 * measured.accuracy:.2f} % ")
        assert measured.accuracy > 0.85

    def test_json_tells_each_epoch_and_then_the_result(self, digitpad: Command) -> None:
        *epochs, result = digitpad("train", "--name", "mine", "--epochs", 2, "--json").objects
        assert [each["epoch"] for each in epochs] == [1, 2]
        assert epochs[1]["train_loss"] < epochs[0]["train_loss"]
        kept = Library.of_user().load("mine")
        assert result["name"] == "mine"
        assert result["stopped"] is False
        assert result["test_accuracy"] == epochs[1]["test_accuracy"] == kept.measurements[0].accuracy

    def test_the_same_command_gives_the_same_weights(self, digitpad: Command, tmp_path: Path) -> None:
        files = [tmp_path / f"{number}.safetensors" for number in range(3)]
        for file, seed in zip(files, (1, 1, 2), strict=True):
            options = ("--hidden", "8", "--epochs", 1, "--seed", seed, "--augment", "--train-images", 2000)
            assert digitpad("train", "--output", file, *options).status == 0
        one, other, different = (checkpoints.load(file).weights["layers.0.weight"] for file in files)
        assert np.array_equal(one, other)
        assert not np.array_equal(one, different)

    def test_ink_takes_part_and_held_out_writers_are_measured(self, digitpad: Command, tmp_path: Path) -> None:
        ink = ink_of_two_writers(tmp_path / "ink.jsonl")
        outcome = digitpad(
            *("train", "--name", "mine", "--epochs", 1, "--batch-size", 1000, "--json"),
            *("--ink", ink, "--ink-share", 0.2, "--ink-slashed", 0.5, "--hold-out", "B"),
        )
        assert outcome.status == 0
        assert [measurement["count"] for measurement in outcome.objects[-1]["measurements"]] == [10_000, 20]

    def test_ink_is_found_again_from_another_folder(
        self, digitpad: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        ink_of_two_writers(Path("ink.jsonl"))
        options = ("--epochs", 1, "--batch-size", 1000, "--ink", "ink.jsonl")
        assert digitpad("train", "--name", "mine", *options).status == 0
        config = Library.of_user().load("mine").config
        assert config.ink.path == str(tmp_path / "ink.jsonl")

    def test_the_figure_for_unseen_writers_is_stated_with_the_model_that_learnt_from_all(
        self, digitpad: Command, tmp_path: Path
    ) -> None:
        ink = ink_of_two_writers(tmp_path / "ink.jsonl")
        options = ("--epochs", 1, "--train-images", 6000, "--ink", ink, "--ink-share", 0.2)
        assert digitpad("train", "--name", "all", *options).status == 0
        assert digitpad("train", "--name", "measured", *options, "--measure-without", "B").status == 0
        plain, measured = (Library.of_user().load(name) for name in ("all", "measured"))
        assert plain.temperature is None
        assert measured.temperature is not None
        np.testing.assert_allclose(
            plain.weights["layers.0.weight"] / measured.temperature, measured.weights["layers.0.weight"], rtol=1e-5
        )
        test, unseen = measured.measurements
        assert (test.correct, unseen.count) == (plain.measurements[0].correct, 20)
        assert test.calibration_error != plain.measurements[0].calibration_error
        assert "without its writers, B" in unseen.note
        assert digitpad("train", "--name", "no-ink", "--epochs", 1, "--measure-without", "B").status == 1
        both = digitpad("train", "--name", "both", *options, "--measure-without", "B", "--hold-out", "A")
        assert both.status == 2

    def test_fine_tuning_goes_on_from_a_model(self, digitpad: Command) -> None:
        options = ("--epochs", 1, "--train-images", 6000)
        digitpad("train", "--name", "first", *options)
        *_, result = digitpad("train", "--name", "second", "--fine-tune", "first", *options, "--json").objects
        assert result["test_accuracy"] > Library.of_user().load("first").measurements[0].accuracy

    @pytest.mark.parametrize("name", ["mine", "MINE", "softmax", "mlp", "a/b", ""])
    def test_a_taken_or_impossible_name_is_refused_before_training(self, digitpad: Command, name: str) -> None:
        add_model("mine")
        outcome = digitpad("train", "--name", name, "--epochs", 1)
        assert (outcome.status, outcome.stdout) == (1, "")
        assert own_names() == ["mine"]

    @pytest.mark.parametrize(
        "options",
        [
            ("--learning-rate", "0"),
            ("--learning-rate", "-1"),
            ("--learning-rate", "nan"),
            ("--batch-size", "60001"),
            ("--batch-size", "0"),
            ("--epochs", "0"),
            ("--hidden", "0"),
            ("--dropout", "1"),
            ("--seed", "-1"),
            ("--fine-tune", "nonsuch"),
            ("--recipe", "nonsuch"),
            ("--ink", "missing.jsonl"),
            ("--recipe", "softmax-sgd", "--schedule", "step", "--schedule-every", "1000"),
            ("--recipe", "mlp-relu", "--schedule", "multi-step", "--milestones", "5,10"),
            ("--no-shuffle", "--sampling", "replacement"),
        ],
    )
    def test_a_value_that_cannot_work_is_a_plain_error(self, digitpad: Command, options: tuple[str, ...]) -> None:
        outcome = digitpad("train", "--name", "mine", *options)
        assert (outcome.status, outcome.stdout) == (1, "")
        assert len(outcome.stderr.splitlines()) == 2
        assert own_names() == []

    def test_a_schedule_that_came_with_a_recipe_and_can_do_nothing_is_said_and_left(
        self, digitpad: Command, tmp_path: Path
    ) -> None:
        write_picture_folder(tmp_path, tuple(f"class{number}" for number in range(10)), each=7)
        options = ("--recipe", "mlp-cifar", "--data-folder", tmp_path, "--image-size", 32, "--steps", 3)
        outcome = digitpad("train", "--name", "mine", *options)
        assert outcome.status == 0
        assert "would change after 1,000, and the run takes 3" in outcome.stderr
        assert digitpad("train", "--name", "other", *options, "--schedule-factor", 0.3).status == 1

    def test_a_name_no_file_can_have_is_refused_before_training(self, digitpad: Command, tmp_path: Path) -> None:
        outcome = digitpad("train", "--output", tmp_path / ("x" * 300), "--epochs", 1)
        assert (outcome.status, outcome.stdout) == (1, "")
        assert outcome.stderr.startswith("The model could not be kept there")

    def test_a_run_that_diverges_names_the_learning_rate(self, digitpad: Command) -> None:
        outcome = digitpad("train", "--name", "mine", "--hidden", "16", "--learning-rate", "1e30")
        assert outcome.status == 1
        assert "learning rate" in outcome.stderr.lower()
        assert "Traceback" not in outcome.stderr
        assert own_names() == []

    def test_a_folder_that_cannot_be_written_is_refused_before_training(
        self, digitpad: Command, tmp_path: Path, user_folder: Path
    ) -> None:
        (tmp_path / "taken").write_text("a file")
        outcome = digitpad("train", "--output", tmp_path / "taken" / "out.safetensors", "--epochs", 1)
        assert (outcome.status, outcome.stdout) == (1, "")
        user_folder.write_text("a file in the folder's place")
        outcome = digitpad("train", "--name", "mine", "--epochs", 1)
        assert (outcome.status, outcome.stdout) == (1, "")


class TestSteps:
    """Runs counted in steps, and their log."""

    def test_a_run_by_steps_tells_each_pass_and_every_nth_step(self, digitpad: Command) -> None:
        options = ("--steps", 45, "--batch-size", 2000, "--log-every", 10, "--json")
        *told, result = digitpad("train", "--name", "mine", *options).objects
        assert [each["epoch"] for each in told if "train_loss" in each] == [1, 2]
        assert [each["step"] for each in told if "step" in each] == [10, 20, 30, 40]
        assert {each["steps"] for each in told if "step" in each} == {45}
        assert [each["epoch"] for each in told if "step" in each] == [1, 1, 1, 2]
        assert result["epochs"] == 2
        assert Library.of_user().load("mine").config.steps == 45

    def test_the_log_is_readable_and_the_same_however_reports_fall(self, digitpad: Command) -> None:
        options = ("--epochs", 1, "--batch-size", 3000, "--log-every", 7)
        lines = [digitpad("train", "--name", name, *options).stdout.splitlines() for name in ("one", "two")]
        assert [line for line in lines[0] if line.startswith("step")] == [
            line for line in lines[1] if line.startswith("step")
        ]
        assert lines[0][0].startswith("step  7/20  epoch 1/1  loss ")


class TestValidation:
    """A part of the training images held out to choose by."""

    def test_epochs_are_measured_on_it_and_the_test_part_once_at_the_end(self, digitpad: Command) -> None:
        options = ("--validation", 55_000, "--keep-best", "--patience", 1, "--epochs", 40, "--learning-rate", 2)
        *epochs, result = digitpad("train", "--name", "mine", *options, "--json").objects
        assert {(each["test_loss"], each["test_accuracy"]) for each in epochs} == {(None, None)}
        best = max(range(len(epochs)), key=lambda index: epochs[index]["validation_accuracy"])
        assert (result["kept_epoch"], result["chosen_by"]) == (best + 1, "validation_accuracy")
        assert (result["ended_by_patience"], result["stopped"]) == (True, False)
        assert result["validation_accuracy"] == epochs[best]["validation_accuracy"]
        assert result["test_accuracy"] is not None
        assert len(epochs) == best + 2
        shown = digitpad("runs", "--json").objects[-1]
        assert (shown["validation_accuracy"], shown["kept_epoch"]) == (result["validation_accuracy"], best + 1)
        for command in (("runs",), ("runs", "mine"), ("models", "show", "mine")):
            assert "validation" in digitpad(*command).stdout

    def test_the_result_says_what_chose_and_that_the_test_part_was_measured_once(self, digitpad: Command) -> None:
        options = ("--validation", 59_000, "--keep-best", "--epochs", 2)
        epoch, *_, choice, last = digitpad("train", "--name", "mine", *options).stdout.splitlines()
        assert "validation loss" in epoch
        assert "test loss" not in epoch
        assert choice.startswith("kept epoch ")
        assert "59,000 validation samples" in choice
        assert "measured once on the test images" in choice
        assert last.startswith("mine: test accuracy ")

    @pytest.mark.parametrize("options", [("--keep-best",), ("--patience", 3), ("--validation", 60_000)])
    def test_what_cannot_be_chosen_by_is_refused_before_training(
        self, digitpad: Command, options: tuple[str | int, ...]
    ) -> None:
        assert digitpad("train", "--name", "mine", *options).status == 1
        assert own_names() == []


class TestRecipes:
    """A recipe's log, and what its result says of its note."""

    def test_a_recipe_logs_as_its_note_does_unless_a_log_is_asked_for(self, digitpad: Command) -> None:
        smaller = ("--hidden", 4, "--train-images", 4000, "--batch-size", 10, "--epochs", 2)
        options = ("train", "--recipe", "mlp-sigmoid", *smaller, "--name")
        *lines, _ = digitpad(*options, "lines").stdout.splitlines()
        assert [line[:9] for line in lines] == [*["epoch 1/2"] * 2, "epoch 1: ", *["epoch 2/2"] * 2, "epoch 2: "]
        told = [each for each in digitpad(*options, "told", "--json").objects if "step" in each]
        assert [(each["step"], each["epoch"], each["batch"]) for each in told] == [
            ((epoch - 1) * 400 + batch + 1, epoch, batch) for epoch in (1, 2) for batch in (0, 200)
        ]
        assert [(each["samples"], each["of"], each["steps"]) for each in told[:2]] == [
            (0, 4000, 800),
            (2000, 4000, 800),
        ]
        asked = digitpad(*options, "asked", "--log-every", 300, "--json").objects
        assert [list(each) for each in asked if "step" in each] == [["step", "steps", "epoch", "loss"]] * 2
        assert {each["step"]: each["loss"] for each in told}.keys().isdisjoint({300, 600})

    def test_the_notes_number_stands_beside_the_one_obtained(self, digitpad: Command) -> None:
        outcome = digitpad("train", "--recipe", "softmax-sgd", "--name", "mine", "--seeds", 2)
        assert outcome.status == 0
        head, figure, why, last = outcome.stdout.splitlines()[-4:]
        assert head == "softmax-sgd on MNIST, pixel / 255, seeds 0, 1:"
        assert figure.startswith("  after 2 epochs: 90.")
        assert "the note: 92.11 %, not reached; measured before: 90.2 to 90.4 %" in figure
        assert "91.9 to 92.1 %" in why
        assert last.startswith("mine: test accuracy 90.")
        measured = Library.of_user().load("mine").measurements[0]
        right = f"{measured.correct}/10000 ({100 * measured.accuracy:.2f} %)"
        assert f"test: average loss {measured.loss:.4f}, accuracy {right}" in outcome.stdout
        assert own_names() == ["mine"]
        assert Library.of_user().load("mine").config.seed == 0

    def test_the_normalised_variant_says_so_and_its_figures_are_in_json(self, digitpad: Command) -> None:
        options = ("--normalization", "mean-std", "--json")
        result = digitpad("train", "--recipe", "softmax-sgd", "--name", "mine", *options).objects[-1]
        recipe = result["recipe"]
        assert (recipe["recipe"], recipe["normalization"], recipe["seeds"]) == ("softmax-sgd", "mean-std", [0])
        (figure,) = recipe["figures"]
        assert figure["note_says"] == "92.11 %"
        assert figure["accuracies"] == result["accuracies"] == [result["test_accuracy"]]
        assert figure["band"] == [0.919, 0.921]
        assert 0.915 < figure["mean"] < 0.925

    def test_a_recipe_changed_by_other_options_is_not_compared_with_its_note(self, digitpad: Command) -> None:
        smaller = ("--epochs", 1, "--hidden", 8, "--train-images", 640)
        outcome = digitpad("train", "--recipe", "mlp-relu", "--name", "mine", *smaller, "--json")
        assert "Other options change the recipe" in outcome.stderr
        assert outcome.objects[-1]["recipe"] is None

    def test_seeds_of_a_run_of_ones_own_are_a_range(self, digitpad: Command) -> None:
        outcome = digitpad("train", "--name", "mine", "--epochs", 1, "--train-images", 640, "--seeds", 2, "--seed", 7)
        assert "seeds 7, 8: test accuracy " in outcome.stdout
        assert digitpad("train", "--name", "x", "--seeds", 2, "--measure-without", "B").status == 2


class TestResume:
    """Going on with a stopped run."""

    def test_a_model_whose_run_has_finished_is_not_resumed(self, digitpad: Command) -> None:
        add_model("mine")
        outcome = digitpad("train", "--resume", "mine")
        assert outcome.status == 1
        assert "--fine-tune mine" in outcome.stderr
        assert digitpad("train", "--resume", "nobody").status == 1

    def test_what_was_asked_for_then_cannot_be_changed(self, digitpad: Command) -> None:
        for options in (("--name", "other"), ("--learning-rate", 0.1), ("--recipe", "mlp-relu"), ("--seeds", 2)):
            assert digitpad("train", "--resume", "mine", *options).status == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for a child process")
def test_ctrl_c_stops_and_keeps_what_was_learnt_and_the_run_goes_on_to_the_weights_of_an_uninterrupted_one(
    digitpad: Command,
) -> None:
    settings = ("--hidden", "16", "--train-images", "2000", "--learning-rate", "0.1")
    process = start("train", "--name", "stopped", *settings, "--epochs", "100000", "--json")
    assert process.stdout is not None
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    rest, stderr = process.communicate(timeout=60)
    assert process.returncode == 130, stderr
    assert json.loads(first)["epoch"] == 1
    result = json.loads(rest.splitlines()[-1])
    assert result["stopped"] is True
    assert result["name"] == "stopped"
    assert "Traceback" not in stderr
    assert "kept" in stderr
    kept = Library.of_user().load("stopped")
    assert kept.measurements[0].accuracy == result["test_accuracy"] > 0.5
    state = resume_state.load(Path(result["resumption"]))
    assert state.place.epoch >= len(kept.history) >= 1
    goal = str(state.place.epoch + 1)
    resumed = digitpad("train", "--resume", "stopped", "--json", "--epochs", goal)
    assert resumed.status == 0
    last = resumed.objects[-1]
    assert (last["stopped"], last["resumption"], str(last["epochs"])) == (False, None, goal)
    assert not Path(result["resumption"]).exists()
    assert digitpad("train", "--name", "whole", *settings, "--epochs", goal).status == 0
    ours, theirs = (Library.of_user().load(name).weights for name in ("stopped", "whole"))
    assert all(np.array_equal(ours[part], theirs[part]) for part in theirs)
    assert [find_run(name).is_stopped for name in run_names()] == [True, False, False]


def test_the_result_is_printed_though_no_record_can_be_written(digitpad: Command, user_folder: Path) -> None:
    user_folder.mkdir()
    (user_folder / "runs").write_text("in the way")
    outcome = digitpad("train", "--name", "mine", "--train-images", 1000, "--epochs", 1)
    assert outcome.status == 0
    assert outcome.stdout.splitlines()[-1].startswith("mine: test accuracy")
    assert "record" in outcome.stderr
    assert str(user_folder / "runs") in outcome.stderr


def test_the_figures_of_finished_seeds_are_told_though_a_later_one_fails(
    digitpad: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch, calls = runner.watch, []

    def fail_the_second(*arguments: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 2:
            raise DatasetError("The data is gone", "It was moved away.")
        return watch(*arguments)

    monkeypatch.setattr(runner, "watch", fail_the_second)
    outcome = digitpad("train", "--name", "mine", "--train-images", 1000, "--epochs", 1, "--seeds", 3)
    assert outcome.status == 1
    assert outcome.stdout.splitlines()[-1].startswith("mine: test accuracy")
    assert "moved away" in outcome.stderr
