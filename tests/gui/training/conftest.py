"""The training thread for the tests of it and of its window."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from digitpad.gui.training.thread import TrainingController
from tests.gui.conftest import ended

WAIT = 60_000
"""Milliseconds: importing torch takes seconds on a busy machine."""


@pytest.fixture
def controller(qtbot: QtBot) -> Iterator[TrainingController]:
    yield from ended(TrainingController())
