"""What every test stands on: no screen, a user folder of its own, one thread, repeatable examples."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

# Read when numpy, torch or Qt is first imported, so these stand before any of digitpad is.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from pathlib import Path

settings.register_profile(
    "digitpad",
    max_examples=50,
    deadline=None,  # a busy machine is not a failure
    derandomize=True,
    database=None,
    # The user folder is made once a test, and no example may depend on it being empty.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("digitpad")


@pytest.fixture(autouse=True)
def user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the user folder of this test alone; it does not exist yet."""
    folder = tmp_path / "digitpad-home"
    monkeypatch.setenv("DIGITPAD_HOME", str(folder))
    monkeypatch.setenv("COLUMNS", "120")  # rich and typer wrap to it
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return folder
