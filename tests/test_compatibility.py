"""What users have on disk is opened, and what their scripts ask for is there (fixtures/README.md)."""

import hashlib
import json
import runpy
import shlex
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from safetensors.numpy import load as decode_tensors

from digitpad.__main__ import run as run_command
from digitpad.config.config_file import load_config
from digitpad.config.dataset_info import DatasetName
from digitpad.config.model_spec import Activation, DropoutAfter, ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.config.train_config import Device, InkSource, Optimizer, Sampling, Schedule, TrainConfig
from digitpad.data.my_digits import MyDigits
from digitpad.ink.ink import Ink
from digitpad.ink.ink_file import InkSample, read_ink_file
from digitpad.library.library import Library
from digitpad.library.names import resume_file_of
from digitpad.library.run_records import find_run, load_run, run_names
from digitpad.library.scores.cache import ScoreCache
from digitpad.models.checkpoint import Measurement, WriterCounts
from digitpad.models.checkpoint import load as load_checkpoint
from digitpad.paths import shipped
from digitpad.preprocessing.picture import load_picture
from digitpad.recognition.digit_detector import load as load_detector
from digitpad.recognition.recognizer import Recognizer
from digitpad.settings import Settings, ThemeChoice, load_settings, settings_file
from digitpad.training.resume_state import load as load_resumption
from digitpad.training.run import resume
from tests.support.cli import all_commands, options_of

FIXTURES = Path(__file__).parent / "fixtures"
COMMAND_LINE = json.loads((FIXTURES / "command-line.json").read_text(encoding="utf-8"))

