"""Measuring the window in a process of its own, with a user folder of its own.

A user starts a fresh process, too. The folder keeps the user's settings and models and the measurement apart.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from digitpad.errors import DigitpadError

LONGEST_SECONDS = 45
"""A window that takes longer is broken."""


def ask(code: str, argument: str) -> Any:
    """Run Python code in a fresh process, its argument in ``sys.argv[1]``, and return what it prints, which is JSON."""
    with tempfile.TemporaryDirectory() as home:
        try:
            done = subprocess.run(  # noqa: S603 - our own code
                [sys.executable, "-c", code, argument],
                capture_output=True,
                text=True,
                check=False,
                timeout=LONGEST_SECONDS,
                env=os.environ | {"DIGITPAD_HOME": home},
            )
        except subprocess.TimeoutExpired as error:
            raise DigitpadError(
                "The window does not answer", "It took more than {seconds} seconds.", seconds=LONGEST_SECONDS
            ) from error
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"Its process ended with exit status {done.returncode}."]
        raise DigitpadError("The window could not be measured", "{reason}", reason=lines[-1])
    return json.loads(done.stdout)
