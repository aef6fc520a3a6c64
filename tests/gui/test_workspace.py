from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from digitpad.gui.main_window import MainWindow
from digitpad.gui.widgets.dock_holder import USUAL_WIDTH
from digitpad.settings import Settings, load_settings, settings_file
from tests.gui.conftest import WAIT

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


def test_the_first_window_is_quiet(window: MainWindow) -> None:
    assert window.workspace.open_views == ()
    assert window.workspace.inside.window is None


def test_the_pad_stays_in_view_beside_what_speaks_of_it(window: MainWindow) -> None:
    window.resize(1240, 670)
    window.workspace.toggle_inside()
    inside = window.workspace.inside.get()
    assert inside.isVisible()
    assert inside.window() is window
    assert (window.width(), window.height()) == (1240, 670)
    assert window.canvas.width() >= 400
    window.workspace.toggle_inside()
    assert not inside.isVisible()


def test_open_views_and_their_places_are_remembered(qtbot: QtBot, window: MainWindow) -> None:
    window.workspace.toggle_inside()
    dock = window.workspace.inside.dock
    assert dock is not None
    dock.setFloating(True)
    window.close()
    again = MainWindow(load_settings(settings_file()))
    qtbot.addWidget(again)
    with qtbot.waitSignal(again.recognition.model_loaded, timeout=WAIT):
        again.show()
    assert again.workspace.open_views == ("inside",)
    dock = again.workspace.inside.dock
    assert dock is not None
    assert dock.isFloating()
    again.close()
    assert again.shut_down()


def test_one_step_lies_beside_the_pad_and_its_thread_ends_with_the_window(qtbot: QtBot, window: MainWindow) -> None:
    assert window.workspace.step.window is None
    window.actions_of_window.step.trigger()
    step = window.workspace.step.get()
    assert step.window() is window
    qtbot.waitUntil(lambda: step.walker.prepared is not None, timeout=WAIT)
    assert step.walker.controller.thread_of_worker.isRunning()
    window.close()
    assert not step.walker.controller.thread_of_worker.isRunning()


@pytest.mark.parametrize("hostile", ["\ud800", "not base64 at all", "AAAA"])
def test_places_that_cannot_be_read_are_passed_over(dressed: QApplication, hostile: str) -> None:
    window = MainWindow(Settings(geometry=hostile, docks=hostile))
    window.workspace.open_again(("no such view", hostile))
    assert window.workspace.open_views == ()
    assert window.shut_down()


def test_views_keep_the_width_they_were_given(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1240, 670)
    dock = window.workspace.inside.open() and window.workspace.inside.dock
    assert dock is not None
    qtbot.waitUntil(lambda: dock.width() == USUAL_WIDTH)
    window.resizeDocks([dock], [470], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: dock.width() == 470)
    window.workspace.step.open()
    step = window.workspace.step.dock
    assert step is not None
    qtbot.waitUntil(lambda: step.width() == 470)
    window.close()
    assert load_settings(settings_file()).view_width == 470


def test_a_view_behind_the_tab_of_another_is_not_told_of_the_pad(qtbot: QtBot, window: MainWindow) -> None:
    inside = window.workspace.inside.open()
    window.workspace.step.open()
    qtbot.waitUntil(lambda: not inside.isVisible())
    window.workspace.inside.open()
    qtbot.waitUntil(inside.isVisible)


def test_a_bar_clicked_before_the_view_was_closed_asks_nothing_more(window: MainWindow) -> None:
    window.panel.bars.class_chosen.emit(3)
    window.workspace.inside.hide()
    window.panel.bars.class_chosen.emit(9)
    assert window.workspace.inside.get().why.asked == (9, None)
