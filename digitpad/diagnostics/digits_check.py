"""A check of My digits: SQLite's own, and every row. The file is only read."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING

from digitpad.data.my_digits import MyDigits
from digitpad.diagnostics.finding import Finding
from digitpad.errors import DigitpadError
from digitpad.files.reading import open_regular
from digitpad.ink.ink_file import decode_sample

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

MOST_NAMED = 20
"""Rows that are named each."""

MOST_SECONDS = 3.0
"""Time for all: a file may be made to keep SQLite busy for ever."""

_ROWS = """
SELECT number, CAST(line AS BLOB), CASE typeof(label) WHEN 'integer' THEN label END FROM digits WHERE NOT is_deleted
"""
"""All digits, also those of which a part is no text."""

_STEPS = 10_000
"""Of SQLite's machine between two looks at the clock."""

_ADVICE = (
    "Keep a copy of the file. Then export what can be read in the window, under Edit, My digits, and delete the file."
)


def check_digits(*, is_thorough: bool) -> Iterator[Finding]:  # noqa: ARG001 - as all checks
    """Read all of the user's digits."""
    import sqlite3  # noqa: PLC0415 - the window paints before it is needed

    path = MyDigits.of_user().path
    try:
        open_regular(path).close()
    except FileNotFoundError:
        yield Finding("My digits", "none yet")
        return
    except OSError as error:
        yield Finding("My digits", f"{path}: {error.strerror or error}", "See that the file can be read.")
        return
    try:
        with closing(_opened(path)) as connection:
            yield from _look(connection)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        yield Finding("My digits", f"{path}: {error}", _ADVICE)


def _opened(path: Path) -> sqlite3.Connection:
    import sqlite3  # noqa: PLC0415 - as above

    # Not "ro", which could not remove the file's log again and would leave it there.
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=1.0, isolation_level=None)
    connection.execute("PRAGMA query_only = ON")
    end = time.monotonic() + MOST_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _look(connection: sqlite3.Connection) -> Iterator[Finding]:
    said = [
        str(row[0], "utf-8", "replace")
        for row in connection.execute("SELECT CAST(quick_check AS BLOB) FROM pragma_quick_check(5)")
    ]
    if said != ["ok"]:
        yield Finding("My digits", f"SQLite finds damage: {'; '.join(said)}", _ADVICE)
    kind = connection.execute("SELECT type FROM sqlite_master WHERE name = 'digits'").fetchone()
    if kind != ("table",):
        yield Finding("My digits", "the table of digits is missing", _ADVICE)
        return
    sound = bad = 0
    for number, line, label in connection.execute(_ROWS):
        problem = _problem(line, label)
        if not problem:
            sound += 1
            continue
        bad += 1
        if bad <= MOST_NAMED:
            yield Finding("My digits", f"digit {number} cannot be read: {problem}", _ADVICE)
    if bad > MOST_NAMED:
        yield Finding("My digits", f"{bad - MOST_NAMED} more cannot be read", _ADVICE)
    yield Finding("My digits", f"{sound} sound")


def _problem(line: object, label: object) -> str:
    if type(label) is not int or not 0 <= label <= 9:
        return "its label is no digit"
    if not isinstance(line, bytes):
        return "it has no strokes"
    try:
        decode_sample(line)
    except DigitpadError as error:
        return error.detail
    return ""
