"""Changing a folder that several digitpads may share: one at a time, and failing in plain words."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from digitpad.errors import LibraryError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_SECONDS = 10.0
"""How long a change waits for another digitpad's: a change takes milliseconds, on a slow disk a second."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, which is made if it is missing.

    Raises
    ------
    LibraryError
        If another digitpad does not let go of it.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - takes 50 ms, needed by changes alone

    lock = FileLock(folder / ".lock", timeout=LOCK_SECONDS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise LibraryError(
            "The library is busy",
            "Another digitpad has been changing {path} for {seconds} seconds. Try again, or close it.",
            path=folder,
            seconds=round(LOCK_SECONDS),
        ) from error
    except OSError as error:
        raise _refusal(folder, error) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def using(path: Path) -> Iterator[None]:
    """Turn an error of the operating system at `path` into a `StorageError`."""
    try:
        yield
    except OSError as error:
        raise _refusal(path, error) from error


def _refusal(path: Path, error: OSError) -> StorageError:
    return StorageError(
        "The library cannot be used",
        "{path}: {reason}. See that it can be written and has room, or set DIGITPAD_HOME to another folder.",
        path=path,
        reason=error.strerror or error,
    )
