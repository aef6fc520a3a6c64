"""The short form of the bad places: every writer in a fourth of them; `python -m tests.faults` tries each in all."""

import sys

import pytest

from tests.faults.apart import run_apart

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither forks nor limits")


def test_what_cannot_be_written_is_refused_and_what_is_there_can_be_read() -> None:
    found = run_apart("places", 4, patience=200)
    assert found["faults"] == []
    assert found["refused"] > 5
