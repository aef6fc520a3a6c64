"""The short form of the kills: every writer is killed a few times; `python -m tests.faults` kills 200 times."""

import sys

import pytest

from tests.faults.apart import run_apart

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither forks nor kills")


def test_a_writer_that_is_killed_at_any_moment_loses_nothing_and_leaves_nothing_half_done() -> None:
    found = run_apart("kills", 27, 2, patience=200)
    assert found["faults"] == []
    assert found["kills"] == 27
    assert found["acts"] > 27  # they were killed at work
