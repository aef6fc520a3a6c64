from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DIGITS
from digitpad.ink.labelled_drawing import LabelledDrawing
from tests.gui.conftest import WAIT, heard

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from digitpad.gui.main_window import MainWindow


def test_the_windows_menu_opens_the_browser_and_its_image_lands_on_the_pad(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_of_window.data.trigger()
    browser = window.tool_windows.data.get()
    qtbot.waitUntil(lambda: browser.images is not None, timeout=WAIT)
    (answer,) = heard(qtbot, window.recognition.answered, browser.sample.use.click)
    assert answer.prediction.label == "5"
    assert window.files.origin == LabelledDrawing(
        answer.request.drawing, "MNIST train", 1, label="5", class_names=DIGITS
    )


def test_a_random_test_image_of_the_models_data_lands_on_the_pad(qtbot: QtBot, window: MainWindow) -> None:
    heard(qtbot, window.recognition.answered, window.actions_of_window.random_image.trigger)
    first = window.files.origin
    assert first is not None
    assert (first.source, first.drawing) == ("MNIST test", window.canvas.drawing)
    heard(qtbot, window.recognition.answered, window.actions_of_window.random_image.trigger)
    assert window.files.origin is not first
    window.actions_of_window.undo.trigger()
    assert window.files.origin is first
    window.canvas.clear()
    assert window.files.origin is None
