"""Reading of data sets to arrays in memory: MNIST, which is bundled, others that were fetched, folders, and ink."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DATASETS, DatasetName, Split
from digitpad.data.formats.cifar import read_cifar_part
from digitpad.data.formats.folder import DEFAULT_SIZE, FolderReader
from digitpad.data.formats.idx import read_idx_part
from digitpad.data.formats.pendigits import read_pen_digits
from digitpad.data.ink_set import InkSet, images_of
from digitpad.data.locations import found_folder, missing_dataset, search_folders
from digitpad.errors import DatasetError
from digitpad.ink.labelled_drawing import LabelledDrawing
from digitpad.preprocessing.picture import load_picture
from digitpad.preprocessing.scaling import as_picture, resized
from digitpad.shown_text import escaped

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

    from digitpad.data.image_set import ImageSet
    from digitpad.ink.drawing import Picture
    from digitpad.ink.ink import Ink


def read_mnist(split: Split, folder: Path | None = None) -> ImageSet:
    """Read one part of MNIST (LeCun, Cortes, Burges), from the bundled files if no folder is given."""
    return read_dataset(DatasetName.MNIST, split, folder)


def read_strokes(split: Split, folder: Path | None = None) -> InkSet:
    """Read one part of UCI's pen digits as strokes: 7,494 digits of 30 people, or 3,498 of 14 others."""
    folder = folder or found_folder(DatasetName.PENDIGITS)
    if folder is None:
        raise missing_dataset(DatasetName.PENDIGITS)
    return read_pen_digits(split, folder)


def read_dataset(
    name: DatasetName, split: Split, folder: Path | None = None, image_size: int | None = None
) -> ImageSet:
    """Read one part of a data set.

    Parameters
    ----------
    name
        The data set.
    split
        Its training or its test part.
    folder
        Holds its files; None for where they were found. A folder of pictures must be named.
    image_size
        Rows and columns the images are scaled to; None for their own, and 32 for a folder's.

    Raises
    ------
    DatasetError
        If it is not here, or a file is cut short or broken.
    """
    if name is DatasetName.FOLDER:
        if folder is None:
            raise _nameless()
        return FolderReader(folder, split, image_size or DEFAULT_SIZE).result
    if name is DatasetName.PENDIGITS:
        images = images_of(read_strokes(split, folder))
        return images if image_size is None else replace(images, pixels=resized(images.pixels, image_size))
    folder = folder or found_folder(name)
    if folder is None:
        if name is not DatasetName.MNIST:
            raise missing_dataset(name)
        folder = search_folders(name)[0]  # the error says what is missing there
    is_cifar = name is DatasetName.CIFAR10
    images = read_cifar_part(split, folder) if is_cifar else read_idx_part(DATASETS[name], split, folder)
    return images if image_size is None else replace(images, pixels=resized(images.pixels, image_size))


def picture_of(images: ImageSet, index: int) -> Picture:
    """Return an image as a picture for the pad, named after its data set."""
    return as_picture(images.pixels[index], f"{images.name}, image {index + 1:,}")


def labelled_drawing_of(images: ImageSet, index: int, ink: Ink | None = None) -> LabelledDrawing:
    """Return an image, or the ink it was drawn from, with its label."""
    return LabelledDrawing(
        picture_of(images, index) if ink is None else ink,
        images.name,
        index + 1,
        label=images.class_names[images.labels[index]],
        class_names=images.class_names,
    )


def random_test_picture(name: DatasetName, folder: Path | None, generator: np.random.Generator) -> LabelledDrawing:
    """Return a random image of a data set's test part; of a folder, only that file is read."""
    if name is not DatasetName.FOLDER:
        images = read_dataset(name, Split.TEST)
        return labelled_drawing_of(images, int(generator.integers(len(images))))
    if folder is None:
        raise _nameless()
    reader = FolderReader(folder, Split.TEST)
    file, label = reader.files[int(generator.integers(len(reader.files)))]
    source = escaped(f"{folder.name} {Split.TEST}, {file.name}")
    return LabelledDrawing(load_picture(file), source, label=label, class_names=reader.class_names)


def _nameless() -> DatasetError:
    return DatasetError("Which folder?", "Name the folder that holds the pictures, as train/CLASS and test/CLASS.")
