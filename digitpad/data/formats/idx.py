"""IDX, the format of MNIST and of the data sets made in its likeness."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import DatasetInfo, Split
from digitpad.data.image_set import ImageSet, broken, read_bytes
from digitpad.errors import DatasetError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

IDX_UINT8 = 0x08
"""IDX's code for unsigned bytes: the third byte of the file; the fourth is the number of dimensions."""


def read_idx_part(info: DatasetInfo, split: Split, folder: Path) -> ImageSet:
    """Read one part of a data set from its two files."""
    stem = {Split.TRAIN: "train", Split.TEST: "t10k"}[split]
    images_path, labels_path = folder / f"{stem}-images-idx3-ubyte.gz", folder / f"{stem}-labels-idx1-ubyte.gz"
    images_bytes, labels_bytes = read_bytes(images_path), read_bytes(labels_path)
    pixels = decode_idx(images_bytes, images_path, dimensions=3)
    labels = decode_idx(labels_bytes, labels_path, dimensions=1)
    size = info.image_size
    fits = len(pixels) == len(labels) and pixels.shape[1:] == (size, size)
    if not fits or (len(labels) and labels.max() >= len(info.class_names)):
        raise DatasetError(
            "{dataset}'s images and labels do not fit together",
            "{images} images of {shape} pixels and {labels} labels were found in {folder}. Put the four original "
            "files back there.",
            dataset=info.title,
            images=len(pixels),
            shape=" x ".join(map(str, pixels.shape[1:])),
            labels=len(labels),
            folder=folder,
        )
    sha256 = hashlib.sha256(images_bytes + labels_bytes).hexdigest()
    return ImageSet(f"{info.title} {split}", pixels, labels, sha256, info.class_names)


def decode_idx(compressed: bytes, path: Path, *, dimensions: int) -> NDArray[np.uint8]:
    """Decode a gzipped IDX file of unsigned bytes to a read-only array."""
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
