"""Writing files whole or not at all, and removing them."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from itertools import count
from typing import TYPE_CHECKING

from digitpad.errors import StorageError
from digitpad.files.temporary import temporary_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that the path holds the old content or the whole new one, never a part.

    The folder is made if it is missing.

    Raises
    ------
    StorageError
        If the folder cannot be written or is full; the old file is still there then.
    """
    with _saving_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary_file(path.parent, content) as temporary:
            move(temporary, path)


def write_to_free(paths: Iterable[Path], content: Callable[[Path], bytes]) -> Path:
    """Write a file whole to the first path that is free, and return that; whatever others write meanwhile stays.

    `paths`: all in one folder, which is made if it is missing; `content`: returns what to write to one of them.

    Raises
    ------
    StorageError
        If the folder cannot be written or is full; nothing is written then.
    """
    for path in paths:
        with _saving_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            if not os.path.lexists(path) and _write_new(path, content(path)):
                return path
    raise ValueError("there must always be a path more")


def move(path: Path, target: Path) -> None:
    """Rename a file, replacing what is there, so that a loss of power cannot undo it; raise `OSError` if refused."""
    path.replace(target)
    for folder in {path.parent, target.parent}:
        _sync(folder)


def set_aside(path: Path) -> Path:
    """Move a damaged file to a free path beside it, and return that; raise `OSError` if refused."""
    aside = next(free for free in paths_aside(path) if _is_reserved(free))
    try:
        move(path, aside)
    except BaseException:
        aside.unlink()
        raise
    return aside


def link_aside(path: Path) -> Path:
    """Give a damaged file a free name beside it, so that it stays when it is replaced, and return that path.

    Where a file cannot have two names, it is moved.
    """
    for aside in paths_aside(path):
        try:
            os.link(path, aside)
        except FileExistsError:
            continue
        except OSError:
            break
        return aside
    return set_aside(path)


def paths_aside(path: Path) -> Iterator[Path]:
    """Yield the paths beside a file for what is set aside, one after another; some may be taken."""
    return (path.with_name(f"{path.stem}.damaged-{number}{path.suffix}") for number in count(1))


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


@contextmanager
def _saving_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            "This file could not be saved",
            "Writing {path} failed: {reason}. Check that the folder may be written and has room, or save elsewhere.",
            path=path,
            reason=error.strerror or error,
        ) from error


def _write_new(path: Path, content: bytes) -> bool:
    """Write a file whole unless the path is taken; return whether it was free."""
    with temporary_file(path.parent, content) as temporary:
        try:
            os.link(temporary, path)
        except FileExistsError:
            return False
        except OSError:  # a file system without second names: its own is taken first, and then filled
            if not _is_reserved(path):
                return False
            temporary.replace(path)
    _sync(path.parent)
    return True


def _is_reserved(path: Path) -> bool:
    """Make an empty file unless the path is taken; return whether it was free."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    except FileExistsError:
        return False
    return True


def _sync(folder: Path) -> None:
    """Have a folder's names written to the disk, where the system can: Windows cannot, nor some file systems."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
