from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from digitpad.gui.actions import Actions
from digitpad.gui.pad.tool_row import ToolRow
from tests.gui.conftest import put_on_screen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def row(qtbot: QtBot, dressed: QApplication) -> Iterator[ToolRow]:
    """Return the row of tools on a page of 700 pixels, shown."""
    page = QWidget()
    made = ToolRow(Actions(page), page)
    put_on_screen(qtbot, page, 700, 100)
    yield made
    page.close()


@pytest.mark.parametrize("extra", [0, 20, 60, 200])
def test_no_word_is_cut_at_any_width(row: ToolRow, extra: int) -> None:
    row.resize(row.minimumSizeHint().width() + extra, row.sizeHint().height())
    QApplication.processEvents()
    buttons = [*row.findChildren(QToolButton), *row.labels.buttons]
    assert len(buttons) == 15
    for button in buttons:
        assert button.width() > button.fontMetrics().horizontalAdvance(button.text()) + 8, button.text()
        assert row.rect().contains(button.geometry())
    assert row.pen.width() >= 50


def test_the_word_before_the_slider_goes_where_there_is_no_room(row: ToolRow) -> None:
    row.resize(row.minimumSizeHint())
    assert not row._caption.isVisible()
    row.resize(600, row.height())
    assert row._caption.isVisible()
