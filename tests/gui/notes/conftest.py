from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digitpad.gui.notes.memory import NotesMemory
from digitpad.gui.notes.notes_view import NotesView
from tests.gui.conftest import put_on_screen
from tests.support.notes import Gate, small_walks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture
def gate() -> Gate:
    """Return what holds up the step "held"."""
    return Gate()


@pytest.fixture
def memory() -> NotesMemory:
    """Return what one remembers who has done a step of another version."""
    return NotesMemory(("z/unknown",))


@pytest.fixture
def view(qtbot: QtBot, dressed: QApplication, gate: Gate, memory: NotesMemory) -> Iterator[NotesView]:
    """Return the view of two small walks."""
    made = put_on_screen(qtbot, NotesView(small_walks(gate), memory), 430, 620)
    yield made
    assert made.shut_down()
