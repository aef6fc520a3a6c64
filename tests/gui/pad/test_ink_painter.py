from __future__ import annotations

import pytest
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from digitpad.gui.pad.ink_painter import fitted, image_of, line_width, paint, picture_image, straight_pieces
from digitpad.ink.drawing import Picture
from digitpad.ink.ink import Ink, Point
from tests.support.inks import ONE, SEVEN

pytestmark = pytest.mark.usefixtures("qapp")

RED_AND_BLUE = Picture(2, 1, bytes([255, 0, 0, 0, 0, 255]), "flag")


def test_saved_ink_is_dark_on_white_whatever_the_theme() -> None:
    image = image_of(ONE, 20)
    assert image.pixelColor(400, 500) == QColor("black")
    assert image.pixelColor(100, 500) == QColor("white")


def test_a_wider_pen_leaves_more_ink() -> None:
    def darkness(pen_width: float) -> int:
        image = image_of(SEVEN, pen_width).convertToFormat(QImage.Format.Format_Grayscale8)
        return sum(255 - value for value in bytes(image.constBits()))

    assert darkness(30) > 1.3 * darkness(20)


def test_a_single_point_is_a_dot() -> None:
    image = image_of(Ink.of([[(250, 250)]]), 20)
    assert image.pixelColor(500, 500) == QColor("black")
    assert image.pixelColor(500, 530) == QColor("white")


def test_pressure_changes_the_line_and_no_pressure_leaves_it() -> None:
    assert line_width(Point(0, 0), 20) == 20
    assert line_width(Point(0, 0, 0.1), 20) < 20 < line_width(Point(0, 0, 1.0), 20)


def test_lines_of_different_pressure_are_all_painted() -> None:
    image = QImage(100, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint(painter, straight_pieces([Point(x, 10, x / 100) for x in range(5, 96, 10)], 10), QColor("black"))
    painter.end()
    assert all(image.pixelColor(x, 10) == QColor("black") for x in range(6, 95))


def test_a_picture_comes_back_as_its_own_pixels() -> None:
    image = picture_image(RED_AND_BLUE)
    assert (image.pixelColor(0, 0), image.pixelColor(1, 0)) == (QColor("red"), QColor("blue"))
    assert image_of(RED_AND_BLUE, 20) == image


def test_a_picture_fills_the_pad_and_keeps_its_proportions() -> None:
    place = fitted(RED_AND_BLUE)
    assert (place.width(), place.height()) == (500, 250)
    assert place.center().toTuple() == (250, 250)


def test_a_saved_picture_has_straight_lines_as_a_model_is_given_them() -> None:
    """It may be opened again and read."""
    image = image_of(Ink.of([[(100, 100), (200, 150), (240, 250), (220, 350)]]), 20)
    straight = QImage(image.size(), image.format())
    straight.fill(QColor("white"))
    painter = QPainter(straight)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor("black"), 40, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLines([QLineF(200, 200, 400, 300), QLineF(400, 300, 480, 500), QLineF(480, 500, 440, 700)])
    painter.end()
    assert image == straight
