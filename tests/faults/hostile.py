"""Hostile files for every reader, in processes whose memory and time are bounded.

What is allowed is a value or a `DigitpadError`, within two seconds and a gigabyte, and nothing written, run or asked of
the network elsewhere. Everything else is a fault, kept by kind with its smallest input.
"""

from __future__ import annotations

import json
import os
import random
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from digitpad.errors import DigitpadError
from tests.faults.findings import Findings
from tests.faults.mutating import mutated
from tests.faults.readers import Reader, all_readers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

LONGEST = 2.0
"""Seconds of the processor that reading a file may take."""

STUCK = 60.0
"""Seconds without a word after which a process is ended: a busy machine is slow, too."""

MOST_MEMORY = 1 << 30
"""Bytes that reading a file may take."""

_ELSEWHERE = frozenset(
    {
        "os.system",
        "os.exec",
        "os.posix_spawn",
        "subprocess.Popen",
        "socket.connect",
        "socket.getaddrinfo",
        "pickle.find_class",
        "ctypes.dlopen",
    }
)
"""What no reader has any business with."""

_CHANGING = frozenset({"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.chmod", "os.link", "os.symlink"})


class TooSlowError(BaseException):
    """Reading takes longer than it may. No `Exception`, or a reader might take it for its own."""


class ElsewhereError(BaseException):
    """Something was asked for that no reader has any business with."""


def inputs_of(reader: Reader, number: int, seed: int) -> bytes:
    """Return an input of a reader, before it is packed; the first is sound."""
    source = random.Random(f"{reader.name} {seed} {number}")
    return mutated(reader.seed(), source, is_json=reader.is_json) if number else reader.seed()


def run_inputs(each: int, seed: int, readers: tuple[Reader, ...] | None = None) -> Findings:
    """Give each reader so many inputs, in processes that are made anew where one dies."""
    found = Findings()
    for reader in readers or all_readers():
        reader.seed()
        begin = 0
        while begin < each:
            begin = _in_a_process(reader, begin, each, seed, found)
    return found


def _in_a_process(reader: Reader, begin: int, end: int, seed: int, found: Findings) -> int:
    """Let a process read inputs from one number to another; return the number to go on with."""
    hearing, telling = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hearing)
        _read_all(reader, begin, end, seed, telling)
    os.close(telling)
    number, was_stuck = begin, False
    with os.fdopen(hearing, "rb") as pipe:
        while True:
            if not select.select([pipe], [], [], STUCK)[0]:
                was_stuck = True
                os.kill(child, signal.SIGKILL)
            line = pipe.readline()
            if not line:
                break
            told = json.loads(line)
            number = _hear(reader, told, seed, found)
    _, status = os.waitpid(child, 0)
    if status != 0 and number < end:
        kind = f"no answer for {STUCK:.0f} s" if was_stuck else f"the process ended with {status}"
        found.inputs += 1
        found.note(reader.name, kind, kind, inputs_of(reader, number, seed))
        number += 1
    return number


def _hear(reader: Reader, told: dict[str, object], seed: int, found: Findings) -> int:
    """Take down what became of an input; return the number of the next."""
    number, seconds = int(str(told["number"])), float(str(told["seconds"]))
    found.inputs += 1
    found.most_memory = max(found.most_memory, int(str(told["memory"])))
    if seconds > found.slowest:
        found.slowest, found.slowest_reader = seconds, reader.name
    match told["outcome"]:
        case "read":
            found.read += 1
        case "refused":
            found.refused += 1
        case kind:
            found.note(reader.name, str(kind), str(told["trace"]), inputs_of(reader, number, seed))
    return number + 1


