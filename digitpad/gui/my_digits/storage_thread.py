"""The user's own digits, read and changed away from the window's thread: a disk or another digitpad may take a while.

Importing this module imports no sqlite3: the worker does, on its thread.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, Slot

from digitpad.errors import DigitpadError, StorageError
from digitpad.gui.widgets.background import SHUT_DOWN_MILLISECONDS, STACK_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from digitpad.data.my_digits import ImportResult, MyDigit, MyDigits
    from digitpad.ink.ink import Ink

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Count:
    """Wish: how many there are."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Wish: some of the digits, the newest first; of one label, or of all."""

    start: int
    count: int
    label: int | None = None


@dataclass(frozen=True, slots=True)
class Keep:
    """Wish: keep ink under a label, in place of an earlier change if one is named; `place` is the asker's own."""

    ink: Ink
    label: int
    instead_of: int | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Relabel:
    """Wish: say what a digit really is."""

    number: int
    label: int


@dataclass(frozen=True, slots=True)
class Delete:
    """Wish: let go of a digit."""

    number: int


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Wish: take a change back; None for the last."""

    change: int | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """Wish: keep the drawings of an ink file."""

    path: Path


@dataclass(frozen=True, slots=True)
class Export:
    """Wish: write all digits as an ink file."""

    path: Path


Wish: TypeAlias = Count | ReadPage | Keep | Relabel | Delete | TakeBack | Import | Export


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a wish."""

    wish: Wish  # what was asked
    counts: tuple[int, ...]  # how many digits there are now of each label
    can_undo: bool  # whether there is a change to take back
    change: int | None = None  # what `TakeBack` needs to take this one back; None if nothing was changed
    digits: tuple[MyDigit, ...] = ()  # of a `ReadPage`
    imported: ImportResult | None = None  # of an `Import`

    @property
    def total(self) -> int:
        """How many digits there are."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A wish that could not be granted, and why."""

    wish: Wish
    error: DigitpadError


class _Worker(QObject):
    """Grants one wish after another; lives on the digits' thread and has no parent."""

    answered = Signal(object)
    refused = Signal(object)

    @Slot(object)
    def grant(self, wish: Wish) -> None:
        """Grant a wish."""
        try:
            from digitpad.data.my_digits import MyDigits  # noqa: PLC0415 - the window paints before it is needed

            self.answered.emit(_granted(MyDigits.of_user(), wish))
        except DigitpadError as error:
            self.refused.emit(Refusal(wish, error))
        except Exception as error:  # noqa: BLE001 - the thread must live on, and the user must hear of it
            _log.exception("a wish about digits failed")
            reason = str(error) or type(error).__name__
            told = StorageError("My digits cannot be used", "Something unexpected happened: {reason}.", reason=reason)
            self.refused.emit(Refusal(wish, told))


def _granted(mine: MyDigits, wish: Wish) -> Answer:
    change: int | None = None
    digits: tuple[MyDigit, ...] = ()
    imported: ImportResult | None = None
    match wish:
        case ReadPage(start, count, label):
            digits = mine.page(start, count, label)
        case Keep(ink, label, instead_of):
            from digitpad.ink.ink_file import InkSample  # noqa: PLC0415 - the window paints before it is needed

            change = mine.keep(InkSample(ink, label))
            if instead_of is not None:
                mine.undo(instead_of)
        case Relabel(number, label):
            change = mine.relabel([number], label)
        case Delete(number):
            change = mine.delete([number])
        case TakeBack(taken):
            mine.undo(taken)
        case Import(path):
            imported = mine.import_file(path)
            change = imported.change
        case Export(path):
            mine.export_file(path)
        case Count():
            pass
    return Answer(wish, mine.counts(), mine.can_undo, change, digits, imported)


class DigitsController(QObject):
    """Asks for digits and their changes; lives on the window's thread and is made once.

    Every wish is followed by one `answered` with an `Answer`, or one `refused` with a `Refusal`, in their order.
    """

    answered = Signal(object)
    refused = Signal(object)

    _asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = QThread()
        self._thread.setObjectName("digitpad digits")
        self._thread.setStackSize(STACK_BYTES)
        self._worker = _Worker()
        self._worker.moveToThread(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._asked.connect(self._worker.grant, queued)
        self._worker.answered.connect(self._note_answer, queued)
        self._worker.refused.connect(self._note_refusal, queued)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.shut_down)

    def ask(self, wish: Wish) -> None:
        """Have a wish granted."""
        if not self._thread.isRunning():
            self._thread.start()
        self._asked.emit(wish)

    @Slot()
    def shut_down(self) -> bool:
        """Grant what was asked, then end the thread; False if it is still busy when the wait runs out."""
        self._thread.quit()
        return self._thread.wait(SHUT_DOWN_MILLISECONDS)

    @Slot(object)
    def _note_answer(self, answer: Answer) -> None:
        self.answered.emit(answer)

    @Slot(object)
    def _note_refusal(self, refusal: Refusal) -> None:
        self.refused.emit(refusal)
