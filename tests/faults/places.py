"""Writers whose folder takes nothing more: full, read-only, gone, in another's way, or before its own time.

Each is tried in a process of its own, which may lose its rights. `python -m tests.faults.places EVERY` prints what
was found as JSON.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.errors import DigitpadError
from tests.faults.writers import Place, Writer, all_writers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

NOBODY = 65534

LONGEST = 30
"""Seconds after which an act has got stuck."""

FULL_AT = 20
"""Bytes a file may have on a disk that is full."""


@dataclass(slots=True)
class Findings:
    """What became of every writer in every place."""

    tried: int = 0
    refused: int = 0  # acts that said why they could not be done
    skipped: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that is wrong with a folder."""

    name: str
    within: Callable[[Path], AbstractContextManager[None]]
    must_fail: bool = False  # whether nothing can be written then
    keeps_old: bool = True  # whether what was written before is still there, to be read meanwhile and afterwards
    acts_before: bool = True  # whether something was written before


@contextmanager
def _full(_folder: Path) -> Iterator[None]:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_AT, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def _full_disk(folder: Path) -> Iterator[None]:
    """Fill up a disk of its own that the folder is on."""
    ballast = folder.parent / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def _read_only(folder: Path) -> Iterator[None]:
    """Take away all rights to write; root may write anywhere, so step down for good where one is root."""
    for path in (folder.parent, folder, *folder.rglob("*")):
        if path.exists():
            path.chmod(0o555 if path.is_dir() else 0o444)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(os.getuid())
        for path in (folder.parent, folder, *folder.rglob("*")):
            if path.exists():
                path.chmod(0o755 if path.is_dir() else 0o644)


@contextmanager
def _gone(folder: Path) -> Iterator[None]:
    shutil.rmtree(folder)
    yield


@contextmanager
def _file_in_the_way(folder: Path) -> Iterator[None]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("in the way")
    yield


@contextmanager
def _folders_for_files(folder: Path) -> Iterator[None]:
    for path in _files(folder):
        path.unlink()
        path.mkdir()
    yield


@contextmanager
def _pipes_for_files(folder: Path) -> Iterator[None]:
    for path in _files(folder):
        path.unlink()
        os.mkfifo(path)
    yield


@contextmanager
def _clock_set_back(folder: Path) -> Iterator[None]:
    """Let all that was written lie ahead, and let every moment from now on be one and the same, long before."""
    for path in folder.rglob("*"):
        os.utime(path, (4e9, 4e9))
    real = datetime
    modules = [module for name, module in sys.modules.items() if name.startswith("digitpad.")]
    patched = [module for module in modules if getattr(module, "datetime", None) is real]
    for module in patched:
        module.datetime = _LongBefore  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for module in patched:
            module.datetime = real  # type: ignore[attr-defined]


class _LongBefore(datetime):
    """A clock that was set back, and stands still."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return datetime(1980, 1, 1, tzinfo=tz)


KINDS = (
    Kind("a full disk", _full, must_fail=True),
    Kind("a full disk from the beginning", _full, must_fail=True, acts_before=False),
    Kind("rights that were lost", _read_only, must_fail=True),
    Kind("no rights from the beginning", _read_only, must_fail=True, acts_before=False),
    Kind("a folder that is gone", _gone, keeps_old=False),
    Kind("a file in the way", _file_in_the_way, must_fail=True, keeps_old=False),
    Kind("folders in place of files", _folders_for_files, keeps_old=False),
    Kind("pipes in place of files", _pipes_for_files, keeps_old=False),
    Kind("a clock that was set back", _clock_set_back),
)

FULL_DISK = Kind("a small disk that is full", _full_disk, must_fail=True)


def run_places(every: int = 1) -> Findings:
    """Try every writer in every place, or in each second, third or so of them: no place is left out by all."""
    found = Findings()
    for number, writer in enumerate(all_writers()):
        writer.prepare()
        for kind in KINDS[number % every :: every]:
            with tempfile.TemporaryDirectory() as place:
                _try(writer, kind, Path(place), found)
        if every > 1:
            continue
        with tempfile.TemporaryDirectory() as place:
            if not _mounted(Path(place)):
                found.skipped = [f"{FULL_DISK.name}: none can be mounted here"]
                continue
            try:
                _try(writer, FULL_DISK, Path(place), found)
            finally:
                subprocess.run(["umount", place], check=True, timeout=30)
    return found


def _mounted(place: Path) -> bool:
    """Whether a small disk of its own was mounted there, which only root may do, and not everywhere."""
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    try:
        return subprocess.run(command, check=False, capture_output=True, timeout=30).returncode == 0
    except OSError:
        return False


def _try(writer: Writer, kind: Kind, place: Path, found: Findings) -> None:
    """Try a writer in a process of its own, which is not waited for without end."""
    place.chmod(0o777)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(LONGEST)
        try:
            os.write(writing, _outcome(writer, kind, place / "home").encode())
        except BaseException:  # noqa: BLE001 - told to the parent
            os.write(writing, traceback.format_exc(limit=-5).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read() or "it never ended"
    os.waitpid(child, 0)
    found.tried += 1
    found.refused += told == "refused"
    if told not in {"done", "refused"}:
        found.faults.append(f"{writer.name}, {kind.name}: {told}")


def _outcome(writer: Writer, kind: Kind, home: Path) -> str:
    """Return whether the act was done or refused; raise an error, or return a text, if it ended otherwise."""
    with Place(home) as folder:
        done = writer.cycle if kind.acts_before else 0
        for number in range(done):
            writer.act(folder, number)
        outcome, following = "done", done
        checks = kind.keeps_old and not writer.leaves_it_to_others
        with kind.within(folder):
            try:
                for following in range(done, done + writer.cycle):
                    writer.act(folder, following)
            except DigitpadError as error:
                outcome = "refused"
                if not (error.title and error.detail):
                    return "it does not say why"
            else:
                following += 1
            if kind.must_fail and outcome == "done":
                return "it says that it was done"
            if checks and done:
                writer.check(folder, following)
        if checks:
            writer.check(folder, following)
        if kind.keeps_old or not folder.exists():
            writer.act(folder, done + 2 * writer.cycle)
            writer.settle(folder)
        return outcome


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]


def main() -> None:
    """Print what was found."""
    sys.stdout.write(json.dumps(asdict(run_places(int(sys.argv[1])))))


if __name__ == "__main__":
    main()
