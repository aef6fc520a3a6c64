import shlex
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digitpad.config.dataset_info import DatasetName
from digitpad.config.train_config import InkSource, Schedule, TrainConfig
from digitpad.data.locations import dataset_folder
from digitpad.library.library import Library
from digitpad.library.scores.measuring import ScoreBoard
from digitpad.models import checkpoint as checkpoints
from digitpad.models.checkpoint import EpochRecord
from digitpad.models.summary import summarise
from tests.support.cli import Command, add_model, own_names
from tests.support.models import MODELS
from tests.support.unipen import write_pen_set
from tests.test_docs import REFERENCE


def test_a_model_is_shown_layer_by_layer(digitpad: Command) -> None:
    outcome = digitpad("models", "show", "mlp")
    assert (outcome.status, outcome.stderr) == (0, "")
    lines = [line.split() for line in outcome.stdout.splitlines() if line]
    assert lines[0][:3] == ["mlp:", "multi-layer", "perceptron,"]
    checkpoint = Library.of_user().load("mlp")
    first = checkpoint.spec.hidden_sizes[0]
    assert ["Linear", str(first), f"{785 * first:,}"] in [line[:3] for line in lines]
    assert ["total", f"{checkpoint.spec.parameter_count:,}"] in lines
    assert ["classes:", *(f"{digit}," for digit in range(9)), "9"] in lines
    assert f"({checkpoint.measurements[0].correct:,} of 10,000)" in outcome.stdout
    assert lines[-1][0] == str(len(checkpoint.history))


def test_the_same_is_told_as_one_object(digitpad: Command) -> None:
    (told,) = digitpad("models", "show", "mlp", "--json").objects
    checkpoint = Library.of_user().load("mlp")
    rows = summarise(checkpoint.spec, checkpoint.preprocessing)
    assert [row["layer"] for row in told["summary"]] == [row.layer for row in rows]
    assert sum(row["parameters"] for row in told["summary"]) == told["parameters"] == checkpoint.spec.parameter_count
    assert len(told["history"]) == len(checkpoint.history)
    assert told["preprocessing"]["reading"] == "digit"
    figures = told["measurements"][0]
    assert figures["interval"][0] < figures["accuracy"] < figures["interval"][1]
    assert checkpoint.config is not None
    assert told["config"]["epochs"] == checkpoint.config.epochs


@pytest.mark.parametrize(("words", "told"), [((), "the list"), (("show", "mlp"), "`show`")])
def test_every_key_is_documented(digitpad: Command, words: tuple[str, ...], told: str) -> None:
    (paragraph,) = (part for part in REFERENCE.split("\n\n") if part.startswith(f"Keys of {told}:"))
    keys = digitpad("models", *words, "--json").objects[0]
    assert {key for key in keys if f"`{key}`" not in paragraph} == set()


def test_what_a_model_of_pictures_reads_and_how_it_was_trained_is_told(digitpad: Command) -> None:
    config = TrainConfig(
        ink=InkSource(path="folder/pen.jsonl", share=0.25, held_out_writers=("A01",)), learning_rate=0.5, epochs=40
    )
    history = tuple(EpochRecord(epoch, 1.0, 0.5, 1.0, 0.5, 0.5, 1.0) for epoch in range(1, 41))
    Library.of_user().add("full", replace(add_model("bare"), config=config, history=history))
    slashed = replace(config, ink=InkSource(path="folder/pen.jsonl", slashed=0.2))
    Library.of_user().add("slashed", replace(add_model("plain"), config=slashed))
    told = digitpad("models", "show", "slashed").stdout
    assert "ink pen.jsonl (share 0.5, 0.2 of noughts slashed), learning_rate" in told
    lines = digitpad("models", "show", "full").stdout.splitlines()
    assert "settings: ink pen.jsonl without A01 (share 0.25), learning_rate 0.5, epochs 40" in lines
    epochs = [
        int(line.split()[0]) for line in lines[lines.index("") :] if line.split()[:1] and line.split()[0].isdigit()
    ]
    assert epochs[0] == 1
    assert epochs[-1] == 40
    assert len(epochs) < 15
    bare = digitpad("models", "show", "bare").stdout
    assert "settings" not in bare
    assert "epoch" not in bare


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("grey pictures", "grey, scaled to 28 x 28 pixels; mean 0.286 and"),
        ("colour pictures as they are", "colour, scaled to 16 x 16 pixels\n"),
        ("equalised and normalised", "made upright and equally spread; mean 0.1307 and"),
    ],
)
def test_how_a_model_reads_and_that_its_rate_was_lowered_at_milestones_is_told(
    digitpad: Command, name: str, told: str
) -> None:
    config = TrainConfig(schedule=Schedule.MULTI_STEP, schedule_milestones=(2, 3))
    Library.of_user().add("mine", replace(MODELS[name], config=config))
    shown = digitpad("models", "show", "mine").stdout
    assert told in shown
    assert "schedule_milestones [2,3]" in shown


def test_a_checkpoint_file_can_be_shown(digitpad: Command, tmp_path: Path) -> None:
    Library.of_user().export_file("softmax", tmp_path / "loose.safetensors")
    outcome = digitpad("models", "show", tmp_path / "loose.safetensors")
    assert outcome.status == 0
    assert "softmax regression, 7,850 parameters" in outcome.stdout


