from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from digitpad.gui.prediction.digit_check import NEVER
from digitpad.gui.prediction.strictness_popover import StrictnessPopover
from digitpad.gui.widgets import theme
from digitpad.recognition.thresholds import FalsePositives, Thresholds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

MEASURED = Thresholds(
    (0.9, 0.98, 0.995),
    (3.0, 1.0, -1.0),
    (FalsePositives("scribbles", (0.0, 0.012, 0.06)), FalsePositives("symbols", (0.004, 0.02, 0.1))),
)


@pytest.fixture
def anchor(qtbot: QtBot, dressed: QApplication) -> Iterator[QPushButton]:
    """Return what the popover belongs to."""
    made = QPushButton("Strictness…")
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


@pytest.fixture
def popover(anchor: QPushButton) -> StrictnessPopover:
    """Return the popover where 98 % of digits are kept."""
    made = StrictnessPopover(anchor)
    made.open_for(MEASURED, 0.98)
    return made


def test_the_popover_is_square_as_its_window_is(popover: StrictnessPopover) -> None:
    image = popover.grab().toImage()
    corners = {(x, y) for x in (0, image.width() - 1) for y in (0, image.height() - 1)}
    assert {image.pixelColor(*corner).name() for corner in corners} == {theme.current().line}


def figures(popover: StrictnessPopover) -> list[str]:
    return [figure.text().replace("\N{NO-BREAK SPACE}", " ") for figure in popover._figures]


def test_the_words_are_the_measured_figures(popover: StrictnessPopover) -> None:
    assert popover.keeps.text().replace("\N{NO-BREAK SPACE}", " ") == "Keeps 98 % of pen digits, and refuses 2 %."
    assert figures(popover) == ["1 %", "2 %"]
    popover.slider.setValue(3)
    assert figures(popover) == ["< 0.1 %", "0.4 %"]
    popover.slider.setValue(1)
    assert "99.5" in popover.keeps.text()


def test_the_keyboard_moves_it_and_each_place_is_told(popover: StrictnessPopover) -> None:
    told: list[float] = []
    popover.chosen.connect(told.append)
    QTest.keyClick(popover.slider, Qt.Key.Key_Right)
    QTest.keyClick(popover.slider, Qt.Key.Key_Home)
    assert told == [0.9, NEVER]
    assert popover.slider.hasFocus()


def test_it_can_be_turned_off(popover: StrictnessPopover) -> None:
    popover.slider.setValue(0)
    assert "Every drawing" in popover.keeps.text()
    assert figures(popover) == ["100 %", "100 %"]


def test_opening_it_chooses_nothing(popover: StrictnessPopover, anchor: QPushButton) -> None:
    told: list[float] = []
    popover.chosen.connect(told.append)
    popover.open_for(MEASURED, 0.9)
    assert (popover.kept_share, told) == (0.9, [])


def test_a_share_between_the_stops_is_shown_at_the_nearest(popover: StrictnessPopover, anchor: QPushButton) -> None:
    popover.open_for(MEASURED, 0.97)
    assert popover.kept_share == 0.98


def test_a_reader_of_the_screen_hears_what_it_means(popover: StrictnessPopover) -> None:
    heard = popover.slider.accessibleDescription()
    assert "Keeps" in heard
    assert "scribbles" in heard
