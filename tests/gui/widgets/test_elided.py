from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from digitpad.gui.widgets import theme
from digitpad.gui.widgets.elided import ElidedComboBox, ElidedLabel, FittingLabel
from tests.gui.conftest import put_on_screen

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

WHOLE = "SGD with momentum, for as many epochs as it takes"


def label(text: str) -> ElidedLabel:
    return ElidedLabel(theme.Role.MUTED, text)


def choice(text: str) -> ElidedComboBox:
    box = ElidedComboBox()
    box.setMinimumContentsLength(4)
    box.setSizeAdjustPolicy(box.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.addItems([text, "None"])
    return box


@pytest.fixture(params=[label, choice])
def line(qtbot: QtBot, dressed: QApplication, request: pytest.FixtureRequest) -> ElidedLabel | ElidedComboBox:
    """Return a control that shows a long text, shown."""
    made: ElidedLabel | ElidedComboBox = put_on_screen(qtbot, request.param(WHOLE), 150, 34)
    made.setToolTip("What it is")
    return made


def tooltip(widget: QWidget) -> str:
    QToolTip.hideText()
    place = QPoint(5, 5)
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place)))
    return QToolTip.text()


def test_a_text_without_room_ends_in_an_ellipsis_and_its_tooltip_has_the_whole(
    line: ElidedLabel | ElidedComboBox,
) -> None:
    assert line.shown.endswith("…")
    assert len(line.shown) > 8
    assert WHOLE.startswith(line.shown[:-1])
    assert tooltip(line) == f"{WHOLE}\nWhat it is"


def test_a_text_with_room_is_shown_in_whole(line: ElidedLabel | ElidedComboBox) -> None:
    line.resize(600, 34)
    assert line.shown == WHOLE
    assert tooltip(line) == "What it is"


def test_a_text_is_painted_as_far_as_it_is_shown(line: ElidedLabel | ElidedComboBox) -> None:
    """Nothing reaches into the last pixels before the edge, and what is left out is not painted."""
    cut = line.grab().toImage()
    if isinstance(line, ElidedLabel):
        line.setText(line.shown)
    else:
        line.setItemText(0, line.shown)
    assert line.grab().toImage() == cut


def test_a_line_with_less_room_says_the_same_in_fewer_words(qtbot: QtBot, dressed: QApplication) -> None:
    made = put_on_screen(qtbot, FittingLabel(theme.Role.MUTED, WHOLE, "SGD", ""), 600, 34)
    assert made.shown == WHOLE
    made.resize(150, 34)
    assert made.shown == "SGD"
    assert tooltip(made) == WHOLE
    made.resize(1, 34)
    assert not made.shown
    made.show_texts()
    assert not made.text()
