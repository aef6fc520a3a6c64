import math
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.data.locations import PEN_FILES, dataset_folder
from digitpad.data.reading import read_mnist
from digitpad.evaluation import robustness
from digitpad.evaluation.intervals import wilson_interval
from digitpad.evaluation.metrics import evaluate_model
from digitpad.ink.ink import Ink
from digitpad.models.checkpoint import Checkpoint
from digitpad.recognition.recognizer import Recognizer
from tests.support.cli import Command, add_model
from tests.support.inks import STROKES, write_lines
from tests.support.unipen import pen_digits, unipen, write_pen_set

KEYS = ["model", "count", "correct", "accuracy", "interval", "writers", "loss", "confusion", "skipped"]
KEYS += ["calibration_error", "reliability", "per_class"]


@pytest.fixture(autouse=True)
def mine() -> Checkpoint:
    """Return the model of the user's own that is evaluated."""
    return add_model("mine")


def test_json_on_mnist_has_the_documented_keys_and_figures(digitpad: Command, mine: Checkpoint) -> None:
    outcome = digitpad("evaluate", "--model", "mine", "--dataset", "mnist", "--json")
    assert (outcome.status, outcome.stderr) == (0, "")
    (figures,) = outcome.objects
    assert list(figures) == KEYS
    test = read_mnist(Split.TEST)
    expected = evaluate_model(
        mine, list(test.pixels.astype(np.float32) / np.float32(255)), test.labels.tolist()
    ).evaluation
    assert (figures["count"], figures["correct"]) == (10_000, expected.correct)
    assert figures["accuracy"] == expected.correct / 10_000
    assert figures["interval"] == list(wilson_interval(expected.correct, 10_000))
    assert math.isclose(figures["loss"], expected.loss)
    assert np.array(figures["confusion"]).sum(axis=1).tolist() == np.bincount(test.labels).tolist()
    assert figures["skipped"] == 0
    for row, made in enumerate(figures["per_class"]):
        assert (made["class"], made["count"]) == (str(row), int(np.bincount(test.labels)[row]))
        assert made["recall"] == figures["confusion"][row][row] / made["count"]
        named = sum(line[row] for line in figures["confusion"])
        assert made["precision"] == (figures["confusion"][row][row] / named if named else None)


def test_mnist_is_what_is_measured_on_if_nothing_is_named(digitpad: Command) -> None:
    outcome = digitpad("evaluate", "--model", "mine")
    assert outcome.status == 0
    assert outcome.stdout.startswith("mine on MNIST test\naccuracy ")
    assert "95 % interval" in outcome.stdout
    assert outcome.stdout.splitlines()[5].split() == [*"0123456789", "recall"]
    assert outcome.stdout.splitlines()[16].split()[0] == "precision"


def test_ink_without_a_label_is_skipped_and_unreadable_ink_is_wrong(
    digitpad: Command, mine: Checkpoint, tmp_path: Path
) -> None:
    digit = Recognizer(mine).predict(Ink.of(STROKES)).ranking[0]
    file = write_lines(
        tmp_path / "ink.jsonl",
        {"label": digit, "strokes": STROKES},
        {"strokes": STROKES},
        {"label": 3, "strokes": [[["x", 1]]]},
        {"label": (digit + 1) % 10, "strokes": STROKES},
    )
    outcome = digitpad("evaluate", "--model", "mine", "--ink", file, "--json")
    assert outcome.status == 0
    (figures,) = outcome.objects
    assert (figures["count"], figures["correct"], figures["skipped"]) == (3, 1, 1)
    assert np.sum(figures["confusion"]) == 2
    assert figures["confusion"][digit][digit] == 1
    assert "line 3" in outcome.stderr
    lines = digitpad("evaluate", "--model", "mine", "--ink", file).stdout.splitlines()
    assert sum(line.startswith("1 ") for line in lines[:6]) == 2, "one unreadable, one skipped"


