from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from digitpad.data.my_digits import FILE, MyDigits
from digitpad.gui.my_digits.dialog import MyDigitsDialog
from digitpad.gui.my_digits.storage_thread import Count, DigitsController
from digitpad.gui.widgets.error_dialog import ErrorDialog
from digitpad.ink.ink_file import InkSample
from tests.gui.conftest import WAIT, opened
from tests.support.inks import SEVEN

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from digitpad.errors import DigitpadError
    from digitpad.gui.main_window import MainWindow

UNREADABLE = "My digits could not be read"


@pytest.fixture
def unreadable(user_folder: Path) -> Path:
    """Return a file of digits that cannot be opened: a folder is in its place."""
    path = user_folder / FILE
    path.mkdir(parents=True)
    return path


def settle(qtbot: QtBot, digits: DigitsController, path: Path) -> None:
    """Wait until all that was asked has been answered: requests are worked on in their order."""
    seen = False
    while not seen:
        with qtbot.waitSignal(digits.failed if path.is_dir() else digits.answered, timeout=WAIT) as told:
            digits.submit(request := Count())
        seen = getattr(told.args[-1], "request", told.args[-1]) is request


def test_an_error_is_told_once_when_the_window_opens(qtbot: QtBot, window: MainWindow, unreadable: Path) -> None:
    settle(qtbot, window.my_digits.digits, unreadable)
    before = len(window.findChildren(ErrorDialog))
    window.actions_of_window.my_digits.trigger()
    dialog = opened(window.my_digits.digits_window)
    wait_until_unreadable(qtbot, dialog)
    dialog.resize(dialog.width() + 200, dialog.height() + 150)
    settle(qtbot, window.my_digits.digits, unreadable)
    assert len(window.findChildren(ErrorDialog)) - before == 2  # that of opening, and that of settling


def open_dialog(qtbot: QtBot, digits: DigitsController) -> MyDigitsDialog:
    dialog = MyDigitsDialog(digits)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.open_digits()
    return dialog


def wait_until_unreadable(qtbot: QtBot, dialog: MyDigitsDialog) -> None:
    qtbot.waitUntil(lambda: dialog.pages.pager.range.text() == UNREADABLE, timeout=WAIT)


def wait_until_shown(qtbot: QtBot, dialog: MyDigitsDialog) -> None:
    qtbot.waitUntil(lambda: len(dialog.pages.grid.cells) == 1, timeout=WAIT)


def test_nothing_is_offered_that_needs_digits_which_cannot_be_read(
    qtbot: QtBot, digits: DigitsController, unreadable: Path
) -> None:
    refusals: list[DigitpadError] = []
    digits.failed.connect(lambda error, _request: refusals.append(error))
    dialog = open_dialog(qtbot, digits)
    wait_until_unreadable(qtbot, dialog)
    pages = dialog.pages
    for control in (dialog.undo, dialog.export, dialog.delete, dialog.show_button, pages.pager.back, pages.pager.next):
        assert not control.isEnabled()
    assert not pages.labels.isEnabled()
    assert len(refusals) == 1


def test_digits_that_can_be_read_again_are_shown(qtbot: QtBot, digits: DigitsController, unreadable: Path) -> None:
    dialog = open_dialog(qtbot, digits)
    wait_until_unreadable(qtbot, dialog)
    unreadable.rmdir()
    MyDigits.of_user().add([InkSample(SEVEN, 7)])
    dialog.open_digits()
    wait_until_shown(qtbot, dialog)
    assert dialog.undo.isEnabled()
    assert dialog.export.isEnabled()
    assert dialog.pages.labels.isEnabled()


def test_digits_that_cannot_be_read_any_more_are_not_shown(
    qtbot: QtBot, digits: DigitsController, user_folder: Path
) -> None:
    MyDigits.of_user().add([InkSample(SEVEN, 7)])
    dialog = open_dialog(qtbot, digits)
    wait_until_shown(qtbot, dialog)
    settle(qtbot, digits, user_folder / FILE)
    for file in user_folder.iterdir():
        file.unlink()
    (user_folder / FILE).mkdir()
    dialog.open_digits()
    wait_until_unreadable(qtbot, dialog)
    assert dialog.pages.grid.cells == ()
    assert not dialog.undo.isEnabled()
    assert not dialog.export.isEnabled()


def test_rows_that_are_no_digits_are_named_and_the_others_shown(
    qtbot: QtBot, digits: DigitsController, user_folder: Path
) -> None:
    mine = MyDigits.of_user()
    mine.add([InkSample(SEVEN, 7)])
    with closing(sqlite3.connect(mine.path)) as connection:
        connection.execute("INSERT INTO digits (number, label, line, created) VALUES (4711, 3, '{', '')")
        connection.commit()
    dialog = open_dialog(qtbot, digits)
    wait_until_shown(qtbot, dialog)
    assert "4711" in dialog.notice.text()
    assert dialog.notice.isVisible()
    assert dialog.export.isEnabled()
