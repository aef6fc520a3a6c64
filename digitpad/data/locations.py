"""Where the files of data sets are: shipped with digitpad, fetched, or installed by the system. No numpy."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DATASETS, DatasetName, Split
from digitpad.config.model_spec import MOST_CLASSES
from digitpad.errors import DatasetError
from digitpad.files.reading import is_regular
from digitpad.paths import is_folder, shipped, user_folder
from digitpad.shown_text import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable

SYSTEM_FOLDER = Path("/usr/share/datasets")
"""Where Debian's packages put data sets, such as dataset-fashion-mnist."""

IDX_FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)
"""The files of MNIST and of the data sets made in its likeness: two to learn from, two to measure on."""

CIFAR_ARCHIVE = "cifar-10-binary.tar.gz"

CIFAR_FILES = (*(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin")
"""The files in CIFAR-10's archive that hold images."""

CIFAR_INNER_FOLDER = "cifar-10-batches-bin"
"""Their folder in the archive."""

PEN_ARCHIVE = "pen+based+recognition+of+handwritten+digits.zip"

PEN_FILES = ("pendigits-orig.tra", "pendigits-orig.tes")
"""The files in UCI's archive that hold strokes, once unpacked: those to learn from and those to measure on."""

PACKED = ".Z"
"""What the name of a file packed by Unix compress ends in."""

PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp"})
"""What the names of pictures in a folder end in; other files there are no samples."""


def dataset_folder(name: DatasetName) -> Path:
    """Return the folder that a data set is fetched into, or its files are put into by hand. It may not exist yet."""
    return user_folder() / "data" / name.value


def search_folders(name: DatasetName) -> tuple[Path, ...]:
    """Return the folders in which a data set is searched for, in order."""
    if name is DatasetName.MNIST:
        return (shipped("assets", "mnist"),)
    fetched = dataset_folder(name)
    if name is DatasetName.CIFAR10:
        return (fetched, fetched / CIFAR_INNER_FOLDER)
    return (fetched, SYSTEM_FOLDER / name.value)


def found_folder(name: DatasetName) -> Path | None:
    """Return the folder that holds all files of a data set; None if there is none, or for a folder of pictures."""
    if name not in DATASETS:
        return None
    return next(
        (folder for folder in search_folders(name) if any(_has_all(folder, files) for files in _file_sets(name))), None
    )


def is_present(name: DatasetName) -> bool:
    """Whether a data set can be read now, without fetching anything."""
    return found_folder(name) is not None


def pen_strokes() -> Path | None:
    """Return the file of UCI's pen digits to learn from; None if it is not here, or still in its archive."""
    folder = found_folder(DatasetName.PENDIGITS)
    files = () if folder is None else (folder / PEN_FILES[0], folder / (PEN_FILES[0] + PACKED))
    return next((file for file in files if is_regular(file)), None)


def size_on_disk(name: DatasetName) -> int:
    """Return the bytes of a data set's files; 0 if it is not there."""
    folder = found_folder(name)
    if folder is None:
        return 0
    names = {file for files in _file_sets(name) for file in files}
    return sum((folder / file).stat().st_size for file in names if is_regular(folder / file))


def _file_sets(name: DatasetName) -> tuple[tuple[str, ...], ...]:
    """Return the files that make a data set whole, in each form it may be in."""
    match name:
        case DatasetName.CIFAR10:
            return (CIFAR_FILES, (CIFAR_ARCHIVE,))
        case DatasetName.PENDIGITS:
            return (PEN_FILES, tuple(file + PACKED for file in PEN_FILES), (PEN_ARCHIVE,))
        case _:
            return (IDX_FILES,)


def _has_all(folder: Path, files: Iterable[str]) -> bool:
    return all(is_regular(folder / file) for file in files)


def folder_classes(folder: Path) -> tuple[str, ...]:
    """Return the class names of a folder of pictures: the names of the folders in its parts, escaped and sorted.

    Raises
    ------
    DatasetError
        If it has no two parts, or they have different classes, or fewer than 2 or more than 256 of them.
    """
    if not is_folder(folder):
        raise DatasetError(
            "There is no such folder",
            "{folder} is not there, or is no folder. Choose a folder with the folders train/CLASS and test/CLASS.",
            folder=folder,
        )
    train, test = (tuple(sorted(class_folders(folder, split))) for split in Split)
    if not train or not test:
        raise DatasetError(
            "This is no folder of pictures to learn from",
            "{folder} needs the folders train/CLASS and test/CLASS with pictures in them, such as {example}.",
            folder=folder,
            example=Path("train") / "cat" / "1.png",
        )
    if train != test:
        odd = sorted(set(train) ^ set(test))
        raise DatasetError(
            "The two parts have different classes",
            "In {folder}, train and test must hold folders of the same names. Only one of them has: {odd}.",
            folder=folder,
            odd=", ".join(odd[:8]),
        )
    if not 2 <= len(train) <= MOST_CLASSES:
        raise DatasetError(
            "This number of classes cannot work",
            "{folder} has {count} folders in its parts; there must be 2 to {most} classes.",
            folder=folder,
            count=len(train) if len(train) <= MOST_CLASSES else f"more than {MOST_CLASSES}",
            most=MOST_CLASSES,
        )
    return train


def class_folders(folder: Path, split: Split) -> dict[str, Path]:
    """Return the folders in one part of a folder of pictures, by their classes' names; few more than can be used."""
    found: dict[str, Path] = {}
    try:
        with os.scandir(folder / split) as entries:
            inner = (entry for entry in entries if entry.name[0] != "." and entry.is_dir())
            for entry in islice(inner, MOST_CLASSES + 1):
                name = escaped(entry.name)
                if name in found:
                    raise DatasetError(
                        "Two classes look the same",
                        "In {folder}, two folders would both be called {name}. Rename one of them.",
                        folder=folder / split,
                        name=name,
                    )
                found[name] = Path(entry.path)
    except OSError:
        return {}
    return found


def missing_dataset(name: DatasetName) -> DatasetError:
    """Return the error for a data set that is not here, which says how to get it."""
    info = DATASETS[name]
    return DatasetError(
        "{dataset} is not here yet",
        "Fetch it with “digitpad data get {name}” or in the window under Train, Data sets. Without a network, put "
        "{files} into {folder} by hand.",
        dataset=info.title,
        name=name.value,
        files=", ".join(file.name for file in info.files),
        folder=dataset_folder(name),
    )
