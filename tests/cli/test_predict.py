import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.config.train_config import TrainConfig
from digitpad.data.locations import dataset_folder
from digitpad.data.reading import read_mnist
from digitpad.ink.drawing import Picture
from digitpad.ink.ink import Ink
from digitpad.library.library import Library
from digitpad.models import checkpoint as checkpoints
from digitpad.recognition.recognizer import Recognizer
from tests.support.cli import Command, add_model
from tests.support.images import write_idx_set, write_picture_folder
from tests.support.inks import SEVEN, STROKES, write_lines
from tests.support.models import model

KEYS = ["file", "index", "model", "digit", "class", "label", "probabilities", "digit_score", "is_digit"]


def picture_of_a_line(path: Path) -> Path:
    pixels = np.full((60, 60), 255, np.uint8)
    pixels[10:50, 28:33] = 0
    Image.fromarray(pixels).save(path)
    return path


def test_json_has_the_documented_keys_one_object_a_line(digitpad: Command, tmp_path: Path) -> None:
    model = add_model("mine")
    file = write_lines(tmp_path / "ink.jsonl", {"label": 7, "strokes": STROKES}, {"strokes": STROKES})
    picture = picture_of_a_line(tmp_path / "one.png")
    outcome = digitpad("predict", file, picture, "--model", "mine", "--json")
    assert (outcome.status, outcome.stderr) == (0, "")
    first, second, third = outcome.objects
    assert [list(each) for each in outcome.objects] == [KEYS] * 3
    assert (first["file"], first["index"], first["model"], first["label"]) == (str(file), 0, "mine", 7)
    assert (second["index"], second["label"]) == (1, None)
    assert (third["file"], third["index"], third["label"]) == (str(picture), 0, None)
    expected = Recognizer(model).predict(Ink.of(STROKES))
    assert first["probabilities"] == list(expected.probabilities)
    assert first["digit"] == expected.ranking[0]
    assert first["class"] == expected.label
    assert math.isclose(sum(third["probabilities"]), 1.0, abs_tol=1e-5)


def test_a_picture_is_read_as_the_pad_would_read_it(digitpad: Command, tmp_path: Path) -> None:
    model = add_model("mine")
    file = picture_of_a_line(tmp_path / "one.png")
    rgb = Image.open(file).convert("RGB")
    expected = Recognizer(model).predict(Picture(rgb.width, rgb.height, rgb.tobytes()))
    (result,) = digitpad("predict", file, "--model", "mine", "--json").objects
    assert result["probabilities"] == list(expected.probabilities)


def test_it_goes_on_past_bad_files_and_lines_and_ends_with_status_1(digitpad: Command, tmp_path: Path) -> None:
    add_model("mine")
    mixed = write_lines(
        tmp_path / "mixed.jsonl",
        {"strokes": STROKES},
        "garbage\n",
        {"strokes": [[[float("nan"), 0], [1, 1]]]},
        {"strokes": [[[1e300, 0], [1, 1]]]},
        {"strokes": []},
        {"strokes": [[[5, 5]]]},
    )
    (tmp_path / "broken.png").write_bytes(b"\x89PNG garbage")
    Image.new("L", (40, 40), 255).save(tmp_path / "blank.png")
    good = picture_of_a_line(tmp_path / "one.png")
    files = [mixed, tmp_path / "missing.png", tmp_path / "broken.png", tmp_path / "blank.png", tmp_path, good]
    outcome = digitpad("predict", *files, "--model", "mine", "--json")
    assert outcome.status == 1
    assert [(each["file"], each["index"]) for each in outcome.objects] == [
        (str(mixed), 0),
        (str(mixed), 5),
        (str(good), 0),
    ]
    problems = outcome.stderr.splitlines()
    assert len(problems) == 8
    for place in (*(f"line {line}:" for line in (2, 3, 4, 5)), "missing.png", "broken.png", "blank.png"):
        assert any(place in problem for problem in problems), place


def test_a_folder_is_told_how_to_name_its_files(digitpad: Command, tmp_path: Path) -> None:
    outcome = digitpad("predict", tmp_path)
    assert (outcome.status, outcome.stdout) == (1, "")
    assert f"{tmp_path}/*.png" in "".join(outcome.stderr.splitlines())


