"""Reading data sets away from the window's thread: one long-lived thread, and the newest wish wins.

Importing this module imports no numpy: the worker does, on its thread.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, Slot

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.errors import DigitpadError
from digitpad.gui.widgets.background import SHUT_DOWN_MILLISECONDS, STACK_BYTES

if TYPE_CHECKING:
    from digitpad.data.image_set import ImageSet
    from digitpad.data.ink_set import InkSet
    from digitpad.ink.ink import Ink

_PARTS_KEPT = 2
"""Parts kept in memory, so that going to and fro between train and test is instant; CIFAR-10's take 180 MB."""

_PROGRESS_STEP = 50
"""Pictures of a folder between two words of progress: about 20 ms."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PartRequest:
    """Which part of which data set shall be read."""

    # dataset, part: which
    dataset: DatasetName
    part: Split
    # folder, image_size: the folder of one that is a folder, and the size its pictures are scaled to; None for its own
    folder: str | None = None
    image_size: int | None = None


@dataclass(frozen=True, slots=True)
class InkRequest:
    """The ink file that shall be read."""

    path: str


Wish: TypeAlias = PartRequest | InkRequest


@dataclass(frozen=True, slots=True)
class LoadedPart:
    """A part that was read."""

    wish: Wish  # what was asked for
    images: ImageSet  # its images; of ink, the rasters a model of digits is given
    inks: tuple[Ink, ...] = ()  # the ink of each image; empty for images that are none
    writers: tuple[str | None, ...] = ()  # who wrote each ink, as far as that is known


@dataclass(frozen=True, slots=True)
class PartFailure:
    """A part that could not be read, and why."""

    wish: Wish
    error: DigitpadError


@dataclass(frozen=True, slots=True)
class PartProgress:
    """How many pictures of a folder were read, of how many."""

    wish: PartRequest
    done: int
    total: int


class _Mailbox:
    """Room for one wish: a newer one takes the place of what waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wish: Wish | None = None

    def put(self, wish: Wish) -> None:
        """Leave a wish."""
        with self._lock:
            self._wish = wish

    def take(self) -> Wish | None:
        """Return what waits, if anything does, and empty the box."""
        with self._lock:
            wish, self._wish = self._wish, None
        return wish

    @property
    def is_full(self) -> bool:
        """Whether something newer waits."""
        with self._lock:
            return self._wish is not None


class _Worker(QObject):
    """Reads what is in the mailbox; lives on the data thread and has no parent."""

    loaded = Signal(object)
    failed = Signal(object)
    progressed = Signal(object)

    def __init__(self, mailbox: _Mailbox, stop: threading.Event) -> None:
        super().__init__()
        self._mailbox = mailbox
        self._stop = stop
        self._parts: OrderedDict[Wish, LoadedPart] = OrderedDict()

    @Slot()
    def work(self) -> None:
        """Read the newest wish, if it still waits."""
        wish = self._mailbox.take()
        if wish is None:
            return
        try:
            part = self._parts.pop(wish, None) or self._read(wish)
        except DigitpadError as error:
            self.failed.emit(PartFailure(wish, error))
        except Exception as error:  # noqa: BLE001 - the thread must live on, and the user must hear of it
            _log.exception("reading a data set failed")
            self.failed.emit(PartFailure(wish, _unexpected(error)))
        else:
            if part is not None:
                self._keep(part)
                self.loaded.emit(part)

    @Slot()
    def forget(self) -> None:
        """Let go of what was read."""
        self._parts.clear()

    def _keep(self, part: LoadedPart) -> None:
        wish = part.wish
        if isinstance(wish, InkRequest) or wish.dataset is DatasetName.FOLDER:
            return  # the user's own files may hold something else when they are looked at again
        self._parts[wish] = part  # last is newest
        while len(self._parts) > _PARTS_KEPT:
            self._parts.popitem(last=False)

    def _read(self, wish: Wish) -> LoadedPart | None:
        """Read a part; None if something newer is wished for before it is whole."""
        from digitpad.data.formats.folder import DEFAULT_SIZE, FolderReader  # noqa: PLC0415 - numpy loads here  # noqa: PLC0415
        from digitpad.data.ink_set import read_ink_set  # noqa: PLC0415 - numpy loads here  # noqa: PLC0415
        from digitpad.data.reading import read_dataset, read_strokes  # noqa: PLC0415 - numpy loads here  # noqa: PLC0415

        if isinstance(wish, InkRequest):
            return _drawn(wish, read_ink_set(Path(wish.path).expanduser()))
        if wish.dataset is DatasetName.PENDIGITS:
            return _drawn(wish, read_strokes(wish.part))
        if wish.dataset is not DatasetName.FOLDER:
            return LoadedPart(wish, read_dataset(wish.dataset, wish.part, None, wish.image_size))
        folder = Path(wish.folder or "").expanduser()
        reading = FolderReader(folder, wish.part, wish.image_size or DEFAULT_SIZE)
        for progress in reading:
            if self._stop.is_set() or self._mailbox.is_full:
                return None
            if progress.done % _PROGRESS_STEP == 0:
                self.progressed.emit(PartProgress(wish, progress.done, progress.total))
        return LoadedPart(wish, reading.result)


