from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from digitpad.gui.prediction.guessing import Guessing, GuessScore
from digitpad.ink.labelled_drawing import LabelledDrawing
from tests.gui.conftest import WAIT, Pen, heard
from tests.support.inks import ONE, SEVEN, SEVENTEEN

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from digitpad.gui.main_window import MainWindow
    from digitpad.ink.drawing import Drawing


@pytest.fixture
def guessing(window: MainWindow) -> Guessing:
    """Return the state of a window in which one guesses first."""
    window.actions_of_window.guess_first.trigger()
    return window.presenter._guessing


def read(qtbot: QtBot, window: MainWindow, drawing: Drawing) -> None:
    heard(qtbot, window.presenter.settled, window.canvas.show_drawing, drawing)


def test_nothing_tells_the_answer_before_the_guess(qtbot: QtBot, window: MainWindow, guessing: Guessing) -> None:
    window.workspace.inside.open()
    read(qtbot, window, SEVEN)
    assert window.presenter.hides_answer
    assert window.panel.headline.lines.name == "?"
    assert window.panel.bars.probabilities == ()
    assert window.panel.bars.accessibleDescription() == ""
    assert not window.actions_of_window.copy_text.isEnabled()
    assert "7" not in window.windowTitle()
    assert window.workspace.inside.get().why.explanation is None


def test_a_number_shows_no_labels_before_the_guess(qtbot: QtBot, window: MainWindow, guessing: Guessing) -> None:
    read(qtbot, window, SEVENTEEN)
    assert window.canvas.marks == ()
    window.presenter.guess(7)
    assert len(window.canvas.marks) == 2


def test_a_click_on_a_class_or_its_key_is_a_guess_that_reveals(
    qtbot: QtBot, window: MainWindow, guessing: Guessing
) -> None:
    read(qtbot, window, SEVEN)
    window.panel.bars.class_chosen.emit(1)
    assert window.panel.headline.lines.name == "7"
    assert guessing.score == GuessScore(others=1, agreed=0)
    window.canvas.clear()
    read(qtbot, window, ONE)
    assert window.presenter.hides_answer
    qtbot.keyClick(window, Qt.Key.Key_1)
    assert window.panel.headline.lines.name == "1"
    assert guessing.score == GuessScore(others=2, agreed=1)
    assert not window.workspace.inside.is_open


def test_what_one_goes_on_drawing_stays_revealed(qtbot: QtBot, window: MainWindow, guessing: Guessing) -> None:
    Pen(window.canvas).draw([(200, 100), (200, 400)])
    qtbot.waitUntil(lambda: window.presenter.hides_answer, timeout=WAIT)
    window.presenter.guess(1)
    heard(qtbot, window.presenter.settled, Pen(window.canvas).draw, [(150, 400), (250, 400)])
    assert not window.presenter.hides_answer


def test_learner_and_model_are_scored_by_the_label_which_is_hidden_too(
    qtbot: QtBot, window: MainWindow, guessing: Guessing
) -> None:
    digits = tuple("0123456789")
    for guess, label, score in (
        (7, "7", GuessScore(1, 1, 1, is_last_labelled=True)),
        (7, "1", GuessScore(2, 1, 1, is_last_labelled=True)),
    ):
        window.canvas.clear()
        drawing = LabelledDrawing(SEVEN, "some file", label=label, class_names=digits)
        heard(qtbot, window.presenter.settled, window.files.show_drawing, drawing)
        assert not window.panel.origin.isVisible()
        window.presenter.guess(guess)
        assert guessing.score == score
        assert window.panel.origin.isVisible()


def test_guessing_no_more_shows_the_answer(qtbot: QtBot, window: MainWindow, guessing: Guessing) -> None:
    read(qtbot, window, SEVEN)
    window.actions_of_window.guess_first.trigger()
    assert window.panel.headline.lines.name == "7"
    assert window.actions_of_window.copy_text.isEnabled()


def test_saying_what_it_was_is_a_guess_while_the_answer_is_hidden(
    qtbot: QtBot, window: MainWindow, guessing: Guessing
) -> None:
    read(qtbot, window, SEVEN)
    window.tools.labels.buttons[4].click()
    assert guessing.guess == "4"
    assert not window.presenter.hides_answer
    assert window.my_digits.digits.current is None
