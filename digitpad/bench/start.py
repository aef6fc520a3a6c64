"""How fast the window starts: from the start of its process to the first paint and the first prediction.

Owns the fresh processes and the medians. Does not own what is measured inside one (`gui.timing`).
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median

from digitpad.errors import DigitpadError

STARTS = 7
"""Processes started after one that warms the file cache: their median is steady to a few per cent."""

LONGEST_SECONDS = 60
"""A start that takes longer is broken."""


@dataclass(frozen=True, slots=True)
class StartFigures:
    """What a start costs, as medians of several.

    Parameters
    ----------
    painted_s
        Seconds from the start of the process until the window is painted.
    predicted_s
        Seconds from the start of the process until the panel shows what a first stroke is.
    rss_mb
        Memory of the process then, in millions of bytes.
    """

    painted_s: float
    predicted_s: float
    rss_mb: float


def measure_start() -> StartFigures:
    """Start the window in fresh processes and measure; takes about 10 s.

    Raises
    ------
    DigitpadError
        If the window does not start.
    """
    _start_once()  # files come from the disk the first time, and from memory afterwards
    starts = [_start_once() for _ in range(STARTS)]
    return StartFigures(
        painted_s=median(start.painted_s for start in starts),
        predicted_s=median(start.predicted_s for start in starts),
        rss_mb=median(start.rss_mb for start in starts),
    )


def _start_once() -> StartFigures:
    # The clock is the system's, so that the child can tell how long ago its process was asked for.
    code = "import sys; from digitpad.gui.timing import time_start; sys.exit(time_start(float(sys.argv[1])))"
    began = time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code, repr(began)],
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_SECONDS,
    )
    if done.returncode != 0:
        raise DigitpadError(
            "The window did not start",
            "{message}",
            message=done.stderr.strip() or f"Its process ended with exit status {done.returncode}.",
        )
    return StartFigures(**json.loads(done.stdout))
