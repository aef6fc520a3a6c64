from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from digitpad.gui.pad.label_buttons import LabelButtons
from digitpad.gui.widgets import controls
from tests.gui.conftest import put_on_screen

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Page(QWidget):
    """The row between two fields; `labels` are those that were given."""

    def __init__(self) -> None:
        super().__init__()
        self.before, self.row, self.after = QLineEdit(), LabelButtons("It was", list("0123456789")), QLineEdit()
        controls.column(self.before, self.row, self.after, owner=self)
        self.labels: list[int] = []
        self.row.labelled.connect(self.labels.append)


@pytest.fixture
def page(qtbot: QtBot, dressed: QApplication) -> Page:
    made = put_on_screen(qtbot, Page(), 500, 200)
    made.activateWindow()
    made.before.setFocus()
    qtbot.waitUntil(made.before.hasFocus)
    return made


def press(qtbot: QtBot, *keys: Qt.Key) -> QWidget:
    """Press keys where the focus is, and return where it is then."""
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def test_the_row_is_one_stop_for_tab(qtbot: QtBot, page: Page) -> None:
    assert press(qtbot, Qt.Key.Key_Tab) is page.row.buttons[0]
    assert press(qtbot, Qt.Key.Key_Tab) is page.after
    assert press(qtbot, Qt.Key.Key_Backtab) is page.row.buttons[0]
    assert press(qtbot, Qt.Key.Key_Backtab) is page.before


def test_arrow_keys_go_from_digit_to_digit_and_round_the_ends(qtbot: QtBot, page: Page) -> None:
    buttons = page.row.buttons
    assert press(qtbot, Qt.Key.Key_Tab, Qt.Key.Key_Right, Qt.Key.Key_Right) is buttons[2]
    assert press(qtbot, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left) is buttons[9]
    assert press(qtbot, Qt.Key.Key_Right) is buttons[0]
    assert press(qtbot, Qt.Key.Key_End) is buttons[9]
    assert press(qtbot, Qt.Key.Key_Home) is buttons[0]
    assert page.labels == []


def test_tab_comes_back_to_the_digit_it_left(qtbot: QtBot, page: Page) -> None:
    press(qtbot, Qt.Key.Key_Tab, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Tab)
    assert press(qtbot, Qt.Key.Key_Backtab) is page.row.buttons[2]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_a_key_labels_with_the_digit_that_has_the_focus(qtbot: QtBot, page: Page, key: Qt.Key) -> None:
    press(qtbot, Qt.Key.Key_Tab, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, key)
    assert page.labels == [3]


def test_a_click_labels_and_leaves_the_focus_where_it_is(qtbot: QtBot, page: Page) -> None:
    qtbot.mouseClick(page.row.buttons[6], Qt.MouseButton.LeftButton)
    assert page.labels == [6]
    assert page.before.hasFocus()


def test_every_digit_is_called_by_its_name(page: Page) -> None:
    assert [button.accessibleName() for button in page.row.buttons] == list("0123456789")
