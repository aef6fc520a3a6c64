from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from digitpad.gui.main_layout import SideColumn
from digitpad.gui.main_window import MainWindow
from digitpad.settings import load_settings, settings_file

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


def fonts_of(window: MainWindow) -> list[tuple[int, str]]:
    return [(each.font().pixelSize(), each.font().family()) for each in window.panel.findChildren(QWidget)]


def test_for_a_projector_text_is_larger_and_the_evidence_is_there(window: MainWindow) -> None:
    before = window.panel.bars.font().pixelSize()
    window.actions_of_window.presentation.trigger()
    assert window.isFullScreen()
    assert window.panel.bars.font().pixelSize() > 1.1 * before
    assert window.workspace.inside.is_open
    assert not window.next_card.isVisible()
    assert window.canvas.isVisible()


def test_escape_gives_the_window_back_as_it_was(qtbot: QtBot, window: MainWindow) -> None:
    before, size = fonts_of(window), window.size()
    window.actions_of_window.presentation.trigger()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert not window.actions_of_window.presentation.isChecked()
    assert fonts_of(window) == before
    assert window.size() == size
    assert window.next_card.isVisible()
    assert not window.workspace.inside.is_open
    assert window.menuBar().height() > 0


def test_the_keys_of_the_menus_work_without_the_menus(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_of_window.presentation.trigger()
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert not window.presentation.is_on


def test_it_can_be_left_after_a_page_has_made_its_parts_anew(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_of_window.presentation.trigger()
    window.workspace.inside.get()._turn_to(2)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert window.next_card.isVisible()


def test_full_screen_is_not_remembered(window: MainWindow) -> None:
    window.actions_of_window.presentation.trigger()
    window.close()
    settings = load_settings(settings_file())
    assert settings.open_views == ()
    again = MainWindow(settings)
    assert not again.isFullScreen()
    assert again.shut_down()


def test_back_from_the_projector_the_side_column_knows_what_room_it_needs(
    qtbot: QtBot, window: MainWindow, dressed: QApplication
) -> None:
    side = window.next_card.parentWidget()
    assert isinstance(side, SideColumn)
    for _ in range(2):
        window.actions_of_window.presentation.trigger()
        for _ in range(4):
            dressed.processEvents()
    measured = side.least_size.width(), side.whole_width
    for is_compact, width in zip((True, False), measured, strict=True):
        side.be_compact(is_compact=is_compact)
        assert side.minimumSizeHint().width() == width
