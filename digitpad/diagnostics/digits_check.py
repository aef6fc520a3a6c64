"""A check of My digits: SQLite's own, and every row. The file is only read."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from digitpad.data.digit_rows import digit_rows, is_sound
from digitpad.data.my_digits import MIGRATIONS, MyDigits
from digitpad.data.sqlite_file import opened
from digitpad.diagnostics.finding import Finding

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

MOST_NAMED = 20
"""Rows that are named each."""

MOST_SECONDS = 3.0
"""Time for all: a file may be made to keep SQLite busy for ever."""

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
        path.stat()
    except FileNotFoundError:
        yield Finding("My digits", "none yet")
        return
    except OSError as error:
        yield Finding("My digits", f"{path}: {error.strerror or error}", "See that the file can be read.")
        return
    try:
        with opened(path, is_writing=False) as connection:
            end = time.monotonic() + MOST_SECONDS
            connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
            yield from _look(connection, path)
    except (sqlite3.Error, UnicodeDecodeError, OSError) as error:
        reason = getattr(error, "strerror", None) or error
        yield Finding("My digits", f"{path}: {reason}", _ADVICE)


def _look(connection: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    if not is_sound(connection, MIGRATIONS, path):
        yield Finding("My digits", f"{path} is damaged, or holds what no digitpad wrote", _ADVICE)
        return
    sound = bad = 0
    for row in digit_rows(connection):
        if row.is_readable:
            sound += row.is_deleted == 0
            continue
        bad += 1
        if bad <= MOST_NAMED:
            yield Finding("My digits", f"digit {row.number} cannot be read", _ADVICE)
    if bad > MOST_NAMED:
        yield Finding("My digits", f"{bad - MOST_NAMED} more cannot be read", _ADVICE)
    yield Finding("My digits", f"{sound} sound")
