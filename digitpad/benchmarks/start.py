"""How fast the window starts: from the start of its process to the first paint and the first prediction."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median

from digitpad.benchmarks.window import ask

STARTS = 7
"""Processes started after one that warms the file cache: their median is steady to a few per cent."""


@dataclass(frozen=True, slots=True)
class StartFigures:
    """Times and memory of a start, as medians of several."""

    painted_s: float  # seconds from the start of the process until the window is painted
    predicted_s: float  # seconds from the start of the process until the panel shows the prediction of a first stroke
    rss_mb: float  # memory of the process then, in millions of bytes


def measure_start() -> StartFigures:
    """Start the window in fresh processes and measure; takes about 10 s."""
    _start_once()  # files come from the disk the first time, and from memory afterwards
    starts = [_start_once() for _ in range(STARTS)]
    return StartFigures(
        painted_s=median(start.painted_s for start in starts),
        predicted_s=median(start.predicted_s for start in starts),
        rss_mb=median(start.rss_mb for start in starts),
    )


def _start_once() -> StartFigures:
    # The clock is the system's, so that the new process knows how long ago it was started.
    code = "import sys; from digitpad.gui.timing import print_start; print_start(float(sys.argv[1]))"
    return StartFigures(**ask(code, repr(time.monotonic())))
