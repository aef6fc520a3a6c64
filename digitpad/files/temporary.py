"""Temporary files: known by their names, held while a process writes them, and swept once none does."""

from __future__ import annotations

import os
import re
import secrets
import stat
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDERS = ("", "models", "trash", "runs", "sweeps", "sweeps/runs", "data", "data/*")
"""Where in the user folder files are written."""

LEAST_AGE = 3600.0
"""Seconds a temporary file is left alone in any case: where files cannot be locked, nothing else protects it."""

LEAST_AGE_UNLOCKED = 24 * 3600.0
"""The same of those that were never locked: earlier versions' and downloads, which are written to all the while."""

LONGEST_SWEEP = 2.0
"""Seconds after which a sweep leaves the rest to the next: a folder may lie on a slow network."""

_TEMPORARY = re.compile(r"\.digitpad-[0-9a-f]{16}\.tmp")

_EARLIER = re.compile(r"\..+\.(safetensors|json|bin|tra|tes)\.[a-z0-9_]{8}|tmp[a-z0-9_]{8}")
"""What earlier versions named theirs, and pooch names its downloads, in folders that hold nothing but digitpad's."""

_EARLIER_AT_TOP = re.compile(r"\.(settings|measurements)\.json\.[a-z0-9_]{8}")
"""The same in the user folder itself, which may hold anything."""


@contextmanager
def temporary_file(folder: Path, content: bytes) -> Iterator[Path]:
    """Write a temporary file, synced, for the block to move to its place; it is gone afterwards in any case."""
    path = folder / f".digitpad-{secrets.token_hex(8)}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    file = os.fdopen(os.open(path, flags, 0o666), "wb")
    try:
        with file:
            _hold(file.fileno())
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if sys.platform == "win32":
                file.close()  # what is open can be neither moved nor swept there
            yield path
    finally:
        with suppress(OSError):
            path.unlink()


def remove_left_over(user_folder: Path) -> int:
    """Remove what `left_over_files` finds, and return how many; never raises. What cannot be removed stays."""
    swept = 0
    for path in left_over_files(user_folder):
        with suppress(OSError):
            path.unlink()
            swept += 1
    return swept


def left_over_files(user_folder: Path) -> Iterator[Path]:
    """Yield the temporary files that killed digitpads left in a user folder; never raises, and ends in time.

    Not those that a process holds or that are young, and none behind a link.
    """
    end = time.monotonic() + LONGEST_SWEEP
    for folder in _folders(user_folder):
        earlier = _EARLIER_AT_TOP if folder == user_folder else _EARLIER
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if time.monotonic() > end:
                    return
                with suppress(OSError):
                    if _is_left_over(entry, earlier):
                        yield folder / entry.name


def _folders(user_folder: Path) -> Iterator[Path]:
    for pattern in FOLDERS:
        with suppress(OSError):
            for folder in sorted(user_folder.glob(pattern)) if pattern else [user_folder]:
                inner = (folder, *folder.parents[: len(folder.parts) - len(user_folder.parts) - 1])
                if folder == user_folder or not any(each.is_symlink() for each in inner):
                    yield folder


def _is_left_over(entry: os.DirEntry[str], earlier: re.Pattern[str]) -> bool:
    is_locked_when_written = _TEMPORARY.fullmatch(entry.name) is not None
    if not (is_locked_when_written or earlier.fullmatch(entry.name)):
        return False
    found = entry.stat(follow_symlinks=False)
    # A time that lies ahead, because the clock was set back, makes an age below 0.
    age = time.time() - found.st_mtime
    if not stat.S_ISREG(found.st_mode):
        return False
    if is_locked_when_written:
        return age > LEAST_AGE and not _is_held(entry.path)
    # Made by `tempfile`, which lets nobody else read them; Windows does not know that, so they stay there.
    is_private = sys.platform != "win32" and stat.S_IMODE(found.st_mode) == stat.S_IRUSR | stat.S_IWUSR
    return is_private and age > LEAST_AGE_UNLOCKED


def _hold(descriptor: int) -> None:
    """Lock a file that is open until it is closed, also by the end of its process; some file systems have no locks."""
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415 - not on Windows

        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_held(path: str) -> bool:
    """Whether a process writes a file, or that cannot be known."""
    if sys.platform == "win32":
        return False  # nor could it be removed
    import fcntl  # noqa: PLC0415 - not on Windows

    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(descriptor)
    except OSError:
        return True
    return False
