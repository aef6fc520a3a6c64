"""What every test stands on: no screen, a user folder of its own, one thread, repeatable examples."""

from __future__ import annotations

import os
from pathlib import Path

# Read when numpy, torch or Qt is first imported, so these stand before any of digitpad is.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from hypothesis import HealthCheck, settings

from digitpad.data import locations

MOST_PROCESSES = 4
"""Each may come to hold torch and a screen: 1 GB."""

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


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return how many processes share the tests; none but this one if files are named, for starting costs seconds."""
    if any(Path(argument.partition("::")[0]).suffix == ".py" for argument in config.args):
        return 0
    return min(os.cpu_count() or 1, MOST_PROCESSES)


@pytest.fixture(autouse=True)
def user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the user folder of this test alone; it does not exist yet."""
    folder = tmp_path / "digitpad-home"
    monkeypatch.setenv("DIGITPAD_HOME", str(folder))
    monkeypatch.setattr(locations, "SYSTEM_FOLDER", tmp_path / "data sets of the system")  # there may be some here
    monkeypatch.setenv("COLUMNS", "120")  # rich and typer wrap to it
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return folder
