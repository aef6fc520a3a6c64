from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage

from digitpad.gui.data.class_bars import ClassBars
from digitpad.gui.widgets import theme
from digitpad.gui.widgets.image_grid import Cell, ImageGrid, image_at
from tests.gui.conftest import WAIT, put_on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

RED = QImage(28, 28, QImage.Format.Format_RGB32)
RED.fill(QColor("red"))


def cells(count: int, first: int = 0) -> tuple[Cell, ...]:
    return tuple(Cell(first + number, RED, f"class {number}") for number in range(count))


@pytest.fixture
def grid(qtbot: QtBot, dressed: QApplication) -> ImageGrid:
    """Return a grid of three rows of five."""
    made = put_on_screen(qtbot, ImageGrid(), 360, 260)
    made.show_cells(cells(15, first=100))
    return made


def test_as_many_images_fit_as_there_is_room_for(qtbot: QtBot, grid: ImageGrid) -> None:
    assert (grid.columns, grid.rows, grid.capacity) == (5, 3, 15)
    with qtbot.waitSignal(grid.capacity_changed):
        grid.resize(510, 260)
    assert grid.capacity == 21


def test_images_are_whole_pixels_large(grid: ImageGrid) -> None:
    for size, side in ((28, 56), (32, 64), (20, 60), (64, 64), (128, 56)):
        grid.fit_images(size)
        red = [x for x in range(grid.width()) if grid.grab().toImage().pixelColor(x, 8) == QColor("red")]
        assert len(red) == side * grid.columns


def test_a_click_chooses_an_image(qtbot: QtBot, grid: ImageGrid) -> None:
    with qtbot.waitSignal(grid.chosen) as caught:
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(110, 130))
    assert caught.args == [106]
    assert grid.selected == 106
    accent = QColor(theme.current().accent)
    image = grid.grab().toImage()
    assert any(image.pixelColor(x, 130) == accent for x in range(70, 160))


def test_arrow_keys_move_among_images_and_stop_at_the_edges(qtbot: QtBot, grid: ImageGrid) -> None:
    chosen: list[int] = []
    grid.chosen.connect(chosen.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Up):
        qtbot.keyClick(grid, key)
    assert chosen == [100, 101, 106, 105, 100]


def test_the_chosen_image_is_described_while_it_is_shown(qtbot: QtBot, grid: ImageGrid) -> None:
    assert grid.accessibleDescription() == ""
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.accessibleDescription() == "Image 101: class 0"
    grid.select(106)
    assert grid.accessibleDescription() == "Image 107: class 6"
    grid.show_cells(cells(5, first=200))
    assert grid.accessibleDescription() == ""


def test_images_of_one_and_of_three_channels_look_as_they_are() -> None:
    grey = np.full((2, 3, 4), 7, np.uint8)
    grey[1, 2, 3] = 200
    image = image_at(grey, 1)
    assert (image.width(), image.height()) == (4, 3)
    assert image.pixelColor(3, 2) == QColor(200, 200, 200)
    colour = np.zeros((1, 5, 5, 3), np.uint8)
    colour[0, 1, 4] = (10, 20, 30)
    assert image_at(colour, 0).pixelColor(4, 1) == QColor(10, 20, 30)


@pytest.fixture
def bars(qtbot: QtBot, dressed: QApplication) -> ClassBars:
    """Return the bars of three classes, on screen."""
    made = ClassBars()
    made.show_counts(("cat", "dog", "cow"), (100, 50, 0))
    return put_on_screen(qtbot, made, 300, made.sizeHint().height())


def test_bars_are_as_long_as_their_counts_and_a_click_chooses_a_class(qtbot: QtBot, bars: ClassBars) -> None:
    image = bars.grab().toImage()
    rest = QColor(theme.current().rest)
    middles = [bars.row_box(row).center().y() for row in range(3)]
    lengths = [sum(image.pixelColor(x, y) == rest for x in range(300)) for y in middles]
    assert lengths[0] == pytest.approx(2 * lengths[1], abs=6)
    assert lengths[2] == 0
    told: list[int] = []
    bars.chosen.connect(told.append)
    qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(20, 30))
    qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(20, 30))
    qtbot.keyClick(bars, Qt.Key.Key_Up)
    qtbot.keyClick(bars, Qt.Key.Key_Escape)
    assert told == [1, -1, 2, -1]


def test_the_chosen_class_is_described_and_all_of_them_otherwise(qtbot: QtBot, bars: ClassBars) -> None:
    every = "cat: 100, dog: 50, cow: 0"
    assert bars.accessibleDescription() == every
    qtbot.keyClick(bars, Qt.Key.Key_Up)
    assert bars.accessibleDescription() == "cow alone: 0"
    qtbot.keyClick(bars, Qt.Key.Key_Escape)
    assert bars.accessibleDescription() == every


@pytest.mark.parametrize("row", [None, 2])
def test_the_focus_can_be_seen_with_a_class_chosen_and_without(qtbot: QtBot, bars: ClassBars, row: int | None) -> None:
    if row is not None:
        qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars.row_box(row).center())

    def edge() -> list[QColor]:
        image, box = bars.grab().toImage(), bars.rect() if row is None else bars.row_box(row)
        return [image.pixelColor(x, y) for x in range(20, 200) for y in (box.top(), box.bottom())]

    accent = QColor(theme.current().accent)
    bars.clearFocus()
    assert accent not in edge()
    bars.activateWindow()
    bars.setFocus()
    qtbot.waitUntil(bars.hasFocus, timeout=WAIT)
    qtbot.keyClick(bars, Qt.Key.Key_F13)  # whoever uses the keyboard
    assert all(color == accent for color in edge())
