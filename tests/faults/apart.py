"""Parts of these tests in processes of their own, which may die, lose their rights or be watched for good."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

PATIENCE = 6 * 3600

Told = dict[str, Any]


def run_apart(module: str, *arguments: object, patience: float = PATIENCE) -> Told:
    """Run a module that prints what it found; a process that dies or never ends is a fault itself."""
    command = [sys.executable, "-m", f"tests.faults.{module}", *map(str, arguments)]
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONWARNINGS": "ignore",
    }
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=patience, env=environment)
    except subprocess.TimeoutExpired:
        return {"faults": [f"the process of {module} has not ended after {patience:.0f} s"]}
    if done.returncode != 0:
        return {"faults": [f"the process of {module} ended with {done.returncode}: {done.stderr[-2000:]}"]}
    told: Told = json.loads(done.stdout)
    return told
