import numpy as np
import pytest

from digitpad.config.dataset_info import Split
from digitpad.errors import DatasetError
from digitpad.explanation.step_sample import TrainingImages, sample_of_drawing, sample_of_pixels
from digitpad.library.library import Library
from digitpad.recognition.recognizer import Recognizer
from digitpad.training.batches import prepared_images
from tests.support.inks import SEVEN
from tests.support.training_samples import mnist


@pytest.mark.parametrize("name", ["softmax", "mlp"])
def test_an_image_is_what_training_gives_without_augmentation(name: str) -> None:
    checkpoint = Library.of_user().load(name)
    images = TrainingImages(checkpoint)
    assert len(images) == 60_000
    first = mnist(Split.TRAIN).first(3)
    inputs = prepared_images(first, checkpoint.preprocessing)
    for index in range(3):
        sample = images.take(index + 1)
        np.testing.assert_allclose(sample.inputs, inputs[index], atol=1e-4)
        assert sample.label == first.labels[index]
        assert sample.pixels.shape == (28, 28)


@pytest.mark.parametrize("number", [0, -1, 60_001])
def test_an_image_that_is_not_there_is_refused(number: int) -> None:
    with pytest.raises(DatasetError):
        TrainingImages(Library.of_user().load("softmax")).take(number)


def test_a_drawing_is_what_the_pad_reads() -> None:
    checkpoint = Library.of_user().load("softmax")
    read = Recognizer(checkpoint).predict(SEVEN).raster.pixels
    drawn, seen = sample_of_drawing(SEVEN, checkpoint, 7, "seven"), sample_of_pixels(read, checkpoint, 7, "seven")
    np.testing.assert_allclose(drawn.inputs, seen.inputs, atol=1e-5)
    assert drawn.inputs.shape == (784,)
