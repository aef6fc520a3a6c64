"""The rows of the user's digits, in whatever state a file holds them: which can be read, and saving those that can."""

from __future__ import annotations

import re
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, NamedTuple

import msgspec

from digitpad.data.sqlite_file import SIDE_FILES, connect, copied, is_damage, is_obstacle, is_too_big, migrate
from digitpad.files.writing import link_aside, write_atomically
from digitpad.ink.ink import COORDINATE_LIMIT

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_ROWS = "SELECT rowid, label, line, created, is_deleted FROM digits"
_WAL_VERSIONS = slice(18, 20)
"""Where a file's header says whether it keeps a log: both bytes 2, else 1."""

_HARMLESS = re.compile(
    rb'CREATE (TABLE .*|INDEX "?\w+"? ON "?\w+"? ?\( ?"?\w+"?( ?, ?"?\w+"?)* ?\))', re.DOTALL | re.IGNORECASE
)
"""Declarations of others that may stay: of a table nobody asks, and of an index that refuses and computes nothing."""

_Number = Annotated[float, msgspec.Meta(ge=-COORDINATE_LIMIT, le=COORDINATE_LIMIT)]
_Point = Annotated[list[_Number], msgspec.Meta(min_length=2, max_length=3)]
_Stroke = Annotated[list[_Point], msgspec.Meta(min_length=1)]


class _Line(msgspec.Struct):
    strokes: Annotated[list[_Stroke], msgspec.Meta(min_length=1)]


_decoder = msgspec.json.Decoder(_Line)  # ten times as fast as making ink


class DigitRow(NamedTuple):
    """A row as it was found; all but the number may be anything."""

    number: int
    label: object = None
    line: object = None
    created: object = None
    is_deleted: object = None

    @property
    def is_readable(self) -> bool:
        """Whether it is a digit, kept or deleted."""
        is_labelled = isinstance(self.label, int) and 0 <= self.label <= 9
        if not is_labelled or self.is_deleted not in (0, 1) or not isinstance(self.line, bytes):
            return False
        try:
            _decoder.decode(self.line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Salvage:
    """What could be read of a damaged file."""

    image: bytes  # a whole SQLite file
    digits: int  # how many it holds
    lost: int  # how many rows more were seen that could not be read; they are in the damaged file alone


def digit_rows(connection: sqlite3.Connection, after: int = _SMALLEST) -> Iterator[DigitRow]:
    """Iterate over the rows by their numbers, from one on; past those that are too large or on a damaged page."""
    gap = 1
    seen = set()
    while after < _LARGEST:
        try:
            for values in connection.execute(f"{_ROWS} WHERE rowid > ? ORDER BY rowid", (after,)):
                if values[0] in seen:
                    return  # damaged pages that lead back to themselves
                seen.add(values[0])
                after, gap = max(after, values[0]), 1
                yield DigitRow(*values)
        except Exception as error:
            if not is_damage(error) and not is_too_big(error):
                raise
        else:
            return
        following = _next_number(connection, after)
        if following is None:
            after, gap = max(after, 0) + gap, gap + 1 + gap // 16
        else:
            after = following
            yield _row(connection, following)


def is_sound(connection: sqlite3.Connection, migrations: Sequence[str], path: Path) -> bool:
    """Whether a file holds the schema, no more that could do harm, and no damaged page; its rows may be anything."""
    declared, own = _schema_of(connection), _own_schema(migrations, path)
    if not (own <= declared and all(_HARMLESS.fullmatch(sql) for _, _, sql in declared - own)):
        return False
    connection.execute("PRAGMA ignore_check_constraints = ON")
    try:
        found = [text for (text,) in connection.execute("PRAGMA quick_check")]
    except Exception as error:  # pages are checked first, rows later
        if not is_too_big(error):
            raise
        found = []
    finally:
        connection.execute("PRAGMA ignore_check_constraints = OFF")
    return all(text == b"ok" or text.startswith(b"NULL value in ") for text in found)


def new_image(migrations: Sequence[str], path: Path, rows: Sequence[DigitRow] = ()) -> bytes:
    """Return a new file with these rows, which keeps a log beside it once it is written."""
    import sqlite3  # noqa: PLC0415 - the window paints before it is needed

    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, migrations, path)
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO digits VALUES (?, ?, CAST(? AS TEXT), ?, 0)",
            ((row.number, row.label, row.line, created_of(row.created)) for row in rows),
        )
        connection.commit()
        image = bytearray(connection.serialize())
    image[_WAL_VERSIONS] = b"\x02\x02"
    return bytes(image)