def _drawn(wish: Wish, ink: InkSet) -> LoadedPart:
    from digitpad.data.ink_set import images_of  # noqa: PLC0415 - loaded by now

    inks, writers = zip(*((sample.ink, sample.writer) for sample in ink.samples), strict=True)
    return LoadedPart(wish, images_of(ink), inks, writers)


class DataController(QObject):
    """Has parts of data sets read; lives on the window's thread and is made once.

    `loaded` carries a `LoadedPart`, `failed` a `PartFailure` and `progressed` a `PartProgress`, each of the newest
    wish only.
    """

    loaded = Signal(object)
    failed = Signal(object)
    progressed = Signal(object)

    _posted = Signal()
    _forgotten = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest: Wish | None = None
        self._mailbox = _Mailbox()
        self._stop = threading.Event()
        self._thread = QThread()
        self._thread.setObjectName("digitpad data")
        self._thread.setStackSize(STACK_BYTES)
        self._worker = _Worker(self._mailbox, self._stop)
        self._worker.moveToThread(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._posted.connect(self._worker.work, queued)
        self._forgotten.connect(self._worker.forget, queued)
        self._worker.loaded.connect(self._note_loaded, queued)
        self._worker.failed.connect(self._note_failure, queued)
        self._worker.progressed.connect(self._note_progress, queued)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.shut_down)

    def read(self, wish: Wish) -> None:
        """Have a part read; what was wished for before is given up."""
        self._newest = wish
        self._stop.clear()  # an end of the window's may have come to nothing
        if not self._thread.isRunning():
            self._thread.start()
        self._mailbox.put(wish)
        self._posted.emit()

    def forget(self) -> None:
        """Let go of what was read and of what is being read."""
        self._newest = None
        self._mailbox.take()
        self._forgotten.emit()

    @Slot()
    def shut_down(self) -> bool:
        """End the thread; False if it is still busy when the wait runs out."""
        self._stop.set()
        self._mailbox.take()
        self._thread.quit()
        return self._thread.wait(SHUT_DOWN_MILLISECONDS)

    @Slot(object)
    def _note_loaded(self, part: LoadedPart) -> None:
        if part.wish == self._newest:
            self.loaded.emit(part)

    @Slot(object)
    def _note_failure(self, failure: PartFailure) -> None:
        if failure.wish == self._newest:
            self.failed.emit(failure)

    @Slot(object)
    def _note_progress(self, progress: PartProgress) -> None:
        if progress.wish == self._newest:
            self.progressed.emit(progress)


def _unexpected(error: Exception) -> DigitpadError:
    return DigitpadError(
        "This data set could not be read",
        "Something unexpected happened: {reason}.",
        reason=str(error) or type(error).__name__,
    )
