"""Samples to measure on are read as the model reads them, and can go back to the pad."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.config.train_config import TrainConfig
from digitpad.data.image_set import ImageSet
from digitpad.data.reading import read_dataset, read_mnist
from digitpad.errors import DatasetError, PictureError
from digitpad.evaluation.metrics import evaluate_model
from digitpad.evaluation.samples import FolderLoader, InkLoader, classes_among, of_images, open_test_part
from digitpad.ink.drawing import Picture
from digitpad.ink.ink import Ink
from digitpad.library.library import Library
from digitpad.recognition.recognizer import Recognizer
from tests.support.images import write_picture_folder
from tests.support.models import MODELS, model, write_pictures

STROKES = [[[10, 10], [90, 10], [40, 120]]]
GREY = model(Preprocessing(reading=Reading.GREY, image_size=20), class_names=("a", "b", "c"))


def test_mnist_put_on_the_pad_is_read_as_it_was_measured() -> None:
    mlp = Library.of_user().load("mlp")
    samples = of_images(read_mnist(Split.TEST).first(60), mlp)
    answers = evaluate_model(mlp, samples.pixels, samples.labels).predictions
    recognizer = Recognizer(mlp)
    for place in range(0, 60, 7):
        drawing = samples.drawings[place]
        assert drawing is not None
        prediction = recognizer.predict(drawing)
        assert prediction.probabilities[answers.predicted[place]] == pytest.approx(answers.confidence[place], abs=1e-5)
    assert [picture.name for picture in samples.drawings[:2] if isinstance(picture, Picture)] == [
        "MNIST test, image 1",
        "MNIST test, image 2",
    ]


def test_ink_is_read_as_on_the_pad_also_by_a_model_of_pictures(tmp_path: Path) -> None:
    file = tmp_path / "ink.jsonl"
    file.write_text("\n".join(json.dumps({"label": 7, "strokes": STROKES}) for _ in range(3)))
    for checkpoint in (MODELS["equalised and normalised"], model(Preprocessing(reading=Reading.GREY, image_size=20))):
        reading = InkLoader(file, checkpoint)
        assert [progress.done for progress in reading] == [1, 2, 3]
        samples = reading.result
        answers = evaluate_model(checkpoint, samples.pixels, samples.labels).predictions
        expected = Recognizer(checkpoint).predict(Ink.of(STROKES))
        assert answers.confidence[0] == pytest.approx(max(expected.probabilities), abs=1e-5)
        assert samples.drawings[0] == Ink.of(STROKES)


def test_a_reading_left_early_is_finished_by_its_result(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    write_pictures(tmp_path / "a")
    reading = FolderLoader(tmp_path, GREY)
    next(iter(reading))
    samples = reading.result
    assert len(samples) == len(reading) == 5
    assert samples.labels == [0] * 5
    pixels = samples.pixels[0]
    assert pixels is not None
    assert pixels.shape == (20, 20)


def test_classes_are_matched_by_name_not_by_order() -> None:
    pixels = np.zeros((3, 20, 20), np.uint8)
    images = ImageSet("shapes", pixels, np.array([0, 1, 0], np.uint8), "", ("c", "a"))
    assert of_images(images, GREY).labels == [2, 0, 2]
    assert classes_among(("c", "a"), ("a", "b", "c")) == (2, 0)


def test_samples_the_model_knows_nothing_of_are_refused_with_both_lists(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="classes 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, and the model knows a, b, c"):
        of_images(read_mnist(Split.TEST).first(3), GREY)
    file = tmp_path / "ink.jsonl"
    file.write_text(json.dumps({"label": 7, "strokes": STROKES}))
    with pytest.raises(DatasetError, match="The model reads something else"):
        InkLoader(file, GREY)


def test_a_models_own_test_part_is_that_of_what_it_was_trained_on(tmp_path: Path) -> None:
    for part in Split:
        for name in ("a", "b", "c"):
            folder = tmp_path / "shapes" / part / name
            folder.mkdir(parents=True)
            Image.new("L", (9, 9), 200).save(folder / "1.png")
    config = TrainConfig(
        model=GREY.spec,
        preprocessing=GREY.preprocessing,
        dataset=DatasetName.FOLDER,
        folder=str(tmp_path / "shapes"),
    )
    own = open_test_part(replace(GREY, config=config)).result
    assert (own.name, own.labels) == ("shapes test", [0, 1, 2])
    assert own.drawings[1] == Picture(9, 9, bytes([200]) * 243, "1.png")
    (tmp_path / "shapes" / "test" / "b" / "1.png").unlink()
    with pytest.raises(PictureError):
        own.drawings[1]
    assert open_test_part(Library.of_user().load("softmax")).result.name == "MNIST test"
    with pytest.raises(DatasetError, match="Which folder"):
        open_test_part(GREY, DatasetName.FOLDER)


def test_the_folder_a_model_learnt_from_may_lie_in_the_users_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_picture_folder(tmp_path / "pets", ("a", "b"), each=1)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    config = TrainConfig(model=GREY.spec, preprocessing=GREY.preprocessing, dataset=DatasetName.FOLDER, folder="~/pets")
    assert len(open_test_part(replace(GREY, config=config)).result) == 2


def test_digits_in_a_folder_are_boxed_and_centred_for_a_model_of_digits(tmp_path: Path) -> None:
    """Large, dark on light and far from the middle, they are read as they are on the pad."""
    for part in Split:
        for name in "01":
            folder = tmp_path / part / name
            folder.mkdir(parents=True)
            image = Image.new("L", (120, 90), 255)
            image.paste(0, (8, 8, 14, 60))
            image.save(folder / "1.png")
    binary = model(Preprocessing(), class_names=("0", "1"))
    samples = open_test_part(binary, DatasetName.FOLDER, tmp_path).result
    drawing = samples.drawings[0]
    assert drawing is not None
    np.testing.assert_array_equal(samples.pixels[0], Recognizer(binary).predict(drawing).raster.pixels)


def test_a_folder_is_measured_as_it_was_in_training(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    for part in Split:
        for name in ("a", "b", "c"):
            folder = tmp_path / part / name
            folder.mkdir(parents=True)
            Image.fromarray(random.integers(0, 255, (30, 40, 3), np.uint8)).save(folder / "1.png")
    samples = open_test_part(GREY, DatasetName.FOLDER, tmp_path).result
    in_training = of_images(read_dataset(DatasetName.FOLDER, Split.TEST, tmp_path, 20), GREY)
    assert samples.labels == in_training.labels
    for read, trained in zip(samples.pixels, in_training.pixels, strict=True):
        assert read is not None
        assert trained is not None
        np.testing.assert_allclose(read, trained / np.float32(255), atol=1e-7)
