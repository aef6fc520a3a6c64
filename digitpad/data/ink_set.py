"""Labelled ink as a data set."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from digitpad.data.formats.unipen import is_unipen, read_unipen
from digitpad.data.image_set import ImageSet, opened
from digitpad.errors import DatasetError
from digitpad.ink.ink_file import read_ink_file
from digitpad.preprocessing.ink_batches import InkRenderer
from digitpad.shown_text import escaped

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from numpy.typing import NDArray

    from digitpad.errors import InkError
    from digitpad.ink.ink_file import InkSample

_CHUNK = 2048
"""Inks drawn at once: bounds the memory that takes."""


@dataclass(frozen=True, slots=True)
class InkSet:
    """Labelled ink."""

    name: str  # the name of its file
    samples: tuple[InkSample, ...]  # every one with a label
    sha256: str  # of the file's bytes
    problems: tuple[InkError, ...] = ()  # an error for each line of the file that could not be used
    skipped: int = 0  # samples left out because they have no label

    def __len__(self) -> int:
        return len(self.samples)

    @property
    def labels(self) -> NDArray[np.uint8]:
        """The samples' labels, uint8, shape (count,)."""
        return np.fromiter((sample.label or 0 for sample in self.samples), np.uint8, len(self.samples))

    def by_writers(self, writers: Collection[str]) -> InkSet:
        """Return the samples of these writers."""
        return replace(self, samples=tuple(sample for sample in self.samples if sample.writer in writers))

    def without_writers(self, writers: Collection[str]) -> InkSet:
        """Return the samples of all other writers."""
        return replace(self, samples=tuple(sample for sample in self.samples if sample.writer not in writers))


def read_ink_set(path: Path) -> InkSet:
    """Read the labelled samples of an ink file, or of a UNIPEN file of UCI's pen digits.

    Raises
    ------
    DatasetError
        If no sample in it has a label, or a UNIPEN file is missing or broken.
    """
    if is_unipen(path):
        text, samples = read_unipen(path)
        return InkSet(escaped(path.name), samples, hashlib.sha256(text).hexdigest())
    ink_file = read_ink_file(path)
    labelled = tuple(sample for sample in ink_file.samples if sample.label is not None)
    if not labelled:
        raise DatasetError(
            "This ink has no labels",
            "No line of {path} says which digit it shows, and both learning and measuring need to know. Each line "
            'needs a "label" from 0 to 9.',
            path=path,
        )
    with opened(path) as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type] # a file opened to read bytes
    return InkSet(
        name=escaped(path.name),
        samples=labelled,
        sha256=sha256,
        problems=ink_file.problems,
        skipped=len(ink_file.samples) - len(labelled),
    )


def images_of(ink: InkSet) -> ImageSet:
    """Draw labelled ink as images for a model of digits, before second-moment normalisation."""
    renderer = InkRenderer(ink.samples)
    chunks = [renderer.render(np.arange(start, min(start + _CHUNK, len(ink)))) for start in range(0, len(ink), _CHUNK)]
    pixels = (np.concatenate(chunks) * 255.0 + 0.5).astype(np.uint8)
    return ImageSet(ink.name, pixels, ink.labels, ink.sha256, problems=ink.problems)
