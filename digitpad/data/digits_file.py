"""The file of the user's digits: made whole, opened whatever it holds, mended if it is damaged.

Rows that are no digits are found once and left out; they stay in the file as they are.
"""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digitpad.data.digit_rows import (
    digit_rows,
    is_sound,
    move_logs,
    new_image,
    replace_damaged,
    salvage,
    without_log,
)
from digitpad.data.sqlite_file import (
    guard,
    is_damage,
    is_too_big,
    migrate,
    opened,
    reading_seconds,
    reason_of,
    version_of,
)
from digitpad.errors import DigitpadError, StorageError
from digitpad.files.locking import locked
from digitpad.files.writing import paths_aside, write_atomically

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from pathlib import Path

READABLE = "is_deleted IS 0 AND number NOT IN (SELECT number FROM temp.unreadable)"
"""Condition for the rows that are kept digits."""


class DamageError(Exception):
    """A file holds what no digitpad wrote."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What of the user's digits cannot be read; all of it is kept as it is."""

    numbers: tuple[int, ...] = ()  # of the rows in the file that are no digits
    lost: int = 0  # rows that are no digits in a damaged file, which others were taken from
    place: Path | None = None  # where the damaged file is now

    @property
    def count(self) -> int:
        """How many rows cannot be read."""
        return len(self.numbers) + self.lost


@dataclass(slots=True)
class _Examined:
    """What is known of a file since it was opened first: looking at 100,000 digits takes a second."""

    identity: tuple[int, int]
    last: int = -(2**63)  # the last number looked at
    bad: set[int] = field(default_factory=set)  # numbers of rows that are no digits


class DigitsFile:
    """The file at a path, of a schema made by migrations."""

    def __init__(self, path: Path, migrations: Sequence[str]) -> None:
        self.path, self._migrations = path, migrations
        self.unreadable = Unreadable()  # what became of a damaged file
        self._examined: _Examined | None = None

    @property
    def exists(self) -> bool:
        """Whether there is a file, or something that cannot be looked at, which `opened` says then."""
        with suppress(OSError):
            return self.path.exists()
        return True

    def leave_out(self, number: int) -> None:
        """Take a row for one that is no digit."""
        if self._examined is not None:
            self._examined.bad.add(number)

    @contextmanager
    def opened(self, *, is_writing: bool = False) -> Iterator[sqlite3.Connection]:
        """Open the file, with the numbers of the rows that are no digits in `temp.unreadable`.

        Raises
        ------
        StorageError
            If it cannot be used; with its new path if it was damaged and no digit was left.
        """
        import sqlite3  # noqa: PLC0415 - the window paints before it is needed

        try:
            if is_writing and not self.path.exists():
                self._make()
            with ExitStack() as stack:
                yield self._connection(stack, is_writing=is_writing)
        except (sqlite3.Error, UnicodeDecodeError, OSError, DamageError) as error:
            if is_damage(error) or is_too_big(error):
                self._examined = None  # to be looked at anew
            raise StorageError(
                "My digits cannot be used",
                "{path}: {reason}. See that the folder can be written and has room, and that no other digitpad is busy "
                "with it; or set DIGITPAD_HOME to another folder.",
                path=self.path,
                reason=reason_of(error),
            ) from error

    def _connection(self, stack: ExitStack, *, is_writing: bool) -> sqlite3.Connection:
        import sqlite3  # noqa: PLC0415 - the window paints before it is needed

        identity = self._identity()
        try:
            with ExitStack() as first:
                connection = self._examine(first, identity, is_writing=is_writing)
                stack.push(first.pop_all())
        except (sqlite3.Error, UnicodeDecodeError, DamageError) as error:
            if not is_damage(error) and not isinstance(error, DamageError):
                raise
            connection = self._mend(stack, identity, error, is_writing=is_writing)
        if self._examined is not None:
            self._look_at_rows(connection, self._examined)
        return connection

    def _make(self) -> None:
        """Make the file whole or not at all: one digitpad may be killed meanwhile, and two may begin at once."""
        with locked(self.path.parent):
            if not self.path.exists():
                move_logs(self.path, next(free for free in paths_aside(self.path) if not free.exists()))
                write_atomically(self.path, new_image(self._migrations, self.path))

    def _examine(self, stack: ExitStack, identity: tuple[int, int], *, is_writing: bool) -> sqlite3.Connection:
        """Open the file; raise a `DamageError` if it is not sound, which is looked at once."""
        connection = stack.enter_context(opened(self.path, is_writing=is_writing))
        version = version_of(connection, self._migrations, self.path)
        is_empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
        if is_empty and not is_writing:
            connection = stack.enter_context(self._in_memory(new_image(self._migrations, self.path)))
        elif is_empty or 0 < version < len(self._migrations):
            migrate(connection, self._migrations, self.path)
        if self._examined is None or self._examined.identity != identity:
            if not is_sound(connection, self._migrations, self.path):
                msg = "it is damaged, or holds what no digitpad wrote"
                raise DamageError(msg)
            self._examined = _Examined(identity)
        return connection

    def _mend(
        self, stack: ExitStack, identity: tuple[int, int], error: Exception, *, is_writing: bool
    ) -> sqlite3.Connection:
        """Take the digits out of a damaged file into a new one; where none can be written, to be read in memory."""
        try:
            with locked(self.path.parent):
                if self._identity() == identity:  # else another digitpad has done it
                    saved = salvage(self.path, self._migrations)
                    self.unreadable = Unreadable(lost=saved.lost, place=replace_damaged(self.path, saved.image))
                    if not saved.digits:
                        raise self._set_aside(error)
        except (OSError, DigitpadError) as obstacle:
            if is_writing or self._identity() != identity:
                raise
            saved = salvage(self.path, self._migrations)
            if not saved.digits:
                raise self._damage(error, obstacle) from error
            self.unreadable = Unreadable(lost=saved.lost, place=self.path)
            self._examined = _Examined(identity)
            return stack.enter_context(self._in_memory(saved.image))
        return self._examine(stack, self._identity(), is_writing=is_writing)

    def _look_at_rows(self, connection: sqlite3.Connection, examined: _Examined) -> None:
        for row in digit_rows(connection, examined.last):
            if not row.is_readable:
                examined.bad.add(row.number)
            examined.last = row.number
        connection.execute("CREATE TEMP TABLE unreadable (number INTEGER PRIMARY KEY)")
        connection.executemany("INSERT INTO unreadable VALUES (?)", [(number,) for number in examined.bad])

    @contextmanager
    def _in_memory(self, image: bytes) -> Iterator[sqlite3.Connection]:
        import sqlite3  # noqa: PLC0415 - the window paints before it is needed

        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            connection.deserialize(without_log(image))
            guard(connection, reading_seconds(len(image)))
            yield connection

    def _identity(self) -> tuple[int, int]:
        status = self.path.stat()
        return status.st_dev, status.st_ino

    def _set_aside(self, reason: Exception) -> StorageError:
        place = self.unreadable.place
        return StorageError(
            "My digits are damaged",
            "{path} can no longer be read ({reason}). It was set aside whole as {place}; digits you keep from now on "
            "go to a new file.",
            path=self.path,
            reason=reason,
            place="" if place is None else place.name,
        )

    def _damage(self, reason: Exception, obstacle: Exception) -> StorageError:
        return StorageError(
            "My digits are damaged",
            "{path} can no longer be read ({reason}), nor moved out of the way ({obstacle}). Move it yourself.",
            path=self.path,
            reason=reason,
            obstacle=getattr(obstacle, "strerror", None) or obstacle,
        )
