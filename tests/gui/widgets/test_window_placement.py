from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMargins, QPoint, QRect, QSize
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from digitpad.gui.widgets.window_placement import bring_up, frame_of, placed

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SCREEN = QRect(0, 0, 1280, 720)
FRAME = QMargins(1, 20, 1, 5)


@pytest.mark.parametrize("owner", [QRect(20, 32, 1240, 670), QRect(-300, -200, 500, 300), QRect(1200, 650, 500, 400)])
def test_a_window_and_its_title_bar_are_on_the_screen(owner: QRect) -> None:
    place = placed(QSize(1040, 680), owner, SCREEN, FRAME)
    whole = QRect(place.topLeft(), place.size().grownBy(FRAME))
    assert SCREEN.contains(whole)
    assert place.size() == QSize(1040, 680)


def test_a_window_is_centred_over_its_owner_where_there_is_room() -> None:
    place = placed(QSize(300, 200), QRect(400, 200, 500, 400), SCREEN, QMargins())
    assert place.center() == QRect(400, 200, 500, 400).center()


def test_a_window_larger_than_the_screen_is_made_to_fit() -> None:
    place = placed(QSize(2000, 1000), SCREEN, SCREEN, FRAME)
    assert QRect(place.topLeft(), place.size().grownBy(FRAME)) == SCREEN


def test_a_window_that_was_moved_stays_where_it_is(qtbot: QtBot) -> None:
    owner, dialog = QWidget(), QDialog()
    for window in (owner, dialog):
        qtbot.addWidget(window)
    owner.setGeometry(100, 100, 500, 400)
    owner.show()
    dialog.resize(200, 100)
    bring_up(dialog, owner)
    dialog.move(QPoint(7, 9))
    dialog.close()
    bring_up(dialog, owner)
    assert dialog.isVisible()
    assert dialog.pos() == QPoint(7, 9)


def test_a_window_that_is_not_on_screen_is_taken_to_have_a_title_bar(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    guess = frame_of(window)
    window.show()
    QApplication.processEvents()
    assert frame_of(window).top() < guess.top()  # this screen has no window manager
