"""Reading drawings from files and the clipboard, away from the window's thread: pictures take a while to decode.

Importing this module imports neither pillow nor numpy: the worker does, on its thread.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from digitpad.errors import DigitpadError
from digitpad.gui.pad.coordinates import placed

if TYPE_CHECKING:
    from digitpad.config.dataset_info import DatasetName
    from digitpad.ink.drawing import Drawing

_log = logging.getLogger(__name__)


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

    # dataset, folder: which data set, and the folder of one that is a folder
    dataset: DatasetName
    folder: str | None = None


Source: TypeAlias = Path | PictureBytes | InkText | RandomImage


@dataclass(frozen=True, slots=True)
class Opened:
    """What was read."""

    name: str  # what to call it: its file's name, or where it came from
    drawings: tuple[Drawing, ...]  # at least one; ink lies on the pad
    labels: tuple[int | None, ...]  # what each drawing shows, if that is known
    problems: tuple[DigitpadError, ...] = ()  # why other drawings of the file could not be read


class _Worker(QObject):
    """Reads one source after another; lives on a thread that others use too, and has no parent."""

    opened = Signal(object)
    failed = Signal(object)

    @Slot(object)
    def read(self, source: Source) -> None:
        """Read a source."""
        try:
            self.opened.emit(read(source))
        except DigitpadError as error:
            self.failed.emit(error)
        except Exception as error:  # noqa: BLE001 - the thread must live on, and the user must hear of it
            _log.exception("opening failed")
            self.failed.emit(
                DigitpadError(
                    "This could not be opened",
                    "Something unexpected happened: {reason}.",
                    reason=str(error) or type(error).__name__,
                )
            )


class FileReader(QObject):
    """Has sources read on a thread; `opened` carries an `Opened`, `failed` a `DigitpadError`."""

    opened = Signal(object)
    failed = Signal(object)

    _requested = Signal(object)

    def __init__(self, thread: QThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = _Worker()
        self._worker.moveToThread(thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._requested.connect(self._worker.read, queued)
        self._worker.opened.connect(self._note_opened, queued)
        self._worker.failed.connect(self._note_failure, queued)

    def read(self, source: Source) -> None:
        """Have a source read; `opened` or `failed` follows."""
        self._requested.emit(source)

    @Slot(object)
    def _note_opened(self, opened: Opened) -> None:
        self.opened.emit(opened)

    @Slot(object)
    def _note_failure(self, error: DigitpadError) -> None:
        self.failed.emit(error)


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
