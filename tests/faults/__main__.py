"""The long form of the tests of faults, by one command: `python -m tests.faults`.

Prints what was found, saves the smallest inputs of hostile files' faults, writes the figures into the table of
`docs/reliability.md`, and ends with status 1 if anything was lost, raised, warned of or let in, or an aim was missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.apart import run_apart
from tests.faults.figures import Figure, plain, write_figures
from tests.faults.findings import Findings
from tests.faults.watching import FIRST, Late, Spread

if TYPE_CHECKING:
    from collections.abc import Callable

KILLS, INPUTS, WINDOWS, USE_SECONDS = 200, 100_000, 500, 600.0

GUIDED_SHARE = 0.2
"""Of the inputs, which a coverage-guided fuzzer makes where there is one."""

GROWTH = 10.0
"""Megabytes by which memory may differ between two times: what an allocator holds goes up and down."""

DRAWING_AND_TRAINING_P99, LONGEST_ACT, LONGEST_FIRST_ACT = 10.0, 100.0, 300.0
"""Milliseconds that an event may wait."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a part came to."""

    figures: list[Figure]
    faults: list[str]


def kills(scale: float, _found: Path) -> Outcome:
    """Kill writers, and try them in bad places."""
    number = max(round(KILLS * scale), 10)
    killed, placed = run_apart("kills", number, 1), run_apart("places", 1)
    figures = [
        Figure("Kills of writers", f"{killed.get('kills', 0)}, after {killed.get('acts', 0)} acts", f"{KILLS}"),
        Figure("Faults after a kill", f"{len(killed['faults'])}", "0", not killed["faults"]),
        Figure("Files left half written, and swept", f"{killed.get('temporary', 0)}"),
        Figure("Writers in bad places", f"{placed.get('tried', 0)}, {placed.get('refused', 0)} refused"),
        Figure("Faults in bad places", f"{len(placed['faults'])}", "0", not placed["faults"]),
    ]
    return Outcome(figures, [*killed["faults"], *placed["faults"]])


def inputs(scale: float, folder: Path) -> Outcome:
    """Give hostile files to every reader, half of the readers in each of two processes."""
    guided_share = GUIDED_SHARE if _has_fuzzer() else 0.0
    with ThreadPoolExecutor(2) as pool:
        number = max(round(INPUTS * scale * (1 - guided_share)), 100)
        halves = list(pool.map(lambda half: run_apart("hostile", number, half, 2, folder / f"{half}"), range(2)))
    found = Findings()
    faults = [fault for told in halves for fault in told["faults"]]
    if guided_share:
        from tests.faults.guided import run_guided  # noqa: PLC0415 - an extra
        from tests.faults.readers import all_readers  # noqa: PLC0415 - loads torch

        names = [reader.name for reader in all_readers()]
        each = max(round(INPUTS * scale * guided_share / len(names)), 10)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda name: run_guided(name, each, found), names))
        found.save(folder / "guided")
        faults += found.lines()
    slowest = max(halves, key=lambda told: told.get("slowest", 0.0))
    memory = max(told.get("most_memory", 0) for told in halves)
    total = sum(told.get("inputs", 0) for told in halves)
    figures = [
        Figure("Hostile files, by mutation", f"{total:,}", f"{INPUTS:,} in all"),
        Figure("Hostile files, by coverage", f"{found.inputs:,}"),
        Figure("Kinds of faults of readers", f"{len(faults)}", "0", not faults),
        Figure(
            "Slowest hostile file",
            f"{slowest.get('slowest', 0.0):.2f} s of the processor ({slowest.get('slowest_reader', '')})",
            "2 s",
            slowest.get("slowest", 0.0) < 2,
        ),
        Figure("Most memory for one", f"{memory / 1e6:.0f} MB", "1,000 MB", memory < 1e9),
    ]
    return Outcome(figures, faults)


def _has_fuzzer() -> bool:
    from tests.faults.guided import IS_INSTALLED  # noqa: PLC0415 - others go without

    return IS_INSTALLED


def windows(scale: float, _found: Path) -> Outcome:
    """Open and close windows that train."""
    told = run_apart("windows", max(round(WINDOWS * scale), 5))
    growth = told.get("growth", {})
    grown = {name: growth.get(name, 0) for name in ("threads", "files", "widgets", "objects")}
    has_grown = any(number > 0 for number in grown.values())
    figures = [
        Figure(
            "Windows opened, and closed in training",
            f"{told.get('windows', 0)}, {told.get('closed_in_training', 0)} in mid-training",
            f"{WINDOWS}",
        ),
        Figure("Tracebacks and Qt warnings of windows", f"{len(told['faults'])}", "0", not told["faults"]),
        Figure(
            "Memory, after the first fifth of windows",
            f"{growth.get('megabytes', 0.0):+.1f} MB",
            f"no growth over {GROWTH:.0f} MB",
            growth.get("megabytes", 0.0) <= GROWTH,
        ),
        Figure(
            "Growth of windows",
            ", ".join(f"{number:+} {name}" for name, number in grown.items()),
            "none",
            not has_grown,
        ),
    ]
    return Outcome(figures, told["faults"])


