import numpy as np
import pytest

from digitpad.config.dataset_info import DatasetName
from digitpad.data.image_set import ImageSet
from digitpad.data.tensor_batch import batch_of, note_batch_sizes
from digitpad.errors import ConfigError
from tests.support.images import some_pixels


def image_set(*shape: int) -> ImageSet:
    return ImageSet("made", some_pixels(*shape), (np.arange(shape[0]) % 10).astype(np.uint8), "")


def test_colours_stand_before_rows_and_columns() -> None:
    images = image_set(10, 5, 4, 3)
    batch = batch_of(images, 4)
    assert batch.images.shape == batch.shape == (4, 3, 5, 4)
    first = int(batch.indices[0])
    assert batch.images[0, 2, 3, 1] == pytest.approx(images.pixels[first, 3, 1, 2] / 255)
    assert batch.labels[0] == images.labels[first]


def test_grey_images_have_one_channel_and_are_resized_if_asked() -> None:
    batch = batch_of(image_set(70, 28, 28), 32, resize=64)
    assert (batch.images.shape, batch.images.dtype) == ((32, 1, 64, 64), np.float32)
    assert (batch.labels.shape, batch.labels.dtype) == ((32,), np.int64)
    assert (batch.epoch, batch.whole) == (3, 2)
    assert 0.0 <= batch.low < batch.high <= 1.0


def test_a_batch_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(ConfigError):
        batch_of(image_set(1100, 4, 4), 1100, resize=1024)


def test_the_notes_have_batch_sizes_of_their_own() -> None:
    assert note_batch_sizes(DatasetName.MNIST)[:3] == (64, 100, 32)
    assert note_batch_sizes(DatasetName.FASHION_MNIST)[0] == 256
    assert note_batch_sizes(DatasetName.CIFAR10)[0] == 64
    assert note_batch_sizes(None) == note_batch_sizes(DatasetName.MNIST)
