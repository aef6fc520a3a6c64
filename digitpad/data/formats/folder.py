"""A folder of pictures as a data set: ``train/CLASS/*`` and ``test/CLASS/*``, of any size."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from digitpad.data.image_set import ImageSet
from digitpad.data.locations import PICTURE_SUFFIXES, class_folders, folder_classes
from digitpad.errors import DatasetError, DigitpadError
from digitpad.files.reading import read_regular
from digitpad.preprocessing.picture import decode_picture
from digitpad.preprocessing.picture_decoding import LARGEST_FILE
from digitpad.preprocessing.scaling import picture_pixels
from digitpad.shown_text import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from digitpad.config.dataset_info import Split

DEFAULT_SIZE = 32
"""Rows and columns pictures are scaled to if nothing else is asked for, as in CIFAR-10."""

MOST_PICTURES = 200_000
"""Most files of one part: three times MNIST's, and what a gigabyte holds in 32 x 32 pixels."""


class ReadProgress(NamedTuple):
    """How many samples were read, of how many."""

    done: int
    total: int


class FolderReader:
    """Reads one part of a folder, ``train/CLASS/*`` or ``test/CLASS/*``: iterate it, then take the `result`.

    To cancel, stop iterating. Pictures that cannot be read are left out and named in the result's problems.
    """

    def __init__(self, folder: Path, split: Split, image_size: int = DEFAULT_SIZE) -> None:
        self._folder, self._split, self._size = folder, split, image_size
        self.class_names = folder_classes(folder)
        folders = class_folders(folder, split)
        self._files: list[tuple[Path, int]] = []
        for label, name in enumerate(self.class_names):
            self._files += [(file, label) for file in pictures_in(folders[name])]
            if len(self._files) > MOST_PICTURES:
                raise too_many(folder / split)
        if not self._files:
            raise DatasetError(
                "There are no pictures in this folder",
                "The folders in {folder} hold no PNG, JPEG, GIF, BMP, TIFF or WebP pictures.",
                folder=folder / split,
            )
        self._pixels: NDArray[np.uint8] = np.empty((len(self._files), image_size, image_size, 3), np.uint8)
        self._labels: list[int] = []
        self._problems: list[DigitpadError] = []
        self._digest = hashlib.sha256()
        self._steps = self._read()

    def __iter__(self) -> Iterator[ReadProgress]:
        return self._steps

    @property
    def files(self) -> tuple[tuple[Path, str], ...]:
        """Every picture with the name of its class."""
        return tuple((file, self.class_names[label]) for file, label in self._files)

    @property
    def result(self) -> ImageSet:
        """The whole part; what was not read yet is read now.

        Raises
        ------
        DatasetError
            If no picture could be read.
        """
        for _ in self._steps:
            pass
        if not self._labels:
            raise DatasetError(
                "No picture in this folder can be read",
                "None of the {count} files in {folder} is a whole picture. The first: {reason}",
                count=len(self._files),
                folder=self._folder / self._split,
                reason=self._problems[0].detail,
            )
        return ImageSet(
            name=escaped(f"{self._folder.name} {self._split}"),
            pixels=self._pixels[: len(self._labels)],
            labels=np.array(self._labels, np.uint8),
            sha256=self._digest.hexdigest(),
            class_names=self.class_names,
            problems=tuple(self._problems),
        )

    def _read(self) -> Iterator[ReadProgress]:
        for done, (file, label) in enumerate(self._files, start=1):
            relative = escaped(file.relative_to(self._folder).as_posix())
            try:
                content = read_regular(file, LARGEST_FILE)
                pixels = picture_pixels(decode_picture(content, relative), self._size)
            except DigitpadError as error:
                self._problems.append(error)
            except OSError as error:
                self._problems.append(
                    DatasetError(
                        "This picture cannot be read",
                        "{path}: {reason}.",
                        path=relative,
                        reason=error.strerror or error,
                    )
                )
            else:
                self._pixels[len(self._labels)] = pixels
                self._labels.append(label)
                self._digest.update(relative.encode() + b"\0" + hashlib.sha256(content).digest())
            yield ReadProgress(done, len(self._files))


def pictures_in(folder: Path) -> list[Path]:
    """Return the pictures in a folder, sorted; none if it cannot be read.

    Raises
    ------
    DatasetError
        If it holds more than `MOST_PICTURES` files.
    """
    names: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for count, entry in enumerate(entries):
                if count >= MOST_PICTURES:
                    raise too_many(folder)
                if entry.name[0] != "." and os.path.splitext(entry.name)[1].lower() in PICTURE_SUFFIXES:  # noqa: PTH122 - a `Path` a file would take gigabytes
                    names.append(entry.name)
    except OSError:
        return []
    return [folder / name for name in sorted(names)]


def too_many(folder: Path) -> DatasetError:
    """Return the error for a folder of more files than can be read."""
    return DatasetError(
        "There are too many files in this folder",
        "{folder} holds more than {most:,} files. Put a part of them elsewhere.",
        folder=folder,
        most=MOST_PICTURES,
    )
