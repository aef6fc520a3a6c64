from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from digitpad.data import my_digits
from digitpad.data.my_digits import MyDigits
from digitpad.gui.my_digits.collection_dialog import PROMPTS, CollectionDialog
from digitpad.gui.my_digits.dialog import MyDigitsDialog
from digitpad.gui.my_digits.storage_thread import DigitsController, Import, Keep
from digitpad.gui.widgets import theme
from digitpad.gui.widgets.error_dialog import ErrorDialog
from digitpad.gui.widgets.number_text import with_article
from digitpad.ink.ink import Ink
from digitpad.ink.ink_file import InkSample, read_ink_file, write_ink_file
from digitpad.ink.labelled_drawing import LabelledDrawing
from tests.gui.conftest import WAIT, Pen, heard, opened
from tests.support.inks import ONE, SEVEN, THREE, ZERO

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from digitpad.gui.main_window import MainWindow


@pytest.fixture
def dialog(qtbot: QtBot, digits: DigitsController) -> MyDigitsDialog:
    """Return my digits with a seven, a one and a zero in them, on screen."""
    MyDigits.of_user().add([InkSample(SEVEN, 7), InkSample(ONE, 1), InkSample(ZERO, 0)])
    made = MyDigitsDialog(digits)
    qtbot.addWidget(made)
    made.show()
    made.open_digits()
    qtbot.waitUntil(lambda: len(made.pages.grid.cells) == 3, timeout=WAIT)
    return made


def kept() -> list[int | None]:
    return [sample.label for sample in MyDigits.of_user().samples()]


def captions(dialog: MyDigitsDialog) -> list[str]:
    return [cell.label for cell in dialog.pages.grid.cells]


def choose(dialog: MyDigitsDialog, place: int) -> None:
    dialog.pages.grid.setFocus()
    QTest.keyClick(dialog.pages.grid, Qt.Key.Key_Right)
    for _ in range(place):
        QTest.keyClick(dialog.pages.grid, Qt.Key.Key_Right)


def test_one_click_keeps_the_drawing_and_one_takes_it_back(qtbot: QtBot, window: MainWindow) -> None:
    row, line = window.tools.labels, window.my_digits.line
    assert not any(button.isEnabled() for button in row.buttons)
    Pen(window.canvas).draw([(100, 100), (300, 100), (180, 400)])
    assert all(button.isEnabled() for button in row.buttons)
    row.buttons[7].click()
    qtbot.waitUntil(line.undo.isVisible, timeout=WAIT)
    assert line.text.text() == "Kept as 7. 1 of my digits kept"
    assert kept() == [7]
    assert window.canvas.drawing != Ink()
    line.undo.click()
    qtbot.waitUntil(lambda: not line.undo.isVisible(), timeout=WAIT)
    assert line.text.text() == "Taken back. 0 of my digits kept"
    assert kept() == []


