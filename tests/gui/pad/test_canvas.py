from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.gui.pad.canvas import Canvas
from digitpad.gui.pad.number_boxes import Mark
from digitpad.gui.widgets import theme
from digitpad.ink.drawing import Picture
from digitpad.ink.ink import Bounds, Ink
from tests.gui.conftest import Pen, put_on_screen
from tests.support.inks import ONE, SEVEN

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from digitpad.ink.drawing import Drawing

GREY = Picture(2, 2, bytes([90] * 12), "grey")


@pytest.fixture
def canvas(qtbot: QtBot, dressed: QApplication) -> Canvas:
    """Return a pad of 500 by 500 pixels, shown."""
    return put_on_screen(qtbot, Canvas(), 500, 500)


@pytest.fixture
def pen(canvas: Canvas) -> Pen:
    """Return a mouse over the pad."""
    return Pen(canvas)


def color_at(canvas: Canvas, x: int, y: int) -> QColor:
    return canvas.grab().toImage().pixelColor(x, y)


def largest_difference(first: QImage, second: QImage) -> int:
    greys = [image.convertToFormat(QImage.Format.Format_Grayscale8) for image in (first, second)]
    return max(abs(a - b) for a, b in zip(*(bytes(grey.constBits()) for grey in greys), strict=True))


def test_a_stroke_of_the_mouse_becomes_ink(canvas: Canvas, pen: Pen) -> None:
    pen.draw([(200, 100), (200, 250), (200, 400)])
    assert canvas.drawing == Ink.of([[(200, 100), (200, 250), (200, 400)]])


def test_every_point_is_told_with_the_pen_down_and_the_end_with_the_pen_up(canvas: Canvas, pen: Pen) -> None:
    told: list[Drawing] = []
    canvas.drawing_changed.connect(told.append)
    pen.draw([(100, 100), (120, 100), (140, 100)])
    assert [(ink.point_count, ink.pen_is_down) for ink in told if isinstance(ink, Ink)] == [
        (1, True),
        (2, True),
        (3, True),
        (3, False),
    ]


def test_ink_keeps_its_place_when_the_pad_grows(canvas: Canvas, pen: Pen) -> None:
    pen.draw([(200, 100), (200, 400)])
    canvas.resize(800, 800)
    assert canvas.drawing == ONE
    assert color_at(canvas, 320, 400) == QColor(theme.current().ink)
    pen.draw([(300, 100), (300, 400)])
    assert isinstance(canvas.drawing, Ink)
    x, y, _ = canvas.drawing.strokes[1][0]
    assert (x, y) == pytest.approx((300, 100))


def test_new_lines_are_painted_as_a_fresh_painting_would_be(canvas: Canvas, pen: Pen) -> None:
    pen.down(100, 100)
    for step in range(1, 40):
        pen.move(100 + 7 * step, 100 + (step * step) % 90)
        QApplication.processEvents()
    pen.up(380, 120)
    added = canvas.grab().toImage()
    canvas.set_pen_width(canvas.pen_width)  # has everything painted anew
    assert largest_difference(canvas.grab().toImage(), added) < 48  # of 255: edges drawn twice are a bit harder


FAST = [(250 + 180 * math.cos(angle), 250 + 180 * math.sin(angle)) for angle in (0.0, 0.8, 1.6, 2.4, 3.2, 4.0)]
"""Part of a circle, so fast that its points are far apart."""


def test_a_fast_stroke_is_smooth_on_the_pad_and_straight_in_the_drawing(canvas: Canvas, pen: Pen) -> None:
    pen.draw(FAST)
    assert positions(canvas.drawing) == [FAST]
    image, ink, reach = canvas.grab().toImage(), QColor(theme.current().ink), canvas.pen_width / 2 - 2
    beside = [(250 + (180 + reach) * math.cos(a), 250 + (180 + reach) * math.sin(a)) for a in (1.2, 2.0, 2.8)]
    assert all(image.pixelColor(round(x), round(y)) == ink for x, y in beside)


