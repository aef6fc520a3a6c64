from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor

from digitpad.gui.inside.heat_map import HeatMap
from digitpad.gui.widgets import theme
from digitpad.gui.widgets.signed_image import signed_image
from tests.gui.conftest import heard, put_on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture
def heat_map(qtbot: QtBot, dressed: QApplication) -> HeatMap:
    """Return a map of 4 by 4 numbers, 50 pixels each."""
    made = put_on_screen(qtbot, HeatMap(206), 206, 206)
    values = np.zeros((4, 4), np.float32)
    values[0, 0], values[3, 3] = 2.0, -2.0
    made.show_values(values)
    return made


def test_what_speaks_for_is_blue_what_speaks_against_orange_and_nothing_is_paper(heat_map: HeatMap) -> None:
    image = heat_map.grab().toImage()
    tokens = theme.current()
    places = {(25, 25): tokens.accent, (180, 180): tokens.second, (100, 100): tokens.paper}
    for (x, y), shade in places.items():
        assert image.pixelColor(x, y) == QColor(shade)


def test_the_largest_amount_has_the_full_colour_and_half_of_it_half() -> None:
    image = signed_image(np.array([[1.0, 0.5, 0.0]], np.float32))
    full, half, none = (image.pixelColor(x, 0) for x in range(3))
    assert full == QColor(theme.current().accent)
    assert none == QColor(theme.current().paper)
    assert abs(half.red() - (full.red() + none.red()) // 2) <= 2


def test_all_noughts_are_paper() -> None:
    image = signed_image(np.zeros((2, 2), np.float32))
    assert {image.pixelColor(x, y).name() for x in range(2) for y in range(2)} == {theme.current().paper}


def test_the_mouse_points_at_a_pixel_and_leaves_none(qtbot: QtBot, heat_map: HeatMap) -> None:
    assert heard(qtbot, heat_map.pointed, qtbot.mouseMove, heat_map, QPoint(130, 80)) == [1, 2]
    assert heat_map.cursor_pixel == (1, 2)
    heat_map.point_at(-1, -1)
    assert heat_map.cursor_pixel == (-1, -1)


def test_arrow_keys_move_the_cursor_from_the_middle_and_stop_at_the_edge(qtbot: QtBot, heat_map: HeatMap) -> None:
    assert heard(qtbot, heat_map.pointed, qtbot.keyClick, heat_map, Qt.Key.Key_Down) == [3, 2]
    qtbot.keyClick(heat_map, Qt.Key.Key_Down)
    assert heat_map.cursor_pixel == (3, 2)


def test_the_outline_follows_the_ink(heat_map: HeatMap) -> None:
    before = heat_map.grab().toImage()
    ink = np.zeros((4, 4), np.float32)
    ink[1:3, 1:3] = 1.0
    heat_map.show_values(np.zeros((4, 4), np.float32), ink)
    image = heat_map.grab().toImage()
    assert image.pixelColor(53, 75) != before.pixelColor(53, 75)
    assert image.pixelColor(100, 100) == QColor(theme.current().paper)


def test_the_cursor_goes_where_a_smaller_map_has_no_such_pixel(heat_map: HeatMap) -> None:
    heat_map.point_at(3, 3)
    heat_map.show_values(np.zeros((2, 2), np.float32))
    assert heat_map.cursor_pixel == (-1, -1)
