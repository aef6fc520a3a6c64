"""My digits: the user's own labelled ink, in ``digits.sqlite3`` in the user folder.

Every call opens the file for itself, so any thread and several digitpads may use it at once: SQLite keeps them apart.
What the file holds may be anything: rows that are no digits are left out and named, and stay as they are.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from digitpad import paths
from digitpad.data.digit_rows import created_of
from digitpad.data.digits_file import READABLE, DigitsFile
from digitpad.data.sqlite_file import transaction
from digitpad.errors import InkError
from digitpad.ink.ink_file import InkSample, decode_sample, encode_sample, read_ink_file, write_ink_file

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from digitpad.data.digits_file import Unreadable
    from digitpad.ink.ink import Ink

FILE = "digits.sqlite3"
"""The file's name in the user folder."""

MIGRATIONS = (
    """
    CREATE TABLE digits (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        label INTEGER NOT NULL CHECK (label BETWEEN 0 AND 9),
        line TEXT NOT NULL,
        created TEXT NOT NULL,
        is_deleted INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX digits_by_label ON digits (is_deleted, label);
    CREATE TABLE changes (
        change INTEGER NOT NULL,
        number INTEGER NOT NULL REFERENCES digits (number),
        label INTEGER NOT NULL,
        is_deleted INTEGER NOT NULL
    );
    CREATE INDEX changes_by_change ON changes (change);
    CREATE TABLE numbering (last_change INTEGER NOT NULL);
    INSERT INTO numbering VALUES (0);
    """,
)
"""What makes each version of the schema of the one before. `changes` holds what each change's digits were before it."""

KEPT_CHANGES = 100
"""Changes that can be undone; digits deleted longer ago are gone."""

_LARGEST_NUMBER = 2**53
"""Largest number given to a digit or a change; one that is larger came from elsewhere, and counting on would fail."""

_DIGITS = f"SELECT number, line, label, created FROM digits WHERE {READABLE}"  # noqa: S608 - made of constants alone

_CHANGES = (
    "changes JOIN digits USING (number) WHERE typeof(change) = 'integer' "
    "AND typeof(changes.label) = 'integer' AND changes.label BETWEEN 0 AND 9 AND changes.is_deleted IN (0, 1)"
)
"""The changes that can be undone."""


