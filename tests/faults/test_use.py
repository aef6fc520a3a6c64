"""The short form of random use: some seconds; `python -m tests.faults` takes ten minutes."""

from __future__ import annotations

from tests.faults.apart import run_apart


def test_a_window_that_is_used_at_random_loses_nothing_and_raises_nothing() -> None:
    found = run_apart("use", 8, 1, patience=250)
    assert found["faults"] == []
    assert found["acts"] > 5
    assert found["checks"] > 1
