from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer

from digitpad.config.model_spec import ModelSpec
from digitpad.files import locking
from digitpad.files.locking import locked
from digitpad.gui.models.choice import ModelChoice
from digitpad.gui.models.dialog import ModelsDialog
from digitpad.gui.widgets.busy_buttons import PATIENCE_MILLISECONDS
from digitpad.gui.widgets.error_dialog import ErrorDialog
from digitpad.library.library import Library
from tests.gui.conftest import put_on_screen, rest
from tests.support.training import fresh_checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from digitpad.errors import DigitpadError
    from digitpad.gui.library_thread import LibraryThread


@pytest.fixture
def library(user_folder: Path) -> Library:
    made = Library(user_folder)
    made.add("mine", fresh_checkpoint(ModelSpec()))
    return made


@pytest.fixture
def dialog(qtbot: QtBot, library: Library, library_thread: LibraryThread) -> ModelsDialog:
    """Return the library's window, with the user's own model chosen."""
    made = put_on_screen(qtbot, ModelsDialog(library_thread, ModelChoice("mlp")))
    made.show_models("mine")
    rest(library_thread)
    return made


@pytest.fixture
def release(library: Library) -> Iterator[threading.Event]:
    """Hold the library's lock on another thread, as another digitpad would, until the event is set."""
    held, released = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(library.folder / "models"):
            held.set()
            released.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(10)
    yield released
    released.set()
    holder.join()


def rename(dialog: ModelsDialog, name: str) -> None:
    item = dialog.table.currentItem()
    assert item is not None
    item.setText(name)


def shown_errors(dialog: ModelsDialog) -> list[ErrorDialog]:
    return [error for error in dialog.findChildren(ErrorDialog) if error.isVisible()]


def test_the_window_lives_on_while_another_digitpad_holds_the_library(
    qtbot: QtBot, dialog: ModelsDialog, library: Library, release: threading.Event
) -> None:
    turns: list[bool] = []
    timer = QTimer(interval=1)
    timer.timeout.connect(lambda: turns.append(dialog._library.is_busy))
    timer.start()
    rename(dialog, "yours")
    qtbot.waitUntil(lambda: not dialog.delete.isEnabled(), timeout=20 * PATIENCE_MILLISECONDS)
    qtbot.waitUntil(lambda: turns.count(True) > 20)
    assert dialog.use.isEnabled(), "reading the pad changes nothing in the library"
    assert library.find("mine")
    release.set()
    rest(dialog._library)
    assert dialog.delete.isEnabled()
    assert dialog.note.text() == "Renamed “mine”."
    assert library.find("yours")


def test_a_library_that_stays_held_is_told_of_once(
    dialog: ModelsDialog, release: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "LOCK_SECONDS", 0.1)
    dialog.delete.click()
    dialog.duplicate.click()  # in vain: one change is under way
    rest(dialog._library)
    assert [error.error.title for error in shown_errors(dialog)] == ["The library is busy"]
    assert dialog.selected is not None
    assert dialog.selected.name == "mine"
    assert dialog.delete.isEnabled()


def test_what_was_asked_for_is_done_before_the_window_closes(
    dialog: ModelsDialog, library: Library, release: threading.Event
) -> None:
    dialog.delete.click()
    QTimer.singleShot(50, release.set)
    assert dialog._library.finish()
    assert [entry.name for entry in library.entries() if not entry.is_bundled] == []


def test_the_window_stays_if_what_was_asked_for_fails(
    dialog: ModelsDialog, release: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "LOCK_SECONDS", 0.1)
    dialog.delete.click()
    assert not dialog._library.finish()
    assert shown_errors(dialog)
    assert dialog._library.finish()


def test_results_come_in_the_order_they_were_asked_for(library: Library, library_thread: LibraryThread) -> None:
    told: list[object] = []

    def refuse(error: DigitpadError) -> None:
        told.append(error.title)

    library_thread.read(lambda found: found.free_name("mine"), told.append, refuse)
    library_thread.carry_out(lambda found: found.rename("mine", "mine-2").name, told.append, refuse)
    library_thread.carry_out(lambda found: found.rename("mine", "mine-3").name, told.append, refuse)
    library_thread.read(lambda found: found.free_name("mine"), told.append, refuse)
    rest(library_thread)
    assert told == ["mine-2", "mine-2", "There is no model of this name", "mine"]


def test_nobody_is_told_who_is_gone(qtbot: QtBot, library: Library, library_thread: LibraryThread) -> None:
    dialog = ModelsDialog(library_thread, ModelChoice("mlp"))
    dialog.show_models()
    dialog.deleteLater()
    rest(library_thread)
    assert library_thread.finish()
