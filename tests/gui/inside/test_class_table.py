from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digitpad.gui.inside.class_table import ClassTable
from tests.gui.conftest import put_on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

NUMBERS = ("\N{MINUS SIGN}2.3026", "3.2e\N{MINUS SIGN}09", "20.1234", "\N{MINUS SIGN}3.2e\N{MINUS SIGN}09")


@pytest.mark.parametrize("width", [300, 360])
def test_a_long_name_takes_no_room_from_the_numbers(qtbot: QtBot, dressed: QApplication, width: int) -> None:
    table = put_on_screen(qtbot, ClassTable(("class", "a", "b", "c", "d"), 20, 0.1), width, 60)
    shown = []
    for name in ("b", "a class of a long name"):
        table.show_rows([(name, *NUMBERS), ("b", *NUMBERS)], 0)
        shown.append(table.grab().toImage().copy(width - 66, 20, 66, 40))
    assert shown[0] == shown[1]