def test_a_fast_stroke_looks_the_same_at_any_moment_painted_anew_or_not(canvas: Canvas, pen: Pen) -> None:
    pen.draw([(20, 20), (60, 40)])
    pen.down(*FAST[0])
    for place in FAST[1:]:
        pen.move(*place)
        QApplication.processEvents()
        added = canvas.grab().toImage()
        canvas.set_pen_width(canvas.pen_width)  # has everything painted anew
        assert largest_difference(canvas.grab().toImage(), added) < 48
    added = canvas.grab().toImage()
    pen.up(*FAST[-1])
    assert largest_difference(canvas.grab().toImage(), added) < 64  # the last line is painted finer once it is over


def test_what_a_move_changes_is_painted_on_the_screen_and_nothing_is_left_behind(canvas: Canvas, pen: Pen) -> None:
    def is_whole() -> bool:
        QApplication.processEvents()
        whole = canvas.grab().toImage()
        return canvas.screen().grabWindow(canvas.winId()).toImage().convertToFormat(whole.format()) == whole

    zigzag = [(60 + 70 * step, 250 + (90 if step % 2 else -90)) for step in range(6)]
    for stroke in (FAST, zigzag):
        pen.down(*stroke[0])
        for place in stroke[1:]:
            pen.move(*place)
            assert is_whole()
        pen.up(*stroke[-1])
        assert is_whole()


def positions(ink: Drawing) -> list[list[tuple[float, float]]]:
    assert isinstance(ink, Ink)
    return [[(point.x, point.y) for point in stroke] for stroke in ink.strokes]


def test_ink_ends_where_the_pen_leaves_the_pad_and_goes_on_where_it_comes_back(canvas: Canvas, pen: Pen) -> None:
    pen.down(100, 400)
    pen.move(100, 600)
    assert isinstance(canvas.drawing, Ink)
    assert not canvas.drawing.pen_is_down
    pen.move(300, 700)
    pen.move(300, 400)
    pen.up(300, 400)
    assert positions(canvas.drawing) == [[(100, 400), (100, 500)], [(300, 500), (300, 400)]]
    canvas.undo()
    assert canvas.drawing == Ink()


def test_what_is_written_beside_the_pad_leaves_no_ink(canvas: Canvas, pen: Pen) -> None:
    pen.draw([(-20, 10), (-5, 300), (-30, 520)])
    assert canvas.drawing == Ink()
    assert canvas.history.past == ()
    pen.draw([(-50, 250), (600, 250)])
    assert positions(canvas.drawing) == [[(0, 250), (500, 250)]]


def test_another_button_does_not_draw(canvas: Canvas, qtbot: QtBot) -> None:
    qtbot.mouseClick(canvas, Qt.MouseButton.RightButton, pos=QPoint(100, 100))
    assert canvas.drawing == Ink()


def test_a_button_released_elsewhere_ends_the_stroke(canvas: Canvas, pen: Pen) -> None:
    pen.down(100, 100)
    pen.hover(150, 150)
    assert not canvas.is_writing
    assert canvas.drawing == Ink.of([[(100, 100)]])


def test_the_invitation_goes_with_the_first_stroke(canvas: Canvas, pen: Pen) -> None:
    inviting = canvas.grab().toImage()
    pen.draw([(20, 20), (30, 20)])
    drawn = canvas.grab().toImage()
    paper = QColor(theme.current().paper)
    row = range(130, 370)
    assert any(inviting.pixelColor(x, 250) != paper for x in row)
    assert all(drawn.pixelColor(x, 250) == paper for x in row)


def test_undo_takes_a_whole_stroke_and_redo_brings_it_back(canvas: Canvas, pen: Pen) -> None:
    pen.draw([(100, 100), (200, 100), (300, 100)])
    first = canvas.drawing
    pen.draw([(100, 200), (200, 200)])
    both = canvas.drawing
    canvas.undo()
    assert canvas.drawing == first
    canvas.redo()
    assert canvas.drawing == both


def test_clearing_in_mid_stroke_can_be_undone(canvas: Canvas, pen: Pen) -> None:
    pen.down(100, 100)
    pen.move(200, 100)
    canvas.clear()
    assert canvas.drawing == Ink()
    pen.move(300, 100)
    assert canvas.drawing == Ink()
    canvas.undo()
    assert canvas.drawing == Ink.of([[(100, 100), (200, 100)]])


