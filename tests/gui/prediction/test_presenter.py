from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox

from digitpad.config.dataset_info import DIGITS
from digitpad.config.model_spec import ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.data.my_digits import MyDigits
from digitpad.gui.main_window import MainWindow
from digitpad.gui.prediction.digit_check import NEVER
from digitpad.gui.prediction.origin_line import Tone
from digitpad.gui.prediction.panel import ReadingOptions
from digitpad.ink.drawing import Picture
from digitpad.ink.ink import Ink
from digitpad.ink.labelled_drawing import LabelledDrawing
from digitpad.library.library import Library
from digitpad.settings import load_settings, settings_file
from tests.gui.conftest import WAIT, Pen, heard
from tests.support.inks import SEVEN, SEVENTEEN, THREE
from tests.support.training import fresh_checkpoint

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from digitpad.ink.drawing import Drawing

DOT = Ink.of([[(250, 250)]])
SCRIBBLE = [(250 + (97 * k) % 190 - 95, 250 + (61 * k) % 230 - 115) for k in range(40)]
"""A stroke to and fro."""


def show(qtbot: QtBot, window: MainWindow, drawing: Drawing) -> None:
    """Put a drawing on the pad, and wait until it has been read."""
    window.canvas.show_drawing(drawing)
    qtbot.waitUntil(lambda: is_read(window), timeout=WAIT)


def is_read(window: MainWindow) -> bool:
    shown = window.presenter.shown
    return shown is not None and shown.answer.request.drawing is window.canvas.drawing


