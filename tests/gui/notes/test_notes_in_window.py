from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from digitpad.gui.main_window import MainWindow
from digitpad.ink.ink import Ink
from digitpad.notes.walk import View
from digitpad.settings import Settings, load_settings, settings_file
from tests.gui.conftest import WAIT
from tests.support.inks import SEVEN
from tests.support.notes import Gate, small_walks, step
from tests.support.training_window import click

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from digitpad.gui.notes.notes_view import NotesView


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Let the window have two small walks, and return what holds up the step "held"."""
    made = Gate()
    monkeypatch.setattr("digitpad.notes.walks.WALKS", small_walks(made))
    return made


@pytest.fixture
def notes(gate: Gate, window: MainWindow) -> NotesView:
    """Return the notes, docked in a window by their action."""
    assert window.workspace.notes.window is None
    window.actions_of_window.notes.trigger()
    return window.workspace.notes.get()


def test_the_keys_of_the_notes_work_as_soon_as_they_are_open(
    qtbot: QtBot, notes: NotesView, dressed: QApplication
) -> None:
    qtbot.waitUntil(notes.list.hasFocus)
    qtbot.keyClick(dressed.focusWidget(), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert notes.step.key == "held"


def hold(qtbot: QtBot, notes: NotesView) -> None:
    notes.open_step("a/held")
    with qtbot.waitSignal(notes.runner.progressed, timeout=WAIT):
        click(qtbot, notes.page.do)


def test_the_drawing_of_a_step_comes_on_the_pad_and_is_undone(
    qtbot: QtBot, notes: NotesView, window: MainWindow
) -> None:
    assert notes.window() is window
    notes.open_step("a/pad")
    with qtbot.waitSignal(window.canvas.drawing_changed, timeout=WAIT):
        click(qtbot, notes.page.do)
    assert window.canvas.drawing != Ink()
    assert window.files.origin is not None
    assert window.files.origin.label == "7"
    window.actions_of_window.undo.trigger()
    assert window.canvas.drawing == Ink()


def test_a_drawing_on_the_pad_is_what_a_step_is_given(notes: NotesView, window: MainWindow) -> None:
    notes.open_step("a/drawn")
    assert not notes.page.do.isVisible()
    window.canvas.show_drawing(SEVEN)
    assert notes.page.do.isVisible()
    window.canvas.clear()
    assert not notes.page.do.isVisible()


def test_closing_the_dock_stops_the_step_and_a_tab_in_front_of_it_does_not(
    qtbot: QtBot, notes: NotesView, window: MainWindow, gate: Gate
) -> None:
    hold(qtbot, notes)
    window.workspace.inside.open()
    qtbot.waitUntil(lambda: not notes.isVisible())
    assert notes.is_busy
    window.workspace.notes.open()
    qtbot.waitUntil(notes.isVisible)
    with qtbot.waitSignal(notes.runner.ended, timeout=WAIT):
        window.workspace.notes.hide()
    assert gate.was_closed.is_set()


def test_quitting_in_mid_step_asks_nothing_and_the_step_done_before_is_remembered(
    qtbot: QtBot, notes: NotesView, window: MainWindow, gate: Gate
) -> None:
    with qtbot.waitSignal(notes.runner.ended, timeout=WAIT):
        click(qtbot, notes.page.do)
    hold(qtbot, notes)
    window.close()
    assert gate.was_closed.is_set()
    assert not notes.runner.controller.thread_of_worker.isRunning()
    kept = load_settings(settings_file())
    assert (kept.done_steps, kept.note_step, kept.open_views) == (("a/show",), "a/held", ("notes",))


def test_the_notes_open_again_at_the_step_of_last_time(qtbot: QtBot, dressed: QApplication, gate: Gate) -> None:
    window = MainWindow(Settings(done_steps=("b/show", "x/other"), note_step="b/show", open_views=("notes",)))
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.recognition.model_loaded, timeout=WAIT):
        window.show()
    notes = window.workspace.notes.get()
    assert notes.isVisible()
    assert notes.walk.title == "Another"
    assert notes.list.is_ticked(0)
    window.close()
    assert load_settings(settings_file()).done_steps == ("b/show", "x/other")
    assert window.shut_down()


def test_one_goes_on_from_a_step_in_the_view_that_belongs_to_it(
    qtbot: QtBot, notes: NotesView, window: MainWindow
) -> None:
    notes.open_step("a/held")
    click(qtbot, notes.page.door)
    training = window.tool_windows.training.window
    assert training is not None
    assert training.recipes.recipe is not None
    assert training.recipes.recipe.name == "softmax-sgd"
    window.workspace.notes.open()
    qtbot.waitUntil(notes.isVisible)
    notes.open_step("a/pad")
    click(qtbot, notes.page.door)
    inside = window.workspace.inside.window
    assert inside is not None
    assert inside.softmax.isVisible()
    evaluated: list[None] = []
    window.workspace.evaluation_wanted.disconnect()
    window.workspace.evaluation_wanted.connect(lambda: evaluated.append(None))
    notes.door_opened.emit(step("test", Gate().run, view=View.EVALUATION))
    assert evaluated


def test_a_question_leads_to_its_experiment(notes: NotesView, window: MainWindow) -> None:
    wanted: list[str] = []
    window.workspace.experiment_wanted.disconnect()
    window.workspace.experiment_wanted.connect(wanted.append)
    notes.open_step("a/drawn")
    notes.page.door.click()
    assert wanted == ["why-four-layers"]
