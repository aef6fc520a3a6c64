from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digitpad.config.model_spec import ModelSpec
from digitpad.gui.my_digits.lesson_table import LessonTable
from digitpad.models.checkpoint import Measurement
from digitpad.training.lesson import Comparison, Lesson
from digitpad.training.lesson_data import LessonPlan
from tests.support.training import fresh_checkpoint

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

PENS = "UCI Pen Digits test"


def lesson(pens: Comparison | None) -> Lesson:
    return Lesson(
        checkpoint=fresh_checkpoint(ModelSpec()),
        plan=LessonPlan(),
        digits=20,
        own=Comparison(Measurement("My digits", 20, 15, 0.3), Measurement("My digits", 20, 19, 0.1)),
        mnist=Comparison(
            Measurement("MNIST test", 10_000, 9_911, 0.03), Measurement("MNIST test", 10_000, 9_903, 0.03)
        ),
        pens=pens,
        changed=41,
        is_repeated=False,
        seconds=3.0,
    )


@pytest.fixture
def table(qtbot: QtBot, dressed: QApplication) -> LessonTable:
    made = LessonTable()
    qtbot.addWidget(made)
    return made


def test_pens_stand_below_mnist_with_the_set_they_are_of(table: LessonTable) -> None:
    table.show_lesson(lesson(Comparison(Measurement(PENS, 100, 97, 0.1), Measurement(PENS, 100, 98, 0.1))))
    assert table._pens_name.text() == PENS
    assert [label.text() for label in table.pens] == ["97.00\N{NO-BREAK SPACE}%", "98.00\N{NO-BREAK SPACE}%", "+1.00"]
    assert [label.text() for label in table.mnist][2] == "\N{MINUS SIGN}0.08"
    assert "UCI" not in table.note.text()
    assert table.changed.text() == "41 of 10,000"


def test_without_pens_it_says_how_they_are_got(table: LessonTable) -> None:
    table.show_lesson(lesson(None))
    assert [label.text() for label in table.pens] == ["\N{EN DASH}"] * 3
    assert "UCI Pen Digits" in table.note.text()
