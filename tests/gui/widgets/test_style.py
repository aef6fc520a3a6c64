from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QTableWidget, QTableWidgetItem, QWidget

from digitpad.gui.widgets import theme
from digitpad.gui.widgets.form_fields import QuietComboBox
from digitpad.gui.widgets.two_line_delegate import TwoLineDelegate
from tests.gui.conftest import put_on_screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

    Opened: TypeAlias = Callable[[QtBot], QImage]


@pytest.fixture(params=theme.Theme)
def look(dressed: QApplication, request: pytest.FixtureRequest) -> theme.Tokens:
    """Return the colours of each theme, worn."""
    theme.apply_theme(dressed, request.param)
    return theme.tokens(request.param)


def picture(widget: QWidget) -> QImage:
    QApplication.processEvents()
    return widget.grab().toImage()


def menu(_qtbot: QtBot) -> QImage:
    made = QMenu()
    actions = [made.addAction(name) for name in ("one", "two")]
    made.popup(QPoint(40, 40))
    made.setActiveAction(actions[1])
    return picture(made)


def choices(qtbot: QtBot, box: QComboBox) -> QImage:
    box.addItems(["one", "two"])
    put_on_screen(qtbot, box)
    box.showPopup()
    return picture(box.view().window())


def plain_choices(qtbot: QtBot) -> QImage:
    return choices(qtbot, QComboBox())


def form_choices(qtbot: QtBot) -> QImage:
    return choices(qtbot, QuietComboBox())


def recipes(qtbot: QtBot) -> QImage:
    box = QuietComboBox()
    box.setItemDelegate(TwoLineDelegate(box))
    return choices(qtbot, box)


def table(qtbot: QtBot) -> QImage:
    made = QTableWidget(2, 1)
    made.setItem(0, 0, QTableWidgetItem("one"))
    made.setCurrentCell(0, 0)
    return picture(put_on_screen(qtbot, made))


@pytest.mark.parametrize("opened", [menu, plain_choices, form_choices, recipes])
def test_a_popup_has_one_straight_line_around_it(qtbot: QtBot, look: theme.Tokens, opened: Opened) -> None:
    """No round frame in a square window, whose corners would be of another colour."""
    image = opened(qtbot)
    right, bottom = image.width() - 1, image.height() - 1
    around = [(x, y) for x in (0, right) for y in range(bottom)] + [(x, y) for y in (0, bottom) for x in range(right)]
    assert {image.pixelColor(x, y).name() for x, y in around} == {look.line}


@pytest.mark.parametrize("opened", [menu, plain_choices, form_choices, recipes, table])
def test_what_is_chosen_looks_the_same_everywhere(qtbot: QtBot, look: theme.Tokens, opened: Opened) -> None:
    image = opened(qtbot)
    shades = [image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())]
    assert shades.count(look.accent) > len(shades) / 20
    assert look.on_accent in shades
