"""CIFAR-10's binary version: a label and 3,072 bytes of colour for each image, nothing to unpickle."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import DATASETS, DatasetName, Split
from digitpad.data.image_set import ImageSet, broken, data_file_errors, opened, read_bytes
from digitpad.data.locations import CIFAR_ARCHIVE, CIFAR_FILES, CIFAR_INNER_FOLDER
from digitpad.files.gzip_stream import unzipped
from digitpad.files.reading import is_regular
from digitpad.files.writing import discard, write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

SIDE, CHANNELS = 32, 3

RECORD = 1 + SIDE * SIDE * CHANNELS
"""Bytes of an image: its label, then red, green and blue, each row by row."""

LARGEST_FILE = 10_000 * RECORD
"""Most bytes of a file: each of the real ones holds 10,000 images."""

LARGEST_ARCHIVE = 200_000_000
"""Most bytes the archive may unpack to: the real one has 184 million."""

_BLOCK = 512
"""Bytes of a header in the archive, and what its files are filled up to."""


def read_cifar_part(split: Split, folder: Path) -> ImageSet:
    """Read one part of CIFAR-10 [1]_ from a folder that holds its files or its archive.

    References
    ----------
    .. [1] Krizhevsky, "Learning multiple layers of features from tiny images" (2009).
    """
    names = CIFAR_FILES[:-1] if split is Split.TRAIN else CIFAR_FILES[-1:]
    if all(is_regular(folder / name) for name in names):
        contents = [(folder / name, read_bytes(folder / name, LARGEST_FILE)) for name in names]
    else:
        archive = folder / CIFAR_ARCHIVE
        contents = [(archive / name, content) for name, content in unpacked(archive, names)]
    info = DATASETS[DatasetName.CIFAR10]
    digest = hashlib.sha256()
    records = []
    for path, content in contents:
        if not content or len(content) % RECORD:
            raise broken(path, f"{len(content):,} bytes are no whole number of images of {RECORD:,} bytes")
        record = np.frombuffer(content, np.uint8).reshape(-1, RECORD)
        if record[:, 0].max() >= len(info.class_names):
            raise broken(path, f"it has a label {record[:, 0].max()}, and classes go up to 9")
        digest.update(content)
        records.append(record)
    every = np.concatenate(records)
    planes = every[:, 1:].reshape(-1, CHANNELS, SIDE, SIDE)
    pixels = np.ascontiguousarray(planes.transpose(0, 2, 3, 1))
    labels = every[:, 0].copy()
    return ImageSet(f"{info.title} {split}", pixels, labels, digest.hexdigest(), info.class_names)


def unpacked(archive: Path, names: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Give the contents of files in the archive, in memory: only files of these names, nothing is extracted."""
    wanted = {f"{CIFAR_INNER_FOLDER}/{name}": name for name in names}
    found: dict[str, bytes] = {}
    with opened(archive) as packed, data_file_errors(archive, "it is no whole archive"), unzipped(packed) as tar:
        for path, content in _members(tar):
            if path in wanted:
                found[wanted[path]] = content
    for name in names:
        if name not in found:
            raise broken(archive, f"{name} is not in it")
        yield name, found[name]


def _members(tar: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """Give the files of a tar archive, by the headers it has had since 1988.

    What was added to them later (long names, notes, holes in files) is passed over: CIFAR-10's archive has none of it,
    and Python's own reader takes minutes over a note of a few megabytes.
    """
    left = LARGEST_ARCHIVE
    while (header := tar.read(_BLOCK)).strip(b"\0"):
        size, checksum = (int(header[field].strip(b" \0") or b"0", 8) for field in (slice(124, 136), slice(148, 156)))
        if checksum != sum(header[:148]) + sum(header[156:]) + 8 * ord(" "):
            raise ValueError("a header is damaged")
        filled = size + -size % _BLOCK
        left -= _BLOCK + filled
        if not 0 <= size <= LARGEST_FILE or left < 0:
            raise ValueError("it holds more than CIFAR-10's")
        content = tar.read(filled)
        if len(content) < filled:
            raise EOFError("it is cut short")
        if header[156:157] in {b"0", b"\0"}:
            yield header[:100].partition(b"\0")[0].decode("latin-1"), content[:size]
    tar.read(LARGEST_FILE)  # the end, with the checksum of the whole


def unpack(folder: Path) -> None:
    """Unpack the archive in a folder beside itself, and remove it: reading is quicker from then on."""
    archive = folder / CIFAR_ARCHIVE
    for name, content in unpacked(archive, CIFAR_FILES):
        write_atomically(folder / name, content)
    discard(archive)
