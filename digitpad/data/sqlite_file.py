"""SQLite files: schema versions, transactions, and setting a damaged file aside.

Does not import sqlite3: the window paints before it is needed.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from digitpad.errors import StorageError
from digitpad.files import writing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_CORRUPT, _NOT_A_DATABASE = 11, 26
"""SQLite's result codes; the upper bytes of an extended code say more."""


def is_damage(error: Exception) -> bool:
    """Whether SQLite says that the file itself is broken, not that it is busy, full or out of reach."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in {_CORRUPT, _NOT_A_DATABASE}


def set_aside(path: Path, reason: Exception) -> StorageError:
    """Move a damaged file and its log out of the way, and return the error that names its new path."""
    try:
        aside = writing.set_aside(path)
    except OSError as error:
        return StorageError(
            "My digits are damaged",
            "{path} can no longer be read ({reason}), nor moved out of the way ({obstacle}). Move it yourself.",
            path=path,
            reason=reason,
            obstacle=error.strerror or error,
        )
    for ending in ("-wal", "-shm"):
        with suppress(FileNotFoundError):  # the log is there only while changes wait in it
            path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    return StorageError(
        "My digits are damaged",
        "{path} can no longer be read ({reason}). It was set aside whole as {place}; digits you keep from now on go to "
        "a new file.",
        path=path,
        reason=reason,
        place=aside.name,
    )


def migrate(connection: sqlite3.Connection, migrations: Sequence[str], path: Path) -> None:
    """Bring a file to the newest version of the schema, all steps or none.

    Raises
    ------
    StorageError
        If a newer digitpad wrote it.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == len(migrations):
        return
    if version > len(migrations):
        raise StorageError(
            "My digits are of a newer digitpad",
            "{path} is of version {version}, and this digitpad reads up to {known}. Update digitpad.",
            path=path,
            version=version,
            known=len(migrations),
        )
    with transaction(connection):
        # Read again: another digitpad may have done it while this one waited.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for script in migrations[version:]:
            for statement in filter(str.strip, script.split(";")):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Make all changes of the block or none, and let no other digitpad make any meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()
