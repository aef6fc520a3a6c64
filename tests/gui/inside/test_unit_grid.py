from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

from digitpad.gui.inside.unit_grid import UnitGrid
from digitpad.gui.widgets import theme
from tests.gui.conftest import put_on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize(("count", "columns"), [(512, 32), (50, 16), (7, 16), (1, 16)])
def test_a_click_switches_the_unit_whose_cell_is_there(
    qtbot: QtBot, dressed: QApplication, count: int, columns: int
) -> None:
    grid = UnitGrid(count)
    grid.fit(columns, 9)
    put_on_screen(qtbot, grid, 397, grid.height())
    heard: list[int] = []
    grid.toggled.connect(heard.append)
    chosen = sorted({0, count // 3, count - 1})
    for unit in chosen:
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell_box(unit).center())
    assert heard == chosen
    if count % columns:
        place = grid.cell_box(count - 1).center()
        place.setX(grid.width() - 2)
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=place)
        assert heard == chosen, "there is no unit in the rest of the last row"


def test_cells_wear_the_colour_of_their_output(qtbot: QtBot, dressed: QApplication) -> None:
    grid = UnitGrid(40)
    grid.fit(16, 12)
    put_on_screen(qtbot, grid, 385, grid.height())
    values = np.zeros(40, np.float32)
    values[3], values[33] = 2.0, -2.0
    grid.show_outputs(values)
    image = grid.grab().toImage()
    tokens = theme.current()
    for unit, colour in ((3, tokens.accent), (33, tokens.second), (4, tokens.paper)):
        assert image.pixelColor(grid.cell_box(unit).center()).name() == colour


def test_crosses_and_dots_are_painted_where_they_belong(qtbot: QtBot, dressed: QApplication) -> None:
    grid = put_on_screen(qtbot, UnitGrid(64), 385, 40)
    grid.fit(16, 12)
    before = grid.grab().toImage()
    grid.mark(frozenset({5}), frozenset({20}))
    after = grid.grab().toImage()
    changed = [unit for unit in range(64) if before.copy(grid.cell_box(unit)) != after.copy(grid.cell_box(unit))]
    assert changed == [5, 20]
