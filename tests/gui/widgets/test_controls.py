from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from digitpad.gui.widgets import controls
from digitpad.gui.widgets.keep_question import KeepQuestion
from tests.gui.conftest import put_on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

KEYS = [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space]


class Form(QDialog):
    """A field, two buttons of ours and a default one; `pressed` says which were pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.pressed: list[str] = []
        self.field = QLineEdit()
        self.keep, self.discard = controls.button("Keep", "Keeps"), controls.button("Discard", "Discards")
        self.default = controls.button("OK", "Closes")
        self.default.setDefault(True)
        rows = QVBoxLayout(self)
        rows.addWidget(self.field)
        for button in (self.keep, self.discard, self.default):
            rows.addWidget(button)
            button.clicked.connect(partial(self._note, button.text()))

    def _note(self, name: str) -> None:
        self.pressed.append(name)


@pytest.fixture
def form(qtbot: QtBot, dressed: QApplication) -> Form:
    return put_on_screen(qtbot, Form())


@pytest.mark.parametrize("key", KEYS)
def test_a_key_presses_the_button_that_has_the_focus_and_no_other(qtbot: QtBot, form: Form, key: Qt.Key) -> None:
    for button in (form.discard, form.keep):
        button.setFocus()
        qtbot.keyClick(button, key)
    assert form.pressed == ["Discard", "Keep"]


@pytest.mark.parametrize("key", KEYS)
def test_a_button_with_the_focus_comes_before_a_shortcut_of_its_window(qtbot: QtBot, form: Form, key: Qt.Key) -> None:
    QShortcut(QKeySequence(key), form).activated.connect(form.keep.click)
    form.discard.setFocus()
    qtbot.keyClick(form.discard, key)
    assert form.pressed == ["Discard"]


def test_enter_in_a_field_presses_the_default_button_alone(qtbot: QtBot, form: Form) -> None:
    form.field.setFocus()
    qtbot.keyClick(form.field, Qt.Key.Key_Return)
    assert form.pressed == ["OK"]


def test_a_disabled_button_is_not_pressed(qtbot: QtBot, form: Form) -> None:
    form.discard.setEnabled(False)
    qtbot.keyClick(form.discard, Qt.Key.Key_Return)
    assert "Discard" not in form.pressed


def test_a_question_has_no_icon_of_another_house(qtbot: QtBot, dressed: QApplication) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    question = KeepQuestion(parent, is_running=True)
    assert question.iconPixmap().isNull()
    assert all(button.icon().isNull() for button in question.buttons())


@pytest.mark.parametrize("word", ["Keep", "Discard", "Cancel"])
def test_enter_gives_the_answer_that_has_the_focus(qtbot: QtBot, dressed: QApplication, word: str) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    question = KeepQuestion(parent, is_running=False)
    with qtbot.waitExposed(question):
        question.show()
    (button,) = (each for each in question.findChildren(QPushButton) if each.text().replace("&", "") == word)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert question.clickedButton() is button