@pytest.fixture
def seventeen(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """Return the window with a number on the pad."""
    show(qtbot, window, SEVENTEEN)
    return window


def chosen(window: MainWindow) -> int:
    assert window.presenter.shown is not None
    return window.presenter.shown.chosen


def label_of(window: MainWindow, place: int) -> QPoint:
    return window.canvas._overlay.label_at(place).center()


def test_a_number_is_read_and_each_digit_boxed(seventeen: MainWindow) -> None:
    assert seventeen.panel.headline.lines.name == "17"
    assert [mark.text for mark in seventeen.canvas.marks] == ["1", "7"]
    assert seventeen.windowTitle() == "digitpad - 17 - mlp"
    assert max(seventeen.panel.bars.probabilities) == seventeen.panel.bars.probabilities[7]


def test_a_number_is_read_while_the_pen_is_down(qtbot: QtBot, window: MainWindow) -> None:
    pen = Pen(window.canvas)
    one, *_ = SEVENTEEN.strokes
    pen.draw((point.x, point.y) for point in one)
    pen.down(300, 150)
    for y in range(160, 360, 10):
        pen.move(300, y)
    qtbot.waitUntil(lambda: window.panel.headline.lines.name == "11", timeout=WAIT)
    assert window.canvas.is_writing


def test_a_click_on_a_label_shows_that_digit_and_writes_nothing(qtbot: QtBot, seventeen: MainWindow) -> None:
    seen = seventeen.panel.raster.stage
    qtbot.mouseClick(seventeen.canvas, Qt.MouseButton.LeftButton, pos=label_of(seventeen, 0))
    assert chosen(seventeen) == 0
    assert max(seventeen.panel.bars.probabilities) == seventeen.panel.bars.probabilities[1]
    assert seventeen.panel.raster.stage != seen
    assert seventeen.canvas.drawing is SEVENTEEN
    assert [mark.is_chosen for mark in seventeen.canvas.marks] == [True, False]


def test_a_stroke_may_begin_on_a_label(qtbot: QtBot, seventeen: MainWindow) -> None:
    start = label_of(seventeen, 0)
    QTest.mousePress(seventeen.canvas, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 8):
        place = QPointF(start + QPoint(8 * step, 0))
        scale = min(seventeen.canvas.width(), seventeen.canvas.height()) / 500
        Pen(seventeen.canvas).move(place.x() / scale, place.y() / scale)
    QTest.mouseRelease(seventeen.canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(56, 0))
    drawing = seventeen.canvas.drawing
    assert isinstance(drawing, Ink)
    assert len(drawing.strokes) == 4
    assert drawing.strokes[-1].bounds.width > 30, "from where the pen was put down"


def test_keys_go_from_digit_to_digit(seventeen: MainWindow) -> None:
    QTest.keyClick(seventeen.canvas, Qt.Key.Key_Left)
    assert chosen(seventeen) == 0
    QTest.keyClick(seventeen.canvas, Qt.Key.Key_Left)
    assert chosen(seventeen) == 0
    seventeen.actions_of_window.next_digit.trigger()
    assert chosen(seventeen) == 1
    seventeen.actions_of_window.previous_digit.trigger()
    assert chosen(seventeen) == 0


def test_the_number_is_copied_as_text(seventeen: MainWindow) -> None:
    assert seventeen.panel.copy.isVisible()
    seventeen.panel.copy.click()
    assert QGuiApplication.clipboard().text() == "17"
    assert seventeen.statusBar().currentMessage() == "Copied 17 as text"


def test_the_boxes_are_no_part_of_the_drawing(seventeen: MainWindow) -> None:
    seventeen.actions_of_window.copy.trigger()
    copied = QGuiApplication.clipboard().image()
    row = [copied.pixelColor(x, 500) for x in range(0, copied.width(), 3)]
    assert all(pixel.saturation() == 0 for pixel in row), "ink and paper have no colour, the chosen box has one"


def test_numbers_can_be_switched_off_and_on_with_what_is_on_the_pad(qtbot: QtBot, seventeen: MainWindow) -> None:
    box = seventeen.panel.findChild(QCheckBox)
    assert isinstance(box, QCheckBox)
    heard(qtbot, seventeen.recognition.answered, box.click)
    assert seventeen.canvas.marks == ()
    assert len(seventeen.panel.headline.lines.name) == 1 or seventeen.panel.headline.lines.is_doubtful
    assert not seventeen.panel.copy.isVisible()
    heard(qtbot, seventeen.recognition.answered, seventeen.actions_of_window.numbers.trigger)
    assert box.isChecked()
    assert seventeen.panel.headline.lines.name == "17"


def test_one_digit_is_read_as_without_the_switch(qtbot: QtBot, window: MainWindow) -> None:
    show(qtbot, window, SEVEN)
    with_numbers = window.panel.headline.lines
    assert window.canvas.marks == ()
    heard(qtbot, window.recognition.answered, window.actions_of_window.numbers.trigger)
    assert window.panel.headline.lines == with_numbers


def test_the_label_is_of_the_chosen_digit_alone(qtbot: QtBot, seventeen: MainWindow) -> None:
    seventeen.presenter.choose(0)
    seventeen.tools.labels.buttons[1].click()
    qtbot.waitUntil(seventeen.my_digits.line.undo.isVisible, timeout=WAIT)
    (kept,) = MyDigits.of_user().samples()
    assert (kept.label, len(kept.ink.strokes)) == (1, 1)
    bounds = kept.ink.bounds
    assert bounds is not None
    assert bounds.width < 1, "the one, without the seven"


def test_a_number_that_is_not_read_yet_is_not_kept_as_one_digit(qtbot: QtBot, window: MainWindow) -> None:
    window.canvas.show_drawing(SEVENTEEN)
    window.tools.labels.buttons[7].click()
    qtbot.waitUntil(window.my_digits.line.undo.isVisible, timeout=WAIT)
    (kept,) = MyDigits.of_user().samples()
    assert len(kept.ink.strokes) == 2, "the seven, which was written last"


def test_a_dot_is_no_digit_and_it_is_said_what_it_would_be(qtbot: QtBot, window: MainWindow) -> None:
    show(qtbot, window, DOT)
    lines = window.panel.headline.lines
    assert (lines.name, lines.is_doubtful) == ("Not a\ndigit?", True)
    assert lines.sure.startswith("It would be ")
    assert window.windowTitle().startswith("digitpad - not a digit? (")
    assert "Not a digit?" in window.panel.headline.accessibleDescription()
    assert window.panel.bars.probabilities != ()


def test_the_title_rests_while_the_pen_moves_and_tells_the_end(qtbot: QtBot, window: MainWindow) -> None:
    pen = Pen(window.canvas)
    told: list[str] = []
    window.presenter.lines.title_changed.connect(told.append)
    window.presenter.lines._calm.setInterval(WAIT)
    pen.down(250, 100)
    for y in range(110, 400, 10):
        pen.move(250, y)
        qtbot.waitUntil(lambda: is_read(window), timeout=WAIT)
    assert told == []
    window.presenter.lines._calm.setInterval(0)
    qtbot.waitUntil(lambda: window.windowTitle().startswith("digitpad - 1 ("), timeout=WAIT)
    pen.up(250, 400)
    qtbot.waitUntil(lambda: is_read(window), timeout=WAIT)
    assert told[-1].startswith("digitpad - 1 (")


def test_nothing_is_said_of_a_drawing_in_the_making(qtbot: QtBot, window: MainWindow) -> None:
    pen = Pen(window.canvas)
    said: list[bool] = []
    window.recognition.answered.connect(lambda _: said.append(window.panel.headline.lines.is_doubtful))
    pen.down(*SCRIBBLE[0])
    for place in SCRIBBLE[1:]:
        pen.move(*place)
        QApplication.processEvents()
    qtbot.waitUntil(lambda: is_read(window), timeout=WAIT)
    pen.up(*SCRIBBLE[-1])
    qtbot.waitUntil(lambda: is_read(window), timeout=WAIT)
    assert not any(said), "nor the moment the pen is up: the next stroke may belong to it"
    qtbot.waitUntil(lambda: window.panel.headline.lines.is_doubtful, timeout=WAIT)


def test_strictness_is_chosen_in_the_window_shown_at_once_and_remembered(qtbot: QtBot, window: MainWindow) -> None:
    show(qtbot, window, DOT)
    window.actions_of_window.strictness.trigger()
    popover = window.strictness_popover
    assert popover.isVisible()
    popover.slider.setValue(0)
    assert window.presenter.kept_share == NEVER
    assert not window.panel.headline.lines.is_doubtful
    popover.close()
    window.actions_of_window.numbers.trigger()
    window.close()
    kept = load_settings(settings_file())
    assert (kept.kept_share, kept.reads_numbers) == (NEVER, False)
    again = MainWindow(kept)
    assert again.presenter.kept_share == NEVER
    assert not again.presenter.reads_numbers


def test_pictures_and_other_models_offer_nothing_that_has_no_effect(qtbot: QtBot, window: MainWindow) -> None:
    do = window.actions_of_window
    show(qtbot, window, THREE)
    assert do.numbers.isEnabled()
    assert do.strictness.isEnabled()
    assert not do.next_digit.isEnabled()
    window.canvas.show_drawing(Picture(1, 1, b"\0\0\0"))
    assert not do.numbers.isEnabled()
    row = window.panel.findChild(ReadingOptions)
    assert isinstance(row, ReadingOptions)
    assert row.isVisible(), "strictness is for pictures of digits as well"
    window.canvas.clear()
    grey = Preprocessing(reading=Reading.GREY)
    Library.of_user().add("clothes", fresh_checkpoint(ModelSpec(), grey))
    heard(qtbot, window.recognition.model_loaded, window._use_model, "clothes")
    assert not do.numbers.isEnabled()
    assert not do.strictness.isEnabled()
    assert not row.isVisible()


def test_clearing_takes_the_boxes_away(seventeen: MainWindow) -> None:
    seventeen.canvas.clear()
    assert seventeen.canvas.marks == ()
    assert not seventeen.actions_of_window.copy_text.isEnabled()


@pytest.mark.parametrize(("label", "tone"), [("7", Tone.GOOD), ("1", Tone.BAD)])
def test_an_answer_is_judged_by_the_label_until_the_first_stroke(
    qtbot: QtBot, window: MainWindow, label: str, tone: Tone
) -> None:
    drawing = LabelledDrawing(SEVEN, "ink", label=label, class_names=DIGITS)
    heard(qtbot, window.recognition.answered, window.files.show_drawing, drawing)
    line = window.panel.origin
    assert line.isVisible()
    assert line.origin.parts[-1].tone is tone
    Pen(window.canvas).draw([(20, 20), (20, 60)])
    assert not line.isVisible()
