import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from digitpad.gui.widgets.keep_question import KeepQuestion


@pytest.mark.parametrize(("prefers_keeping", "word"), [(True, "Keep"), (False, "Discard")])
def test_what_gained_nothing_is_not_kept_by_a_mere_enter(qtbot: QtBot, *, prefers_keeping: bool, word: str) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    question = KeepQuestion(parent, is_running=False, prefers_keeping=prefers_keeping)
    assert question.defaultButton().text() == word
    primary = [each.text() for each in question.findChildren(QPushButton) if each.property("role") == "primary"]
    assert primary == [word]
