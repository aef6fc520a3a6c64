"""Checks of what digitpad stands on: versions, the user folder and its disk, torch."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from digitpad import __version__
from digitpad.diagnostics.finding import Finding
from digitpad.diagnostics.report import package_versions
from digitpad.errors import StorageError
from digitpad.files.writing import discard, write_atomically
from digitpad.paths import user_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LITTLE_ROOM = 200_000_000
"""Bytes free below which a training run may not find room for what it keeps."""

TORCH_SECONDS = 60.0
"""Longest wait for torch: on a cold disk it takes ten."""

LOADS_TORCH = (sys.executable, "-c", "import torch; print(torch.__version__)")

LOOK_SECONDS = 0.1
"""From one look to the next whether the answer is still wanted."""

_REINSTALL = "Install digitpad again: python3 -m pip install --force-reinstall digitpad."


def check_versions() -> Iterator[Finding]:
    """Look for the packages digitpad stands on."""
    versions = package_versions()
    found = ", ".join(f"{name} {version}" for name, version in versions.items())
    yield Finding("digitpad", f"{__version__}, Python {platform.python_version()}, {platform.platform()}")
    yield Finding("packages", found, _REINSTALL if "not found" in versions.values() else "")


def check_folder() -> Iterator[Finding]:
    """Try what digitpad does in the user folder: write, rename, lock; and look for room."""
    folder = user_folder()
    place = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    if not place.is_dir():
        yield Finding("user folder", f"{place} is no folder", "Move it away, or set DIGITPAD_HOME to another folder.")
        return
    if place != folder:
        advice = "" if os.access(place, os.W_OK) else f"Make {place} writable, or set DIGITPAD_HOME to another folder."
        yield Finding("user folder", f"{folder} is not there yet; it is made when something is kept", advice)
    else:
        yield Finding("user folder", str(folder))
        yield from _try_writing(folder)
    with suppress(OSError):
        free = shutil.disk_usage(place).free
        advice = "" if free > LITTLE_ROOM else "Free some room, or set DIGITPAD_HOME to a folder on another disk."
        yield Finding("disk", f"{free / 1e9:.1f} GB free", advice)


def check_torch(is_cancelled: Callable[[], bool]) -> Iterator[Finding]:
    """Load torch in a process of its own: it may crash there, and it ends at once where nobody waits for it."""
    began = time.monotonic()
    with subprocess.Popen(  # noqa: S603 - the command is our own
        LOADS_TORCH, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace"
    ) as loading:
        while True:
            with suppress(subprocess.TimeoutExpired):
                version, errors = loading.communicate(timeout=LOOK_SECONDS)
                break
            is_late = time.monotonic() - began > TORCH_SECONDS
            if is_late or is_cancelled():
                loading.kill()
                if is_late:
                    advice = f"Training needs it. {_REINSTALL}"
                    yield Finding("torch", f"does not load within {TORCH_SECONDS:.0f} s", advice)
                return
    if loading.returncode == 0:
        yield Finding("torch", f"{version.strip()} loads in {time.monotonic() - began:.1f} s")
        return
    said = (errors.strip().splitlines() or [f"exit status {loading.returncode}"])[-1]
    yield Finding("torch", f"cannot be loaded: {said}", f"Training needs it. {_REINSTALL}")


def _try_writing(folder: Path) -> Iterator[Finding]:
    from filelock import FileLock  # noqa: PLC0415 - takes 50 ms

    trial = folder / f".doctor-{os.getpid()}"
    try:
        write_atomically(trial, b"tried")
    except StorageError as error:
        advice = "See that the user folder may be written and has room, or set DIGITPAD_HOME to another folder."
        yield Finding("writing", f"files cannot be written there: {error.values['reason']}", advice)
        return
    discard(trial)
    yield Finding("writing", "files can be written and renamed")
    lock = trial.with_name(f"{trial.name}.lock")
    try:
        with FileLock(lock, timeout=0):
            pass
    except (OSError, NotImplementedError) as error:
        yield Finding(
            "locks",
            f"files cannot be locked here: {error}",
            "Set DIGITPAD_HOME to a folder on a disk of this computer: models cannot be kept without locks.",
        )
    else:
        yield Finding("locks", "files can be locked")
    finally:
        lock.unlink(missing_ok=True)
