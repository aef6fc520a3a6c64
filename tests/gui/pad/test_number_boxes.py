from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from digitpad.gui.pad.number_boxes import Mark, NumberBoxes
from digitpad.gui.widgets import theme
from digitpad.ink.ink import Bounds

if TYPE_CHECKING:
    from PySide6.QtGui import QRegion
    from PySide6.QtWidgets import QApplication

LEFT = Mark(Bounds(60, 200, 140, 300), "1")
RIGHT = Mark(Bounds(260, 200, 340, 300), "7", is_chosen=True)
SIDE = 500.0


@pytest.fixture
def overlay(dressed: QApplication) -> NumberBoxes:
    """Return an overlay without marks."""
    return NumberBoxes(QFont())


def show(overlay: NumberBoxes, *marks: Mark) -> QRegion:
    """Show marks on a pad of 500 pixels whose pen is 20 wide."""
    return overlay.show_marks(marks, 1.0, SIDE, 20.0)


def painted(overlay: NumberBoxes) -> QImage:
    image = QImage(500, 500, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.current().paper))
    painter = QPainter(image)
    overlay.paint(painter)
    painter.end()
    return image


def test_the_label_is_above_the_box_and_found_by_its_place(overlay: NumberBoxes) -> None:
    show(overlay, LEFT, RIGHT)
    label = overlay.label_at(1)
    assert label.bottom() < 200 - 10, "clear of the ink, half a pen wide"
    assert overlay.at(QPointF(label.center())) == 1
    assert overlay.at(QPointF(300, 250)) is None, "the ink itself can be written on"


@pytest.mark.parametrize(
    "bounds", [Bounds(200, 2, 300, 100), Bounds(200, 2, 300, 498), Bounds(470, 200, 499, 300), Bounds(0, 0, 500, 500)]
)
def test_labels_stay_on_the_pad(overlay: NumberBoxes, bounds: Bounds) -> None:
    show(overlay, Mark(bounds, "8", is_doubtful=True))
    assert QRect(QPoint(), QSize(500, 500)).contains(overlay.label_at(0))


def test_only_what_changes_is_painted_anew(overlay: NumberBoxes) -> None:
    assert show(overlay, LEFT, RIGHT).boundingRect().width() > 250
    assert show(overlay, LEFT, RIGHT).isEmpty()
    changed = show(overlay, LEFT, Mark(RIGHT.bounds, "1"))
    assert changed.boundingRect().left() > 200
    assert not show(overlay).isEmpty()


def test_the_chosen_box_alone_carries_the_accent(overlay: NumberBoxes) -> None:
    show(overlay, LEFT, RIGHT)
    image = painted(overlay)
    accent = QColor(theme.current().accent)
    columns = {x for x in range(500) for y in (184, 250) if image.pixelColor(x, y) == accent}
    assert min(columns) > 200


def test_a_doubted_digit_is_asked(overlay: NumberBoxes) -> None:
    assert Mark(LEFT.bounds, "8", is_doubtful=True).label == "8?"
    show(overlay, LEFT)
    sure = painted(overlay)
    show(overlay, Mark(LEFT.bounds, "1", is_doubtful=True))
    assert painted(overlay) != sure
