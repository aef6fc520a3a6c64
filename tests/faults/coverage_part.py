"""How much of digitpad the tests run: lines and branches, of the core and of the window apart.

Python does not trace threads that Qt has begun; `traced_threads` has their workers traced.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

WINDOW = "digitpad/gui/"

PATIENCE = 3 * 3600
"""Seconds for all of the tests, which coverage slows several times."""


@dataclass(frozen=True, slots=True)
class Covered:
    """How much of a part was run."""

    lines: float  # percent
    branches: float


@dataclass(frozen=True, slots=True)
class Findings:
    """How much of each part was run, and how the tests ended."""

    core: Covered
    window: Covered
    tests: str  # the last line that pytest printed


def run_coverage(tests: tuple[str, ...] = ()) -> Findings:
    """Run the tests, or those of some files, and count what they run."""
    with tempfile.TemporaryDirectory() as place:
        report = Path(place) / "coverage.json"
        options = [
            "-p",
            "tests.faults.traced_threads",
            "--cov",
            "--cov-branch",
            f"--cov-report=json:{report}",
            "--cov-report=",
            "--timeout=1800",
        ]
        command = [sys.executable, "-m", "pytest", "-q", *options, *tests]
        environment = os.environ | {"COVERAGE_FILE": f"{place}/.coverage"}
        done = subprocess.run(
            command, check=False, stdout=subprocess.PIPE, text=True, timeout=PATIENCE, env=environment
        )
        lines = done.stdout.strip().splitlines() or ["the tests did not begin"]
        files = json.loads(report.read_text())["files"] if report.exists() else {}
    return Findings(
        _of({name: file for name, file in files.items() if WINDOW not in name}),
        _of({name: file for name, file in files.items() if WINDOW in name}),
        lines[-1].strip("= "),
    )


def _of(files: dict[str, dict[str, dict[str, int]]]) -> Covered:
    """Return the shares of some files together."""
    total = {
        key: sum(file["summary"][key] for file in files.values())
        for key in ("covered_lines", "num_statements", "covered_branches", "num_branches")
    }
    return Covered(
        round(100 * total["covered_lines"] / max(total["num_statements"], 1), 1),
        round(100 * total["covered_branches"] / max(total["num_branches"], 1), 1),
    )