def use(scale: float, _found: Path) -> Outcome:
    """Use the window at random."""
    told = run_apart("use", max(USE_SECONDS * scale, 10.0), 1)
    growth, late = told.get("growth", {}), [Late(**each) for each in told.get("late", [])]
    first = [each for each in late if each.act.endswith(FIRST)]
    later = [each for each in late if not each.act.endswith(FIRST)]
    figures = [
        Figure("Random use", f"{told.get('seconds', 0):.0f} s, {told.get('acts', 0)} acts", f"{USE_SECONDS:.0f} s"),
        Figure("Tracebacks, Qt warnings and losses in use", f"{len(told['faults'])}", "0", not told["faults"]),
        _lateness("drawing", told.get("drawing")),
        _lateness("training", told.get("training")),
        _longest("Longest act", later, LONGEST_ACT),
        _longest("Longest act done for the first time", first, LONGEST_FIRST_ACT),
        Figure(
            "Memory, after the first fifth of use",
            f"{growth.get('megabytes', 0.0):+.1f} MB",
            f"no growth over {GROWTH:.0f} MB",
            growth.get("megabytes", 0.0) <= GROWTH,
        ),
        Figure(
            "Growth in use",
            f"{growth.get('threads', 0):+} threads, {growth.get('files', 0):+} files",
            "none",
            growth.get("threads", 0) <= 0 and growth.get("files", 0) <= 0,
        ),
    ]
    for act, times in Counter(each.act for each in late).most_common():
        worst = max(each for each in late if each.act == act)
        _say(f"late: {act}, {times} times; worst: {worst.busy:.0f} ms busy in {worst.wall:.0f} ms")
    return Outcome(figures, told["faults"])


def _lateness(phase: str, told: dict[str, float] | None) -> Figure:
    """Say how late events were; by their waiting, and by the work of the window's thread alone."""
    spread = Spread(**told) if told else Spread()
    return Figure(
        f"Lateness while {phase}, p50 and p99",
        f"{spread.middle:.1f} and {spread.high:.1f} ms; busy itself, p99: {spread.high_busy:.1f} ms",
        f"p99 under {DRAWING_AND_TRAINING_P99:.0f} ms",
        spread.high < DRAWING_AND_TRAINING_P99,
    )


def _longest(name: str, late: list[Late], most: float) -> Figure:
    """Say what the longest act took, by its own work and in all, which other load on the machine adds to."""
    busy, wall = max((each.busy for each in late), default=0.0), max((each.wall for each in late), default=0.0)
    over, busy_over = sum(each.wall > most for each in late), sum(each.busy > most for each in late)
    value = f"{wall:.0f} ms, {over} over {most:.0f} ms; busy itself: {busy:.0f} ms, {busy_over} over"
    return Figure(name, value, f"{most:.0f} ms", not over)


def coverage(_scale: float, _found: Path, tests: tuple[str, ...] = ()) -> Outcome:
    """Count which lines and branches the tests run."""
    from tests.faults.coverage_part import run_coverage  # noqa: PLC0415 - needs pytest-cov

    measured = run_coverage(tests)
    core, window = measured.core, measured.window
    figures = [
        Figure("Lines of the core that tests run", f"{core.lines} %", "95 %", core.lines >= 95),
        Figure("Branches of the core", f"{core.branches} %", "95 %", core.branches >= 95),
        Figure("Lines of the window", f"{window.lines} %", "85 %", window.lines >= 85),
        Figure("Branches of the window", f"{window.branches} %", "85 %", window.branches >= 85),
        Figure("Tests that were counted", plain(measured.tests)),
    ]
    return Outcome(figures, [])


PARTS: dict[str, Callable[..., Outcome]] = {
    "kills": kills,
    "inputs": inputs,
    "windows": windows,
    "use": use,
    "coverage": coverage,
}


def main(argv: list[str]) -> int:
    """Run the parts asked for; return 1 if a fault was found or an aim was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--part", choices=PARTS, action="append", help="run this part alone; may be given again")
    parser.add_argument("--scale", type=float, default=1.0, help="do so much of each, such as 0.01 to try it")
    parser.add_argument("--found", type=Path, help="folder for the inputs that bring faults about")
    parser.add_argument("--dry", action="store_true", help="leave the table in the docs as it is")
    parser.add_argument("tests", nargs="*", help="files of tests to count the coverage of, instead of all")
    asked = parser.parse_args(argv)
    folder = asked.found or Path(tempfile.mkdtemp(prefix="digitpad-faults-"))
    everything_is_well = True
    for name in asked.part or PARTS:
        _say(f"== {name}")
        begun = time.monotonic()
        run = PARTS[name]
        outcome = run(asked.scale, folder, tuple(asked.tests)) if name == "coverage" else run(asked.scale, folder)
        _say(*(f"fault: {fault}" for fault in outcome.faults))
        _say(*(f"{each.name}: {each.value}{'' if each.is_met else f', aim: {each.aim}'}" for each in outcome.figures))
        _say(f"took {time.monotonic() - begun:.0f} s")
        everything_is_well &= not outcome.faults and all(figure.is_met for figure in outcome.figures)
        if not asked.dry:
            write_figures(outcome.figures)
    if any(folder.rglob("*.txt")):
        _say(f"the smallest inputs of each kind of fault are in {folder}")
    return 0 if everything_is_well else 1


def _say(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
