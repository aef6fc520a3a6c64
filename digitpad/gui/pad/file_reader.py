"""Drawings from files and the clipboard, read in the background: pictures take a while to decode.

Importing this module imports neither pillow nor numpy: `read` does, on its thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import Signal

from digitpad.config.dataset_info import DIGITS
from digitpad.gui.pad.coordinates import placed
from digitpad.gui.widgets.background import BackgroundWork
from digitpad.gui.widgets.picture_file import encoded
from digitpad.ink.labelled_drawing import LabelledDrawing
from digitpad.paths import expanded
from digitpad.shown_text import escaped

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QThread
    from PySide6.QtGui import QImage

    from digitpad.config.dataset_info import DatasetName
    from digitpad.errors import DigitpadError
    from digitpad.ink.ink_file import InkSample


@dataclass(frozen=True, slots=True)
class PictureBytes:
    """A picture from the clipboard, as the bytes of a picture file or as one of Qt's own."""

    content: bytes | QImage
    name: str


@dataclass(frozen=True, slots=True)
class InkText:
    """Ink from the clipboard, as one line of an ink file."""

    text: str
    name: str


@dataclass(frozen=True, slots=True)
class RandomImage:
    """An image of a data set's test part, chosen at random."""

    dataset: DatasetName
    folder: str | None = None  # of a data set that is a folder


Source: TypeAlias = Path | PictureBytes | InkText | RandomImage


@dataclass(frozen=True, slots=True)
class Opened:
    """What was read."""

    drawings: tuple[LabelledDrawing, ...]  # at least one; ink lies on the pad
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

        return Opened((_labelled(decode_sample(source.text), source.name),))
    if isinstance(source, RandomImage):
        return Opened((_take_random(source),))
    if isinstance(source, PictureBytes):
        from digitpad.preprocessing.picture import decode_picture  # noqa: PLC0415

        content = source.content if isinstance(source.content, bytes) else encoded(source.content, "png")
        return Opened((LabelledDrawing(decode_picture(content, source.name), source.name),))
    from digitpad.ink.ink_file import has_ink_suffix  # noqa: PLC0415

    return _read_ink(source) if has_ink_suffix(source) else _read_picture(source)


def _take_random(source: RandomImage) -> LabelledDrawing:
    from numpy.random import default_rng  # noqa: PLC0415 - the window paints before it is needed

    from digitpad.data.reading import random_test_picture  # noqa: PLC0415

    folder = None if source.folder is None else expanded(source.folder)
    return random_test_picture(source.dataset, folder, default_rng())


def _read_picture(path: Path) -> Opened:
    from digitpad.preprocessing.picture import load_picture  # noqa: PLC0415 - the window paints before it is needed

    return Opened((LabelledDrawing(load_picture(path), escaped(path.name)),))


def _read_ink(path: Path) -> Opened:
    from digitpad.ink.ink_file import read_ink_file  # noqa: PLC0415 - the window paints before it is needed

    ink_file = read_ink_file(path)
    if not ink_file.samples:
        raise ink_file.problems[0]
    total = len(ink_file.samples)
    numbers = range(1, total + 1) if total > 1 else (None,)
    drawings = tuple(
        _labelled(sample, escaped(path.name), number, total)
        for sample, number in zip(ink_file.samples, numbers, strict=True)
    )
    return Opened(drawings, ink_file.problems)


def _labelled(sample: InkSample, source: str, number: int | None = None, total: int | None = None) -> LabelledDrawing:
    label = None if sample.label is None else str(sample.label)
    return LabelledDrawing(placed(sample.ink), source, number, total, label, DIGITS)
