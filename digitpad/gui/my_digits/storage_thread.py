"""The user's own digits, read and changed in the background: a disk or another digitpad may take a while.

Importing this module imports no sqlite3: the operation does, on its thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import Signal

from digitpad.gui.my_digits.digit_picture import picture_of
from digitpad.gui.widgets.background import BackgroundWork

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QImage

    from digitpad.data.digits_file import Unreadable
    from digitpad.data.my_digits import ImportResult, MyDigit, MyDigits
    from digitpad.gui.widgets.background import Job
    from digitpad.gui.widgets.theme import Tokens
    from digitpad.ink.ink import Ink


@dataclass(frozen=True, slots=True)
class Count:
    """Request: the number of digits."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Request: some of the digits, the newest first; of one label, or of all; painted in the colours of a theme."""

    start: int
    count: int
    label: int | None
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Keep:
    """Request: keep ink under a label, instead of an earlier change if one is given."""

    ink: Ink
    label: int
    instead_of: int | None = None
    position: int | None = None  # in the window that submits it


@dataclass(frozen=True, slots=True)
class Relabel:
    """Request: change the label of a digit."""

    number: int
    label: int


@dataclass(frozen=True, slots=True)
class Delete:
    """Request: delete a digit."""

    number: int


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Request: undo a change; None for the last."""

    change: int | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """Request: keep the drawings of an ink file."""

    path: Path


@dataclass(frozen=True, slots=True)
class Export:
    """Request: write all digits as an ink file."""

    path: Path


Request: TypeAlias = Count | ReadPage | Keep | Relabel | Delete | TakeBack | Import | Export


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a request."""

    request: Request
    counts: tuple[int, ...]  # how many digits there are now of each label
    can_undo: bool  # whether there is a change to undo
    unreadable: Unreadable  # what of them cannot be read
    change: int | None = None  # what `TakeBack` needs to undo this one; None if nothing was changed
    is_taken_back: bool = False  # of a `TakeBack`: False if there is no such change to undo any more
    digits: tuple[MyDigit, ...] = ()  # of a `ReadPage`
    imported: ImportResult | None = None  # of an `Import`
    pictures: tuple[QImage, ...] = ()  # of each of the digits

    @property
    def total(self) -> int:
        """How many digits there are."""
        return sum(self.counts)


class DigitsController(BackgroundWork[Request]):
    """Reads and changes the user's digits; `answered` carries an `Answer`, in the order of the requests."""

    answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_Storage().answer, "digitpad digits", parent, error_title="My digits cannot be used")
        self.succeeded.connect(self.answered)


class _Storage:
    """Remembers what is known of the file between requests; for the worker's thread alone."""

    def __init__(self) -> None:
        self._mine: MyDigits | None = None

    def answer(self, request: Request, _job: Job) -> Answer:
        """Do what is requested."""
        from digitpad.data.my_digits import MyDigits  # noqa: PLC0415 - the window paints before it is needed

        if self._mine is None:
            self._mine = MyDigits.of_user()
        return _answer(request, self._mine)


def _answer(request: Request, mine: MyDigits) -> Answer:
    change: int | None = None
    digits: tuple[MyDigit, ...] = ()
    pictures: tuple[QImage, ...] = ()
    imported: ImportResult | None = None
    is_taken_back = False
    match request:
        case ReadPage(start, count, label, tokens):
            digits = mine.page(start, count, label)
            pictures = tuple(picture_of(digit.ink, tokens) for digit in digits)
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
            is_taken_back = mine.undo(taken)
        case Import(path):
            imported = mine.import_file(path)
            change = imported.change
        case Export(path):
            mine.export_file(path)
        case Count():
            pass
    return Answer(
        request,
        mine.counts(),
        mine.can_undo,
        mine.unreadable(),
        change,
        is_taken_back,
        digits,
        imported,
        pictures,
    )