def _read_all(reader: Reader, begin: int, end: int, seed: int, telling: int) -> NoReturn:
    """Read inputs one after another, and tell what became of each; never return."""
    status = 1
    try:
        os.environ.pop("DIGITPAD_HOME", None)
        with tempfile.TemporaryDirectory() as place:
            os.environ["DIGITPAD_HOME"] = f"{place}/home"
            tempfile.tempdir = place  # a copy that a reader makes for itself is its own
            shown = os.dup(1)
            _silence(Path(place) / "shown")
            reading = Reading(Path(place))
            with os.fdopen(telling, "w", buffering=1) as pipe:
                for number in range(begin, end):
                    outcome, trace, seconds = reading.of(reader, inputs_of(reader, number, seed))
                    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - reading.memory_before
                    told = {
                        "number": number,
                        "outcome": outcome,
                        "trace": trace,
                        "seconds": seconds,
                        "memory": max(peak, 0),
                    }
                    pipe.write(json.dumps(told) + "\n")
            os.dup2(shown, 1)
            status = 0
    finally:
        os._exit(status)


def _silence(path: Path) -> None:
    """Let nothing that a library prints reach the terminal."""
    file = os.open(path, os.O_CREAT | os.O_WRONLY)
    os.dup2(file, 1)
    os.dup2(file, 2)


class Reading:
    """Reads hostile inputs in this process, which is bounded and watched from then on, for good.

    `place`: the folder that all is written in.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self._is_watching = False
        self.memory_before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + MOST_MEMORY, resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGPROF, _give_up)
        sys.addaudithook(self._watch)

    def of(self, reader: Reader, content: bytes) -> tuple[str, str, float]:
        """Return what became of an input, the trace of its fault, and the seconds it took."""
        folder = self._place / "files"
        shutil.rmtree(folder, ignore_errors=True)
        reader.lay(folder, content)
        outcome, trace = "read", ""
        begun = time.process_time()
        try:
            with self._watched(), warnings.catch_warnings():
                warnings.simplefilter("error")
                reader.read(folder)
        except DigitpadError as error:
            outcome = "refused" if _says_why(error) else "an error that says nothing"
        except TooSlowError as error:
            outcome, trace = f"more than {LONGEST:.0f} s", _trace(error)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is a finding
            outcome, trace = _kind_of(error), _trace(error)
        return outcome, trace, time.process_time() - begun

    @contextmanager
    def _watched(self) -> Iterator[None]:
        signal.setitimer(signal.ITIMER_PROF, LONGEST, 0.5)
        self._is_watching = True
        try:
            yield
        finally:
            self._is_watching = False
            signal.setitimer(signal.ITIMER_PROF, 0)

    def _watch(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self._is_watching:
            return
        writes = event == "open" and _is_for_writing(arguments) and not self._is_ours(arguments[0])
        changes = event in _CHANGING and not self._is_ours(arguments[0], arguments[-1])
        if event in _ELSEWHERE or writes or changes:
            self._is_watching = False
            raise ElsewhereError(f"{event} {arguments!r:.200}")

    def _is_ours(self, path: object, folder: object = -1) -> bool:
        """Whether a path is in the folder that all is written in; `folder`: the open one it begins at, if any."""
        if not isinstance(path, str | bytes | os.PathLike):
            return True  # a file that is open already
        text = os.fsdecode(path)
        if isinstance(folder, int) and folder >= 0:
            text = f"/proc/self/fd/{folder}/{text}"
        return Path(text).resolve().is_relative_to(self._place.resolve()) or text == os.devnull


def _is_for_writing(arguments: tuple[object, ...]) -> bool:
    mode, flags = arguments[1], arguments[2]
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))


def _give_up(_number: int, _frame: FrameType | None) -> None:
    raise TooSlowError


def _says_why(error: DigitpadError) -> bool:
    return bool(error.title and error.detail and str(error).encode("utf-8", "surrogateescape"))


def _kind_of(error: BaseException) -> str:
    """Return what is raised, and where in digitpad."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/digitpad/" in frame.filename]
    place = f"{Path(frames[-1].filename).stem}:{frames[-1].name}" if frames else "outside"
    return f"{type(error).__name__} in {place}"


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error, limit=-8))[-3000:]


def main() -> None:
    """Read some of the inputs and print what was found: so many in all, the share of one of several processes."""
    number, part, parts, folder = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    readers = all_readers()
    found = run_inputs(-(-number // len(readers)), 1, readers[part::parts])
    found.save(folder)
    told = {
        "inputs": found.inputs,
        "slowest": found.slowest,
        "slowest_reader": found.slowest_reader,
        "most_memory": found.most_memory,
        "faults": list(found.lines()),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
