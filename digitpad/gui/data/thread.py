"""Parts of data sets, read in the background; a newer request replaces those before it.

Importing this module imports no numpy: reading does, on its thread.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import Signal

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.gui.widgets.background import BackgroundWork, Overlap

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from digitpad.data.image_set import ImageSet
    from digitpad.data.ink_set import InkSet
    from digitpad.gui.widgets.background import Job
    from digitpad.ink.ink import Ink

_PARTS_KEPT = 2
"""Parts kept in memory, so that going to and fro between train and test is instant; CIFAR-10's take 180 MB."""


@dataclass(frozen=True, slots=True)
class PartRequest:
    """A part of a data set, to be read."""

    dataset: DatasetName
    part: Split
    folder: str | None = None  # of a data set that is a folder
    image_size: int | None = None  # its pictures are scaled to this size; None for their own


@dataclass(frozen=True, slots=True)
class InkRequest:
    """An ink file, to be read."""

    path: str


Request: TypeAlias = PartRequest | InkRequest


@dataclass(frozen=True, slots=True)
class LoadedPart:
    """A part that was read."""

    request: Request
    images: ImageSet  # its images; of ink, the rasters that a model of digits gets
    inks: tuple[Ink, ...] = ()  # the ink of each image; empty for images that are none
    writers: tuple[str | None, ...] = ()  # who wrote each ink, as far as that is known


@dataclass(frozen=True, slots=True)
class PartProgress:
    """How many pictures of a folder were read, of how many."""

    request: PartRequest
    done: int
    total: int


class DataController(BackgroundWork[Request]):
    """Reads parts of data sets; `loaded` carries a `LoadedPart`, `progressed` a `PartProgress`."""

    loaded = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        parts = _Parts()
        super().__init__(
            parts.load,
            "digitpad data",
            parent,
            error_title="This data set could not be read",
            overlap=Overlap.REPLACE,
        )
        self._parts = parts
        self.succeeded.connect(self.loaded)

    def forget(self) -> None:
        """Drop what is being read, and what was read."""
        self.drop()
        self._parts.forget()


class _Parts:
    """The parts read last, and the reading of others."""

    def __init__(self) -> None:
        self._parts: OrderedDict[Request, LoadedPart] = OrderedDict()

    def forget(self) -> None:
        """Drop all parts; one that is being read is not kept either."""
        self._parts = OrderedDict()

    def load(self, request: Request, job: Job) -> LoadedPart:
        """Return a part, read now unless it is kept."""
        parts = self._parts
        part = parts.pop(request, None) or _read(request, job)
        if isinstance(request, InkRequest) or request.dataset is DatasetName.FOLDER:
            return part  # the user's own files may hold something else when they are looked at again
        parts[request] = part  # last is newest
        while len(parts) > _PARTS_KEPT:
            parts.popitem(last=False)
        return part


def _read(request: Request, job: Job) -> LoadedPart:
    from digitpad.data.formats.folder import DEFAULT_SIZE, FolderReader  # noqa: PLC0415 - numpy loads here
    from digitpad.data.ink_set import read_ink_set  # noqa: PLC0415 - numpy loads here
    from digitpad.data.reading import read_dataset, read_strokes  # noqa: PLC0415 - numpy loads here

    if isinstance(request, InkRequest):
        return _drawn(request, read_ink_set(Path(request.path).expanduser()))
    if request.dataset is DatasetName.PENDIGITS:
        return _drawn(request, read_strokes(request.part))
    if request.dataset is not DatasetName.FOLDER:
        return LoadedPart(request, read_dataset(request.dataset, request.part, None, request.image_size))
    folder = Path(request.folder or "").expanduser()
    reading = FolderReader(folder, request.part, request.image_size or DEFAULT_SIZE)
    for progress in reading:
        job.report(PartProgress(request, progress.done, progress.total))
    return LoadedPart(request, reading.result)


def _drawn(request: Request, ink: InkSet) -> LoadedPart:
    from digitpad.data.ink_set import images_of  # noqa: PLC0415 - loaded by now

    inks, writers = zip(*((sample.ink, sample.writer) for sample in ink.samples), strict=True)
    return LoadedPart(request, images_of(ink), inks, writers)
