"""What nobody expected ends no window: it is logged once, and shown once with a report to copy."""

from __future__ import annotations

import gc
import logging
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QThread, qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from digitpad.gui import unexpected
from digitpad.gui.unexpected import UnexpectedHandler
from digitpad.gui.widgets.background import BackgroundWork, unexpected_error
from digitpad.gui.widgets.error_dialog import ErrorDialog, show_error
from digitpad.gui.widgets.report_dialog import ReportDialog
from tests.gui.conftest import put_on_screen
from tests.support.processes import python

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def owner(qtbot: QtBot, dressed: QApplication) -> QWidget:
    """Return a window in which things go wrong."""
    return put_on_screen(qtbot, QWidget(), 300, 200)


@pytest.fixture
def handler(owner: QWidget) -> Iterator[UnexpectedHandler]:
    """Return the handler of that window."""
    made = UnexpectedHandler(owner)
    yield made
    made.restore()


def shown(owner: QWidget) -> list[ReportDialog]:
    QApplication.processEvents()
    return [dialog for dialog in owner.findChildren(ReportDialog) if dialog.isVisible()]


def fail(text: str = "odd") -> None:
    raise ValueError(text)


def in_a_slot(owner: QWidget) -> None:
    button = QPushButton(owner)
    button.clicked.connect(lambda _checked: fail())
    button.click()


def in_a_thread(_owner: QWidget) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def in_a_thread_of_qt(_owner: QWidget) -> None:
    class Fails(QThread):
        def run(self) -> None:
            fail()

    thread = Fails()
    thread.start()
    thread.wait()


def in_a_destructor(_owner: QWidget) -> None:
    class Fails:
        def __del__(self) -> None:
            fail()

    Fails()
    gc.collect()


@pytest.mark.qt_no_exception_capture
@pytest.mark.parametrize("place", [in_a_slot, in_a_thread, in_a_thread_of_qt, in_a_destructor])
def test_the_window_goes_on_and_shows_a_report_wherever_it_was_raised(
    handler: UnexpectedHandler, owner: QWidget, place: Callable[[QWidget], None]
) -> None:
    place(owner)
    (dialog,) = shown(owner)
    report = dialog.report.toPlainText()
    assert "ValueError: odd" in report
    assert place.__name__ in report or "fail" in report
    assert owner.isVisible()


PAINTS_AND_FAILS = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from digitpad.__main__ import run
from digitpad.gui import app
from digitpad.gui.widgets.report_dialog import ReportDialog

open_window = app.open_window

class Fails(QWidget):
    times = 0
    def paintEvent(self, event):
        Fails.times += 1
        if Fails.times < 100:
            self.update()
        raise ValueError("odd")

def end(window):
    if Fails.times >= 100 and window.findChildren(ReportDialog):
        window.timer.stop()  # closing runs the event loop, too
        print(window.isVisible(), [dialog.report.toPlainText().count("ValueError: odd")
            for dialog in window.findChildren(ReportDialog)])
        window.close()

def failing(argv):
    application, window = open_window(argv)
    window.failing = Fails(window)
    window.failing.show()
    window.timer = QTimer(interval=50)
    window.timer.timeout.connect(lambda: end(window))
    window.timer.start()
    return application, window

app.open_window = failing
raise SystemExit(run([]))
"""


def test_a_window_that_fails_at_every_paint_goes_on_and_says_so_once(user_folder: Path) -> None:
    done = python("-c", PAINTS_AND_FAILS)
    assert done.stdout == "True [1]\n"
    log = (user_folder / "logs" / "digitpad.log").read_text()
    assert log.count("Traceback") == 1
    assert "100 times" in log


def hear(text: str = "odd") -> None:
    """Have something go wrong as PySide tells it."""
    try:
        fail(text)
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)


def hear_elsewhere() -> None:
    try:
        int("else")
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)


def test_the_same_fault_again_and_again_is_shown_and_logged_once(
    handler: UnexpectedHandler, owner: QWidget, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(200):
        hear()
    (dialog,) = shown(owner)
    assert dialog.report.toPlainText().count("Traceback") == 1
    assert sum(record.exc_info is not None for record in caplog.records) == 1
    dialog.close()
    hear()
    assert shown(owner) == []


def test_another_fault_is_added_to_the_dialog_that_is_open(handler: UnexpectedHandler, owner: QWidget) -> None:
    hear()
    hear_elsewhere()
    (dialog,) = shown(owner)
    assert dialog.report.toPlainText().count("Traceback") == 2


def test_there_is_an_end_to_dialogs(
    handler: UnexpectedHandler, owner: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unexpected, "MOST_DIALOGS", 1)
    hear()
    shown(owner)[0].close()
    QApplication.sendPostedEvents(None, 0)
    hear_elsewhere()
    assert shown(owner) == []


def test_what_cannot_be_shown_is_printed(
    handler: UnexpectedHandler, owner: QWidget, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(unexpected, "show_report", lambda *_: fail("no dialog"))
    hear()
    assert shown(owner) == []
    assert "ValueError: odd" in (err := capsys.readouterr().err)
    assert "no dialog" in err


def test_a_report_names_no_personal_path(handler: UnexpectedHandler, owner: QWidget, user_folder: Path) -> None:
    hear(f"{user_folder}/models")
    text = shown(owner)[0].report.toPlainText()
    assert "<user folder>/models" in text
    assert str(user_folder) not in text


@pytest.mark.qt_log_ignore("so it goes")
def test_what_qt_warns_of_is_logged(handler: UnexpectedHandler, caplog: pytest.LogCaptureFixture) -> None:
    qWarning("so it goes")
    assert ("Qt", logging.WARNING, "so it goes") in caplog.record_tuples


def test_the_report_is_copied_and_the_dialog_closed_by_keys(handler: UnexpectedHandler, owner: QWidget) -> None:
    hear()
    (dialog,) = shown(owner)
    QTest.keyClick(dialog.copy, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == dialog.report.toPlainText()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert shown(owner) == []


def test_the_report_fits_a_small_screen_whatever_it_says(handler: UnexpectedHandler, owner: QWidget) -> None:
    hear("x" * 5000 + "\n" * 500)
    (dialog,) = shown(owner)
    assert dialog.width() <= 1280
    assert dialog.height() <= 680


def test_an_unexpected_error_of_background_work_can_be_copied(qtbot: QtBot, owner: QWidget, user_folder: Path) -> None:
    work: BackgroundWork[str] = BackgroundWork(lambda text, _job: fail(text), "test", owner, error_title="It failed")
    with qtbot.waitSignal(work.failed) as caught:
        work.submit(f"{user_folder}/x")
    assert caught.args is not None
    dialog = show_error(caught.args[0], owner)
    dialog.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "Traceback" in copied
    assert str(user_folder) not in copied
    dialog.close()
    assert work.shut_down()


def test_an_error_that_was_foreseen_has_no_report(owner: QWidget) -> None:
    error = unexpected_error(ValueError("x"), "Title", "{reason}")
    error.trace = ""
    assert not hasattr(ErrorDialog(error, owner), "copy")


def test_everything_is_given_back(owner: QWidget) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    made = UnexpectedHandler(owner)
    assert sys.excepthook is not before[0]
    made.restore()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before
