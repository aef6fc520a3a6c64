"""Data sets, decoded to arrays in memory: MNIST, which is bundled, others that were fetched, folders, and ink.

Owns what a data set is and its reading by name; each format is a module here. Does not own where files lie
(`datafiles`), fetching them (`downloads`), how samples become a model's inputs (`batches`), nor the ink file format
(`inkfile`). Keeps nothing between two calls.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digitpad.catalogue import FACTS, DatasetName, Part
from digitpad.datafiles import dataset_folder, folder_classes, found_folder, is_present, places
from digitpad.datasets.cifar import read_cifar_part
from digitpad.datasets.folder import DEFAULT_SIZE, FolderReading
from digitpad.datasets.idx import decode_idx, read_idx_part
from digitpad.datasets.imageset import ImageSet
from digitpad.datasets.ink import InkSet, read_ink_set
from digitpad.errors import DatasetError
from digitpad.scaling import resized

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "FolderReading",
    "ImageSet",
    "InkSet",
    "Part",
    "absent",
    "dataset_folder",
    "decode_idx",
    "folder_classes",
    "is_present",
    "read_dataset",
    "read_ink_set",
    "read_mnist",
]


def read_mnist(part: Part, folder: Path | None = None) -> ImageSet:
    """Read one part of MNIST [1]_: 60,000 images to train on or 10,000 to test on.

    Parameters
    ----------
    part
        Which part.
    folder
        Holds the four gzipped IDX files; None for the bundled ones.

    Raises
    ------
    DatasetError
        If a file is missing, cut short or broken, or the two do not fit together.

    References
    ----------
    .. [1] LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
    """
    return read_dataset(DatasetName.MNIST, part, folder)


def read_dataset(name: DatasetName, part: Part, folder: Path | None = None, image_size: int | None = None) -> ImageSet:
    """Read one part of a data set.

    Parameters
    ----------
    name
        Which data set.
    part
        Which part of it.
    folder
        Holds its files; None for where they were found. A folder of pictures must be named.
    image_size
        Rows and columns the images are scaled to; None for their own, and 32 for a folder's.

    Raises
    ------
    DatasetError
        If it is not there, or a file is cut short or broken.
    """
    if name is DatasetName.FOLDER:
        if folder is None:
            raise DatasetError(
                "Which folder?", "Name the folder that holds the pictures, as train/CLASS and test/CLASS."
            )
        return FolderReading(folder, part, image_size or DEFAULT_SIZE).result
    folder = folder or found_folder(name)
    if folder is None:
        if name is not DatasetName.MNIST:
            raise absent(name)
        folder = places(name)[0]  # the error says what is missing there
    is_cifar = name is DatasetName.CIFAR10
    images = read_cifar_part(part, folder) if is_cifar else read_idx_part(FACTS[name], part, folder)
    return images if image_size is None else replace(images, pixels=resized(images.pixels, image_size))


def absent(name: DatasetName) -> DatasetError:
    """Return the error for a data set that is not there: how to get it, and which files go where by hand."""
    facts = FACTS[name]
    return DatasetError(
        "{dataset} is not here yet",
        "Fetch it with “digitpad data get {name}” or in the window under Train, Data sets. Without a network, put "
        "{files} into {folder} by hand.",
        dataset=facts.title,
        name=name.value,
        files=", ".join(file.name for file in facts.files),
        folder=dataset_folder(name),
    )
