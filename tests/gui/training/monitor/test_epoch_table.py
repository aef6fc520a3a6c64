from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest

from digitpad.gui.training.monitor.epoch_table import EpochTable
from digitpad.models.checkpoint import EpochRecord
from tests.gui.conftest import put_on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture
def table(qtbot: QtBot, dressed: QApplication) -> EpochTable:
    made = put_on_screen(qtbot, EpochTable(), 372, 240)
    for epoch in range(1, 4):
        made.add(
            EpochRecord(
                epoch=epoch,
                train_loss=0.1234,
                train_accuracy=0.9876,
                test_loss=0.2345,
                test_accuracy=0.9765,
                learning_rate=0.03,
                seconds=1.2,
            )
        )
    return made


def test_a_table_whose_figures_grow_longer_leaves_out_more(table: EpochTable) -> None:
    needed = sum(table.sizeHintForColumn(column) for column in range(table.columnCount()))
    table.resize(needed + 60, 240)
    for column in (0, 6):
        assert not table.isColumnHidden(column)
    table.add(replace(table.records[-1], epoch=1_000_000_000, train_loss=1e12))
    assert table.isColumnHidden(6)
    assert not table.isColumnHidden(0)


@pytest.mark.parametrize("width", [330, 372, 640])
def test_no_figure_is_cut_in_a_narrow_table(table: EpochTable, width: int) -> None:
    table.resize(width, 240)
    shown = [column for column in range(table.columnCount()) if not table.isColumnHidden(column)]
    assert {0, 2, 4} <= set(shown)
    assert len(shown) == 7 or width < 640
    assert all(table.columnWidth(column) >= table.sizeHintForColumn(column) for column in shown)


def test_what_is_copied_has_every_column(table: EpochTable) -> None:
    QTest.keySequence(table, QKeySequence(QKeySequence.StandardKey.Copy))
    assert {line.count("\t") for line in QGuiApplication.clipboard().text().splitlines()} == {6}
