from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QApplication, QLabel

from digitpad.config.model_spec import DEFAULT_MLP
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.gui.widgets.layer_table import LayerList, LayerTable
from digitpad.models.summary import summarise
from tests.gui.conftest import put_on_screen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


class _Dialect(QTranslator):
    """A language that differs from English in what one layer does."""

    def translate(self, context: str, source: str, _disambiguation: str | None = None, _n: int = -1) -> str:
        """Return the words for a text; none for what is as in English."""
        if (context, source) == ("summary", "{outputs} weighted sums of {inputs} numbers, each with a bias"):
            return "{outputs} sums over {inputs}"
        return ""


@pytest.fixture
def dialect(dressed: QApplication) -> Iterator[QTranslator]:
    """Have the window speak another language."""
    made = _Dialect()
    dressed.installTranslator(made)
    yield made
    dressed.removeTranslator(made)


@pytest.mark.usefixtures("dialect")
def test_what_a_layer_does_is_told_in_the_users_language(qtbot: QtBot) -> None:
    view = LayerList()
    qtbot.addWidget(view)
    view.show_model(DEFAULT_MLP, Preprocessing())
    assert "256 sums over 784" in {cell.toolTip() for cell in view.findChildren(QLabel)}


@pytest.mark.parametrize("width", [420, 560, 900])
def test_what_a_layer_does_is_told_in_whole_at_any_width(qtbot: QtBot, dressed: QApplication, width: int) -> None:
    table = put_on_screen(qtbot, LayerTable(), 640, 300)
    table.show_rows(summarise(DEFAULT_MLP, Preprocessing()))
    table.resize(width, 300)
    QApplication.processEvents()
    room, line = table.columnWidth(3), table.fontMetrics().lineSpacing()
    heights = []
    for row in range(table.rowCount()):
        item = table.item(row, 3)
        assert item is not None
        lines = (
            table.fontMetrics().boundingRect(0, 0, room - 22, 0, Qt.TextFlag.TextWordWrap, item.text()).height() / line
        )
        heights.append(table.rowHeight(row))
        assert heights[-1] >= lines * line + (12 if lines > 1.5 else 0)
    assert (len(set(heights)) > 1) is (width < 700)


def test_a_model_is_listed_layer_by_layer_with_its_total(qtbot: QtBot, dressed: QApplication) -> None:
    table = LayerTable()
    qtbot.addWidget(table)
    table.show_rows(summarise(DEFAULT_MLP, Preprocessing()))

    def row(index: int) -> list[str]:
        return [item.text() if (item := table.item(index, column)) is not None else "" for column in range(4)]

    assert row(0) == ["Input", "28 \N{MULTIPLICATION SIGN} 28", "", "Pixels from 0, paper, to 1, full ink"]
    assert row(2) == ["Linear", "256", "200,960", "256 weighted sums of 784 numbers, each with a bias"]
    assert row(table.rowCount() - 1)[:3] == ["Total", "", "242,762"]
    table.show_rows(())
    assert table.rowCount() == 0
