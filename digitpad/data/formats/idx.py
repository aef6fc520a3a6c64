"""IDX, the format of MNIST and of the data sets made in its likeness."""

from __future__ import annotations

import hashlib
import io
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import DatasetInfo, Split
from digitpad.data.image_set import ImageSet, broken, data_file_errors, read_bytes
from digitpad.errors import DatasetError
from digitpad.files.gzip_stream import unzipped

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

IDX_UINT8 = 0x08
"""IDX's code for unsigned bytes: the third byte of the file; the fourth is the number of dimensions."""

LARGEST_FILE = 64 << 20
"""Most bytes of a file, packed or not: the largest of the real ones holds 60,000 images of 28 x 28."""


def read_idx_part(info: DatasetInfo, split: Split, folder: Path) -> ImageSet:
    """Read one part of a data set from its two files."""
    stem = {Split.TRAIN: "train", Split.TEST: "t10k"}[split]
    images_path, labels_path = folder / f"{stem}-images-idx3-ubyte.gz", folder / f"{stem}-labels-idx1-ubyte.gz"
    images_bytes, labels_bytes = (read_bytes(path, LARGEST_FILE) for path in (images_path, labels_path))
    pixels = decode_idx(images_bytes, images_path, dimensions=3)
    labels = decode_idx(labels_bytes, labels_path, dimensions=1)
    size = info.image_size
    fits = 0 < len(pixels) == len(labels) and pixels.shape[1:] == (size, size)
    if not fits or labels.max() >= len(info.class_names):
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
    start = 4 + 4 * dimensions
    with data_file_errors(path, "it is not a whole gzip file"), unzipped(io.BytesIO(compressed)) as file:
        header = file.read(start)
        if header[:4] != bytes((0, 0, IDX_UINT8, dimensions)) or len(header) < start:
            raise broken(path, f"it is no IDX file of bytes in {dimensions} dimensions")
        shape = tuple(int(size) for size in np.frombuffer(header, ">u4", offset=4))
        announced = prod(shape)
        if announced > LARGEST_FILE:
            raise broken(path, f"it announces {announced:,} values, more than any such file holds")
        content = file.read(announced + 1)  # one more would be too many
    if len(content) != announced:
        raise broken(path, f"it does not hold the {announced:,} values that it announces")
    return np.frombuffer(content, np.uint8).reshape(shape)