def test_text_names_the_digit_and_whether_its_label_agrees(digitpad: Command, tmp_path: Path) -> None:
    model = add_model("mine")
    digit = Recognizer(model).predict(Ink.of(STROKES)).ranking[0]
    other = (digit + 1) % 10
    file = write_lines(
        tmp_path / "ink.jsonl", {"label": digit, "strokes": STROKES}, {"label": other, "strokes": STROKES}
    )
    right, wrong = digitpad("predict", file, "--model", "mine").stdout.splitlines()
    assert f"line 1: {digit} (" in right
    assert right.endswith(f"labelled {digit}")
    assert wrong.endswith(f"labelled {other}: wrong")


def test_a_model_can_be_named_by_its_file(digitpad: Command, tmp_path: Path) -> None:
    model = add_model("mine")
    checkpoints.save(model, tmp_path / "loose.safetensors")
    file = write_lines(tmp_path / "ink.jsonl", {"strokes": STROKES})
    by_name = digitpad("predict", file, "--model", "mine", "--json").objects[0]
    by_path = digitpad("predict", file, "--model", tmp_path / "loose.safetensors", "--json").objects[0]
    assert by_path["model"] == str(tmp_path / "loose.safetensors")
    assert by_path["probabilities"] == by_name["probabilities"]


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x10\0\0\0\0\0\0\0{}"])
def test_a_broken_model_ends_it_at_once(digitpad: Command, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.safetensors").write_bytes(content)
    outcome = digitpad("predict", "--model", tmp_path / "bad.safetensors", tmp_path / "one.png")
    assert outcome.status == 1
    assert "bad.safetensors" in outcome.stderr


TWO_DIGITS = [*([[x, y] for x, y, _ in stroke] for stroke in SEVEN.strokes), [[450, 100], [450, 400]]]


def test_numbers_tell_each_digit_with_its_strokes_and_box(digitpad: Command, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "ink.jsonl", {"strokes": TWO_DIGITS}, {"strokes": STROKES, "label": 7})
    outcome = digitpad("predict", "--numbers", file, picture_of_a_line(tmp_path / "one.png"), "--json")
    assert (outcome.status, outcome.stderr) == (0, "")
    number, single, picture = outcome.objects
    assert all(list(each) == [*KEYS, "number", "digits"] for each in outcome.objects)
    assert number["number"] == "71"
    seven, one = number["digits"]
    assert list(seven) == ["digit", "strokes", "bounds", "probabilities", "digit_score", "is_digit"]
    assert (seven["digit"], seven["strokes"], seven["bounds"]) == (7, [0, 1], [100, 100, 300, 400])
    assert (one["digit"], one["strokes"], one["bounds"]) == (1, [2], [450, 100, 450, 400])
    assert seven["is_digit"] is True
    assert single["number"] == str(single["digit"])
    assert single["digits"][0]["probabilities"] == single["probabilities"]
    assert (picture["number"], picture["digits"]) == (None, [])


def test_a_number_is_said_with_how_sure_each_digit_is(digitpad: Command, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "ink.jsonl", {"strokes": TWO_DIGITS}, {"strokes": STROKES, "label": 7})
    number, single = digitpad("predict", "--numbers", file).stdout.splitlines()
    assert re.fullmatch(re.escape(f"{file}, line 1: 71 (7 ") + r"[\d.]+ %, 1 [\d.]+ %\)", number)
    assert single == digitpad("predict", file).stdout.splitlines()[1]


def test_a_model_of_other_things_reads_no_numbers(digitpad: Command, tmp_path: Path) -> None:
    Library.of_user().add("letters", replace(add_model("mine"), class_names=tuple("abcdefghij")))
    file = write_lines(tmp_path / "ink.jsonl", {"strokes": STROKES})
    outcome = digitpad("predict", "--numbers", file, "--model", "letters")
    assert outcome.status != 0
    assert outcome.stdout == ""
    assert "This model reads no numbers" in outcome.stderr


def test_a_name_no_file_can_have_costs_the_other_files_nothing(digitpad: Command, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "one.jsonl", {"strokes": STROKES})
    outcome = digitpad("predict", "x" * 300 + ".png", file)
    assert outcome.status == 1
    assert outcome.stdout.startswith(str(file))
    assert "File name too long" in outcome.stderr


class TestRandom:
    """``--random``: a test image with its label and the prediction."""

    def test_json_has_the_pixels_and_the_label_of_a_test_image(self, digitpad: Command, tmp_path: Path) -> None:
        saved = tmp_path / "image.png"
        (read,) = digitpad("predict", "--random", "--seed", 5, "--output", saved, "--json").objects
        assert list(read) == [*KEYS, "source", "is_right", "pixels"]
        test = read_mnist(Split.TEST)
        assert read["pixels"] == test.pixels[read["index"]].tolist() == np.asarray(Image.open(saved)).tolist()
        assert read["label"] == test.labels[read["index"]]
        assert read["is_right"] == (read["class"] == str(read["label"]))
        assert (read["file"], read["source"]) == (None, "MNIST test")
        (again,) = digitpad("predict", saved, "--json").objects
        assert again["probabilities"] == read["probabilities"]

    def test_text_has_the_picture_the_label_and_the_prediction_together(self, digitpad: Command) -> None:
        (read,) = digitpad("predict", "--random", "--seed", 5, "--json").objects
        lines = digitpad("predict", "--random", "--seed", 5).stdout.splitlines()
        assert len(lines) == 28 + 3
        assert any("█" in line for line in lines[:28])
        assert lines[29].split() == ["label:", str(read["label"])]
        assert lines[30].split()[:2] == ["prediction:", read["class"]]
        assert lines[30].endswith("right" if read["is_right"] else "wrong")

    def test_the_picture_fits_a_narrow_terminal_without_blocks(
        self, digitpad: Command, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "40")
        monkeypatch.setattr("digitpad.cli.console.can_show", lambda _text: False)
        picture = digitpad("predict", "--random", "--seed", 5).stdout.splitlines()[:-3]
        assert len(picture) == 20
        assert max(map(len, picture)) <= 40
        assert set("".join(picture)) <= set(" .:+#")

    def test_it_is_saved_under_a_name_of_its_kind_alone(self, digitpad: Command, tmp_path: Path) -> None:
        file = tmp_path / "image.jpg"
        refused = digitpad("predict", "--random", "--output", file)
        assert (refused.status, refused.stdout) == (1, "")
        assert not file.exists()

    def test_a_model_of_clothes_takes_its_own_data_set_and_refuses_another(self, digitpad: Command) -> None:
        write_idx_set(dataset_folder(DatasetName.FASHION_MNIST))
        trained = ("--recipe", "softmax-fashion", "--batch-size", 10, "--epochs", 1)
        assert digitpad("train", "--name", "clothes", *trained).status == 0
        (read,) = digitpad("predict", "--random", "--model", "clothes", "--json").objects
        assert (read["source"], read["digit"]) == ("Fashion-MNIST test", None)
        assert read["label"] in Library.of_user().load("clothes").class_names
        refused = digitpad("predict", "--random", "--model", "clothes", "--dataset", "mnist")
        assert (refused.status, refused.stdout) == (1, "")
        assert "Ankle boot" in refused.stderr
        assert "digitpad train --dataset mnist" in refused.stderr

    def test_a_model_of_a_folder_takes_an_image_of_it_or_of_another_folder_with_its_classes(
        self, digitpad: Command, tmp_path: Path
    ) -> None:
        own, other, strange = (tmp_path / name for name in ("own", "other", "strange"))
        for folder, classes in ((own, ("cat", "dog")), (other, ("cat", "dog")), (strange, ("cow", "dog"))):
            write_picture_folder(folder, classes, each=2)
        preprocessing = Preprocessing(reading=Reading.COLOUR, image_size=8)
        pets = model(preprocessing, class_names=("cat", "dog"))
        config = TrainConfig(dataset=DatasetName.FOLDER, folder=str(own), preprocessing=preprocessing, model=pets.spec)
        Library.of_user().add("pets", replace(pets, config=config))
        command = ("predict", "--random", "--model", "pets", "--json")
        (read,) = digitpad(*command).objects
        assert read["label"] in {"cat", "dog"}
        assert np.asarray(read["pixels"]).shape[-1] == 3, "as it is stored, in colour"
        assert digitpad(*command, "--data-folder", other).objects[0]["class"] in {"cat", "dog"}
        refused = digitpad(*command, "--data-folder", strange)
        assert (refused.status, refused.stdout) == (1, "")
        assert "cow" in refused.stderr

    def test_a_data_set_of_a_folder_wants_the_folder_and_a_folder_that_data_set(
        self, digitpad: Command, tmp_path: Path
    ) -> None:
        unnamed = digitpad("predict", "--random", "--dataset", "folder")
        assert (unnamed.status, unnamed.stdout) == (1, "")
        assert digitpad("predict", "--random", "--dataset", "mnist", "--data-folder", tmp_path).status == 2

    @pytest.mark.parametrize(
        "arguments", [(), ("--random", "one.png"), ("one.png", "--seed", 1), ("--random", "--numbers")]
    )
    def test_files_and_a_random_image_exclude_each_other(
        self, digitpad: Command, arguments: tuple[object, ...]
    ) -> None:
        assert digitpad("predict", *arguments).status == 2
