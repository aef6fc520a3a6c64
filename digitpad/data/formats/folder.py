"""A folder of pictures as a data set: ``train/CLASS/*`` and ``test/CLASS/*``, of any size."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from digitpad.data.image_set import ImageSet
from digitpad.data.locations import PICTURE_SUFFIXES, folder_classes
from digitpad.errors import DatasetError, DigitpadError
from digitpad.preprocessing.picture import decode_picture
from digitpad.preprocessing.scaling import picture_pixels

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from digitpad.config.dataset_info import Split

DEFAULT_SIZE = 32
"""Rows and columns pictures are scaled to if nothing else is asked for, as in CIFAR-10."""


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
        self._files = [
            (file, label) for label, name in enumerate(self.class_names) for file in _pictures(folder / split / name)
        ]
        if not self._files:
            raise DatasetError(
                "There are no pictures in this folder",
                "The folders in {folder} hold no PNG, JPEG, GIF, BMP, TIFF or WebP pictures.",
                folder=folder / split,
            )
        self._pixels: list[NDArray[np.uint8]] = []
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
        if not self._pixels:
            raise DatasetError(
                "No picture in this folder can be read",
                "None of the {count} files in {folder} is a whole picture. The first: {reason}",
                count=len(self._files),
                folder=self._folder / self._split,
                reason=self._problems[0].detail,
            )
        return ImageSet(
            name=f"{self._folder.name} {self._split}",
            pixels=np.stack(self._pixels),
            labels=np.array(self._labels, np.uint8),
            sha256=self._digest.hexdigest(),
            class_names=self.class_names,
            problems=tuple(self._problems),
        )

    def _read(self) -> Iterator[ReadProgress]:
        for done, (file, label) in enumerate(self._files, start=1):
            relative = file.relative_to(self._folder).as_posix()
            try:
                content = file.read_bytes()
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
                self._pixels.append(pixels)
                self._labels.append(label)
                self._digest.update(relative.encode() + b"\0" + hashlib.sha256(content).digest())
            yield ReadProgress(done, len(self._files))


def _pictures(folder: Path) -> list[Path]:
    try:
        return sorted(
            file for file in folder.iterdir() if file.suffix.lower() in PICTURE_SUFFIXES and file.name[0] != "."
        )
    except OSError:
        return []
