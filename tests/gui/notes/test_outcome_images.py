from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from digitpad.gui.notes.outcome_images import OutcomeImages
from digitpad.gui.widgets import theme
from digitpad.notes.walk import Image
from tests.gui.conftest import put_on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

WHITE = np.full((28, 28), 255, np.uint8)
RED = np.zeros((32, 32, 3), np.uint8) + np.array([255, 0, 0], np.uint8)


def test_pictures_stand_in_rows_as_the_note_has_them_and_in_fewer_columns_where_titles_are_long(
    qtbot: QtBot, dressed: QApplication
) -> None:
    pictures = put_on_screen(qtbot, OutcomeImages(), 400, 100)
    pictures.show_images([Image(WHITE, "7")] * 20, 10)
    assert pictures.columns == 10
    height = pictures.height()
    pictures.show_images([Image(WHITE, "a very long name of a class")] * 20, 10)
    assert pictures.columns < 5
    assert pictures.height() > height


def test_grey_and_colour_are_painted_and_a_wrong_prediction_is_marked(qtbot: QtBot, dressed: QApplication) -> None:
    pictures = put_on_screen(qtbot, OutcomeImages(), 400, 100)
    pictures.show_images([Image(WHITE, "7", is_right=True), Image(RED, "cat\ndog", is_right=False)], 2)
    image = pictures.grab().toImage()
    shades = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert {"#ffffff", "#ff0000", theme.current().bad} <= shades
    assert pictures.titles == ("✓ 7", "cat\n✗ dog")