@dataclass(frozen=True, slots=True)
class MyDigit:
    """One of the user's digits."""

    number: int  # tells it from all others, for ever
    ink: Ink  # as it was drawn
    label: int  # the digit it shows, 0 to 9
    created: str  # when it was kept, ISO 8601, UTC


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of importing an ink file."""

    added: int
    known: int  # left out because they were kept before
    unlabelled: int  # left out for want of a label
    problems: tuple[InkError, ...]  # an error for each line that is not ink
    change: int | None  # for `MyDigits.undo`; None if nothing was added


class MyDigits:
    """The digits in one user folder, which is made with the first digit."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._file = DigitsFile(self.path, MIGRATIONS)

    @classmethod
    def of_user(cls) -> MyDigits:
        """Return the digits in the user folder (`paths.user_folder`)."""
        return cls(paths.user_folder())

    # Each method below raises a StorageError if the file cannot be used, with its new path if no digit of it was left.

    def add(self, samples: Sequence[InkSample]) -> int:
        """Keep labelled ink, all of it or nothing, and return the change, for `undo`.

        Raises
        ------
        InkError
            If one has no label or no ink.
        """
        if any(sample.label is None or sample.ink.is_empty for sample in samples):
            raise InkError("This ink cannot be kept", "A digit to keep needs ink and a label from 0 to 9.")
        with self._changing() as (connection, change):
            _insert(connection, change, samples)
        return change

    def keep(self, sample: InkSample) -> int | None:
        """Keep one labelled drawing, or relabel it if it is kept already.

        Returns the change, for `undo`; None if the same drawing was kept under this label before.
        """
        newest = f"SELECT number, label FROM digits WHERE {READABLE} AND line = ? ORDER BY number DESC LIMIT 1"  # noqa: S608 - made of constants alone
        known = None if sample.ink.is_empty else next(iter(self._rows(newest, (_line(sample),))), None)
        if known is None or sample.label is None:
            return self.add([sample])
        number, label = known
        return None if label == sample.label else self.relabel([number], sample.label)

    def relabel(self, numbers: Iterable[int], label: int) -> int:
        """Give these digits another label, and return the change."""
        with self._changing() as (connection, change):
            for number in numbers:
                _remember(connection, change, number)
                connection.execute("UPDATE digits SET label = ? WHERE number = ?", (label, number))
        return change

    def delete(self, numbers: Iterable[int]) -> int:
        """Delete these digits, and return the change, which can be undone."""
        with self._changing() as (connection, change):
            for number in numbers:
                _remember(connection, change, number)
                connection.execute("UPDATE digits SET is_deleted = 1 WHERE number = ?", (number,))
        return change

    def undo(self, change: int | None = None) -> bool:
        """Undo this change, or the last of all; return whether there was one."""
        if not self._file.exists:
            return False
        with self._file.opened(is_writing=True) as connection, transaction(connection):
            if change is None:
                (change,) = connection.execute(f"SELECT max(change) FROM {_CHANGES}").fetchone()  # noqa: S608 - made of constants alone
            query = f"SELECT changes.label, changes.is_deleted, number FROM {_CHANGES} AND change = ?"  # noqa: S608 - made of constants alone
            rows = connection.execute(query, (change,)).fetchall()
            connection.executemany("UPDATE digits SET label = ?, is_deleted = ? WHERE number = ?", rows)
            connection.execute("DELETE FROM changes WHERE change = ?", (change,))
            # Whatever was changed later of a digit that is away again is not to bring it back.
            gone = ((number, change) for _, was_deleted, number in rows if was_deleted)
            connection.executemany("DELETE FROM changes WHERE number = ? AND change > ?", gone)
        return bool(rows)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._rows(f"SELECT 1 FROM {_CHANGES} LIMIT 1"))  # noqa: S608 - made of constants alone

    def counts(self) -> tuple[int, ...]:
        """How many there are of each digit, from 0 to 9."""
        found = dict(self._rows(f"SELECT label, count(*) FROM digits WHERE {READABLE} GROUP BY label"))  # noqa: S608 - made of constants alone
        return tuple(found.get(label, 0) for label in range(10))

    def page(self, start: int, count: int, label: int | None = None) -> tuple[MyDigit, ...]:
        """Return some digits, the newest first; of one label, or of all."""
        query = f"{_DIGITS} AND (?1 IS NULL OR label = ?1) ORDER BY number DESC LIMIT ?2 OFFSET ?3"
        return tuple(self._kept(query, (label, count, start)))

    def samples(self) -> tuple[InkSample, ...]:
        """Return all digits, the oldest first."""
        return tuple(InkSample(digit.ink, digit.label) for digit in self._kept(f"{_DIGITS} ORDER BY number"))

    def unreadable(self) -> Unreadable:
        """Return what cannot be read, and is in no count and on no page."""
        numbers = self._rows(
            "SELECT number FROM digits WHERE number IN (SELECT number FROM temp.unreadable) AND is_deleted IS NOT 1"
        )
        return replace(self._file.unreadable, numbers=tuple(sorted(number for (number,) in numbers)))

    def import_file(self, path: Path) -> ImportResult:
        """Keep the labelled drawings of an ink file that are not kept yet."""
        content = read_ink_file(path)
        labelled = {_line(sample): sample for sample in content.samples if sample.label is not None}
        with_label = sum(sample.label is not None for sample in content.samples)
        change = None
        with self._changing() as (connection, number):
            kept = {line for (line,) in connection.execute(f"SELECT line FROM digits WHERE {READABLE}")}  # noqa: S608 - made of constants alone
            fresh = [sample for line, sample in labelled.items() if line.encode() not in kept]
            if fresh:
                change = number
                _insert(connection, change, fresh)
        return ImportResult(
            len(fresh), with_label - len(fresh), len(content.samples) - with_label, content.problems, change
        )

    def export_file(self, path: Path) -> int:
        """Write all digits as an ink file and return how many there are.

        Raises
        ------
        InkError
            If there is none.
        """
        samples = self.samples()
        if not samples:
            raise InkError("There is nothing to export", "You have kept no digits yet: draw one and say what it was.")
        write_ink_file(path, samples)
        return len(samples)

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> list[Any]:
        if not self._file.exists:
            return []
        with self._file.opened() as connection:
            rows: list[Any] = connection.execute(query, values).fetchall()
        return rows

    def _kept(self, query: str, values: tuple[object, ...] = ()) -> list[MyDigit]:
        """Return the digits of a query for their columns; anew without a row that turns out to be none."""
        digits: list[MyDigit] = []
        for number, line, label, created in self._rows(query, values):
            try:
                digits.append(MyDigit(number, decode_sample(line).ink, label, created_of(created)))
            except InkError:  # as rare as a row that was changed by something else since it was looked at
                self._file.leave_out(number)
                return self._kept(query, values)
        return digits

    @contextmanager
    def _changing(self) -> Iterator[tuple[sqlite3.Connection, int]]:
        """Change digits in one transaction with a new number."""
        with self._file.opened(is_writing=True) as connection, transaction(connection):
            # Never used again, even after an undo: whoever holds a change's number takes back that one or none.
            change = 1 + max(
                _largest(connection, "numbering", "last_change"), _largest(connection, "changes", "change")
            )
            connection.execute("DELETE FROM numbering")
            connection.execute("INSERT INTO numbering VALUES (?)", (change,))
            yield connection, change
            connection.execute("DELETE FROM changes WHERE change <= ?", (change - KEPT_CHANGES,))
            connection.execute(
                "DELETE FROM digits WHERE is_deleted IS 1 "
                "AND number NOT IN (SELECT number FROM changes WHERE number IS NOT NULL)"
            )


def _largest(connection: sqlite3.Connection, table: str, column: str) -> int:
    """Return the largest number there that one may count on from, 0 if there is none."""
    within = f"typeof({column}) = 'integer' AND {column} BETWEEN 0 AND {_LARGEST_NUMBER}"
    (largest,) = connection.execute(f"SELECT max({column}) FROM {table} WHERE {within}").fetchone()  # noqa: S608 - made of constants alone
    return largest or 0


def _insert(connection: sqlite3.Connection, change: int, samples: Iterable[InkSample]) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    highest = max(_largest(connection, "digits", "number"), _largest(connection, "sqlite_sequence", "seq"))
    for number, sample in enumerate(samples, start=highest + 1):
        row = (number, sample.label, _line(sample), now)
        connection.execute("INSERT INTO digits (number, label, line, created) VALUES (?, ?, ?, ?)", row)
        connection.execute("INSERT INTO changes VALUES (?, ?, ?, 1)", (change, number, sample.label))


def _remember(connection: sqlite3.Connection, change: int, number: int) -> None:
    connection.execute(
        "INSERT INTO changes SELECT ?, number, label, is_deleted FROM digits WHERE number = ?", (change, number)
    )


def _line(sample: InkSample) -> str:
    """Return the strokes as a line of an ink file; the label is kept beside it, for it may change."""
    return encode_sample(InkSample(sample.ink)).decode()