def without_log(image: bytes) -> bytes:
    """Return a file that keeps no log, to be read from memory."""
    return image[: _WAL_VERSIONS.start] + b"\x01\x01" + image[_WAL_VERSIONS.stop :]


def salvage(path: Path, migrations: Sequence[str]) -> Salvage:
    """Read what can be read of a file that is damaged or holds what no digitpad wrote; nothing in it is run."""
    import sqlite3  # noqa: PLC0415 - the window paints before it is needed

    rows: list[DigitRow] = []
    try:
        with copied(path) as copy:
            _strip(copy, migrations)
            with closing(connect(copy)) as connection:
                rows.extend(row for row in digit_rows(connection) if row.is_deleted != 1)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        if is_obstacle(error):
            raise  # else no more rows are readable
    readable = [row for row in rows if row.is_readable]
    return Salvage(new_image(migrations, path, readable), len(readable), len(rows) - len(readable))


def replace_damaged(path: Path, image: bytes) -> Path:
    """Put a new file in a damaged one's place, and return where that one lies now, whole with its logs."""
    aside = link_aside(path)  # so that at no moment there is no file
    move_logs(path, aside)
    write_atomically(path, image)
    return aside


def move_logs(path: Path, aside: Path) -> None:
    """Move the logs of a file beside another: a new file would take them for its own."""
    for ending in SIDE_FILES:
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))


def created_of(value: object) -> str:
    """Return when a digit was kept; empty if that is not known."""
    return value.decode("ascii") if isinstance(value, bytes) and len(value) <= 40 and value.isascii() else ""


def _row(connection: sqlite3.Connection, number: int) -> DigitRow:
    """Return a row by itself: where one cannot be read, Python loses the one before as well."""
    try:
        values = connection.execute(f"{_ROWS} WHERE rowid = ?", (number,)).fetchone()
    except Exception as error:
        if not is_damage(error) and not is_too_big(error):
            raise
        return DigitRow(number)
    return DigitRow(number) if values is None else DigitRow(*values)


def _next_number(connection: sqlite3.Connection, after: int) -> int | None:
    try:
        found = connection.execute("SELECT min(rowid) FROM digits WHERE rowid > ?", (after,)).fetchone()
    except Exception as error:
        if not is_damage(error):
            raise
        return None
    return None if found[0] is None else int(found[0])


def _schema_of(connection: sqlite3.Connection) -> set[tuple[bytes, bytes, bytes]]:
    query = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'"
    return {(kind, name, b" ".join((sql or b"").split())) for kind, name, sql in connection.execute(query)}


def _own_schema(migrations: Sequence[str], path: Path) -> set[tuple[bytes, bytes, bytes]]:
    import sqlite3  # noqa: PLC0415 - the window paints before it is needed

    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.text_factory = bytes
        migrate(connection, migrations, path)
        return _schema_of(connection)


def _strip(copy: Path, migrations: Sequence[str]) -> None:
    """Take all from a copy's schema but the table of digits, which is declared anew if it is no plain one."""
    import sqlite3  # noqa: PLC0415 - the window paints before it is needed

    with closing(connect(copy)) as connection:
        connection.execute("PRAGMA writable_schema = ON")  # also reads past a schema that makes no sense
        connection.execute("DELETE FROM sqlite_master WHERE NOT (type = 'table' AND name = 'digits' AND rootpage > 1)")
    with suppress(sqlite3.Error, UnicodeDecodeError), closing(connect(copy)) as connection:
        connection.execute("SELECT number, label, line, created, is_deleted, rowid FROM digits LIMIT 0")
        return
    own = next(sql for kind, name, sql in _own_schema(migrations, copy) if (kind, name) == (b"table", b"digits"))
    with closing(connect(copy)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = ?, tbl_name = 'digits'", (own.decode(),))
