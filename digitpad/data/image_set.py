"""Labelled images in memory, and errors of data files."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from digitpad.config.dataset_info import DIGITS
from digitpad.errors import DatasetError, DigitpadError
from digitpad.files.reading import open_regular

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ImageSet:
    """Labelled images."""

    name: str  # what a user calls it, for example ``"MNIST train"``
    pixels: NDArray[np.uint8]  # (count, height, width[, 3]), 0 paper to 255 full ink, or black to white
    labels: NDArray[np.uint8]  # uint8, shape (count,)
    sha256: str  # of the bytes of its files, images before labels
    class_names: tuple[str, ...] = DIGITS  # what the labels stand for
    problems: tuple[DigitpadError, ...] = ()  # of the pictures of a folder that could not be read

    def __len__(self) -> int:
        return len(self.labels)

    def first(self, count: int) -> ImageSet:
        """Return the same set cut down to its first images."""
        return replace(self, pixels=self.pixels[:count], labels=self.labels[:count])

    def spread(self, count: int) -> ImageSet:
        """Return the same set cut down to images at even distances: of each class its share if they lie by class."""
        chosen = np.arange(count) * len(self) // count
        return replace(self, pixels=self.pixels[chosen], labels=self.labels[chosen])

    def indices_of(self, label: int | None) -> NDArray[np.intp]:
        """Return the indices of the images of a class, in order; of all images for None."""
        return np.arange(len(self)) if label is None else np.flatnonzero(self.labels == label)

    def batch(self, number: int, size: int, seed: int = 0) -> NDArray[np.intp]:
        """Return the indices of one batch of a shuffled epoch; the batches come round again after the last."""
        count = max(len(self) // size, 1)
        start = number % count * size
        return np.random.default_rng(seed).permutation(len(self))[start : start + size]

    @property
    def channels(self) -> int:
        """1 for grey, 3 for colours."""
        return 3 if self.pixels.ndim == 4 else 1

    @property
    def class_counts(self) -> tuple[int, ...]:
        """How many images there are of each class."""
        counts = np.bincount(self.labels, minlength=len(self.class_names))
        return tuple(counts.tolist())

    def mean_and_std(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return the mean and the standard deviation of each channel, pixel / 255, to four places.

        Counted by level, which is exact and needs no second copy of the images.
        """
        levels = np.arange(256) / 255.0
        means, stds = [], []
        for channel in range(self.channels):
            values = self.pixels[..., channel] if self.channels == 3 else self.pixels
            shares = np.bincount(values.reshape(-1), minlength=256) / values.size
            mean = float(shares @ levels)
            means.append(round(mean, 4))
            # One colour all over has no deviation to divide by.
            stds.append(round(float(np.sqrt(shares @ (levels - mean) ** 2)), 4) or 1.0)
        return tuple(means), tuple(stds)


def broken(path: Path, reason: str) -> DatasetError:
    """Return the error for a file of a data set that is not as it should be."""
    return DatasetError(
        "A data file is broken",
        "{path} cannot be used: {reason}. Put the original file back, or delete it and fetch the data set again; "
        "MNIST's come with digitpad, to be installed again.",
        path=path,
        reason=reason,
    )


@contextmanager
def data_file_errors(path: Path, reason: str) -> Iterator[None]:
    """Turn whatever a library raises over a damaged file of a data set into the error for one; ours go through."""
    try:
        yield
    except DigitpadError:
        raise
    except Exception as error:  # they raise what their authors did not think of, too
        raise broken(path, f"{reason} ({str(error)[:200] or type(error).__name__})") from error


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a data file, of which no more is read than is asked for."""
    try:
        file = open_regular(path)
    except FileNotFoundError as error:
        raise DatasetError(
            "A data file is missing",
            "{path} does not exist. Put it back there, or install digitpad again.",
            path=path,
        ) from error
    except OSError as error:
        raise DatasetError(
            "A data file cannot be read",
            "{path} cannot be read: {reason}. See that the file is there and may be read.",
            path=path,
            reason=error.strerror or error,
        ) from error
    with file:
        yield file


def read_bytes(path: Path, most: int) -> bytes:
    """Return a data file's bytes, which may be at most so many."""
    with opened(path) as file, data_file_errors(path, "it cannot be read"):
        size = os.fstat(file.fileno()).st_size  # memory for as much as is asked for is taken before a byte is read
        if size > most:
            raise broken(path, f"it holds more than {most:,} bytes, which no such file does")
        return file.read(size)
