import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.ink.ink import Ink
from digitpad.library.library import Library
from digitpad.models.checkpoint import Checkpoint
from digitpad.preprocessing import raster
from digitpad.recognition.recognizer import Recognizer
from tests.support.cli import Command, add_model
from tests.support.inks import STROKES, write_lines
from tests.support.models import model

KEYS = [
    *("file", "index", "model", "digit", "class", "against", "method", "inputs", "logits", "evidence"),
    *("total", "bias", "baseline"),
]
CLOTHES = (*(f"garment {number}" for number in range(9)), "boot")


def kept(name: str, checkpoint: Checkpoint) -> Checkpoint:
    Library.of_user().add(name, checkpoint)
    return checkpoint


def ink_file(folder: Path, *labels: int | None) -> Path:
    return write_lines(folder / "ink.jsonl", *({"label": label, "strokes": STROKES} for label in labels))


def photograph(folder: Path) -> Path:
    pixels = np.random.default_rng(4).integers(0, 256, (40, 30, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(folder / "photograph.png")
    return folder / "photograph.png"


def difference(told: dict[str, Any]) -> float:
    """Return the logit, or difference of logits, that an object is about."""
    against = told["against"]
    return float(told["logits"][told["class"]] - (0.0 if against is None else told["logits"][against]))


def test_json_has_the_documented_keys_one_object_a_drawing(digitpad: Command, tmp_path: Path) -> None:
    checkpoint = add_model("mine")
    file = ink_file(tmp_path, 7, None)
    outcome = digitpad("explain", file, photograph(tmp_path), "--model", "mine", "--json")
    assert (outcome.status, outcome.stderr) == (0, "")
    assert [list(each) for each in outcome.objects] == [KEYS] * 3
    first, second, third = outcome.objects
    assert [each["file"] for each in outcome.objects] == [str(file), str(file), str(tmp_path / "photograph.png")]
    assert (first["index"], second["index"], third["index"]) == (0, 1, 0)
    prediction = Recognizer(checkpoint).predict(Ink.of(STROKES))
    assert first["digit"] == first["class"] == prediction.ranking[0]
    assert (first["model"], first["against"], first["method"], first["baseline"]) == ("mine", None, "exact", None)
    given = raster.standardise(prediction.raster.pixels[np.newaxis], checkpoint.preprocessing)[0]
    assert first["inputs"] == given.tolist()


@pytest.mark.parametrize("options", [[], ["--class", 3], ["--class", 3, "--against", 8]])
def test_exact_evidence_and_bias_are_the_logit(digitpad: Command, tmp_path: Path, options: list[object]) -> None:
    checkpoint = kept("normalised", model(Preprocessing(moments=True).with_mean_std()))
    file = ink_file(tmp_path, None)
    (told,) = digitpad("explain", file, "--model", "normalised", *options, "--json").objects
    assert told["total"] == pytest.approx(sum(told["evidence"]), abs=1e-9)
    assert told["total"] + told["bias"] == pytest.approx(difference(told), abs=1e-4)
    weight = checkpoint.weights["layers.0.weight"]
    row = weight[told["class"]] - (0.0 if told["against"] is None else weight[told["against"]])
    np.testing.assert_allclose(told["evidence"], np.array(told["inputs"]) * row, atol=1e-6)


@pytest.mark.parametrize("options", [[], ["--class", 3], ["--class", 3, "--against", 8]])
def test_integrated_evidence_is_what_the_blank_raster_lacks(
    digitpad: Command, tmp_path: Path, options: list[object]
) -> None:
    (told,) = digitpad("explain", ink_file(tmp_path, None), *options, "--json").objects
    assert (told["model"], told["method"], told["bias"]) == ("mlp", "integrated", None)
    wanted = difference(told) - told["baseline"]
    assert told["total"] == pytest.approx(sum(told["evidence"]), abs=1e-9)
    assert told["total"] == pytest.approx(wanted, rel=0.005, abs=0.01)


def test_gradient_times_input_has_neither_bias_nor_baseline(digitpad: Command, tmp_path: Path) -> None:
    for name in ("mlp", "softmax"):
        (told,) = digitpad("explain", ink_file(tmp_path, 7), "--model", name, "--method", "gradient", "--json").objects
        assert (told["method"], told["bias"], told["baseline"]) == ("gradient", None, None)
        assert told["total"] == pytest.approx(sum(told["evidence"]), abs=1e-9)


@pytest.mark.parametrize(
    ("preprocessing", "hidden", "inputs"),
    [
        (Preprocessing(reading=Reading.GREY, mean=(0.286,), std=(0.353,)), (), 784),
        (Preprocessing(reading=Reading.COLOUR, image_size=16, mean=(0.5,) * 3, std=(0.2,) * 3), (), 768),
        (Preprocessing(reading=Reading.COLOUR, image_size=32, mean=(0.5,) * 3, std=(0.2,) * 3), (8,), 3072),
    ],
)
def test_models_of_other_inputs_are_explained(
    digitpad: Command, tmp_path: Path, preprocessing: Preprocessing, hidden: tuple[int, ...], inputs: int
) -> None:
    kept("clothes", model(preprocessing, hidden, class_names=CLOTHES))
    files = (photograph(tmp_path), ink_file(tmp_path, 7))
    asked = ("--class", "boot", "--against", "garment 2")
    objects = digitpad("explain", *files, "--model", "clothes", *asked, "--json").objects
    assert len(objects) == 2
    for told in objects:
        assert (told["digit"], told["class"], told["against"]) == (None, 9, 2)
        assert len(told["inputs"]) == len(told["evidence"]) == inputs
        rest = told["baseline"] if hidden else told["bias"]
        assert told["total"] + rest == pytest.approx(difference(told), rel=0.005, abs=0.01 if hidden else 1e-4)
    assert digitpad("explain", *files, "--model", "clothes", *asked).status == 0


@pytest.mark.parametrize(
    "options",
    [
        ["--method", "exact"],
        ["--class", "10"],
        ["--class", "-1"],
        ["--against", "nine"],
        ["--class", "3", "--against", "3"],
    ],
)
def test_an_impossible_question_is_refused_before_a_file_is_read(digitpad: Command, options: list[str]) -> None:
    outcome = digitpad("explain", "missing.png", *options)
    assert (outcome.status, outcome.stdout) == (1, "")
    assert "missing.png" not in outcome.stderr


def test_a_name_comes_before_a_number(digitpad: Command, tmp_path: Path) -> None:
    kept("shifted", replace(model(Preprocessing()), class_names=tuple("1234567890")))
    (told,) = digitpad("explain", ink_file(tmp_path, 7), "--model", "shifted", "--class", "3", "--json").objects
    assert told["class"] == 2


def test_it_goes_on_past_what_cannot_be_read_and_ends_with_status_1(digitpad: Command, tmp_path: Path) -> None:
    """A drawing that is answered with the very class it is asked about is such a one."""
    add_model("mine")
    mixed = write_lines(tmp_path / "ink.jsonl", "garbage\n", {"strokes": STROKES})
    Image.new("L", (40, 40), 255).save(tmp_path / "blank.png")
    files = (tmp_path / "missing.png", mixed, tmp_path / "blank.png", tmp_path)
    outcome = digitpad("explain", *files, "--model", "mine", "--json")
    assert outcome.status == 1
    (told,) = outcome.objects
    assert told["index"] == 1
    assert len(outcome.stderr.splitlines()) == 4
    outcome = digitpad("explain", mixed, "--model", "mine", "--against", told["class"], "--json")
    assert (outcome.status, outcome.stdout) == (1, "")
    assert f"{mixed}, line 2" in outcome.stderr


@pytest.mark.parametrize("method", ["exact", "gradient", "integrated"])
def test_text_has_terms_that_add_up_and_the_ten_strongest_pixels(
    digitpad: Command, tmp_path: Path, method: str
) -> None:
    file = ink_file(tmp_path, 7)
    outcome = digitpad("explain", file, "--model", "softmax", "--method", method, "--against", 9)
    title, question, *rows = outcome.stdout.splitlines()
    assert title.startswith(f"{file}, line 1: 7 (")
    assert "7 rather than 9" in question
    terms = [float(row.split()[-1]) for row in rows[:4]]
    assert sum(terms[:3]) == pytest.approx(terms[3], abs=3e-4)
    (told,) = digitpad("explain", file, "--model", "softmax", "--method", method, "--against", 9, "--json").objects
    strongest = [[float(number) for number in row.split()] for row in rows[5:]]
    assert len(strongest) == 10
    assert [abs(each[-1]) for each in strongest] == sorted((abs(each[-1]) for each in strongest), reverse=True)
    for row, column, value, weight, product in strongest:
        assert told["evidence"][int(row - 1) * 28 + int(column - 1)] == pytest.approx(product, abs=1e-4)
        assert value * weight == pytest.approx(product, abs=1e-3)


def test_a_colour_is_named_where_a_pixel_has_three(digitpad: Command, tmp_path: Path) -> None:
    kept("colour", model(Preprocessing(reading=Reading.COLOUR, image_size=16), (8,)))
    told = digitpad("explain", photograph(tmp_path), "--model", "colour").stdout
    assert len(re.findall(r"^ +\d+ +\d+  (?:red|green|blue) ", told, flags=re.MULTILINE)) == 10
