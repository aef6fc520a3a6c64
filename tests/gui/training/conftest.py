"""The training thread for the tests of it and of its window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digitpad.gui.training.thread import TrainingController

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

WAIT = 60_000
"""Milliseconds: importing torch takes seconds on a busy machine."""


@pytest.fixture
def controller(qtbot: QtBot) -> Iterator[TrainingController]:
    """Return a training thread that is ended with the test."""
    made = TrainingController()
    yield made
    assert made.shut_down()
