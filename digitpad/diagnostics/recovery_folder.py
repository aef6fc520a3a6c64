"""What a window leaves behind when it ends unexpectedly: the trace of a crash, and the drawing on its pad.

Each window has a folder of its own, ``recovery/KEY`` in the user folder, and holds ``recovery/KEY.lock`` as long as its
process lives. It removes both when it ends. A folder whose lock is free was left by a process that did not end so, and
is the next window's to take: of several that begin at once, one gets it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.files.reading import read_regular
from digitpad.files.writing import discard, paths_aside, write_atomically, write_to_free
from digitpad.paths import user_folder

if TYPE_CHECKING:
    from pathlib import Path

    from filelock import BaseFileLock

FAULT = "fault.txt"
"""The file in a recovery folder that a crash leaves its trace in."""

DRAWINGS = INK, PICTURE = ("drawing.jsonl", "drawing.png")
"""The files in a recovery folder that the drawing on its pad is in: one of them, or none."""

RETURNS = "returns.txt"
"""The file in a recovery folder with how often its drawing has come back, until digitpad has lived with it a while."""

LARGEST_TRACE = 1_000_000
LARGEST_DRAWING = 1 << 28

_OLD_SECONDS = 86_400.0
"""Age after which a lock without a folder is nobody's: a window makes its folder right after its lock."""


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What a window that ended unexpectedly has left."""

    folder: Path
    lock: BaseFileLock  # held
    trace: str  # of a crash; empty if it was killed
    drawing: bytes  # the content of a file of ink, or of a picture; empty if the pad was blank
    is_ink: bool
    returns: int  # how often its drawing has come back, and digitpad ended unexpectedly soon after
    when: float  # seconds since 1970, when the drawing was last written

    def set_aside(self) -> Path:
        """Move the drawing into the user folder, as a file to open by hand, and return its path."""
        name = INK if self.is_ink else PICTURE
        aside = write_to_free(paths_aside(user_folder() / name), lambda _path: self.drawing)
        discard(self.folder / name)
        return aside

    def discard(self) -> None:
        """Remove it: it is safe elsewhere by now."""
        _remove(self.folder, self.lock)


class RecoveryFolder:
    """The folder of this process; made on any thread.

    Raises
    ------
    OSError, NotImplementedError
        If there can be none: the user folder cannot be written, or its file system knows no locks.
    """

    def __init__(self) -> None:
        folders = all_recovery_folders()
        folders.mkdir(parents=True, exist_ok=True)
        self.folder = folders / f"{os.getpid()}-{secrets.token_hex(4)}"
        self._lock = _lock(self.folder)
        self._lock.acquire()
        self.folder.mkdir()

    @property
    def fault_file(self) -> Path:
        """The file for the trace of a crash."""
        return self.folder / FAULT

    def keep(self, content: bytes, *, is_ink: bool) -> None:
        """Keep the drawing on the pad, in place of the one before; none if there is no content.

        Raises
        ------
        StorageError
            If it cannot be written.
        """
        wanted, other = (INK, PICTURE) if is_ink else (PICTURE, INK)
        if content:
            write_atomically(self.folder / wanted, content)
        else:
            discard(self.folder / wanted)
        discard(self.folder / other)

    def take_left(self) -> tuple[Leftovers, ...]:
        """Return what others have left, the oldest first; the caller discards each once it is safe."""
        taken: list[Leftovers] = []
        try:
            folders = list(all_recovery_folders().iterdir())
        except OSError:
            return ()
        for folder in folders:
            with suppress(OSError, NotImplementedError):
                if folder.suffix == ".lock":
                    _sweep_lock(folder)
                elif folder != self.folder and folder.is_dir():
                    lock = _lock(folder)
                    lock.acquire()  # fails at once if its process lives
                    taken.append(_read(folder, lock))
        return tuple(sorted(taken, key=lambda left: left.when))

    def count_returns(self, times: int) -> None:
        """Note how often the drawing has come back: one that digitpad cannot live with must not do so for ever."""
        with suppress(OSError):
            (self.folder / RETURNS).write_text(str(times), encoding="ascii")

    def end(self) -> None:
        """Remove the folder: this process ends as it should."""
        _remove(self.folder, self._lock)


def all_recovery_folders() -> Path:
    """Return the folder of all recovery folders; it may not exist yet."""
    return user_folder() / "recovery"


def _lock(folder: Path) -> BaseFileLock:
    from filelock import FileLock  # noqa: PLC0415 - takes 50 ms, after the first paint

    return FileLock(folder.with_name(f"{folder.name}.lock"), timeout=0)


def _read(folder: Path, lock: BaseFileLock) -> Leftovers:
    trace = _content(folder / FAULT, LARGEST_TRACE).decode(errors="replace")
    ink = _content(folder / INK, LARGEST_DRAWING)
    drawing = ink or _content(folder / PICTURE, LARGEST_DRAWING)
    returns = _content(folder / RETURNS, 9)
    times = int(returns) if returns.isdigit() else 0
    return Leftovers(folder, lock, trace, drawing, bool(ink), times, folder.stat().st_mtime)


def _content(path: Path, most: int) -> bytes:
    try:
        return read_regular(path, most)
    except OSError:
        return b""


def _remove(folder: Path, lock: BaseFileLock) -> None:
    """Remove a folder, then let go of its lock: never the other way, or another takes it for left behind."""
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        lock.release()
    with suppress(OSError):
        folder.with_name(f"{folder.name}.lock").unlink()


def _sweep_lock(path: Path) -> None:
    if time.time() - path.stat().st_mtime > _OLD_SECONDS and not path.with_suffix("").exists():
        path.unlink()
