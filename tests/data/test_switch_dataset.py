from pathlib import Path

import pytest

from digitpad.config.dataset_info import DatasetName
from digitpad.config.model_spec import DEFAULT_MLP
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.config.train_config import InkSource, TrainConfig
from digitpad.data.switch_dataset import class_names_of, with_dataset
from digitpad.errors import ConfigError, DatasetError, StorageError
from tests.support.images import write_picture_folder

NORMALISED = TrainConfig(model=DEFAULT_MLP, preprocessing=Preprocessing(moments=True).with_mean_std())


def test_layers_between_stay_and_the_ends_follow_the_data() -> None:
    config = with_dataset(NORMALISED, DatasetName.CIFAR10)
    assert config.model.layer_sizes == (3072, 256, 128, 64, 10)
    assert config.preprocessing.reading is Reading.COLOUR
    assert config.preprocessing.mean == (0.4914, 0.4822, 0.4465)
    assert not config.preprocessing.moments
    back = with_dataset(config, DatasetName.MNIST)
    assert back.model == NORMALISED.model
    assert back.preprocessing == Preprocessing().with_mean_std()


def test_plain_pixels_stay_plain() -> None:
    assert not with_dataset(TrainConfig(), DatasetName.FASHION_MNIST).preprocessing.is_normalised


def test_a_folder_may_lie_in_the_users_home_but_not_in_an_unknown_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_picture_folder(tmp_path / "pets", ("cat", "cow"), each=1)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert class_names_of(DatasetName.FOLDER, "~/pets") == ("cat", "cow")
    with pytest.raises(StorageError, match="~nosuch/pets"):
        class_names_of(DatasetName.FOLDER, "~nosuch/pets")


def test_a_folders_classes_are_counted(tmp_path: Path) -> None:
    write_picture_folder(tmp_path, ("cat", "cow", "dog"), each=1)
    config = with_dataset(NORMALISED, DatasetName.FOLDER, str(tmp_path), reading=Reading.GREY, image_size=20)
    assert (config.model.inputs, config.model.classes, config.folder) == (400, 3, str(tmp_path))
    assert config.preprocessing.is_to_be_measured
    assert class_names_of(DatasetName.FOLDER, str(tmp_path)) == ("cat", "cow", "dog")


def test_ink_and_augmentation_stay_with_digits() -> None:
    inked = TrainConfig(ink=InkSource(path="lines.jsonl"), augmentation=True)
    assert with_dataset(inked, DatasetName.MNIST) == inked
    fashion = with_dataset(inked, DatasetName.FASHION_MNIST)
    assert (fashion.ink, fashion.augmentation) == (None, False)


def test_mnist_at_another_size_is_read_as_a_picture() -> None:
    config = with_dataset(TrainConfig(), DatasetName.MNIST, image_size=14)
    assert config.preprocessing == Preprocessing(reading=Reading.GREY, image_size=14)


def test_what_cannot_be_chosen_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="name the folder"):
        with_dataset(TrainConfig(), DatasetName.FOLDER)
    with pytest.raises(DatasetError, match="train/CLASS"):
        with_dataset(TrainConfig(), DatasetName.FOLDER, str(tmp_path))
    with pytest.raises(ConfigError, match="read in grey or colour"):
        with_dataset(TrainConfig(), DatasetName.KMNIST, reading=Reading.DIGIT)