def test_models_are_renamed_and_duplicated(digitpad: Command) -> None:
    add_model("mine")
    assert digitpad("models", "rename", "mine", "yours").stdout == "mine is now called yours\n"
    assert digitpad("models", "duplicate", "yours").stdout == "yours-2 is a copy of yours\n"
    assert digitpad("models", "duplicate", "mlp", "my mlp").stdout == "my mlp is a copy of mlp\n"
    assert own_names() == ["my mlp", "yours", "yours-2"]


def test_a_deleted_model_comes_back_with_the_command_that_is_told(digitpad: Command) -> None:
    original = add_model("my model")
    outcome = digitpad("models", "delete", "my model")
    assert outcome.status == 0
    assert own_names() == []
    told = outcome.stderr.removeprefix("To take it back: digitpad ")
    assert digitpad(*shlex.split(told)).stdout == "my model is in the library\n"
    assert checkpoints.encode(Library.of_user().load("my model")) == checkpoints.encode(original)


def test_a_file_is_imported_under_its_name_or_another(digitpad: Command, tmp_path: Path) -> None:
    Library.of_user().export_file("softmax", tmp_path / "gift.safetensors")
    assert digitpad("models", "import", tmp_path / "gift.safetensors").stdout == "gift is in the library\n"
    digitpad("models", "import", tmp_path / "gift.safetensors", "--name", "present")
    assert own_names() == ["gift", "present"]


@pytest.mark.parametrize("ending", ["safetensors", "py", "onnx"])
def test_a_model_is_exported_in_each_form(digitpad: Command, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"out.{ending}"
    outcome = digitpad("models", "export", "softmax", out)
    assert (outcome.status, outcome.stdout) == (0, f"softmax is written to {out}\n")
    assert out.stat().st_size > 4 * 7850


def test_both_numbers_of_every_model_are_listed_with_what_was_in_training(digitpad: Command) -> None:
    add_model("mine")
    outcome = digitpad("models")
    heading, *rows = outcome.stdout.splitlines()
    assert "MNIST test" in heading
    assert "unseen writers" in heading
    by_name = {row.split()[0]: row for row in rows}
    assert "MNIST + pendigits-train" in by_name["mlp"]
    assert by_name["mlp"].count(" to ") == 2
    assert by_name["mine"].count("not measured") == 2
    for words in ("digitpad models measure", "digitpad data get pendigits"):
        assert words in outcome.stderr
    told = {each["name"]: each for each in digitpad("models", "--json").objects}
    assert told["mine"]["standing"]["pens"] == {"state": "absent", "name": "UCI Pen Digits test"}
    low, high = told["mlp"]["standing"]["pens"]["interval"]
    assert low < told["mlp"]["standing"]["pens"]["accuracy"] < high


def test_once_ucis_pens_are_here_every_model_is_measured_on_them_alone(digitpad: Command) -> None:
    write_pen_set(dataset_folder(DatasetName.PENDIGITS))
    add_model("mine")
    before = digitpad("models").stdout
    assert "unseen writers" not in before
    assert before.count("not measured") == 4  # each on pens, and one's own on MNIST too
    outcome = digitpad("models", "measure", "softmax", "mine")
    assert outcome.status == 0
    assert [line.split(":")[0] for line in outcome.stdout.splitlines()] == [
        "softmax  MNIST test",
        "softmax  UCI Pen Digits test",
        "mine  MNIST test",
        "mine  UCI Pen Digits test",
    ]
    assert "not measured" not in outcome.stdout
    shown = digitpad("models", "show", "softmax").stdout
    assert "UCI Pen Digits test: accuracy" in shown
    assert "held-out writers" not in shown
    assert digitpad("models").stdout.count("not measured") == 1


def test_measuring_goes_on_past_a_broken_file_and_ends_with_status_1(digitpad: Command) -> None:
    for name in ("a torn one", "mine"):
        add_model(name)
    Library.of_user().find("a torn one").path.write_bytes(b"torn")
    outcome = digitpad("models", "measure", "a torn one", "mine")
    assert outcome.status == 1
    assert outcome.stdout.startswith("mine  MNIST test: ")
    assert "a torn one.safetensors" in outcome.stderr


def test_ctrl_c_ends_measuring(digitpad: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    measure = ScoreBoard.measure

    def measure_interrupted(board: ScoreBoard, *of: Any) -> Iterator[float]:
        signal.raise_signal(signal.SIGINT)
        return measure(board, *of)

    add_model("mine")
    monkeypatch.setattr(ScoreBoard, "measure", measure_interrupted)
    outcome = digitpad("models", "measure", "mine")
    assert (outcome.status, outcome.stdout) == (130, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "absent"], "There is no model of this name"),
        (["measure", "absent"], "There is no model of this name"),
        (["rename", "softmax", "x"], "This model came with digitpad"),
        (["delete", "mlp"], "This model came with digitpad"),
        (["duplicate", "absent"], "There is no model of this name"),
        (["duplicate", "mlp", "softmax"], "This name is taken"),
        (["show", "x" * 300], "There is no model of this name"),
        (["show", "~nosuch/x.safetensors"], "There is no such home folder"),
        (["import", "absent.safetensors"], "This model cannot be read"),
        (["export", "mlp", "out.pt"], "This kind of file cannot be written"),
    ],
)
def test_what_cannot_be_done_is_told_plainly(
    digitpad: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = digitpad("models", *words)
    assert (outcome.status, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith(said)
    assert not Path("out.pt").exists()
    assert own_names() == []
