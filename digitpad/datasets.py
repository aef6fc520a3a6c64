"""Data sets, decoded to arrays in memory: the bundled MNIST, and labelled ink.

Owns what a data set is and its decoding. Does not own how samples become a model's inputs (`batches`), nor
the ink file format (`inkfile`). Keeps nothing between two calls.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from dataclasses import dataclass, replace
from enum import StrEnum
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from digitpad.errors import DatasetError
from digitpad.inkfile import read_ink_file
from digitpad.paths import shipped

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from numpy.typing import NDArray

    from digitpad.errors import InkError
    from digitpad.inkfile import InkSample

IDX_UINT8 = 0x08
"""IDX's code for unsigned bytes: the third byte of the file; the fourth is the number of dimensions."""


class Part(StrEnum):
    """The two parts of a data set: one to learn from, one to measure on."""

    TRAIN = "train"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class ImageSet:
    """Labelled images.

    Parameters
    ----------
    name
        What a user calls it, for example ``"MNIST train"``.
    pixels
        uint8, shape (count, height, width), 0 paper to 255 full ink.
    labels
        uint8, shape (count,).
    sha256
        Of the bytes of its files, images before labels.
    """

    name: str
    pixels: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    sha256: str

    def __len__(self) -> int:
        return len(self.labels)

    def first(self, count: int) -> ImageSet:
        """Return the same set cut down to its first images."""
        return replace(self, pixels=self.pixels[:count], labels=self.labels[:count])


@dataclass(frozen=True, slots=True)
class InkSet:
    """Labelled ink.

    Parameters
    ----------
    name
        The name of its file.
    samples
        Every one with a label.
    sha256
        Of the file's bytes.
    problems
        An error for each line of the file that could not be used.
    skipped
        Samples left out because they have no label.
    """

    name: str
    samples: tuple[InkSample, ...]
    sha256: str
    problems: tuple[InkError, ...] = ()
    skipped: int = 0

    def __len__(self) -> int:
        return len(self.samples)

    @property
    def labels(self) -> NDArray[np.uint8]:
        """The samples' labels, uint8, shape (count,)."""
        return np.fromiter((sample.label or 0 for sample in self.samples), np.uint8, len(self.samples))

    def by_writers(self, writers: Collection[str]) -> InkSet:
        """Return what these writers wrote."""
        return replace(self, samples=tuple(sample for sample in self.samples if sample.writer in writers))

    def without_writers(self, writers: Collection[str]) -> InkSet:
        """Return what anyone else wrote."""
        return replace(self, samples=tuple(sample for sample in self.samples if sample.writer not in writers))


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
    folder = shipped("assets", "mnist") if folder is None else folder
    stem = {Part.TRAIN: "train", Part.TEST: "t10k"}[part]
    images_path, labels_path = folder / f"{stem}-images-idx3-ubyte.gz", folder / f"{stem}-labels-idx1-ubyte.gz"
    images_bytes, labels_bytes = read_bytes(images_path), read_bytes(labels_path)
    pixels = decode_idx(images_bytes, images_path, dimensions=3)
    labels = decode_idx(labels_bytes, labels_path, dimensions=1)
    if len(pixels) != len(labels) or pixels.shape[1:] != (28, 28) or (len(labels) and labels.max() > 9):
        raise DatasetError(
            "MNIST's images and labels do not fit together",
            "{images} images of {shape} pixels and {labels} labels were found in {folder}. Put the four original "
            "files back there, or install digitpad again.",
            images=len(pixels),
            shape=" x ".join(map(str, pixels.shape[1:])),
            labels=len(labels),
            folder=folder,
        )
    sha256 = hashlib.sha256(images_bytes + labels_bytes).hexdigest()
    return ImageSet(f"MNIST {part}", pixels, labels, sha256)


def read_ink_set(path: Path) -> InkSet:
    """Read the labelled samples of an ink file.

    Raises
    ------
    InkError
        If the file cannot be read at all.
    DatasetError
        If no sample in it has a label.
    """
    ink_file = read_ink_file(path)
    labelled = tuple(sample for sample in ink_file.samples if sample.label is not None)
    if not labelled:
        raise DatasetError(
            "This ink has no labels",
            "No line of {path} says which digit it shows, so nothing can be learnt from it. Each line needs a "
            '"label" from 0 to 9.',
            path=path,
        )
    return InkSet(
        name=path.name,
        samples=labelled,
        sha256=hashlib.sha256(read_bytes(path)).hexdigest(),
        problems=ink_file.problems,
        skipped=len(ink_file.samples) - len(labelled),
    )


def read_bytes(path: Path) -> bytes:
    """Return a data file's bytes.

    Raises
    ------
    DatasetError
        If it is missing or may not be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise DatasetError(
            "A data file is missing",
            "{path} does not exist. Put it back there, or install digitpad again.",
            path=path,
        ) from error
    except OSError as error:
        raise DatasetError(
            "A data file cannot be read",
            "{path} cannot be read: {reason}.",
            path=path,
            reason=error.strerror or error,
        ) from error


def decode_idx(compressed: bytes, path: Path, *, dimensions: int) -> NDArray[np.uint8]:
    """Decode a gzipped IDX file of unsigned bytes: a magic number, each dimension's size, then the values.

    Parameters
    ----------
    compressed
        The file's bytes.
    path
        The file, for the error's sake.
    dimensions
        How many dimensions it must have.

    Returns
    -------
    NDArray[np.uint8]
        Read-only, of the shape the file states.

    Raises
    ------
    DatasetError
        If it is no such file, or cut short.
    """
    try:
        content = gzip.decompress(compressed)
    except (EOFError, OSError, zlib.error) as error:
        raise broken(path, "it is not a whole gzip file") from error
    header = 4 + 4 * dimensions
    if content[:4] != bytes((0, 0, IDX_UINT8, dimensions)) or len(content) < header:
        raise broken(path, f"it is no IDX file of bytes in {dimensions} dimensions")
    shape = tuple(int(size) for size in np.frombuffer(content, ">u4", count=dimensions, offset=4))
    if len(content) != header + prod(shape):
        raise broken(path, f"it holds {len(content) - header} values where {prod(shape)} are announced")
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)


def broken(path: Path, reason: str) -> DatasetError:
    """Return the error for a file that is not what it should be."""
    return DatasetError(
        "A data file is broken",
        "{path} cannot be used: {reason}. Put the original file back, or install digitpad again.",
        path=path,
        reason=reason,
    )
