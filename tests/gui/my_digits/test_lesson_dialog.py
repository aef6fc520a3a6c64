from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from digitpad.data.digits_file import Unreadable
from digitpad.data.my_digits import MyDigits
from digitpad.gui.my_digits.lesson_table import LessonTable
from digitpad.gui.my_digits.lesson_thread import LessonRequest
from digitpad.gui.widgets.error_dialog import ErrorDialog
from digitpad.ink.ink_file import InkSample
from digitpad.library.library import Library
from digitpad.models.checkpoint import Measurement
from digitpad.training.lesson import Comparison, Lesson, teach
from digitpad.training.lesson_data import LessonPlan
from tests.gui.conftest import answer, opened, rest
from tests.support.inks import ONE, SEVEN, THREE, ZERO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from digitpad.gui.main_window import MainWindow
    from digitpad.gui.my_digits.lesson_dialog import LessonDialog

LONG_WAIT = 120_000
"""Milliseconds: torch loads first."""

BETTER = Comparison(Measurement("My digits", 20, 15, 0.3), Measurement("My digits", 20, 19, 0.1))
SAME = Comparison(BETTER.before, BETTER.before)

DIGITS = [InkSample(SEVEN, 7), InkSample(ZERO, 0), InkSample(ONE, 1), InkSample(THREE, 3)]


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow) -> Iterator[LessonDialog]:
    """Return the window of lessons, for softmax regression and four digits; no lesson has begun."""
    MyDigits.of_user().add(DIGITS)
    window.choice.softmax.trigger()
    made = window.my_digits.lesson.get()
    yield made
    made.done(0)  # or closing the main window would ask


@pytest.fixture
def taught(qtbot: QtBot, window: MainWindow, dialog: LessonDialog) -> LessonDialog:
    """Return the window of lessons at the end of the first one."""
    teach_and_wait(qtbot, window, dialog)
    return dialog


def teach_and_wait(qtbot: QtBot, window: MainWindow, dialog: LessonDialog) -> None:
    window.next_card.teach.click()
    qtbot.waitUntil(lambda: dialog.lesson is not None, timeout=LONG_WAIT)


def own_models() -> list[str]:
    return [entry.name for entry in Library.of_user().entries() if not entry.is_bundled]


def test_a_lesson_is_judged_before_it_is_kept_and_the_kept_model_reads_the_pad(
    qtbot: QtBot, window: MainWindow, dialog: LessonDialog
) -> None:
    window.next_card.teach.click()
    assert dialog.isVisible()
    assert not dialog.keep.isVisible()
    qtbot.waitUntil(lambda: dialog.lesson is not None, timeout=LONG_WAIT)
    assert own_models() == []
    assert dialog.table.mnist[0].text().startswith("97.")
    assert "4 digits" in dialog.text.text()
    dialog.keep.click()
    rest(dialog._library)
    assert not dialog.isVisible()
    assert window.choice.current == "softmax, my hand"
    assert Library.of_user().load("softmax, my hand").data[-1].name == "My digits"


def test_a_model_taught_again_gets_a_number_not_a_longer_name(
    qtbot: QtBot, window: MainWindow, taught: LessonDialog
) -> None:
    taught.keep.click()
    rest(taught._library)
    teach_and_wait(qtbot, window, taught)
    assert "flatters" in taught.table.note.text()
    taught.keep.click()
    rest(taught._library)
    assert window.choice.current == "softmax, my hand-2"


def test_a_discarded_lesson_leaves_nothing(window: MainWindow, taught: LessonDialog) -> None:
    taught.discard.click()
    assert taught.lesson is None
    assert window.choice.current == "softmax"
    assert own_models() == []


@pytest.mark.parametrize("word", ["Keep", "Discard", "Cancel"])
def test_the_escape_key_asks_before_a_lesson_is_forgotten(
    qtbot: QtBot, window: MainWindow, taught: LessonDialog, word: str
) -> None:
    asked = answer(word)
    qtbot.keyClick(taught, Qt.Key.Key_Escape)
    assert asked
    rest(taught._library)
    assert taught.isVisible() == (word == "Cancel")
    assert (taught.lesson is not None) == (word == "Cancel")
    assert window.choice.current == ("softmax, my hand" if word == "Keep" else "softmax")


def test_closing_the_window_of_a_lesson_asks_too(taught: LessonDialog) -> None:
    asked = answer("Cancel")
    assert not taught.close()
    assert asked
    assert taught.lesson is not None


@pytest.mark.parametrize("word", ["Keep", "Discard", "Cancel"])
def test_closing_the_main_window_asks_before_a_lesson_is_forgotten(
    window: MainWindow, taught: LessonDialog, word: str
) -> None:
    asked = answer(word)
    assert window.close() == (word != "Cancel")
    assert asked
    assert (taught.lesson is not None) == (word == "Cancel")
    assert own_models() == (["softmax, my hand"] if word == "Keep" else [])


