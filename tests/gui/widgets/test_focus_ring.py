from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QPushButton, QSlider, QToolButton, QWidget

from digitpad.gui.widgets import controls
from digitpad.gui.widgets.focus_ring import is_ringed
from digitpad.gui.widgets.form_section import SectionHeading
from digitpad.gui.widgets.theme import Role
from tests.gui.conftest import put_on_screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

CONTROLS: dict[str, Callable[[], QWidget]] = {
    "button": lambda: controls.button("Go", "Goes"),
    "primary": lambda: controls.button("Go", "Goes", Role.PRIMARY),
    "link": lambda: controls.link("Go", "Goes"),
    "segment": lambda: controls.segment("Go", "Goes"),
    "tool button": QToolButton,
    "question's button": lambda: QPushButton("Go"),
    "box": lambda: QCheckBox("Is so"),
    "choice": QComboBox,
    "slider": lambda: QSlider(Qt.Orientation.Horizontal),
    "section": lambda: SectionHeading("More", "Shows more"),
}


class Form(QWidget):
    """A field, a control and a button."""

    def __init__(self, control: QWidget) -> None:
        super().__init__()
        self.field, self.control, self.last = QLineEdit(), control, controls.button("Last", "Is last")
        for index in range(3):
            if isinstance(control, QComboBox):
                control.addItem(str(index))
        control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        controls.column(self.field, control, self.last, owner=self)
        self.field.setFocus()


def shown(qtbot: QtBot, name: str) -> Form:
    form = put_on_screen(qtbot, Form(CONTROLS[name]()), 300, 200)
    form.activateWindow()
    qtbot.waitUntil(form.field.hasFocus)
    return form


def picture(control: QWidget) -> QImage:
    return control.grab().toImage()


@pytest.mark.parametrize("name", CONTROLS)
def test_the_ring_is_there_for_tab_and_not_for_a_click(qtbot: QtBot, dressed: QApplication, name: str) -> None:
    form = shown(qtbot, name)
    at_rest = picture(form.control)
    qtbot.keyClick(form.field, Qt.Key.Key_Tab)
    assert form.control.hasFocus()
    assert picture(form.control) != at_rest
    qtbot.mouseClick(form.field, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(form.field, "text")  # typing is no reason for a ring after the next click
    press_and_leave(qtbot, form.control)
    assert form.control.hasFocus()
    assert not is_ringed(form.control)
    if name != "slider":  # whose handle has moved
        assert picture(form.control) == at_rest


def press_and_leave(qtbot: QtBot, control: QWidget) -> None:
    """Give a control the focus as a click does, without what the click does."""
    qtbot.mousePress(control, Qt.MouseButton.RightButton)
    control.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.mouseRelease(control, Qt.MouseButton.RightButton)


def test_a_button_disabled_by_a_click_passes_on_no_ring(qtbot: QtBot, dressed: QApplication) -> None:
    form = shown(qtbot, "button")
    qtbot.mouseClick(form.control, Qt.MouseButton.LeftButton)
    form.control.setEnabled(False)
    assert form.last.hasFocus()
    assert not is_ringed(form.last)


def test_a_button_disabled_by_a_key_passes_its_ring_on(qtbot: QtBot, dressed: QApplication) -> None:
    form = shown(qtbot, "button")
    qtbot.keyClick(form.field, Qt.Key.Key_Tab)
    qtbot.keyClick(form.control, Qt.Key.Key_Space)
    form.control.setEnabled(False)
    assert is_ringed(form.last)


def test_a_ring_goes_with_a_click_and_comes_back_with_a_key(qtbot: QtBot, dressed: QApplication) -> None:
    form = shown(qtbot, "button")
    qtbot.keyClick(form.field, Qt.Key.Key_Tab)
    qtbot.mouseClick(form.control, Qt.MouseButton.LeftButton)
    assert not is_ringed(form.control)
    qtbot.keyClick(form.control, Qt.Key.Key_Control)
    assert not is_ringed(form.control)
    qtbot.keyClick(form.control, Qt.Key.Key_Space)
    assert is_ringed(form.control)