def test_ucis_own_files_are_measured_as_ink(digitpad: Command, tmp_path: Path) -> None:
    (tmp_path / PEN_FILES[1]).write_bytes(unipen(list(pen_digits(Split.TEST))[:20]))
    (figures,) = digitpad("evaluate", "--model", "softmax", "--ink", tmp_path / PEN_FILES[1], "--json").objects
    assert figures["count"] == 20
    assert figures["accuracy"] > 0.1


def test_pictures_are_labelled_by_their_folders(digitpad: Command, tmp_path: Path) -> None:
    test = read_mnist(Split.TEST)
    folder = tmp_path / "pictures"
    for number in range(30):
        place = folder / str(test.labels[number])
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(test.pixels[number]).save(place / f"{number}.png")
    first = folder / str(test.labels[0])
    (first / "broken.png").write_bytes(b"garbage")
    (first / "notes.txt").write_text("no sample")
    (folder / "cat").mkdir()
    Image.fromarray(test.pixels[0]).save(folder / "cat" / "tom.png")
    Image.fromarray(test.pixels[0]).save(folder / "loose.png")
    outcome = digitpad("evaluate", "--model", "mine", "--images", folder, "--json")
    assert outcome.status == 0
    (figures,) = outcome.objects
    assert (figures["count"], figures["skipped"]) == (31, 2)
    confusion = np.array(figures["confusion"])
    assert confusion.sum(axis=1).tolist() == np.bincount(test.labels[:30], minlength=10).tolist()
    assert figures["correct"] == np.trace(confusion)
    assert "broken.png" in outcome.stderr


def test_nothing_readable_has_no_loss_and_is_still_json(digitpad: Command, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "ink.jsonl", "garbage\n")
    (figures,) = digitpad("evaluate", "--model", "mine", "--ink", file, "--json").objects
    assert (figures["count"], figures["correct"], figures["loss"]) == (1, 0, None)
    text = digitpad("evaluate", "--model", "mine", "--ink", file)
    assert text.status == 0
    assert "nan" not in text.stdout


def test_pictures_in_no_class_folder_are_told_where_to_lie(digitpad: Command, tmp_path: Path) -> None:
    Image.new("L", (28, 28)).save(tmp_path / "loose.png")
    outcome = digitpad("evaluate", "--model", "mine", "--images", tmp_path)
    assert (outcome.status, outcome.stdout) == (1, "")
    assert str(tmp_path / "9" / "loose.png") in "".join(outcome.stderr.splitlines())


@pytest.mark.parametrize("option", ["--ink", "--images"])
def test_what_is_not_there_is_a_plain_error(digitpad: Command, tmp_path: Path, option: str) -> None:
    outcome = digitpad("evaluate", "--model", "mine", option, tmp_path / "missing")
    assert (outcome.status, outcome.stdout) == (1, "")
    assert "missing" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_ink_without_any_label_is_a_plain_error(digitpad: Command, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "ink.jsonl", {"strokes": STROKES})
    outcome = digitpad("evaluate", "--model", "mine", "--ink", file)
    assert outcome.status == 1
    assert "label" in outcome.stderr


def test_the_bins_hold_every_answer_and_the_error_follows_from_them(digitpad: Command) -> None:
    (figures,) = digitpad("evaluate", "--model", "mine", "--json").objects
    bins = figures["reliability"]
    assert sum(part["count"] for part in bins) == 10_000
    assert sum(part["correct"] for part in bins) == figures["correct"]
    distances = [abs(part["correct"] - part["count"] * part["confidence"]) for part in bins]
    assert figures["calibration_error"] == pytest.approx(sum(distances) / 10_000)
    outcome = digitpad("evaluate", "--model", "mine")
    assert f"expected calibration error {100 * figures['calibration_error']:.2f} %" in outcome.stdout
    assert re.search(r"\(confidence less accuracy [+-]\d+\.\d\d points\)", outcome.stdout)
    assert "reliability" in outcome.stdout