def test_the_question_can_be_asked_again_at_once(window: MainWindow, taught: LessonDialog) -> None:
    for word, closes in (("Cancel", False), ("Discard", True)):
        asked = answer(word)
        assert window.close() == closes
        assert asked


def test_a_lesson_that_forgets_too_much_offers_a_gentler_one(
    qtbot: QtBot, window: MainWindow, taught: LessonDialog
) -> None:
    assert taught.lesson is not None
    assert not taught.gentler.isVisible()
    lesson = taught.lesson
    worse = replace(lesson.mnist.before, correct=lesson.mnist.before.correct - 31)
    taught.discard.click()
    window.next_card.teach.click()
    taught._show_lesson(replace(lesson, mnist=Comparison(lesson.mnist.before, worse), own=BETTER), Unreadable())
    assert "more than 0.3 points" in taught.warning.text()
    assert taught.gentler.isVisible()
    assert taught.focusWidget() is taught.gentler
    qtbot.waitUntil(lambda: not window.my_digits._lessons.is_busy, timeout=LONG_WAIT)
    taught.gentler.click()
    qtbot.waitUntil(lambda: taught.lesson is not None and taught.lesson.plan.steps == 50, timeout=LONG_WAIT)
    assert not taught.gentler.isVisible()


@pytest.mark.parametrize(("own", "lost", "main"), [(BETTER, 0, "keep"), (BETTER, 31, "gentler"), (SAME, 0, "discard"),
                                                   (SAME, 31, "discard"), (None, 0, "keep")])  # fmt: skip
def test_the_main_button_is_what_the_result_speaks_for(
    qtbot: QtBot, window: MainWindow, own: Comparison | None, lost: int, main: str
) -> None:
    dialog = window.my_digits.lesson.get()
    dialog.show()
    before = Measurement("MNIST test", 10_000, 9_700, 0.1)
    mnist = Comparison(before, replace(before, correct=9_700 - lost))
    model = Library.of_user().load("softmax")
    dialog._request = LessonRequest("softmax")
    lesson = Lesson(model, LessonPlan(), 20, own, mnist, None, 81, is_repeated=False, seconds=1.0)
    dialog._show_lesson(lesson, Unreadable((4711,)))
    primary = [name for name in ("keep", "gentler", "discard") if getattr(dialog, name).property("role") == "primary"]
    assert primary == [main]
    assert dialog.focusWidget() is getattr(dialog, main)
    assert dialog.warning.isVisible() == (main != "keep")
    assert "4711" in dialog.notice.text(), "a digit that was left out is told of"
    assert dialog.notice.isVisible()
    dialog.done(0)


def test_a_cancelled_lesson_is_followed_by_the_next(qtbot: QtBot, window: MainWindow, dialog: LessonDialog) -> None:
    window.next_card.teach.click()
    dialog.discard.click()
    assert not dialog.isVisible()
    teach_and_wait(qtbot, window, dialog)
    assert dialog.keep.isVisible()


def test_without_digits_it_offers_to_write_some(qtbot: QtBot, window: MainWindow) -> None:
    dialog = window.my_digits.lesson.get()
    window.next_card.teach.click()
    qtbot.waitUntil(dialog.collect.isVisible, timeout=LONG_WAIT)
    assert dialog.heading.text() == "There is nothing to teach yet"
    dialog.collect.click()
    opened(window.my_digits.collection).close()


def test_a_lesson_that_cannot_be_kept_is_not_lost(window: MainWindow, taught: LessonDialog, user_folder: Path) -> None:
    (user_folder / "models").write_text("no folder")
    taught.keep.click()
    rest(taught._library)
    (told,) = taught.findChildren(ErrorDialog)
    told.accept()
    assert taught.lesson is not None
    (user_folder / "models").unlink()
    taught.keep.click()
    rest(taught._library)
    assert window.choice.current == "softmax, my hand"


def test_closing_the_window_ends_a_lesson_under_way(qtbot: QtBot, window: MainWindow, dialog: LessonDialog) -> None:
    window.next_card.teach.click()
    window.close()
    assert not window.isVisible()


def test_a_table_of_a_single_digit_says_that_it_was_not_measured(qtbot: QtBot) -> None:
    table = LessonTable()
    qtbot.addWidget(table)
    table.show_lesson(teach(Library.of_user().load("softmax"), DIGITS[:1], LessonPlan(steps=2)))
    assert table.own[0].text() == "\N{EN DASH}"
    assert "single digit" in table.note.text()
