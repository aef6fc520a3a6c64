from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.gui.main_window import MainWindow
from digitpad.settings import load_settings, settings_file
from tests.gui.conftest import Pen
from tests.support.inks import ONE

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def hints_of(window: MainWindow) -> tuple[str, ...]:
    return window.canvas._invitation.hints


def test_the_first_start_shows_what_one_can_do_until_the_first_stroke(window: MainWindow) -> None:
    assert len(hints_of(window)) >= 3
    Pen(window.canvas).draw([(200, 100), (200, 400)])
    assert hints_of(window) == ()
    window.canvas.clear()
    assert hints_of(window) == ()


def test_whoever_has_drawn_before_sees_no_hints(qtbot: QtBot, window: MainWindow) -> None:
    assert not load_settings(settings_file()).has_drawn
    window.canvas.show_drawing(ONE)
    window.close()
    settings = load_settings(settings_file())
    assert settings.has_drawn
    again = MainWindow(settings)
    qtbot.addWidget(again)
    assert hints_of(again) == ()