MODELS = {  # layers, samples of each measurement, temperature, lessons; a picture's class (a pen's seven), how sure
    "softmax grey": ((25, 2), [4], None, 0, "cat", 0.565913),
    "mlp colour": ((48, 5, 4, 2), [4], None, 0, "dog", 0.975079),
    "equalised": ((784, 4, 10), [10_000, 8], 0.639055, 0, "7", 0.998841),
    "fine-tuned": ((784, 4, 10), [10_000], None, 0, "7", 0.998741),
    "taught": ((784, 4, 10), [10_000, 6], 0.639055, 1, "7", 0.999414),
    "stopped adam": ((16, 4, 2), [4], None, 0, "cat", 0.581545),
    "stopped momentum": ((16, 4, 2), [4], None, 0, "cat", 0.553973),
}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run digitpad in a home folder with pictures, ink and a user folder in it."""
    home = shutil.copytree(FIXTURES, tmp_path / "someone")
    for variable, folder in (("HOME", home), ("USERPROFILE", home), ("DIGITPAD_HOME", home / "home")):
        monkeypatch.setenv(variable, str(folder))
    monkeypatch.chdir(home)


def stored(path: Path) -> dict[str, Any]:
    """Return what a file of tensors says of them, read without digitpad."""
    content = path.read_bytes()
    (text,) = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])["__metadata__"].values()
    return {name: value for name, value in json.loads(text).items() if name != "format_version"}


def keeps(opened: Any, written: Any) -> bool:
    """Whether all that was written is there once it is opened; there may be more by now."""
    if isinstance(written, dict):
        return all(name in opened and keeps(opened[name], value) for name, value in written.items())
    if isinstance(written, list):
        return len(opened) == len(written) and all(map(keeps, opened, written))
    return bool(opened == written)


def built(value: object) -> Any:
    return msgspec.to_builtins(value, enc_hook=lambda array: array.tolist())


def keys_in(value: object, place: str = "") -> set[str]:
    """Return the keys of JSON at every depth, each after those it lies under."""
    if isinstance(value, list):
        return set().union(*(keys_in(each, place) for each in value))
    if isinstance(value, dict):
        below = (keys_in(each, f"{place}{key}.") for key, each in value.items())
        return {f"{place}{key}" for key in value}.union(*below)
    return set()


def keys_told(line: str, capsys: pytest.CaptureFixture[str]) -> list[list[str]]:
    """Run a command and return the keys of each kind of object it prints."""
    assert run_command([*shlex.split(line), "--json"]) == 0
    told = (tuple(sorted(keys_in(json.loads(each)))) for each in capsys.readouterr().out.splitlines())
    return [list(kind) for kind in dict.fromkeys(told)]


@pytest.mark.parametrize("name", MODELS)
def test_a_model_of_each_kind_is_opened_with_all_its_file_says(name: str) -> None:
    layers, counts, temperature, lessons, label, probability = MODELS[name]
    entry, model = Library.of_user().find(name), Library.of_user().load(name)
    assert keeps(built(replace(model, weights={})), stored(entry.path))
    for key, array in decode_tensors(entry.path.read_bytes()).items():
        np.testing.assert_array_equal(model.weights[key], array)
    assert (model.spec.layer_sizes, [made.count for made in model.measurements]) == (layers, counts)
    assert (model.temperature, len(model.lessons)) == (pytest.approx(temperature, abs=1e-6), lessons)
    seven, dog = read_ink_file(Path("pens.jsonl")).samples[0].ink, load_picture(Path("pictures/test/dog/0.png"))
    prediction = Recognizer(model).predict(seven if model.preprocessing.reading is Reading.DIGIT else dog)
    assert (prediction.label, max(prediction.probabilities)) == (label, pytest.approx(probability, abs=1e-5))


def test_a_deleted_model_is_taken_out_of_the_trash() -> None:
    assert Library.of_user().import_file(Path("home/trash/old.safetensors")).name == "old"
    assert Library.of_user().load("old").spec == ModelSpec(inputs=25, classes=2)


def test_the_digit_detector_is_opened_and_knows_a_digit() -> None:
    detector = load_detector(path := shipped("weights", "not-a-digit.safetensors"))
    assert keeps(built(replace(detector, weights={})), stored(path))
    assert (detector.spec.layer_sizes[0], detector.spec.layer_sizes[-1]) == (784, 11)
    seven = read_ink_file(Path("pens.jsonl")).samples[0].ink
    score = Recognizer(Library.of_user().load("equalised"), detector).predict(seven).digit_score
    assert score > detector.thresholds.score_for(0.9)


@pytest.mark.parametrize("kind", ["adam", "momentum"])
def test_a_stopped_run_ends_as_it_would_have_then(kind: str) -> None:
    path = resume_file_of(Library.of_user().find(f"stopped {kind}").path)
    stopped = load_resumption(path)
    assert keeps(built(stopped), stored(path))
    assert (stopped.place.epoch, stopped.place.batch, stopped.place.steps_taken) == (2, 2, 5)
    run = resume(stopped)
    assert [report.step for report in run][-1] == {"adam": 12, "momentum": 10}[kind]
    ours, theirs = run.checkpoint(), load_checkpoint(Path(f"finished {kind}.safetensors"))
    for name, array in theirs.weights.items():
        np.testing.assert_allclose(ours.weights[name], array, rtol=1e-3, atol=1e-5)
    assert [record.epoch for record in ours.history] == [record.epoch for record in theirs.history]
    assert (ours.config, ours.data) == (theirs.config, theirs.data)


def test_every_run_record_is_opened_with_all_its_file_says() -> None:
    assert len(run_names()) == 6
    for name in run_names():
        assert keeps(built(load_run(name)), json.loads(Path(f"home/runs/{name}.json").read_text(encoding="utf-8")))
    record = find_run("stopped momentum")
    assert (record.recipe, record.is_stopped, record.versions.digitpad) == ("softmax-sgd", True, "0.1.0")
    assert (len(record.curve.losses), record.config.steps, record.history[0].seconds) == (5, 10, 6.0)
    measured = find_run("equalised").measurements[1]
    assert (measured.correct, [each.writer for each in measured.writers]) == (8, ["BERT", "CARA"])


def test_settings_of_the_window_are_remembered() -> None:
    expected = Settings(ThemeChoice.DARK, 31, "taught", False, 0.9, "AdnQywADAAAAAAB4")
    assert load_settings(settings_file()) == expected


def test_settings_of_training_are_opened_with_all_their_file_says() -> None:
    """Of pictures, ink, a validation part, samples replaced; one of them has every key otherwise than by default."""
    kinds = ("", " with ink", " with validation", " with replacement", " with few images")
    files = [FIXTURES / f"training{kind}.json" for kind in kinds]
    pictures, ink, validated, replaced, few = configs = [load_config(file) for file in files]
    for config, file in zip(configs, files, strict=True):
        assert keeps(built(config), json.loads(file.read_text(encoding="utf-8"))["config"])
    for key, default in built(TrainConfig()).items():
        assert any(built(config)[key] != default for config in configs), key
    colours = Preprocessing(reading=Reading.COLOUR, image_size=8, mean=(0.5, 0.25, 0.125), std=(0.5, 0.75, 0.25))
    assert few.images == 500
    assert (pictures.folder, pictures.preprocessing) == ("/home/someone/pictures", colours)
    assert (pictures.model.activation, pictures.model.dropout_after) == (Activation.SIGMOID, DropoutAfter.LAST)
    assert (pictures.schedule, pictures.schedule_milestones) == (Schedule.MULTI_STEP, (2, 5))
    assert (pictures.steps, pictures.seed, pictures.initial) == (500, 11, "mlp colour")
    assert (validated.validation, validated.keep_best, validated.patience) == (10_000, True, 3)
    assert ink.ink == InkSource(path="/home/someone/pens.jsonl", share=0.25, held_out_writers=("ANNA", "BERT"))
    assert (pictures.sampling, ink.sampling, replaced.sampling) == (
        Sampling.NONE,
        Sampling.PERMUTATION,
        Sampling.REPLACEMENT,
    )
    assert (ink.dataset, ink.optimizer, ink.device) == (DatasetName.PENDIGITS, Optimizer.ADAMW, Device.MPS)


def test_own_digits_are_opened_and_their_last_changes_undone() -> None:
    digits = MyDigits.of_user()
    assert [sample.label for sample in digits.samples()] == [7, 1, 3, 1, 0]
    assert digits.samples()[-2].ink == Ink.of([[(240, 109), (240, 409)]])
    assert (digits.undo(), digits.undo()) == (True, True)  # a nought is back, and a one was a seven
    assert digits.counts() == (2, 1, 0, 1, 0, 0, 0, 2, 0, 0)
    assert digits.undo()  # all six were added at once
    assert (digits.samples(), digits.can_undo) == ((), False)


def test_what_models_were_measured_to_do_is_found() -> None:
    model = hashlib.sha256(Library.of_user().find("equalised").path.read_bytes()).hexdigest()
    writers = (WriterCounts("31", 2000, 1000), WriterCounts("32", 1498, 749))
    pens = Measurement("UCI Pen Digits test", 3498, 1749, 1.5, "Of 14 people.", 0.125, writers, (0.45, 0.55))
    assert ScoreCache.of_user().of_model(model) == (pens,)
    assert ScoreCache.of_user().find("a" * 64, "b" * 64) == Measurement("MNIST test", 10_000, 9000, 0.25)


@pytest.mark.parametrize(("name", "picture"), [("equalised", "seven.png"), ("mlp colour", "pictures/test/cat/1.png")])
def test_an_exported_script_predicts_as_it_did(name: str, picture: str) -> None:
    """The script exported before and the one exported now."""
    Library.of_user().export_file(name, Path("new.py"))
    expected = Recognizer(Library.of_user().load(name)).predict(load_picture(Path(picture))).probabilities
    for path in (Path(f"{name}.py.txt"), Path("new.py")):
        script = runpy.run_path(str(path))
        model = script["make_model"]().eval()
        script["load_weights"](model)
        np.testing.assert_allclose(script["predict"](model, Path(picture)), expected, atol=5e-6)


def test_ink_is_read_with_labels_writers_and_pressure() -> None:
    ink = read_ink_file(Path("pens.jsonl"))
    assert (len(ink.samples), ink.problems) == (13, ())
    seven = Ink.of([[(100, 100), (300, 100), (180, 400)], [(150, 250), (280, 250)]])
    assert ink.samples[0] == InkSample(seven, 7, "ANNA", 1)
    assert [tuple(point) for point in ink.samples[-1].ink.strokes[0]] == [(10, 20, 0.25), (30.5, 80.125, 1)]
    (number,) = read_ink_file(Path("number.jsonl.gz")).samples
    assert (len(number.ink.strokes), number.label, number.writer) == (3, None, None)


def test_no_command_and_no_option_has_gone() -> None:
    present = {f"digitpad {words}".strip(): options_of(command) for words, command in all_commands().items()}
    gone = {words: set(names) - present.get(words, set()) for words, names in COMMAND_LINE["options"].items()}
    assert COMMAND_LINE["options"].keys() <= present.keys()
    assert not any(gone.values()), gone


@pytest.mark.parametrize("line", COMMAND_LINE["keys"])
def test_no_key_of_what_a_command_prints_has_gone(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = keys_told(line, capsys)
    for kind in COMMAND_LINE["keys"][line]:
        assert any(set(kind) <= set(each) for each in told), (kind, told)
