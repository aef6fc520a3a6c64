"""Writers that are killed at a random moment, in processes of their own.

Half of the kills come at a random time, which is where SQLite and the system are busy; half right before a random one
of what Python asks the system for, such as the second of two renames. `python -m tests.faults.kills COUNT SEED` prints
what was found as JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.files.temporary import remove_left_over
from tests.faults.writers import Place, Writer, all_writers

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ACTS = 200
"""Of one process, should it live so long."""

LONGEST_TIME = 0.04
"""Seconds after which a process is killed at the latest, by the clock."""

MOST_EVENTS = 60
"""Of what is asked of the system before a process is killed at the latest."""

_EVENTS = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.link", "os.chmod", "os.truncate", "os.rmdir"})

_WEEK = 7 * 86_400


@dataclass(slots=True)
class Findings:
    """What became of many kills."""

    kills: int = 0
    acts: int = 0  # that had been done before
    temporary: int = 0  # files that were left half written
    faults: list[str] = field(default_factory=list)


def run_kills(number: int, seed: int) -> Findings:
    """Kill each writer in turn, so many times in all."""
    writers = all_writers()
    for writer in writers:
        writer.prepare()
    found, source = Findings(), random.Random(seed)
    for turn in range(number):
        writer = writers[turn % len(writers)]
        with tempfile.TemporaryDirectory() as place, Place(Path(place) / "home") as folder:
            by_clock = source.random() < 0.5
            moment = source.uniform(0, LONGEST_TIME) if by_clock else source.randint(1, MOST_EVENTS)
            how = f"{writer.name} {moment * 1000:.1f} ms" if by_clock else f"{writer.name} before event {moment}"
            done = _kill(writer, folder, moment, found, how, by_clock=by_clock)
            found.kills += 1
            found.acts += done
            with _noted(found, f"{how}, after {done} acts"):
                writer.check(folder, done)
            with _noted(found, f"{how}, temporary files"):
                found.temporary += _sweep(folder)
            with _noted(found, f"{how}, the next act"):
                writer.act(folder, (done // writer.cycle + 2) * writer.cycle)
                writer.settle(folder)
    return found


def _kill(writer: Writer, folder: Path, moment: float, found: Findings, how: str, *, by_clock: bool) -> int:
    """Let a process write until it is killed; return how many acts it has confirmed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _write(writer, folder, writing, None if by_clock else int(moment))
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        if by_clock:
            pipe.read(1)  # it begins
            time.sleep(moment)
            os.kill(child, signal.SIGKILL)
        told = pipe.read()
    os.waitpid(child, 0)
    acts, _, trouble = told.partition(b"!")
    if trouble:
        found.faults.append(f"{how}: {trouble.decode()}")
    return acts.count(b".")


def _write(writer: Writer, folder: Path, pipe: int, events: int | None) -> None:
    """Do one act after another, and confirm each that is done; never return."""
    os.write(pipe, b"-")
    if events is not None:
        sys.addaudithook(_killer(events))
    try:
        for number in range(MOST_ACTS):
            writer.act(folder, number)
            os.write(pipe, b".")
    except BaseException:  # noqa: BLE001 - told to the parent
        os.write(pipe, b"!" + traceback.format_exc().encode())
    os._exit(0)


def _killer(events: int):  # noqa: ANN202 - a hook
    left = count(events, -1)

    def kill(event: str, _arguments: tuple[object, ...]) -> None:
        if event in _EVENTS and next(left) <= 1:
            os.kill(os.getpid(), signal.SIGKILL)

    return kill


@contextmanager
def _noted(found: Findings, what: str) -> Iterator[None]:
    """Note an error of the block instead of raising it."""
    try:
        yield
    except Exception:  # noqa: BLE001 - whatever it is, it is a finding
        found.faults.append(f"{what}: {traceback.format_exc(limit=-4)}")


def _sweep(folder: Path) -> int:
    """Let the next start sweep what was left half written, once it is old; return how much there was."""
    left = _temporary_files(folder)
    for path in left:
        os.utime(path, (time.time() - _WEEK,) * 2)
    if left:
        remove_left_over(folder)
        remaining = [path.name for path in _temporary_files(folder)]
        if remaining:
            raise AssertionError(f"these are never swept: {remaining}")
    return len(left)


def _temporary_files(folder: Path) -> list[Path]:
    """Return the files in digitpad's own folders that are not whole; elsewhere, nobody would look for them."""
    found = (path for path in folder.rglob(".*") if path.is_file() and path.name != ".lock")
    return [path for path in found if not {"exports", "recovery"} & set(path.relative_to(folder).parts)]


def main() -> None:
    """Print what was found."""
    number, seed = map(int, sys.argv[1:])
    sys.stdout.write(json.dumps(asdict(run_kills(number, seed))))


if __name__ == "__main__":
    main()
