import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.data.formats import folder
from digitpad.data.formats.folder import FolderReader
from digitpad.data.locations import folder_classes
from digitpad.data.reading import random_test_picture, read_dataset
from digitpad.errors import DatasetError
from digitpad.preprocessing.picture import load_picture
from digitpad.preprocessing.pipeline import rasterize
from digitpad.preprocessing.scaling import as_read
from tests.support.images import write_picture_folder


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    write_picture_folder(tmp_path / "pets")
    return tmp_path / "pets"


def test_classes_are_the_folders_and_pictures_are_scaled(pets: Path) -> None:
    train = read_dataset(DatasetName.FOLDER, Split.TRAIN, pets, image_size=16)
    assert train.pixels.shape == (10, 16, 16, 3)
    assert train.labels.tolist() == [0] * 5 + [1] * 5
    assert train.class_names == ("cat", "dog")
    assert train.class_counts == (5, 5)
    assert train.name == "pets train"
    assert read_dataset(DatasetName.FOLDER, Split.TEST, pets).pixels.shape[1:] == (32, 32, 3)


def test_a_picture_is_read_on_the_pad_as_in_training(pets: Path) -> None:
    colour = Preprocessing(reading=Reading.COLOUR, image_size=16)
    train = read_dataset(DatasetName.FOLDER, Split.TRAIN, pets, image_size=16)
    on_pad = rasterize(load_picture(pets / "train" / "cat" / "3.png"), colour).pixels
    np.testing.assert_array_equal(on_pad, as_read(train.pixels, colour)[3])


def test_unreadable_pictures_are_left_out_and_named(pets: Path) -> None:
    (pets / "train" / "cat" / "broken.png").write_bytes(b"garbage")
    (pets / "train" / "cat" / "notes.txt").write_text("no sample")
    (pets / "train" / "cat" / ".hidden.png").write_bytes(b"no sample either")
    (pets / "train" / "dog" / "folder.png").mkdir()
    train = read_dataset(DatasetName.FOLDER, Split.TRAIN, pets)
    assert train.class_counts == (5, 5)
    assert [problem.detail.split()[0] for problem in train.problems] == [
        "train/cat/broken.png",
        "train/dog/folder.png:",
    ]


def test_the_hash_follows_the_pictures(pets: Path) -> None:
    before = read_dataset(DatasetName.FOLDER, Split.TRAIN, pets).sha256
    assert read_dataset(DatasetName.FOLDER, Split.TRAIN, pets).sha256 == before
    shutil.copy(pets / "train" / "dog" / "1.png", pets / "train" / "dog" / "0.png")
    assert read_dataset(DatasetName.FOLDER, Split.TRAIN, pets).sha256 != before


def test_reading_tells_how_far_it_is_and_can_be_left_off(pets: Path) -> None:
    reading = FolderReader(pets, Split.TRAIN)
    assert next(iter(reading)) == (1, 10)
    assert [progress.done for progress in reading] == list(range(2, 11))
    assert len(reading.result) == 10


def test_what_no_model_can_learn_from_is_told(tmp_path: Path, pets: Path) -> None:
    with pytest.raises(DatasetError, match="train/CLASS and test/CLASS"):
        folder_classes(tmp_path)
    with pytest.raises(DatasetError, match="There is no such folder"):
        folder_classes(tmp_path / "missing")
    (pets / "test" / "bird").mkdir()
    with pytest.raises(DatasetError, match="bird"):
        folder_classes(pets)
    (pets / "test" / "bird").rmdir()
    for part in ("train", "test"):
        shutil.rmtree(pets / part / "dog")
    with pytest.raises(DatasetError, match="2 to 256 classes"):
        folder_classes(pets)


def test_a_part_without_pictures_or_without_whole_ones_is_told(tmp_path: Path) -> None:
    write_picture_folder(tmp_path, each=0)
    with pytest.raises(DatasetError, match="no PNG"):
        read_dataset(DatasetName.FOLDER, Split.TRAIN, tmp_path)
    (tmp_path / "train" / "cat" / "1.png").write_bytes(b"garbage")
    with pytest.raises(DatasetError, match="None of the 1 files"):
        read_dataset(DatasetName.FOLDER, Split.TRAIN, tmp_path)


def test_a_random_test_picture_comes_from_the_test_part_and_says_what_it_shows(pets: Path) -> None:
    drawn = random_test_picture(DatasetName.FOLDER, pets, np.random.default_rng(0))
    assert drawn.source.startswith("pets test, ")
    assert drawn.label in {"cat", "dog"}
    assert drawn.class_names == ("cat", "dog")
    with pytest.raises(DatasetError):
        random_test_picture(DatasetName.FOLDER, None, np.random.default_rng(0))


def test_classes_and_pictures_may_have_names_that_are_no_utf8(pets: Path) -> None:
    odd = os.fsdecode(b"\xffcat\n")
    for part in Split:
        (pets / part / "cat").rename(pets / part / odd)
        first = min((pets / part / odd).iterdir())
        first.rename(first.with_name(os.fsdecode(b"\xfe.png")))
    (pets / "train" / odd / os.fsdecode(b"broken\xff.png")).write_bytes(b"junk")
    train = read_dataset(DatasetName.FOLDER, Split.TRAIN, pets)
    assert train.class_names == ("\\xffcat\\x0a", "dog")
    assert train.class_counts == (5, 5)
    assert "broken\\xff.png" in train.problems[0].detail
    str(train.problems[0]).encode()


def test_two_classes_that_look_the_same_are_refused(pets: Path) -> None:
    for part in Split:
        (pets / part / os.fsdecode(b"\xff")).mkdir()
        (pets / part / "\\xff").mkdir()
    with pytest.raises(DatasetError, match="look the same"):
        folder_classes(pets)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipes_and_devices_among_pictures_are_named_and_left_out(pets: Path) -> None:
    os.mkfifo(pets / "train" / "cat" / "pipe.png")
    (pets / "train" / "dog" / "zero.png").symlink_to("/dev/zero")
    train = read_dataset(DatasetName.FOLDER, Split.TRAIN, pets)
    assert train.class_counts == (5, 5)
    assert len(train.problems) == 2


def test_a_folder_of_too_many_files_is_refused(pets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MOST_PICTURES", 9)
    with pytest.raises(DatasetError, match="more than 9 files"):
        FolderReader(pets, Split.TRAIN)
