"""My digits: the user's own labelled ink, in ``digits.sqlite3`` in the user folder.

Every call opens the file for itself, so any thread and several digitpads may use it at once: SQLite keeps them apart.
"""

from __future__ import annotations

from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from digitpad import paths
from digitpad.data.sqlite_file import is_damage, migrate, set_aside, transaction
from digitpad.errors import InkError, StorageError
from digitpad.files.locking import locked
from digitpad.ink.ink_file import InkSample, decode_sample, encode_sample, read_ink_file, write_ink_file

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

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

BUSY_SECONDS = 5.0
"""How long a change waits for another digitpad's: one takes milliseconds, an import of thousands of digits a second."""


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

    @classmethod
    def of_user(cls) -> MyDigits:
        """Return the digits in the user folder (`paths.user_folder`)."""
        return cls(paths.user_folder())

    # Each method below raises a StorageError if the file cannot be used, with its new path if it was damaged.

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
        newest = "SELECT number, label FROM digits WHERE NOT is_deleted AND line = ? ORDER BY number DESC LIMIT 1"
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
        with self._open() as connection, transaction(connection):
            if change is None:
                (change,) = connection.execute("SELECT max(change) FROM changes").fetchone()
            rows = connection.execute(
                "SELECT label, is_deleted, number FROM changes WHERE change = ?", (change,)
            ).fetchall()
            connection.executemany("UPDATE digits SET label = ?, is_deleted = ? WHERE number = ?", rows)
            connection.execute("DELETE FROM changes WHERE change = ?", (change,))
            # Whatever was changed later of a digit that is away again is not to bring it back.
            gone = ((number, change) for _, was_deleted, number in rows if was_deleted)
            connection.executemany("DELETE FROM changes WHERE number = ? AND change > ?", gone)
        return bool(rows)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._rows("SELECT 1 FROM changes LIMIT 1"))

    def counts(self) -> tuple[int, ...]:
        """How many there are of each digit, from 0 to 9."""
        found = dict(self._rows("SELECT label, count(*) FROM digits WHERE NOT is_deleted GROUP BY label"))
        return tuple(found.get(label, 0) for label in range(10))

    def page(self, start: int, count: int, label: int | None = None) -> tuple[MyDigit, ...]:
        """Return some digits, the newest first; of one label, or of all."""
        rows = self._rows(
            "SELECT number, line, label, created FROM digits WHERE NOT is_deleted AND (?1 IS NULL OR label = ?1) "
            "ORDER BY number DESC LIMIT ?2 OFFSET ?3",
            (label, count, start),
        )
        return tuple(MyDigit(number, decode_sample(line).ink, label, created) for number, line, label, created in rows)

    def samples(self) -> tuple[InkSample, ...]:
        """Return all digits, the oldest first."""
        rows = self._rows("SELECT line, label FROM digits WHERE NOT is_deleted ORDER BY number")
        return tuple(InkSample(decode_sample(line).ink, label) for line, label in rows)

    def import_file(self, path: Path) -> ImportResult:
        """Keep the labelled drawings of an ink file that are not kept yet."""
        content = read_ink_file(path)
        labelled = {_line(sample): sample for sample in content.samples if sample.label is not None}
        with_label = sum(sample.label is not None for sample in content.samples)
        change = None
        with self._changing() as (connection, number):
            kept = {line for (line,) in connection.execute("SELECT line FROM digits WHERE NOT is_deleted")}
            fresh = [sample for line, sample in labelled.items() if line not in kept]
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
            raise InkError("There is nothing to export", "You have kept no digits yet.")
        write_ink_file(path, samples)
        return len(samples)

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> list[Any]:
        with suppress(OSError):  # `_open` meets the same and raises a StorageError
            if not self.path.exists():
                return []
        with self._open() as connection:
            rows: list[Any] = connection.execute(query, values).fetchall()
        return rows

    @contextmanager
    def _changing(self) -> Iterator[tuple[sqlite3.Connection, int]]:
        """Change digits in one transaction with a new number."""
        with self._open() as connection, transaction(connection):
            # Never used again, even after an undo: whoever holds a change's number takes back that one or none.
            connection.execute("UPDATE numbering SET last_change = last_change + 1")
            (change,) = connection.execute("SELECT last_change FROM numbering").fetchone()
            yield connection, change
            connection.execute("DELETE FROM changes WHERE change <= ?", (change - KEPT_CHANGES,))
            connection.execute("DELETE FROM digits WHERE is_deleted AND number NOT IN (SELECT number FROM changes)")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        import sqlite3  # noqa: PLC0415 - the window paints before it is needed

        try:
            if not self.path.exists():
                with locked(self.path.parent):  # two digitpads that make the file at once would find it busy
                    self._make(sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None))
            with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
                connection.execute("PRAGMA synchronous = FULL")  # what was kept stays kept when the power fails
                migrate(connection, MIGRATIONS, self.path)
                yield connection
        except (sqlite3.Error, OSError) as error:
            if is_damage(error):
                raise set_aside(self.path, error) from error
            raise StorageError(
                "My digits cannot be used",
                "{path}: {reason}. See that the folder can be written and has room, and that no other digitpad is busy "
                "with it; or set DIGITPAD_HOME to another folder.",
                path=self.path,
                reason=getattr(error, "strerror", None) or error,
            ) from error

    def _make(self, connection: sqlite3.Connection) -> None:
        with closing(connection):
            connection.execute("PRAGMA journal_mode = WAL")  # the file remembers it
            migrate(connection, MIGRATIONS, self.path)


def _insert(connection: sqlite3.Connection, change: int, samples: Iterable[InkSample]) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    for sample in samples:
        row = (sample.label, _line(sample), now)
        number = connection.execute("INSERT INTO digits (label, line, created) VALUES (?, ?, ?)", row).lastrowid
        connection.execute("INSERT INTO changes VALUES (?, ?, ?, 1)", (change, number, sample.label))


def _remember(connection: sqlite3.Connection, change: int, number: int) -> None:
    connection.execute(
        "INSERT INTO changes SELECT ?, number, label, is_deleted FROM digits WHERE number = ?", (change, number)
    )


def _line(sample: InkSample) -> str:
    """Return the strokes as a line of an ink file; the label is kept beside it, for it may change."""
    return encode_sample(InkSample(sample.ink)).decode()
