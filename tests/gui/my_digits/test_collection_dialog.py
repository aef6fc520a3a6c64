from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.data.my_digits import MyDigits
from digitpad.gui.my_digits.collection_dialog import PROMPTS, CollectionDialog
from digitpad.gui.my_digits.storage_thread import TakeBack
from digitpad.ink.ink import Ink
from digitpad.ink.ink_file import InkSample
from tests.gui.conftest import WAIT, Pen, heard
from tests.support.inks import SEVEN

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from digitpad.gui.my_digits.storage_thread import DigitsController


UPRIGHT = [(200, 100), (200, 400)]


@pytest.fixture
def kept(qtbot: QtBot, collection: CollectionDialog, digits: DigitsController) -> object:
    """Return the change by which the first digit has been kept."""
    Pen(collection.canvas).draw(UPRIGHT)
    return heard(qtbot, digits.answered, collection.next.click)[0].change


def test_it_stays_at_a_digit_that_was_not_kept_and_loses_no_ink(
    qtbot: QtBot, collection: CollectionDialog, digits: DigitsController, user_folder: Path
) -> None:
    user_folder.write_text("no folder")
    Pen(collection.canvas).draw(UPRIGHT)
    written = collection.canvas.drawing
    with qtbot.waitSignal(digits.failed, timeout=WAIT):
        collection.next.click()
        Pen(collection.canvas).draw([(100, 100), (300, 400)])  # before the refusal is there
        begun = collection.canvas.drawing
    assert collection.index == 0
    assert collection.canvas.drawing == written
    user_folder.unlink()
    heard(qtbot, digits.answered, collection.next.click)
    assert collection.index == 1
    assert collection.canvas.drawing == begun
    assert [sample.label for sample in MyDigits.of_user().samples()] == [0]


def test_of_several_digits_that_were_not_kept_the_first_is_asked_for(
    qtbot: QtBot, collection: CollectionDialog, digits: DigitsController, user_folder: Path
) -> None:
    user_folder.write_text("no folder")
    with qtbot.waitSignals([digits.failed] * 3, timeout=WAIT):
        for shift in (0, 20, 40):
            Pen(collection.canvas).draw([(200 + shift, 100), (200, 400)])
            collection.next.click()
    assert collection.index == 0
    user_folder.unlink()
    with qtbot.waitSignals([digits.answered] * 3, timeout=WAIT):
        for _ in range(3):
            collection.next.click()
    assert [sample.label for sample in MyDigits.of_user().samples()] == [0, 1, 2]


def test_a_digit_taken_back_elsewhere_can_be_kept_once_more(
    qtbot: QtBot, collection: CollectionDialog, digits: DigitsController, kept: object
) -> None:
    heard(qtbot, digits.answered, digits.submit, TakeBack(kept))
    collection.back.click()
    heard(qtbot, digits.answered, collection.next.click)
    assert [sample.label for sample in MyDigits.of_user().samples()] == [0]


def test_a_digit_taken_back_elsewhere_is_not_counted_at_the_end(
    qtbot: QtBot, collection: CollectionDialog, digits: DigitsController, kept: object
) -> None:
    while not collection.is_over:
        collection.skip.click()
    assert collection.prompt.text() == "Thank you: 1 kept"
    assert collection.focusWidget() is collection.teach
    heard(qtbot, digits.answered, digits.submit, TakeBack(kept))
    assert collection.prompt.text() == "Thank you: 0 kept"
    assert not collection.teach.isVisible()


def test_at_the_end_of_an_empty_collection_one_is_about_to_close_it(collection: CollectionDialog) -> None:
    while not collection.is_over:
        collection.skip.click()
    assert collection.focusWidget() is collection.close_button


def test_enter_on_a_button_presses_that_button(qtbot: QtBot, collection: CollectionDialog) -> None:
    Pen(collection.canvas).draw(UPRIGHT)
    collection.clear.setFocus()
    QTest.keyClick(collection.clear, Qt.Key.Key_Return)
    assert collection.index == 0
    assert collection.canvas.drawing == Ink()


def test_rows_that_cannot_be_read_are_told_of_while_one_writes(
    qtbot: QtBot, collection: CollectionDialog, digits: DigitsController
) -> None:
    assert not collection.notice.isVisible()
    MyDigits.of_user().add([InkSample(SEVEN, 7)])
    with closing(sqlite3.connect(MyDigits.of_user().path)) as connection:
        connection.execute("INSERT INTO digits (number, label, line, created) VALUES (4711, 3, '{', '')")
        connection.commit()
    Pen(collection.canvas).draw(UPRIGHT)
    heard(qtbot, digits.answered, collection.next.click)
    assert "4711" in collection.notice.text()
    assert collection.notice.isVisible()


def test_an_eight_is_asked_for_as_one_says_it(collection: CollectionDialog) -> None:
    for _ in range(PROMPTS.index(8)):
        collection.skip.click()
    assert collection.prompt.text() == "Write an 8"
