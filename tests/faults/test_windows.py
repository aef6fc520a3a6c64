"""The short form of opening and closing: a few windows; `python -m tests.faults` opens hundreds."""

from __future__ import annotations

from tests.faults.apart import run_apart


def test_a_window_that_is_closed_in_mid_training_leaves_nothing_behind_and_says_nothing() -> None:
    found = run_apart("windows", 3, patience=250)
    assert found["faults"] == []
    assert found["closed_in_training"] == 3
    assert found["growth"]["widgets"] <= 0
    assert found["growth"]["files"] <= 0
