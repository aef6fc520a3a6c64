from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digitpad.gui.inside.softmax_view import SoftmaxView
from digitpad.gui.inside.subject import Subject
from digitpad.library.library import Library
from digitpad.recognition.recognizer import Recognizer
from tests.gui.conftest import put_on_screen
from tests.support.inks import SEVEN

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture(scope="module")
def subject() -> Subject:
    """Return a seven, read by softmax regression."""
    checkpoint = Library.of_user().load("softmax")
    return Subject("softmax", checkpoint, SEVEN, Recognizer(checkpoint).predict(SEVEN))


@pytest.fixture
def view(qtbot: QtBot, dressed: QApplication, subject: Subject) -> SoftmaxView:
    """Return the view of that seven."""
    made = put_on_screen(qtbot, SoftmaxView(), 400, 520)
    made.show_subject(subject)
    return made


def test_the_last_step_is_the_recognizers_own_answer(view: SoftmaxView, subject: Subject) -> None:
    assert view.steps is not None
    assert subject.prediction is not None
    assert view.steps.probabilities == pytest.approx(subject.prediction.probabilities, abs=1e-6)


def test_a_higher_temperature_makes_the_answer_less_sure_and_reset_restores_it(view: SoftmaxView) -> None:
    assert view.steps is not None
    before = max(view.steps.probabilities)
    view.temperature.setValue(view.temperature.maximum())
    assert view.degree == pytest.approx(16.0)
    assert max(view.steps.probabilities) < before
    view._reset.click()
    assert max(view.steps.probabilities) == before


def test_an_empty_pad_has_no_numbers(view: SoftmaxView, subject: Subject) -> None:
    view.show_subject(Subject("softmax", subject.checkpoint))
    assert view.steps is None
