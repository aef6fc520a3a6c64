import numpy as np
import pytest

from digitpad.config.dataset_info import DATASETS, DatasetName, Split
from digitpad.data import locations
from digitpad.data.locations import dataset_folder, found_folder, is_present, size_on_disk
from digitpad.data.reading import labelled_drawing_of, picture_of, random_test_picture, read_dataset
from digitpad.errors import DatasetError
from tests.support.images import idx_file, some_pixels, write_idx_set


def test_a_data_set_in_mnists_likeness_is_found_where_its_files_are_put() -> None:
    folder = dataset_folder(DatasetName.KMNIST)
    assert not is_present(DatasetName.KMNIST)
    assert size_on_disk(DatasetName.KMNIST) == 0
    write_idx_set(folder)
    assert found_folder(DatasetName.KMNIST) == folder
    assert size_on_disk(DatasetName.KMNIST) == sum(file.stat().st_size for file in folder.iterdir())
    train = read_dataset(DatasetName.KMNIST, Split.TRAIN)
    assert (train.name, train.pixels.shape, train.channels) == ("KMNIST train", (30, 28, 28), 1)
    assert train.class_names == ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo")
    assert train.class_counts == (3,) * 10
    assert not np.array_equal(train.pixels, read_dataset(DatasetName.KMNIST, Split.TEST).pixels)


def test_an_incomplete_data_set_is_not_there() -> None:
    folder = dataset_folder(DatasetName.KMNIST)
    write_idx_set(folder)
    (folder / "t10k-labels-idx1-ubyte.gz").unlink()
    assert not is_present(DatasetName.KMNIST)
    with pytest.raises(DatasetError) as caught:
        read_dataset(DatasetName.KMNIST, Split.TRAIN)
    assert caught.value.title == "KMNIST is not here yet"
    for file in DATASETS[DatasetName.KMNIST].files:
        assert file.name in caught.value.detail


def test_images_of_another_size_are_told() -> None:
    folder = dataset_folder(DatasetName.KMNIST)
    write_idx_set(folder)
    (folder / "train-images-idx3-ubyte.gz").write_bytes(idx_file(some_pixels(30, 27, 28)))
    with pytest.raises(DatasetError, match="27 x 28"):
        read_dataset(DatasetName.KMNIST, Split.TRAIN)


def test_images_are_scaled_to_the_size_asked_for() -> None:
    write_idx_set(dataset_folder(DatasetName.KMNIST))
    assert read_dataset(DatasetName.KMNIST, Split.TEST, image_size=14).pixels.shape == (30, 14, 14)


def test_the_statistics_of_mnist_are_those_that_are_stated() -> None:
    facts = DATASETS[DatasetName.MNIST]
    train = read_dataset(DatasetName.MNIST, Split.TRAIN)
    assert train.mean_and_std() == (facts.mean, facts.std)
    assert (len(train), train.pixels.shape[1]) == (facts.count(Split.TRAIN), facts.image_size)


SYSTEM_FOLDER = locations.SYSTEM_FOLDER
"""As it is outside of tests."""


@pytest.mark.skipif(not is_present(DatasetName.FASHION_MNIST), reason="Fashion-MNIST is not on this computer")
def test_the_statistics_of_fashion_mnist_are_those_that_are_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locations, "SYSTEM_FOLDER", SYSTEM_FOLDER)
    facts = DATASETS[DatasetName.FASHION_MNIST]
    train = read_dataset(DatasetName.FASHION_MNIST, Split.TRAIN)
    assert train.mean_and_std() == (facts.mean, facts.std)
    assert train.class_counts == (6000,) * 10


def test_an_epochs_batches_hold_every_image_once_and_come_round() -> None:
    write_idx_set(dataset_folder(DatasetName.KMNIST))
    images = read_dataset(DatasetName.KMNIST, Split.TRAIN)
    batches = [images.batch(number, 10).tolist() for number in range(3)]
    assert sorted(index for batch in batches for index in batch) == list(range(30))
    assert images.batch(3, 10).tolist() == batches[0]
    assert len(images.batch(0, 64)) == 30
    assert images.indices_of(4).tolist() == [4, 14, 24]


def test_a_picture_of_an_image_says_where_it_is_from_and_what_it_shows() -> None:
    write_idx_set(dataset_folder(DatasetName.KMNIST))
    images = read_dataset(DatasetName.KMNIST, Split.TEST)
    picture = picture_of(images, 12)
    assert picture.name == "KMNIST test, image 13"
    assert picture.rgb == np.repeat(images.pixels[12].reshape(-1), 3).tobytes()
    drawn = random_test_picture(DatasetName.KMNIST, None, np.random.default_rng(3))
    assert drawn.number is not None
    assert drawn == labelled_drawing_of(images, drawn.number - 1)
    assert (drawn.source, drawn.label) == ("KMNIST test", images.class_names[images.labels[drawn.number - 1]])