def test_drawing_on_a_picture_starts_new_ink_and_undo_brings_the_picture_back(canvas: Canvas, pen: Pen) -> None:
    canvas.show_drawing(GREY)
    pen.draw([(100, 100), (200, 100)])
    assert canvas.drawing == Ink.of([[(100, 100), (200, 100)]])
    canvas.undo()
    assert canvas.drawing == GREY


def test_a_picture_is_shown_on_the_pad(canvas: Canvas) -> None:
    canvas.show_drawing(GREY)
    assert color_at(canvas, 250, 250) == QColor(90, 90, 90)


def test_the_pen_width_is_for_the_eye_alone(canvas: Canvas) -> None:
    canvas.show_drawing(ONE)
    told: list[Drawing] = []
    canvas.drawing_changed.connect(told.append)
    canvas.set_pen_width(40)
    assert told == []
    assert color_at(canvas, 216, 250) == QColor(theme.current().ink)


def test_ink_follows_the_theme(canvas: Canvas, dressed: QApplication) -> None:
    canvas.show_drawing(SEVEN)
    theme.apply_theme(dressed, theme.Theme.DARK)
    assert color_at(canvas, 200, 100) == QColor(theme.tokens(theme.Theme.DARK).ink)


def test_a_finger_writes_and_a_second_one_does_not(canvas: Canvas) -> None:
    screen = QTest.createTouchDevice()
    QTest.touchEvent(canvas, screen).press(0, QPoint(100, 100)).commit()
    QTest.touchEvent(canvas, screen).move(0, QPoint(150, 100)).press(1, QPoint(400, 400)).commit()
    QTest.touchEvent(canvas, screen).move(0, QPoint(200, 100)).move(1, QPoint(450, 400)).commit()
    QTest.touchEvent(canvas, screen).release(0, QPoint(200, 100)).release(1, QPoint(450, 400)).commit()
    assert isinstance(canvas.drawing, Ink)
    (stroke,) = canvas.drawing.strokes
    left, top, _ = stroke[0]  # a frame around the window may shift them all
    assert [(point.x - left, point.y - top) for point in stroke] == [(0, 0), (50, 0), (100, 0)]


def send_tablet(canvas: Canvas, kind: QEvent.Type, x: float, pressure: float) -> None:
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else Qt.MouseButton.LeftButton
    pen, place, turns = QPointingDevice.primaryPointingDevice(), QPointF(x, 100), (0, 0, 0.0, 0.0, 0.0)
    event = QTabletEvent(kind, pen, place, place, pressure, *turns, Qt.KeyboardModifier.NoModifier, button, held)
    QApplication.sendEvent(canvas, event)


def test_a_tablet_pen_writes_with_its_pressure(canvas: Canvas) -> None:
    send_tablet(canvas, QEvent.Type.TabletPress, 100, 0.25)
    send_tablet(canvas, QEvent.Type.TabletMove, 200, 0.75)
    send_tablet(canvas, QEvent.Type.TabletRelease, 200, 0.0)
    assert isinstance(canvas.drawing, Ink)
    assert [tuple(point) for point in canvas.drawing.strokes[0]] == [(100, 100, 0.25), (200, 100, 0.75)]
    assert not canvas.drawing.pen_is_down


def test_the_focus_is_framed_for_those_who_move_it_by_keyboard(canvas: Canvas) -> None:
    def frame() -> QColor:
        return color_at(canvas, 250, 0)

    canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    by_mouse = frame()
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert frame() != by_mouse


def test_a_part_away_from_the_rim_is_painted_as_in_the_whole(canvas: Canvas, pen: Pen) -> None:
    canvas.show_marks((Mark(Bounds(200, 150, 300, 350), "1"),))
    pen.draw([(200, 200), (250, 250), (300, 280)])
    part = QRect(180, 130, 100, 120)
    assert largest_difference(canvas.grab(part).toImage(), canvas.grab().toImage().copy(part)) <= 1
