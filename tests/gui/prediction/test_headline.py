from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest

from digitpad.gui.prediction.headline import Headline, Lines
from digitpad.gui.widgets import theme
from tests.gui.conftest import put_on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

NUMBER = Lines("This reads", "2026", "6 at 99.0 %", "next: 0 at 0.5 %", chosen=3, tip="Click a digit")
DOUBT = Lines("Doubtful", "Not a\ndigit?", "It would be 3, 97.0 %", "odder than 99 % of digits", is_doubtful=True)


@pytest.fixture
def verdict(qtbot: QtBot, dressed: QApplication) -> Headline:
    """Return a verdict on a number, shown."""
    made = put_on_screen(qtbot, Headline(Lines("", "?", "", "", is_faint=True)), 172, 220)
    made.show_lines(NUMBER)
    return made


def places(verdict: Headline) -> list[int]:
    told: list[int] = []
    verdict.digit_chosen.connect(told.append)
    return told


def test_a_click_chooses_the_digit_under_it(qtbot: QtBot, verdict: Headline) -> None:
    told = places(verdict)
    for x in (10, 60, 100, 140):
        qtbot.mouseClick(verdict, Qt.MouseButton.LeftButton, pos=QPoint(x, 80))
    assert told == [0, 1, 2, 3]


def test_the_arrow_keys_go_from_digit_to_digit_and_stop_at_the_ends(verdict: Headline) -> None:
    told = places(verdict)
    QTest.keyClick(verdict, Qt.Key.Key_Right)
    QTest.keyClick(verdict, Qt.Key.Key_Left)
    assert told == [2]


def test_who_comes_by_keyboard_sees_where_they_are(verdict: Headline) -> None:
    before = verdict.grab().toImage()
    verdict.activateWindow()
    verdict.setFocus(Qt.FocusReason.TabFocusReason)
    assert verdict.hasFocus()
    assert verdict.grab().toImage() != before


def test_a_single_class_cannot_be_chosen_from(qtbot: QtBot, verdict: Headline) -> None:
    verdict.show_lines(Lines("This looks like", "7", "99 %", "next: 1"))
    told = places(verdict)
    qtbot.mouseClick(verdict, Qt.MouseButton.LeftButton, pos=QPoint(20, 80))
    QTest.keyClick(verdict, Qt.Key.Key_Left)
    assert told == []
    assert verdict.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_the_chosen_digit_alone_carries_the_accent(verdict: Headline) -> None:
    image = verdict.grab().toImage()
    accent = theme.color(theme.current().accent)
    found = [x for x in range(172) for y in range(20, 140) if image.pixelColor(x, y) == accent]
    assert min(found) > 110


def test_a_long_number_is_written_in_rows_and_each_digit_can_be_clicked(qtbot: QtBot, verdict: Headline) -> None:
    verdict.show_lines(Lines("This reads", "314159265358979323", "3", "", chosen=17))
    told = places(verdict)
    qtbot.mouseClick(verdict, Qt.MouseButton.LeftButton, pos=QPoint(5, 50))
    qtbot.mouseClick(verdict, Qt.MouseButton.LeftButton, pos=QPoint(5, 110))
    assert told == [0, 9]


def test_a_doubt_is_heard_in_one_sentence_and_explained(verdict: Headline) -> None:
    before = verdict.toolTip()
    verdict.show_lines(DOUBT)
    assert verdict.accessibleDescription() == "Not a digit? It would be 3, 97.0 % odder than 99 % of digits"
    assert verdict.toolTip() != before


def test_a_doubt_fits_however_low_the_window(verdict: Headline) -> None:
    verdict.show_lines(DOUBT)
    for height in (136, 220, 400):
        verdict.resize(172, height)
        image = verdict.grab().toImage()
        right = [image.pixelColor(171, y).name() for y in range(height)]
        assert set(right) == {image.pixelColor(171, 0).name()}, "no word is cut"


def test_all_lines_begin_at_the_same_pixel(verdict: Headline) -> None:
    """Each line's first letter is inked in the widget's first column, whatever margin the letter has of its own."""
    for lines in (DOUBT, Lines("This looks like", "7", "99.0 %", "next: 1")):
        verdict.show_lines(lines)
        image = verdict.grab().toImage()
        paper = image.pixelColor(171, 0).lightness()
        ink = [[abs(image.pixelColor(x, y).lightness() - paper) for x in range(172)] for y in range(verdict.height())]
        starts = [y for y, row in enumerate(ink) if max(row) and (y == 0 or not max(ink[y - 1]))]
        ends = [*starts[1:], len(ink)]
        begins = [max(row[0] for row in ink[start:end]) for start, end in zip(starts, ends, strict=True)]
        assert len(begins) >= 4
        assert min(begins) > 60, begins


@pytest.mark.parametrize("height", [133, 220])
def test_letters_that_hang_below_the_line_are_whole(verdict: Headline, height: int) -> None:
    verdict.resize(172, height)
    verdict.show_lines(Lines("", "g", "", ""))
    font = verdict.font()
    font.setPixelSize(verdict._name_pixels())
    font.setWeight(font.Weight.DemiBold)
    image, text = verdict.grab().toImage(), theme.current().text
    inked = [y for y in range(height) if any(image.pixelColor(x, y).name() == text for x in range(image.width()))]
    assert len(inked) == pytest.approx(QFontMetricsF(font).tightBoundingRect("g").height(), abs=2.5)
