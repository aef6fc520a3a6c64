"""Much ink is painted in pieces, and what comes of it is what painting all at once gives."""

from __future__ import annotations

import math
import random
from itertools import chain
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter

from digitpad.gui.pad.canvas import Canvas
from digitpad.gui.pad.ink_coverage import InkCoverage
from digitpad.gui.pad.ink_layer import FIRST_EFFORT, InkLayer
from digitpad.gui.pad.ink_painter import EDGE, paint, seen, smooth_pieces
from digitpad.ink.ink import Ink
from tests.gui.conftest import WAIT, put_on_screen
from tests.support.inks import SEVEN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from digitpad.gui.pad.ink_painter import Piece

pytestmark = pytest.mark.usefixtures("qapp")

SIDE = 250
COLOR = QColor("#16181f")


def random_ink(count: int) -> Ink:
    places = random.Random(7)
    return Ink.of([[(places.uniform(0, 500), places.uniform(0, 500)) for _ in range(count)]])


def scribble(count: int) -> Ink:
    angles = [0.1 * step for step in range(count)]
    return Ink.of(
        [[(250 + 200 * math.sin(3 * a) * math.cos(0.13 * a), 250 + 200 * math.sin(2.01 * a)) for a in angles]]
    )


def pieces_of(ink: Ink, pen_width: float = 20.0) -> list[Piece]:
    return list(chain.from_iterable(smooth_pieces(stroke.points_from(0), pen_width) for stroke in ink.strokes))


def painted(pieces: Iterable[Piece]) -> QImage:
    image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(SIDE / 500, SIDE / 500)
    paint(painter, pieces, COLOR)
    painter.end()
    return image


def lines_seen(ink: Ink) -> int:
    return sum(len(piece.lines) for piece in seen(pieces_of(ink), InkCoverage(0.0, 0.0, 500.0, 1.0)))


@pytest.mark.parametrize("ink", [SEVEN, scribble(400), Ink.of([[(250, 250)], [(250, 250)]])])
def test_leaving_out_what_lies_under_other_ink_changes_no_pixel(ink: Ink) -> None:
    pieces = pieces_of(ink)
    assert painted(seen(pieces, InkCoverage(0.0, 0.0, 500.0, EDGE * 500 / SIDE))) == painted(pieces)


def test_ten_times_the_ink_is_far_less_than_ten_times_the_painting() -> None:
    """Of the later lines most lie under the others."""
    few, many = lines_seen(random_ink(300)), lines_seen(random_ink(3_000))
    assert few < many < 7 * few


def begun(ink: Ink) -> InkLayer:
    layer = InkLayer()
    layer.begin(ink, QSize(SIDE, SIDE), 1.0, SIDE / 500, (COLOR, 20.0))
    layer.paint_more(FIRST_EFFORT)
    return layer


def test_a_number_of_six_digits_is_whole_at_once() -> None:
    assert begun(Ink(SEVEN.strokes * 6)).is_whole


def test_no_slice_paints_more_of_much_ink_than_of_some(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no time left, each slice paints one piece, and they come to an end."""
    monkeypatch.setattr("digitpad.gui.pad.ink_layer.SLICE_SECONDS", 0.0)
    layer, slices = begun(random_ink(600)), 0
    while not layer.is_whole:
        layer.paint_more()
        slices += 1
    assert slices > 100


def test_the_window_answers_while_much_ink_is_painted_and_all_of_it_comes(qtbot: QtBot, dressed: QApplication) -> None:
    canvas = put_on_screen(qtbot, Canvas(), SIDE, SIDE)
    ticks: list[bool] = []
    timer = QTimer(canvas, interval=1)
    timer.timeout.connect(lambda: ticks.append(canvas.is_painted))
    canvas.show_drawing(scribble(2_000))
    canvas.grab()
    assert not canvas.is_painted
    timer.start()
    qtbot.waitUntil(lambda: canvas.is_painted, timeout=WAIT)
    assert ticks.count(False) > 3
    in_pieces = canvas.grab().toImage()
    canvas.undo()
    assert canvas.grab().toImage() != in_pieces
    canvas.redo()
    qtbot.waitUntil(lambda: canvas.grab().toImage() == in_pieces and canvas.is_painted, timeout=WAIT)


def test_a_new_drawing_ends_the_painting_of_the_one_before(qtbot: QtBot, dressed: QApplication) -> None:
    canvas = put_on_screen(qtbot, Canvas(), SIDE, SIDE)
    canvas.show_drawing(SEVEN)
    seven = canvas.grab().toImage()
    canvas.show_drawing(scribble(2_000))
    canvas.grab()
    canvas.show_drawing(SEVEN)
    assert canvas.grab().toImage() == seven
    assert canvas.is_painted
