"""Drawings from files and the clipboard, read in the background: pictures take a while to decode.

Importing this module imports neither pillow nor numpy: `read` does, on its thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import Signal

from digitpad.gui.pad.coordinates import placed
from digitpad.gui.widgets.background import BackgroundWork

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QThread

    from digitpad.config.dataset_info import DatasetName
    from digitpad.errors import DigitpadError
    from digitpad.ink.drawing import Drawing


@dataclass(frozen=True, slots=True)
class PictureBytes:
    """A picture from the clipboard, as the bytes of a picture file."""

    content: bytes
    name: str


@dataclass(frozen=True, slots=True)
class InkText:
    """Ink from the clipboard, as one line of an ink file."""

    text: str


@dataclass(frozen=True, slots=True)
class RandomImage:
    """An image of a data set's test part, chosen at random."""

    dataset: DatasetName
    folder: str | None = None  # of a data set that is a folder


Source: TypeAlias = Path | PictureBytes | InkText | RandomImage


@dataclass(frozen=True, slots=True)
class Opened:
    """What was read."""

    name: str  # what to call it: its file's name, or where it came from
    drawings: tuple[Drawing, ...]  # at least one; ink lies on the pad
    labels: tuple[int | None, ...]  # what each drawing shows, if that is known
    problems: tuple[DigitpadError, ...] = ()  # why other drawings of the file could not be read


class FileReader(BackgroundWork[Source]):
    """Reads sources on a thread that is shared; `opened` carries an `Opened`."""

    opened = Signal(object)

    def __init__(self, thread: QThread, parent: QObject | None = None) -> None:
        super().__init__(lambda source, _job: read(source), thread, parent, error_title="This could not be opened")
        self.succeeded.connect(self.opened)


def read(source: Source) -> Opened:
    """Read pictures and ink."""
    if isinstance(source, InkText):
        from digitpad.ink.ink_file import decode_sample  # noqa: PLC0415 - the window paints before it is needed

        sample = decode_sample(source.text)
        return Opened("", (placed(sample.ink),), (sample.label,))
    if isinstance(source, RandomImage):
        return _take_random(source)
    if isinstance(source, PictureBytes):
        from digitpad.preprocessing.picture import decode_picture  # noqa: PLC0415

        return Opened(source.name, (decode_picture(source.content, source.name),), (None,))
    from digitpad.ink.ink_file import has_ink_suffix  # noqa: PLC0415

    return _read_ink(source) if has_ink_suffix(source) else _read_picture(source)


def _take_random(source: RandomImage) -> Opened:
    from numpy.random import default_rng  # noqa: PLC0415 - the window paints before it is needed

    from digitpad.data.reading import random_test_picture  # noqa: PLC0415

    folder = None if source.folder is None else Path(source.folder)
    picture = random_test_picture(source.dataset, folder, default_rng())
    return Opened(picture.name, (picture,), (None,))


def _read_picture(path: Path) -> Opened:
    from digitpad.preprocessing.picture import load_picture  # noqa: PLC0415 - the window paints before it is needed

    return Opened(path.name, (load_picture(path),), (None,))


def _read_ink(path: Path) -> Opened:
    from digitpad.ink.ink_file import read_ink_file  # noqa: PLC0415 - the window paints before it is needed

    ink_file = read_ink_file(path)
    if not ink_file.samples:
        raise ink_file.problems[0]
    return Opened(
        path.name,
        tuple(placed(sample.ink) for sample in ink_file.samples),
        tuple(sample.label for sample in ink_file.samples),
        ink_file.problems,
    )
