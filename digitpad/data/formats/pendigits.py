"""UCI's pen digits [1]_ in their original form: strokes of 44 people.

References
----------
.. [1] Alpaydin, Alimoglu, "Pen-Based Recognition of Handwritten Digits", UCI Machine Learning Repository (1996),
   https://doi.org/10.24432/C5MG6K, CC BY 4.0.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DATASETS, DatasetName, Split
from digitpad.data.formats.unipen import LARGEST_PACKED, read_unipen, unpacked
from digitpad.data.image_set import broken, data_file_errors, read_bytes
from digitpad.data.ink_set import InkSet
from digitpad.data.locations import PACKED, PEN_ARCHIVE, PEN_FILES
from digitpad.files.reading import is_regular
from digitpad.files.writing import discard, write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from digitpad.ink.ink_file import InkSample

CLASS_COUNTS: Mapping[Split, tuple[int, ...]] = MappingProxyType(
    {
        Split.TRAIN: (780, 779, 780, 719, 780, 720, 720, 778, 719, 719),
        Split.TEST: (363, 364, 364, 336, 364, 335, 336, 364, 336, 336),
    }
)
"""Digits of each class, as UCI's description of the set states them."""

LARGEST_ARCHIVE = 4 << 20
"""Most bytes of UCI's archive: it has 1.7 million."""


def read_pen_digits(split: Split, folder: Path) -> InkSet:
    """Read one part from a folder that holds its files, packed or not."""
    name = PEN_FILES[split is Split.TEST]
    plain, packed = folder / name, folder / (name + PACKED)
    if not is_regular(plain) and not is_regular(packed) and is_regular(folder / PEN_ARCHIVE):
        unpack(folder)
    path = packed if is_regular(packed) and not is_regular(plain) else plain
    text, samples = read_unipen(path)
    _check(split, samples, path)
    title = DATASETS[DatasetName.PENDIGITS].title
    return InkSet(f"{title} {split}", samples, hashlib.sha256(text).hexdigest())


def unpack(folder: Path) -> None:
    """Unpack UCI's archive, or the packed files, in a folder beside themselves, and remove the archive.

    Reading is quicker from then on: undoing Unix compress takes a second.
    """
    archive = folder / PEN_ARCHIVE
    for name in PEN_FILES:
        packed = folder / (name + PACKED)
        if is_regular(packed) and not is_regular(folder / name):
            write_atomically(folder / name, unpacked(read_bytes(packed, LARGEST_PACKED), packed))
        elif not is_regular(folder / name):
            write_atomically(folder / name, unpacked(_member(archive, packed.name), archive / packed.name))
    discard(archive)


def _member(archive: Path, name: str) -> bytes:
    """Return the bytes of a file in the archive."""
    content = read_bytes(archive, LARGEST_ARCHIVE)
    with data_file_errors(archive, "it is no whole archive"), zipfile.ZipFile(io.BytesIO(content)) as members:
        if name not in members.namelist():
            raise broken(archive, f"{name} is not in it")
        member = members.getinfo(name)
        # Others ask for as much memory as they please before they unpack a byte.
        if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise broken(archive, f"{name} in it is packed as UCI's is not")
        with members.open(member) as file:
            packed = file.read(LARGEST_PACKED + 1)
        if len(packed) > LARGEST_PACKED:
            raise broken(archive, f"{name} in it is larger than it can be")
        return packed


def _check(split: Split, samples: tuple[InkSample, ...], path: Path) -> None:
    """Refuse what is not UCI's set, under whose name it would be measured."""
    expected = CLASS_COUNTS[split]
    counts = Counter(sample.label for sample in samples)
    if tuple(counts[label] for label in range(len(expected))) != expected:
        raise broken(
            path, f"it holds {len(samples):,} digits, and not the {sum(expected):,} that UCI describes, class by class"
        )
    writers = DATASETS[DatasetName.PENDIGITS].writers
    found = len({sample.writer for sample in samples})
    if writers is not None and (found != writers[split is Split.TEST] or any(s.writer is None for s in samples)):
        raise broken(path, f"its comments name {found} writers, and not {writers[split is Split.TEST]}")
