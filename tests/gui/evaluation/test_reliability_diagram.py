from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtTest import QTest

from digitpad.evaluation.calibration import Reliability, reliability_of
from digitpad.gui.evaluation.reliability_diagram import ReliabilityDiagram
from tests.gui.conftest import put_on_screen

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QImage
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

SURE, HALF = 14, 7


def too_sure() -> Reliability:
    """A hundred answers at 99 %, 80 of them right, and ten at 50 %, nine of them right."""
    confidence = np.array([0.99] * 100 + [0.5] * 10, np.float32)
    return reliability_of(confidence, np.array([True] * 80 + [False] * 20 + [True] * 9 + [False]))


@pytest.fixture
def view(qtbot: QtBot, dressed: QApplication) -> ReliabilityDiagram:
    made = put_on_screen(qtbot, ReliabilityDiagram(), 440, 400)
    made.show_reliability(too_sure())
    return made


def at(view: ReliabilityDiagram, number: int, share: float) -> QColor:
    """Return the colour left of the middle of a bin, at a share of the height."""
    image: QImage = view.grab().toImage()
    box = view.bin_box(number)
    point = QPoint(round(box.left() + box.width() / 4), round(box.bottom() - share * box.height()))
    return image.pixelColor(point * image.devicePixelRatio())


def test_it_says_how_far_confidence_and_accuracy_lie_apart(view: ReliabilityDiagram) -> None:
    """0.19 too sure for a hundred answers and 0.4 too modest for ten: 0.209 apart, 0.136 too sure on average."""
    assert view.summary() == (
        "Expected calibration error 20.91\N{NO-BREAK SPACE}%: on average 13.64 points surer than it is right."
    )
    assert view.accessibleDescription() == view.summary()
    view.show_reliability(reliability_of(np.full(4, 0.5, np.float32), np.array([True] * 4)))
    assert "right 50.00 points more often than it says" in view.summary()
    view.show_reliability(reliability_of(np.ones(4, np.float32), np.array([True] * 4)))
    assert view.summary().endswith("on average as often right as it says.")


def test_what_is_missing_to_the_confidence_has_the_colour_of_failure(view: ReliabilityDiagram) -> None:
    missing, right, above = at(view, SURE, 0.9), at(view, SURE, 0.4), at(view, HALF, 0.97)
    assert missing.red() > missing.blue() + 30
    assert right.blue() > right.red() + 30
    assert above.hsvSaturation() < 40, "nothing stands above a bar that is as tall as it may be"


def test_the_keys_move_among_the_bins_that_hold_answers(qtbot: QtBot, view: ReliabilityDiagram) -> None:
    chosen, told = [], []
    view.bin_chosen.connect(told.append)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(view, key)
        chosen.append(view.selected)
    assert chosen == [SURE, HALF, HALF, SURE, SURE]
    assert told == [SURE, HALF, SURE]
    space = "\N{NO-BREAK SPACE}"
    assert view.accessibleDescription() == (
        f"Confidence 93.3{space}% to 100.0{space}%: 100 answers 99.0{space}% sure on average "
        f"80.0{space}% right, 95{space}%: 71.1{space}% to 86.7{space}%"
    ).replace(f"95{space}%:", "95 %:")


def test_a_click_chooses_a_bin_and_one_beside_them_none(qtbot: QtBot, view: ReliabilityDiagram) -> None:
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(2, 200))
    assert view.selected is None
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.bin_box(HALF).center().toPoint())
    assert view.selected == HALF
    view.show_reliability(too_sure())
    assert view.selected is None, "of other answers none is chosen"


def test_the_bin_under_the_mouse_is_read_out_and_forgotten_when_it_leaves(view: ReliabilityDiagram) -> None:
    plain = view.grab().toImage()
    QTest.mouseMove(view, view.bin_box(SURE).center().toPoint())
    hovered = view.grab().toImage()
    assert hovered != plain
    QTest.mouseMove(view, QPointF(3, 3).toPoint())
    assert view.grab().toImage() == plain


@pytest.mark.parametrize("size", [QSize(330, 240), QSize(900, 700)])
def test_it_is_drawn_at_any_size_without_answers_too(view: ReliabilityDiagram, size: QSize) -> None:
    view.resize(size)
    assert not view.grab().isNull()
    box = view.bin_box(SURE)
    assert 0 < box.left() < box.right() <= size.width()
    view.show_reliability(reliability_of(np.empty(0, np.float32), np.empty(0, bool)))
    assert view.summary() == ""
    assert not view.grab().isNull()
