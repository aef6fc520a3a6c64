"""One change of a folder at a time, among all digitpads that share it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from digitpad.errors import LibraryError
from digitpad.files.writing import storage_errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_SECONDS = 10.0
"""How long a change waits for another digitpad's: a change takes milliseconds, on a slow disk a second."""


@contextmanager
def locked(folder: Path, seconds: float | None = None) -> Iterator[None]:
    """Hold the lock of a folder, which is made if it is missing; wait so many seconds for it, else `LOCK_SECONDS`.

    Raises
    ------
    LibraryError
        If another digitpad does not release it.
    StorageError
        If the folder cannot be written.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - takes 50 ms, needed by changes alone

    longest = LOCK_SECONDS if seconds is None else seconds
    lock = FileLock(folder / ".lock", timeout=longest)
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout as error:  # an OSError, too
            raise LibraryError(
                "The library is busy",
                "Another digitpad has been changing {path} for {seconds} seconds. Try again, or close it.",
                path=folder,
                seconds=round(longest),
            ) from error
    try:
        yield
    finally:
        lock.release()
