"""The training thread, and its window beside a library, for the tests of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from digitpad.config.model_spec import ModelSpec
from digitpad.gui.library_thread import LibraryThread
from digitpad.gui.training.dialog import TrainingDialog
from digitpad.gui.training.thread import TrainingController
from digitpad.library.library import Library
from tests.gui.conftest import ended
from tests.support.training import fresh_checkpoint
from tests.support.training_window import shown


@pytest.fixture
def controller(qtbot: QtBot) -> Iterator[TrainingController]:
    yield from ended(TrainingController())


@pytest.fixture
def library(user_folder: Path) -> Library:
    """Return a library with one model of the user's own."""
    made = Library(user_folder)
    made.add("mine", fresh_checkpoint(ModelSpec()))
    return made


@pytest.fixture
def dialog(
    qtbot: QtBot, controller: TrainingController, library: Library, library_thread: LibraryThread
) -> TrainingDialog:
    return shown(qtbot, TrainingDialog(controller, library_thread, "mine"))
