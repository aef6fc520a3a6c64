"""CIFAR-10's binary version: a label and 3,072 bytes of colour for each image, nothing to unpickle."""

from __future__ import annotations

import gzip
import hashlib
import tarfile
import zlib
from typing import TYPE_CHECKING

import numpy as np

from digitpad.config.dataset_info import DATASETS, DatasetName, Split
from digitpad.data.image_set import ImageSet, broken, read_bytes
from digitpad.data.locations import CIFAR_ARCHIVE, CIFAR_FILES, CIFAR_INNER_FOLDER
from digitpad.files.writing import discard, write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIDE, CHANNELS = 32, 3

RECORD = 1 + SIDE * SIDE * CHANNELS
"""Bytes of an image: its label, then red, green and blue, each row by row."""

LARGEST_FILE = 64 << 20
"""Most bytes a file in the archive may unpack to: the real ones have 31 MB."""


def read_cifar_part(split: Split, folder: Path) -> ImageSet:
    """Read one part of CIFAR-10 [1]_ from a folder that holds its files or its archive.

    References
    ----------
    .. [1] Krizhevsky, "Learning multiple layers of features from tiny images" (2009).
    """
    names = CIFAR_FILES[:-1] if split is Split.TRAIN else CIFAR_FILES[-1:]
    if all((folder / name).is_file() for name in names):
        contents = [(folder / name, read_bytes(folder / name)) for name in names]
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
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                name = wanted.get(member.name)
                if name is None or not member.isreg():
                    continue
                if member.size > LARGEST_FILE:
                    raise broken(archive, f"{name} in it is larger than it can be")
                file = tar.extractfile(member)
                found[name] = b"" if file is None else file.read()
    except FileNotFoundError:
        read_bytes(archive)  # says that it is missing
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, OSError) as error:
        raise broken(archive, "it is no whole archive") from error
    for name in names:
        if name not in found:
            raise broken(archive, f"{name} is not in it")
        yield name, found[name]


def unpack(folder: Path) -> None:
    """Unpack the archive in a folder beside itself, and remove it: reading is quicker from then on."""
    archive = folder / CIFAR_ARCHIVE
    for name, content in unpacked(archive, CIFAR_FILES):
        write_atomically(folder / name, content)
    discard(archive)
