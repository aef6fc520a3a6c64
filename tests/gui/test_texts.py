"""No text of any window is cut in silence: what has no room ends in an ellipsis, and its tooltip has the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QTableView, QWidget

from digitpad.config.model_spec import ModelSpec
from digitpad.gui.widgets.elided import ElidedComboBox, ElidedLabel
from digitpad.library.library import Library
from tests.gui.conftest import heard
from tests.support.training import fresh_checkpoint

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from pytestqt.qtbot import QtBot

    from digitpad.gui.main_window import MainWindow

    Opened: TypeAlias = Callable[[MainWindow], QWidget]

LONG = "my best of the autumn, taught twice & fine-tuned once in winter"
DEEP = fresh_checkpoint(ModelSpec(hidden_sizes=(256, 128, 64, 32, 16)))


def is_cut(widget: QWidget) -> bool:
    """Whether a text is longer than its room, and no ellipsis says so."""
    need, room = 0, widget.width()
    match widget:
        case ElidedLabel() | ElidedComboBox():
            pass
        case QLabel() if widget.wordWrap():
            need, room = widget.heightForWidth(widget.width()), widget.height() + 1
        case QComboBox():
            words = (widget.itemText(index) for index in range(widget.count()))
            need = max(map(widget.fontMetrics().horizontalAdvance, words)) + 40  # frame, padding and arrow
        case QLabel() | QPushButton():
            need = widget.minimumSizeHint().width()
        case QTableView():
            return Qt.TextElideMode.ElideNone in {widget.textElideMode(), widget.horizontalHeader().textElideMode()}
        case _:
            pass
    return need > room


def text_of(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QLabel | QPushButton) else widget.accessibleName()


@pytest.fixture
def main(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """Return the main window, read by a model of a long name."""
    Library.of_user().add(LONG, DEEP)
    heard(qtbot, window.library.listed, window.library.list_names)
    heard(qtbot, window.recognition.model_loaded, window.tool_windows.model_wanted.emit, LONG)
    return window


def models(main: MainWindow) -> QWidget:
    main.tool_windows.open_models()
    dialog = main.tool_windows.models.get()
    dialog.show_models(LONG)
    dialog.duplicate.click()
    dialog.delete.click()
    dialog.show_models(LONG)
    return dialog


def training(main: MainWindow) -> QWidget:
    return main.tool_windows.training.open()


def my_digits(main: MainWindow) -> QWidget:
    main.my_digits.open_digits()
    return main.my_digits.digits_window.get()


def collection(main: MainWindow) -> QWidget:
    return main.my_digits.collection.open()


def data(main: MainWindow) -> QWidget:
    main.tool_windows.open_data()
    return main.tool_windows.data.get()


def evaluation(main: MainWindow) -> QWidget:
    main.tool_windows.open_evaluation()
    return main.tool_windows.evaluation.get()


@pytest.mark.parametrize("size", [(1280, 720), (1000, 600)])
@pytest.mark.parametrize("opened", [None, models, training, my_digits, collection, data, evaluation])
def test_no_text_is_cut_in_silence(main: MainWindow, opened: Opened | None, size: tuple[int, int]) -> None:
    window = main if opened is None else opened(main)
    window.resize(*size)
    QApplication.processEvents()
    shown = (widget for widget in window.findChildren(QWidget) if widget.isVisible())
    assert [text_of(widget) for widget in shown if is_cut(widget)] == []
