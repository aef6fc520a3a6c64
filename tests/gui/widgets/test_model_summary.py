from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.config.model_spec import DEFAULT_MLP
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.gui.widgets.model_summary import ModelSummary
from digitpad.models.summary import summarise

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


def test_a_model_is_listed_layer_by_layer_with_its_total(qtbot: QtBot, dressed: QApplication) -> None:
    table = ModelSummary()
    qtbot.addWidget(table)
    table.show_rows(summarise(DEFAULT_MLP, Preprocessing()))

    def row(index: int) -> list[str]:
        return [item.text() if (item := table.item(index, column)) is not None else "" for column in range(4)]

    assert row(0) == ["Input", "28 \N{MULTIPLICATION SIGN} 28", "", "Pixels from 0, paper, to 1, full ink"]
    assert row(2) == ["Linear", "256", "200,960", "256 weighted sums of 784 numbers, each with a bias"]
    assert row(table.rowCount() - 1)[:3] == ["Total", "", "242,762"]
    table.show_rows(())
    assert table.rowCount() == 0
