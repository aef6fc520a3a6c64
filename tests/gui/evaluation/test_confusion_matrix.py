from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QSize, Qt

from digitpad.gui.evaluation.confusion_layout import Matrix
from digitpad.gui.evaluation.confusion_matrix import ConfusionMatrix
from digitpad.gui.widgets import theme
from tests.gui.conftest import put_on_screen

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QImage
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

THREE = Matrix(("cat", "dog", "frog"), ((90, 10, 0), (1, 98, 1), (0, 40, 60)), (0.9, 0.98, 0.6), (0.99, 0.66, None))


@pytest.fixture
def view(qtbot: QtBot, dressed: QApplication) -> ConfusionMatrix:
    """Return the view with three classes, shown."""
    made = ConfusionMatrix()
    made.show_matrix(THREE)
    return put_on_screen(qtbot, made, 460, 420)


def ground(view: ConfusionMatrix, row: int, column: int) -> QColor:
    """Return the colour of a cell beside its number."""
    image: QImage = view.grab().toImage()
    box = view.cell_box(row, column).toRect()
    return image.pixelColor(QPoint(box.left() + 8, box.center().y()) * image.devicePixelRatio())


def test_a_click_chooses_a_cell_and_tells_it(qtbot: QtBot, view: ConfusionMatrix) -> None:
    with qtbot.waitSignal(view.cell_chosen) as caught:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.cell_box(2, 1).center().toPoint())
    assert caught.args == [2, 1]
    assert view.selected == (2, 1)
    assert view.accessibleDescription() == "frog read as dog: 40 of 100 (40.0\N{NO-BREAK SPACE}%)"


def test_a_click_beside_the_cells_chooses_nothing(qtbot: QtBot, view: ConfusionMatrix) -> None:
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(view.width() - 2, view.height() - 2))
    assert view.selected is None


def test_the_keys_begin_at_the_worst_mistake_and_stay_inside(qtbot: QtBot, view: ConfusionMatrix) -> None:
    told: list[tuple[int, int]] = []
    view.cell_chosen.connect(lambda true, predicted: told.append((true, predicted)))
    keys = (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left)
    for key in keys:
        qtbot.keyClick(view, key)
    assert told == [(2, 1), (2, 1), (1, 1), (1, 2), (1, 2), (1, 1)]


def test_right_answers_are_said_to_be_right(view: ConfusionMatrix) -> None:
    assert view.sentence(1, 1) == "dog read as dog, which is right: 98 of 100 (98.0\N{NO-BREAK SPACE}%)"


@pytest.mark.parametrize("look", theme.Theme)
def test_mistakes_grow_stronger_with_their_share_and_empty_cells_stay_plain(
    dressed: QApplication, view: ConfusionMatrix, look: theme.Theme
) -> None:
    theme.apply_theme(dressed, look)
    tokens = theme.tokens(look)
    bad = theme.color(tokens.bad)

    def distance(row: int, column: int) -> int:
        shade = ground(view, row, column)
        return abs(shade.red() - bad.red()) + abs(shade.green() - bad.green()) + abs(shade.blue() - bad.blue())

    assert distance(2, 1) < distance(0, 1) < distance(1, 0)
    assert ground(view, 0, 2).name() == tokens.track


def test_another_matrix_forgets_the_choice(view: ConfusionMatrix) -> None:
    view.select((0, 1))
    view.show_matrix(THREE)
    assert view.selected is None
    assert view.accessibleDescription() == ""


@pytest.mark.parametrize("classes", [2, 10, 40, 256])
@pytest.mark.parametrize("size", [QSize(330, 280), QSize(900, 400), QSize(400, 900)])
def test_any_number_of_classes_lies_inside_and_can_be_painted(
    qtbot: QtBot, dressed: QApplication, classes: int, size: QSize
) -> None:
    view = ConfusionMatrix()
    qtbot.addWidget(view)
    view.resize(size)
    names = tuple(f"a class with a long name, {number}" for number in range(classes))
    counts = tuple(tuple(int(row == column) * 12345 for column in range(classes)) for row in range(classes))
    view.show_matrix(Matrix(names, counts, (1.0,) * classes, (None,) * classes))
    assert not view.grab().isNull()
    last = view.cell_box(classes - 1, classes - 1)
    assert view.rect().contains(last.toRect().bottomRight())
    assert last.width() > 0.3


def test_without_a_matrix_nothing_can_be_chosen(qtbot: QtBot, dressed: QApplication) -> None:
    view = ConfusionMatrix()
    qtbot.addWidget(view)
    view.resize(400, 400)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.selected is None
    assert not view.grab().isNull()