class TestGrid:
    """``--grid``: a picture of a few samples with their names."""

    def test_it_is_written_beside_the_figures(self, digitpad: Command, tmp_path: Path) -> None:
        file = tmp_path / "grid.png"
        (figures,) = digitpad("evaluate", "--model", "softmax", "--grid", 12, file, "--json").objects
        assert list(figures) == [*KEYS, "grid"]
        assert figures["grid"] == {"file": str(file), "count": 12, "correct": 12}
        with Image.open(file) as sheet:
            assert sheet.width > 10 * 112
        first = file.read_bytes()
        digitpad("evaluate", "--model", "softmax", "--grid", 12, file, "--seed", 1)
        assert file.read_bytes() != first

    def test_more_pictures_than_there_are_samples_are_refused(self, digitpad: Command, tmp_path: Path) -> None:
        ink = write_lines(tmp_path / "sevens.jsonl", *[{"label": 7, "strokes": STROKES}] * 3)
        outcome = digitpad("evaluate", "--ink", ink, "--grid", 4, tmp_path / "grid.png")
        assert (outcome.status, outcome.stdout) == (1, "")
        assert not (tmp_path / "grid.png").exists()

    def test_a_name_of_another_kind_of_picture_is_refused(self, digitpad: Command, tmp_path: Path) -> None:
        file = tmp_path / "grid.jpg"
        outcome = digitpad("evaluate", "--model", "softmax", "--grid", 4, file)
        assert (outcome.status, outcome.stdout) == (1, "")
        assert not file.exists()

    def test_a_seed_without_a_grid_is_wrong_usage(self, digitpad: Command) -> None:
        assert digitpad("evaluate", "--seed", 1).status == 2


class TestRobustness:
    """``--robustness``: a row for each thing people do to digits."""

    @pytest.fixture(autouse=True)
    def few(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A few samples of each kind are enough to see the rows."""
        monkeypatch.setattr(robustness, "MOST", 4)
        monkeypatch.setattr(robustness, "WRITTEN", 1)

    def test_rows_are_told_of_the_ink_named_and_of_mnist(self, digitpad: Command, tmp_path: Path) -> None:
        ink = write_lines(tmp_path / "sevens.jsonl", *[{"label": 7, "strokes": STROKES}] * 3, "torn\n")
        outcome = digitpad("evaluate", "--model", "softmax", "--robustness", "--ink", ink, "--json")
        rows = outcome.objects
        assert "line 4" in outcome.stderr
        assert {tuple(row) for row in rows} == {
            ("model", "source", "trial", "count", "correct", "accuracy", "interval", "difference")
        }
        told = {(row["source"], row["trial"]): row for row in rows}
        assert told["sevens.jsonl", "as they are"]["count"] == 3
        assert told["sevens.jsonl", "as they are"]["difference"] is None
        assert told["sevens.jsonl", "7 crossed"]["count"] == 3
        assert ("sevens.jsonl", "0 slashed") not in told
        assert told["MNIST test", "inverted: dark on light"]["difference"] == 0.0

    def test_without_ink_it_needs_nothing_and_is_a_table(self, digitpad: Command) -> None:
        outcome = digitpad("evaluate", "--model", "softmax", "--robustness")
        assert outcome.status == 0
        lines = [line.split() for line in outcome.stdout.splitlines()]
        assert ["digitpad's", "own", "forms"] in lines
        assert any(line[:2] == ["turned", "15°"] for line in lines)
        assert any(line[:4] == ["written", "as", "4", "open"] for line in lines)

    def test_the_pen_digits_are_changed_where_they_are_here(self, digitpad: Command) -> None:
        write_pen_set(dataset_folder(DatasetName.PENDIGITS))
        rows = digitpad("evaluate", "--model", "softmax", "--robustness", "--json").objects
        assert rows[0]["source"] == "UCI Pen Digits test"

    def test_it_goes_with_no_other_samples(self, digitpad: Command) -> None:
        assert digitpad("evaluate", "--robustness", "--dataset", "mnist").status == 2
