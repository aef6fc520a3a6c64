from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage

from digitpad.gui.evaluation.prediction_grid import SIDE, PredictionGrid, Tile
from digitpad.gui.widgets import theme
from tests.gui.conftest import heard, put_on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


def tile(answer: int, *, is_right: bool = True) -> Tile:
    image = QImage(28, 28, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    return Tile(answer, image, "7", "7" if is_right else "1", is_right, 0.875)


@pytest.fixture
def grid(qtbot: QtBot, dressed: QApplication) -> PredictionGrid:
    """Return a grid with room for more tiles than it shows."""
    made = put_on_screen(qtbot, PredictionGrid(), 600, 500)
    made.use_names(tuple("0123456789"))
    made.show_cells(tuple(tile(answer, is_right=answer % 2 == 0) for answer in range(100, 110)))
    return made


def test_a_click_chooses_a_picture(qtbot: QtBot, grid: PredictionGrid) -> None:
    with qtbot.waitSignal(grid.chosen) as caught:
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell_box(3).center())
    assert caught.args == [103]
    assert grid.accessibleDescription() == "7, read as 1 with 87.5\N{NO-BREAK SPACE}%: wrong"


def test_keys_move_and_return_chooses(qtbot: QtBot, grid: PredictionGrid) -> None:
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(grid, key)
    assert heard(qtbot, grid.chosen, qtbot.keyClick, grid, Qt.Key.Key_Return) == [101 + grid.columns]


def test_keys_that_leave_the_page_turn_it(qtbot: QtBot, grid: PredictionGrid) -> None:
    for key, pages in ((Qt.Key.Key_Left, -1), (Qt.Key.Key_Down, 1)):
        qtbot.keyClick(grid, Qt.Key.Key_Down)
        assert heard(qtbot, grid.turned, qtbot.keyClick, grid, key) == [pages]


def test_every_tile_lies_inside_and_apart_from_the_next(grid: PredictionGrid) -> None:
    boxes = [grid.cell_box(place) for place in range(grid.capacity)]
    assert all(grid.rect().contains(box) for box in boxes)
    assert not any(one.intersects(other) for one in boxes for other in boxes if one is not other)


def test_long_names_stand_beside_their_pictures(grid: PredictionGrid) -> None:
    below = grid.cell_box(0)
    grid.use_names(("T-shirt/top", "Ankle boot"))
    beside = grid.cell_box(0)
    assert beside.width() > below.width()
    assert beside.height() < below.height()


def test_the_true_name_stands_above_the_predicted_one_also_where_that_is_right(grid: PredictionGrid) -> None:
    image = grid.grab().toImage()
    right, wrong = (grid.cell_box(place) for place in (0, 1))  # both are a 7
    lines = [image.copy(box.left() + 6, box.top() + 6 + SIDE + 4, 40, 12) for box in (right, wrong)]
    assert lines[0] == lines[1]
    assert len({lines[0].pixel(x, y) for x in range(40) for y in range(12)}) > 1


def test_a_larger_grid_has_room_for_more_and_tells_so(qtbot: QtBot, grid: PredictionGrid) -> None:
    before = grid.capacity
    with qtbot.waitSignal(grid.capacity_changed):
        grid.resize(1000, 800)
    assert grid.capacity > before


@pytest.mark.parametrize("look", theme.Theme)
def test_right_and_wrong_differ_in_more_than_colour(
    dressed: QApplication, grid: PredictionGrid, look: theme.Theme
) -> None:
    """The wrong tile has a thicker frame, and a cross for a tick."""
    theme.apply_theme(dressed, look)
    image = grid.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)

    def mark(place: int) -> set[tuple[int, int]]:
        """Return the pixels of the mark before the predicted name that differ from the tile's ground."""
        box = grid.cell_box(place)
        first = QPoint(box.left() + 5, box.top() + SIDE + 8 + 17)
        ground = image.pixelColor(first).red()
        return {
            (x, y)
            for x in range(12)
            for y in range(13)
            if abs(image.pixelColor(first + QPoint(x, y)).red() - ground) > 60
        }

    assert len(mark(0)) > 10
    assert len(mark(0) ^ mark(1)) > 10
    assert mark(0) == mark(2)


def test_large_pictures_are_made_smaller_and_no_tile_is_needed(grid: PredictionGrid) -> None:
    big = QImage(256, 256, QImage.Format.Format_RGB32)
    big.fill(Qt.GlobalColor.red)
    grid.show_cells((Tile(0, big, "7", "7", is_right=True, confidence=1.0),))
    image = grid.grab().toImage()
    box = grid.cell_box(0)
    assert image.pixelColor(box.center().x(), box.top() + 6 + SIDE // 2).name() == "#ff0000"
    assert image.pixelColor(box.center().x(), box.top() + 6 + SIDE + 2).name() != "#ff0000"
    grid.show_cells(())
    assert grid.current is None
    assert not grid.grab().isNull()
