"""SQLite files of any origin and state: opened with care, read where nothing can be written, brought up to date.

Does not import sqlite3: the window paints before it is needed.
"""

from __future__ import annotations

import errno
import shutil
import stat
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.errors import StorageError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

SIDE_FILES = ("-wal", "-journal", "-shm")
"""Endings of what lies beside a file while changes wait in it; all but the last hold digits."""

BUSY_SECONDS, READ_SECONDS = 5.0, 1.0
"""How long a change, and reading, waits for another digitpad's change: one takes milliseconds, an import a second."""

LONGEST_VALUE = 16 << 20
"""Most bytes of one value, a hundred times the longest drawing: no row fills the memory."""

LONGEST_CHANGE, LONGEST_READING, BYTES_A_SECOND = 30.0, 2.0, 10_000_000
"""Seconds that a change may take, an import of all the digits one can write among them; and reading a small file.

Reading may take more as a file has more bytes: ten times as long as it takes.
"""

_OPERATIONS = 1000
"""Of SQLite, between two looks at the clock: about one statement of a schema."""

_CORRUPT, _TOO_BIG, _NOT_A_DATABASE, _INTERRUPTED = 11, 18, 26, 9
"""SQLite's result codes; the upper bytes of an extended code say more."""

_UNAVAILABLE = {5, 6, 7, _INTERRUPTED}
"""SQLite's result codes for busy, locked, no memory, and what took too long."""

_UNWRITABLE = {3, 8, 10, 13, 14}
"""SQLite's result codes for no permission, read-only, a failed write, a full disk, and no way to open."""


def _code_of(error: Exception) -> int:
    """Return SQLite's result code; 0 if it is not SQLite's error."""
    code = getattr(error, "sqlite_errorcode", None)
    return 0 if code is None else code & 0xFF


def is_damage(error: Exception) -> bool:
    """Whether SQLite says that the file itself is broken, not that it is busy, full or out of reach."""
    # SQLite quotes what makes no sense to it, and Python takes its words for UTF-8.
    return _code_of(error) in {_CORRUPT, _NOT_A_DATABASE} or isinstance(error, UnicodeDecodeError)


def is_obstacle(error: Exception) -> bool:
    """Whether SQLite says that something is in the way, which says nothing of what the file holds."""
    return _code_of(error) in _UNWRITABLE | _UNAVAILABLE


def reason_of(error: Exception) -> object:
    """Return why a file cannot be used, in words."""
    if _code_of(error) == _INTERRUPTED:
        return "it takes too long to read"
    return getattr(error, "strerror", None) or error


def is_too_big(error: Exception) -> bool:
    """Whether SQLite says that a value is larger than is taken."""
    return _code_of(error) == _TOO_BIG


@contextmanager
def opened(path: Path, *, is_writing: bool) -> Iterator[sqlite3.Connection]:
    """Open a file that is there; for reading, also where nothing can be written."""
    import sqlite3  # noqa: PLC0415 - the window paints before it is needed

    try:
        ready = _ready(path, is_writing=is_writing)
    except sqlite3.OperationalError as error:
        if is_writing or _code_of(error) not in _UNWRITABLE:
            raise
        with _as_it_is(path) as connection:
            yield connection
    else:
        with closing(ready) as connection:
            yield connection


def connect(
    path: Path, timeout: float = READ_SECONDS, options: str = "mode=rw", *, is_writing: bool = False
) -> sqlite3.Connection:
    """Open a file that is there, and trust nothing in it; text comes as bytes.

    Raises
    ------
    OSError
        If it is a pipe or a device, or one lies where SQLite keeps its logs: nothing is waited for.
    """
    import sqlite3  # noqa: PLC0415 - the window paints before it is needed

    for place in (path, *_beside(path)):
        if place.exists() and not stat.S_ISREG(place.stat().st_mode):
            raise OSError(errno.EINVAL, f"{place.name} is no file but a folder, a pipe or a device")
    address = f"{path.absolute().as_uri()}?{options}"
    connection = sqlite3.connect(address, timeout=timeout, isolation_level=None, uri=True)
    guard(connection, LONGEST_CHANGE if is_writing else reading_seconds(path.stat().st_size))
    return connection


def reading_seconds(size: int) -> float:
    """Return how long reading a file of so many bytes may take."""
    return LONGEST_READING + size / BYTES_A_SECOND


def guard(connection: sqlite3.Connection, seconds: float) -> None:
    """Let a file run nothing, and no statement take more than its share of memory and time."""
    import sqlite3  # noqa: PLC0415 - the window paints before it is needed

    connection.text_factory = bytes  # whether it is text is found out row by row
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_VIEW, False)
    for setting in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {setting}")
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > end, _OPERATIONS)


@contextmanager
def copied(path: Path) -> Iterator[Path]:
    """Copy a file and what waits in its logs to where it can be written, for the time of the block."""
    with tempfile.TemporaryDirectory(prefix="digitpad-") as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        for place in _beside(path)[:-1]:
            if place.exists():
                shutil.copyfile(place, copy.with_name(place.name))
        yield copy


def migrate(connection: sqlite3.Connection, migrations: Sequence[str], path: Path) -> None:
    """Bring a file to the newest version of the schema, all steps or none.

    Raises
    ------
    StorageError
        If a newer digitpad wrote it.
    """
    if version_of(connection, migrations, path) == len(migrations):
        return
    with transaction(connection):
        # Read again: another digitpad may have done it while this one waited.
        for script in migrations[version_of(connection, migrations, path) :]:
            for statement in filter(str.strip, script.split(";")):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")


def version_of(connection: sqlite3.Connection, migrations: Sequence[str], path: Path) -> int:
    """Return the version of a file's schema.

    Raises
    ------
    StorageError
        If a newer digitpad wrote it.
    """
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(migrations):
        raise StorageError(
            "My digits are of a newer digitpad",
            "{path} is of version {version}, and this digitpad reads up to {known}. Update digitpad.",
            path=path,
            version=version,
            known=len(migrations),
        )
    return max(version, 0)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Make all changes of the block or none, and let no other digitpad make any meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # a full disk ends it by itself
            connection.rollback()
        raise
    connection.commit()


def _beside(path: Path) -> tuple[Path, ...]:
    return tuple(path.with_name(path.name + ending) for ending in SIDE_FILES)


def _ready(path: Path, *, is_writing: bool) -> sqlite3.Connection:
    connection = connect(path, BUSY_SECONDS if is_writing else READ_SECONDS, is_writing=is_writing)
    try:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if is_writing:
            if mode != b"wal":
                connection.execute("PRAGMA journal_mode = WAL")  # left behind by a digitpad killed at its creation
            connection.execute("PRAGMA synchronous = FULL")  # what was kept stays kept when the power fails
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _as_it_is(path: Path) -> Iterator[sqlite3.Connection]:
    """Read a file beside which nothing can be written, as SQLite's logs must be."""
    if any(place.exists() and place.stat().st_size for place in _beside(path)[:-1]):
        with copied(path) as copy, closing(connect(copy)) as connection:
            yield connection
    else:
        with closing(connect(path, options="mode=ro&immutable=1")) as connection:
            yield connection
