from dataclasses import replace

import numpy as np
import pytest

from digitpad.config.model_spec import ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.errors import EmptyInkError
from digitpad.ink.drawing import Picture
from digitpad.ink.ink import Ink, Point
from digitpad.models import checkpoint as checkpoints
from digitpad.models import forward
from digitpad.models.checkpoint import Checkpoint
from digitpad.paths import shipped
from digitpad.preprocessing import ink_rendering
from digitpad.preprocessing.pipeline import rasterize
from digitpad.recognition.recognizer import Recognizer
from tests.preprocessing.test_ink_rendering import grown
from tests.support import inks


@pytest.fixture(scope="module", params=["softmax", "mlp"])
def bundled(request: pytest.FixtureRequest) -> Checkpoint:
    return checkpoints.load(shipped("weights", f"{request.param}.safetensors"))


def test_the_bundled_models_read_plain_digits_and_are_sure(bundled: Checkpoint) -> None:
    recognizer = Recognizer(bundled)
    for ink, label in ((inks.SEVEN, "7"), (inks.ZERO, "0"), (inks.ONE, "1"), (inks.THREE, "3")):
        prediction = recognizer.predict(ink)
        assert prediction.label == label
        assert max(prediction.probabilities) > 0.7
        assert sum(prediction.probabilities) == pytest.approx(1.0, abs=1e-5)
        assert prediction.seconds > 0.0


def test_the_answer_during_a_stroke_is_that_of_the_finished_ink(bundled: Checkpoint) -> None:
    live, afterwards = Recognizer(bundled), Recognizer(bundled)
    for ink in inks.ALL:
        for part in grown(ink):
            growing, finished = live.predict(part), afterwards.predict(part.pen_up())
            assert growing.probabilities == pytest.approx(finished.probabilities, abs=0.12)


def test_the_ranking_goes_from_most_to_least_probable_with_ties_in_order(bundled: Checkpoint) -> None:
    prediction = replace(
        Recognizer(bundled).predict(inks.SEVEN), probabilities=(0.2, 0.4, 0.4), class_names=("a", "b", "c")
    )
    assert prediction.ranking == (1, 2, 0)
    assert prediction.label == "b"


def test_the_model_gets_the_preprocessing_of_its_checkpoint(bundled: Checkpoint) -> None:
    recognizer = Recognizer(bundled)
    prediction = recognizer.predict(inks.THREE)
    assert np.array_equal(prediction.raster.pixels, rasterize(inks.THREE, bundled.preprocessing).pixels)
    otherwise = replace(bundled, preprocessing=replace(bundled.preprocessing, mean=(0.4,), std=(0.2,)))
    assert Recognizer(otherwise).predict(inks.THREE).probabilities != prediction.probabilities


def test_a_picture_of_ink_reads_as_the_ink_does(bundled: Checkpoint) -> None:
    pixels = (rasterize(inks.SEVEN, Preprocessing()).pixels * 255).astype(np.uint8)
    picture = Picture(28, 28, np.repeat(pixels[:, :, np.newaxis], 3, axis=2).tobytes())
    assert Recognizer(bundled).predict(picture).label == "7"


def test_empty_ink_is_an_error_and_one_dot_is_not(bundled: Checkpoint) -> None:
    recognizer = Recognizer(bundled)
    with pytest.raises(EmptyInkError):
        recognizer.predict(Ink())
    assert len(recognizer.predict(Ink.of([[(5, 5)]])).probabilities) == 10


def test_probabilities_do_not_overflow() -> None:
    logits = np.array([[1e4, 0.0, -1e4]], np.float32)
    np.testing.assert_allclose(forward.probabilities(logits), [[1.0, 0.0, 0.0]])
    assert np.isfinite(forward.log_probabilities(logits)).all()


def picture_model(reading: Reading, class_names: tuple[str, ...]) -> Checkpoint:
    """Return a model that answers with the class whose third of the image is brightest."""
    preprocessing = Preprocessing(reading=reading, image_size=12)
    weight = np.zeros((len(class_names), preprocessing.channels, 12, 12), np.float32)
    for label in range(len(class_names)):
        weight[label, :, :, 4 * label : 4 * label + 4] = 1.0
    weights = {"layers.0.weight": weight.reshape(len(class_names), -1), "layers.0.bias": np.zeros(3, np.float32)}
    spec = ModelSpec(inputs=preprocessing.inputs, classes=3)
    return Checkpoint(spec, preprocessing, class_names, weights=weights)


@pytest.mark.parametrize("reading", [Reading.GREY, Reading.COLOUR])
def test_a_model_of_pictures_reads_pictures_and_ink_by_their_place(reading: Reading) -> None:
    recognizer = Recognizer(picture_model(reading, ("left", "middle", "right")))
    pixels = np.zeros((30, 60, 3), np.uint8)
    pixels[:, 45:] = 200
    prediction = recognizer.predict(Picture(60, 30, pixels.tobytes()))
    assert prediction.label == "right"
    assert prediction.raster.pixels.shape == ((12, 12, 3) if reading is Reading.COLOUR else (12, 12))
    growing = Ink().pen_down(Point(300.0, 10.0)).pen_moved(Point(300.0, 90.0))
    assert recognizer.predict(growing).label == "middle"
    assert recognizer.predict(growing.pen_up()).probabilities == recognizer.predict(growing).probabilities


def test_several_drawings_read_at_once_as_they_do_one_by_one(bundled: Checkpoint) -> None:
    recognizer = Recognizer(bundled)
    together = recognizer.predict_fitted(np.stack([ink_rendering.draw(ink) for ink in inks.ALL]))
    for prediction, ink in zip(together, inks.ALL, strict=True):
        alone = recognizer.predict(ink)
        assert prediction.probabilities == pytest.approx(alone.probabilities, abs=1e-5)
        for (step, pixels), (other_step, other) in zip(prediction.raster.steps, alone.raster.steps, strict=True):
            assert step is other_step
            assert np.allclose(pixels, other, atol=1e-5)
