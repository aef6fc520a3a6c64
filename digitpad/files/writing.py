"""Writing files whole or not at all, and removing them."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that the path holds the old content or the whole new one, never a part.

    The folder is made if it is missing.

    Raises
    ------
    StorageError
        If the folder cannot be written or is full; the old file is still there then.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o666 & ~_umask())
            Path(temporary).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(temporary).unlink()
            raise
    except OSError as error:
        raise StorageError(
            "This file could not be saved",
            "Writing {path} failed: {reason}. Check that the folder may be written and has room, or save elsewhere.",
            path=path,
            reason=error.strerror or error,
        ) from error


def discard(path: Path) -> None:
    """Remove a file that is needed no more; another digitpad may have removed it already."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(
            "This file could not be removed",
            "Removing {path} failed: {reason}. Check that its folder may be written.",
            path=path,
            reason=error.strerror or error,
        ) from error


def free_damaged_path(path: Path) -> Path:
    """Return a path beside a damaged file that is free, to move it to."""
    numbered = (path.with_name(f"{path.stem}.damaged-{number}{path.suffix}") for number in count(1))
    return next(free for free in numbered if not free.exists())


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn an error of the operating system at `path` into a `StorageError`."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            "The library cannot be used",
            "{path}: {reason}. See that it can be written and has room, or set DIGITPAD_HOME to another folder.",
            path=path,
            reason=error.strerror or error,
        ) from error


def _umask() -> int:
    """Return the permissions new files lack: mkstemp makes private files, which a saved one need not be."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