def test_what_was_kept_too_long_ago_to_take_back_is_not_said_to_be_taken_back(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, line = window.tools.labels, window.my_digits.line
    Pen(window.canvas).draw([(100, 100), (300, 100), (180, 400)])
    row.buttons[7].click()
    qtbot.waitUntil(line.undo.isVisible, timeout=WAIT)
    monkeypatch.setattr(my_digits, "KEPT_CHANGES", 1)
    MyDigits.of_user().add([InkSample(SEVEN, 7)])
    MyDigits.of_user().add([InkSample(ONE, 1)])
    line.undo.click()
    qtbot.waitUntil(lambda: not line.undo.isVisible(), timeout=WAIT)
    assert kept() == [7, 7, 1]
    assert "3" in line.text.text()
    assert not line.text.text().startswith("Taken back")


def test_a_key_keeps_the_drawing(qtbot: QtBot, window: MainWindow) -> None:
    Pen(window.canvas).draw([(200, 100), (200, 400)])
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(window.my_digits.line.undo.isVisible, timeout=WAIT)
    assert kept() == [1]


def test_a_window_says_how_many_digits_were_kept_before_and_makes_no_file_by_looking(
    qtbot: QtBot, window: MainWindow
) -> None:
    assert not MyDigits.of_user().path.exists()
    MyDigits.of_user().add([InkSample(SEVEN, 7), InkSample(ONE, 1)])
    window.my_digits.begin()
    qtbot.waitUntil(lambda: window.my_digits.line.text.text() == "2 of my digits kept", timeout=WAIT)
    assert not window.my_digits.line.undo.isVisible()


def test_a_damaged_file_is_told_in_the_window(qtbot: QtBot, window: MainWindow) -> None:
    MyDigits.of_user().add([InkSample(SEVEN, 7)])
    MyDigits.of_user().path.write_bytes(b"no database at all, yet long enough to be taken for one" * 40)
    window.my_digits.begin()
    qtbot.waitUntil(lambda: bool(window.findChildren(ErrorDialog)), timeout=WAIT)
    (told,) = window.findChildren(ErrorDialog)
    assert "set aside whole" in told.error.detail
    told.accept()


def test_digits_are_shown_with_the_newest_first_and_counted(dialog: MyDigitsDialog) -> None:
    assert captions(dialog) == ["0", "1", "7"]
    assert dialog.pages.labels.itemText(0) == "All  (3)"
    assert dialog.pages.labels.itemText(8) == "7  (1)"
    assert dialog.pages.pager.range.text() == "1 to 3 of 3, the newest first"
    assert not dialog.delete.isEnabled()


def test_one_label_can_be_looked_at(qtbot: QtBot, dialog: MyDigitsDialog) -> None:
    dialog.pages.labels.setCurrentIndex(8)
    qtbot.waitUntil(lambda: captions(dialog) == ["7"], timeout=WAIT)


def test_a_digit_is_relabelled_deleted_and_both_taken_back(qtbot: QtBot, dialog: MyDigitsDialog) -> None:
    choose(dialog, 1)
    dialog.row.buttons[4].click()
    qtbot.waitUntil(lambda: captions(dialog) == ["0", "4", "7"], timeout=WAIT)
    assert kept() == [7, 4, 0]
    dialog.delete.click()
    qtbot.waitUntil(lambda: captions(dialog) == ["0", "7"], timeout=WAIT)
    dialog.undo.click()
    qtbot.waitUntil(lambda: captions(dialog) == ["0", "4", "7"], timeout=WAIT)
    dialog.undo.click()
    qtbot.waitUntil(lambda: captions(dialog) == ["0", "1", "7"], timeout=WAIT)


def test_the_chosen_digit_stays_chosen_when_others_come_before_it(
    qtbot: QtBot, dialog: MyDigitsDialog, digits: DigitsController
) -> None:
    choose(dialog, 1)
    digits.submit(Keep(THREE, 3))
    qtbot.waitUntil(lambda: captions(dialog) == ["3", "0", "1", "7"], timeout=WAIT)
    dialog.delete.click()
    qtbot.waitUntil(lambda: captions(dialog) == ["3", "0", "7"], timeout=WAIT)
    dialog.undo.click()
    qtbot.waitUntil(lambda: len(captions(dialog)) == 4, timeout=WAIT)
    assert kept() == [7, 1, 0, 3]


def test_a_digit_pushed_off_the_page_is_not_chosen_any_more(
    qtbot: QtBot, dialog: MyDigitsDialog, digits: DigitsController
) -> None:
    size = dialog.pages.grid.capacity
    MyDigits.of_user().add([InkSample(THREE, 3)] * (size - 3))
    dialog.open_digits()
    qtbot.waitUntil(lambda: len(captions(dialog)) == size, timeout=WAIT)
    choose(dialog, size - 1)
    assert dialog.delete.isEnabled()
    digits.submit(Keep(Ink.of([[(100, 100), (200, 300)]]), 0))
    qtbot.waitUntil(lambda: captions(dialog)[0] == "0", timeout=WAIT)
    assert not dialog.delete.isEnabled()


@pytest.mark.parametrize(("place", "following"), [(0, 1), (1, 7), (2, 1)])
def test_the_next_digit_is_chosen_after_a_deletion_and_the_last_at_the_end(
    qtbot: QtBot, dialog: MyDigitsDialog, place: int, following: int
) -> None:
    choose(dialog, place)
    dialog.delete.click()
    qtbot.waitUntil(lambda: len(captions(dialog)) == 2, timeout=WAIT)
    assert dialog.pages.selected is not None
    assert dialog.pages.selected.label == following
    assert dialog.delete.isEnabled()


def test_the_last_digit_is_chosen_after_the_deletion_of_the_only_one_on_the_last_page(
    qtbot: QtBot, dialog: MyDigitsDialog
) -> None:
    size = dialog.pages.grid.capacity
    MyDigits.of_user().add([InkSample(THREE, 3)] * (size - 2))
    dialog.open_digits()
    qtbot.waitUntil(lambda: len(captions(dialog)) == size, timeout=WAIT)
    dialog.pages.pager.turn(1)
    qtbot.waitUntil(lambda: captions(dialog) == ["7"], timeout=WAIT)
    choose(dialog, 0)
    dialog.delete.click()
    qtbot.waitUntil(lambda: len(captions(dialog)) == size, timeout=WAIT)
    assert dialog.pages.selected is not None
    assert (dialog.pages.grid.selected, dialog.pages.selected.label) == (size - 1, 1)


def test_a_digit_goes_back_to_the_pad(qtbot: QtBot, dialog: MyDigitsDialog) -> None:
    choose(dialog, 0)
    (wanted,) = heard(qtbot, dialog.drawing_wanted, dialog.show_button.click)
    ink = wanted.drawing
    assert (len(ink.strokes), ink.point_count, wanted.label) == (1, ZERO.point_count, "0")


def test_digits_go_out_and_come_in_as_ink_files(
    qtbot: QtBot, dialog: MyDigitsDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, come = tmp_path / "out", tmp_path / "come.jsonl"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    dialog.export.click()
    qtbot.waitUntil(lambda: dialog.note.text() == "3 written to out.jsonl", timeout=WAIT)
    assert len(read_ink_file(tmp_path / "out.jsonl").samples) == 3
    write_ink_file(come, [InkSample(THREE, 3), InkSample(SEVEN, 7), InkSample(SEVEN)])
    come.write_bytes(come.read_bytes() + b"no ink\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(come), ""))
    dialog.import_button.click()
    qtbot.waitUntil(lambda: captions(dialog) == ["3", "0", "1", "7"], timeout=WAIT)
    assert dialog.note.text() == "1 added, 1 known, 1 without a label, 1 unreadable"


def test_an_ink_file_that_is_not_there_is_refused(qtbot: QtBot, digits: DigitsController, tmp_path: Path) -> None:
    error = heard(qtbot, digits.failed, digits.submit, Import(tmp_path / "absent.jsonl"))[0]
    assert "cannot be read" in error.title


def test_pages_are_turned_and_the_last_one_vanishes_with_its_digits(qtbot: QtBot, dialog: MyDigitsDialog) -> None:
    size = dialog.pages.grid.capacity
    inks = [Ink.of([[(number, 0), (9, 90)]]) for number in range(size - 2)]
    MyDigits.of_user().add([InkSample(ink, 5) for ink in inks])
    dialog.open_digits()
    qtbot.waitUntil(lambda: len(captions(dialog)) == size, timeout=WAIT)
    dialog.pages.pager.next.click()
    qtbot.waitUntil(lambda: captions(dialog) == ["7"], timeout=WAIT)
    choose(dialog, 0)
    dialog.delete.click()
    qtbot.waitUntil(lambda: len(captions(dialog)) == size, timeout=WAIT)
    assert not dialog.pages.pager.back.isEnabled()


def test_a_change_of_theme_paints_the_digits_anew(qtbot: QtBot, dialog: MyDigitsDialog, dressed: QApplication) -> None:
    light = dialog.pages.grid.cells[0].image.pixelColor(0, 0)
    theme.apply_theme(dressed, theme.Theme.DARK)
    qtbot.waitUntil(lambda: dialog.pages.grid.cells[0].image.pixelColor(0, 0) != light, timeout=WAIT)


def test_each_digit_is_asked_for_twice_and_kept_at_once(qtbot: QtBot, collection: CollectionDialog) -> None:
    for number, label in enumerate(PROMPTS):
        assert collection.prompt.text() == f"Write {with_article(label)}"
        assert collection.progress_text.text() == f"{number + 1} of 20"
        assert not collection.next.isEnabled()
        Pen(collection.canvas).draw([(100 + number, 100), (300, 100), (180, 400)])
        QTest.keyClick(collection, Qt.Key.Key_Space)
    assert collection.is_over
    assert collection.prompt.text() == "Thank you: 20 kept"
    qtbot.waitUntil(lambda: len(kept()) == 20, timeout=WAIT)
    assert kept() == list(PROMPTS)
    heard(qtbot, collection.teaching_wanted, collection.teach.click)


def test_skipping_keeps_nothing_and_going_back_writes_a_digit_anew(qtbot: QtBot, collection: CollectionDialog) -> None:
    collection.skip.click()
    assert collection.prompt.text() == "Write a 1"
    Pen(collection.canvas).draw([(100, 100), (300, 400)])
    collection.next.click()
    collection.back.click()
    assert collection.canvas.drawing != Ink()
    collection.clear.click()
    Pen(collection.canvas).draw([(200, 100), (200, 400)])
    collection.next.click()
    assert collection.index == 2
    collection.back.click()
    collection.next.click()  # as it was: it is not kept a second time
    collection._digits.submit(Keep(SEVEN, 7))  # what was asked before has been done when this has
    qtbot.waitUntil(lambda: kept() == [1, 7], timeout=WAIT)  # the first one, kept in between, is taken back
    first = MyDigits.of_user().samples()[0].ink
    assert first.bounds is not None
    assert first.bounds.width == pytest.approx(0, abs=2)


def test_a_digit_that_could_not_be_kept_is_asked_for_again(
    qtbot: QtBot, collection: CollectionDialog, user_folder: Path
) -> None:
    user_folder.write_text("no folder")
    Pen(collection.canvas).draw([(200, 100), (200, 400)])
    heard(qtbot, collection._digits.failed, collection.next.click)
    assert collection.prompt.text() == "Write a 0"
    assert collection.canvas.drawing != Ink()


def test_the_windows_are_opened_from_the_menus(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_of_window.my_digits.trigger()
    window.actions_of_window.collect.trigger()
    dialog, collection = opened(window.my_digits.digits_window), opened(window.my_digits.collection)
    dialog.drawing_wanted.emit(LabelledDrawing(ZERO, "mine", label="0"))
    assert window.canvas.drawing == ZERO
    collection.close()
    qtbot.waitUntil(lambda: window.my_digits.collection.window is None, timeout=WAIT)
