from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.gui.notes.printed_lines import MOST_LINES, PrintedLines
from tests.gui.conftest import put_on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


def test_the_newest_line_is_in_view_unless_one_reads_others(qtbot: QtBot, dressed: QApplication) -> None:
    printed = put_on_screen(qtbot, PrintedLines("printed", 5), 300, 100)
    bar = printed.verticalScrollBar()
    printed.add_lines([f"line {number}" for number in range(20)])
    assert bar.value() == bar.maximum() > 0
    bar.setValue(3)
    printed.add_lines(["newest"])
    assert bar.value() == 3
    bar.setValue(bar.maximum())
    printed.add_lines(["newer still"])
    assert bar.value() == bar.maximum()


def test_it_is_as_high_as_its_lines_up_to_a_number(qtbot: QtBot, dressed: QApplication) -> None:
    printed = put_on_screen(qtbot, PrintedLines("printed", 5), 300, 100)
    heights = []
    for count in (1, 3, 5, 50):
        printed.show_lines(["line"] * count)
        heights.append(printed.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]
    assert printed.lines == ("line",) * 50


def test_so_many_lines_are_kept_that_memory_stays_bounded(qtbot: QtBot, dressed: QApplication) -> None:
    printed = put_on_screen(qtbot, PrintedLines("printed", 5))
    printed.add_lines(["line"] * (MOST_LINES + 100))
    assert len(printed.lines) == MOST_LINES


def test_a_line_that_wraps_is_as_high_as_two(qtbot: QtBot, dressed: QApplication) -> None:
    printed = put_on_screen(qtbot, PrintedLines("printed", 5), 300, 100)
    printed.show_lines(["one", "two"])
    two = printed.height()
    printed.show_lines(["word " * 12])
    qtbot.waitUntil(lambda: printed.height() == two)


def test_lines_that_all_fit_are_all_in_view(qtbot: QtBot, dressed: QApplication) -> None:
    printed = put_on_screen(qtbot, PrintedLines("printed", 14), 300, 100)
    for number in range(9):
        printed.add_lines([f"line {number}"])
        dressed.processEvents()
    qtbot.waitUntil(lambda: printed.verticalScrollBar().maximum() == 0)
    assert printed.verticalScrollBar().value() == 0


def test_what_wraps_of_a_line_is_set_in_and_copied_as_one_line(qtbot: QtBot, dressed: QApplication) -> None:
    printed = put_on_screen(qtbot, PrintedLines("printed", 5), 300, 100)
    long = "  (1): " + "Linear, " * 9
    printed.show_lines(["one", long, "two"])
    block = printed.document().findBlockByNumber(1)
    qtbot.waitUntil(lambda: block.layout().lineCount() > 1)
    first, second = block.layout().lineAt(0), block.layout().lineAt(1)
    assert first.position().x() == printed.document().firstBlock().layout().lineAt(0).position().x()
    assert second.position().x() > first.position().x() + printed.fontMetrics().horizontalAdvance("  ")
    printed.selectAll()
    assert printed.createMimeDataFromSelection().text() == f"one\n{long}\ntwo"
