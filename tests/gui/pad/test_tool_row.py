"""The tools below the pad."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from digitpad.gui.actions import Actions
from digitpad.gui.pad.tool_row import ToolRow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("extra", [0, 20, 60, 200])
def test_no_word_is_cut_at_any_width(qtbot: QtBot, dressed: QApplication, extra: int) -> None:
    page, owner = QWidget(), QObject()
    qtbot.addWidget(page)
    row = ToolRow(Actions(owner), page)
    page.resize(700, 100)
    row.resize(row.minimumSizeHint().width() + extra, row.sizeHint().height())
    with qtbot.waitExposed(page):
        page.show()
    buttons = [*row.findChildren(QToolButton), *row.labels.buttons]
    assert len(buttons) == 15
    for button in buttons:
        assert button.width() > button.fontMetrics().horizontalAdvance(button.text()) + 8, button.text()
        assert row.rect().contains(button.geometry())
    assert row.pen.width() >= 50


def test_the_word_before_the_slider_goes_where_there_is_no_room(qtbot: QtBot, dressed: QApplication) -> None:
    page, owner = QWidget(), QObject()
    qtbot.addWidget(page)
    row = ToolRow(Actions(owner), page)
    page.resize(700, 100)
    page.show()
    row.resize(row.minimumSizeHint())
    assert not row._caption.isVisible()
    row.resize(600, row.height())
    assert row._caption.isVisible()
