"""Closing the main window: refused while a thread is stuck, in the midst of answers, and of the whole program."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from digitpad.data.my_digits import MyDigits
from digitpad.gui.main_window import MainWindow
from digitpad.gui.my_digits.storage_thread import Count
from digitpad.gui.widgets.error_dialog import ErrorDialog
from digitpad.ink.ink import Ink
from digitpad.ink.ink_file import InkSample, write_ink_file
from digitpad.library.library import Library
from digitpad.settings import Settings, load_settings, settings_file
from tests.gui.conftest import WAIT, heard, rest
from tests.support.inks import ONE, SEVEN
from tests.support.library import some_checkpoint
from tests.support.processes import python

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from digitpad.gui.widgets.background import BackgroundWork

SEVEN_TOO = Ink.of([[(point.x + 1, point.y) for point in stroke] for stroke in SEVEN.strokes])


@pytest.mark.parametrize(
    "stuck",
    [
        lambda window: window.recognition,
        lambda window: window.my_digits.digits,
        lambda window: window.library,
        lambda window: window.settings_keeper._work,
    ],
    ids=["recognition", "my digits", "library", "settings"],
)
def test_after_a_close_that_was_refused_everything_works_on(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, stuck: Callable[[MainWindow], BackgroundWork[object]]
) -> None:
    rest(window.library)
    work, freed, operation = stuck(window), threading.Event(), stuck(window)._operation
    work.shut_down_milliseconds = 50
    work._operation = lambda request, job: operation(request, job) if freed.wait(60) else None
    window.canvas.show_drawing(SEVEN)
    window.my_digits.digits.submit(Count())
    window.library.list_names()
    window.tools.pen.setValue(30)
    window.settings_keeper.save(window._chosen_settings())
    assert not window.close()
    assert window.isVisible()
    for told in window.findChildren(ErrorDialog):
        told.accept()
    freed.set()
    rest(work)
    write_ink_file(tmp_path / "one.jsonl", [InkSample(ONE)])
    window.files.open(tmp_path / "one.jsonl")
    qtbot.waitUntil(lambda: window.canvas.drawing == ONE, timeout=WAIT)
    heard(qtbot, window.recognition.answered, window.canvas.show_drawing, SEVEN)
    window.actions_of_window.labels.actions()[7].trigger()
    qtbot.waitUntil(lambda: "1 of my digits" in window.my_digits.line.text.text(), timeout=WAIT)
    assert [sample.label for sample in MyDigits.of_user().samples()] == [7]
    Library.of_user().add("mine", some_checkpoint())
    heard(qtbot, window.library.listed, window.library.list_names)
    assert window.library.own_names == ("mine",)
    window.tools.pen.setValue(31)
    assert window.close()
    assert load_settings(settings_file()).pen_width == 31


def test_a_user_folder_that_is_deleted_meanwhile_is_made_anew_and_what_is_kept_then_is_there(
    qtbot: QtBot, window: MainWindow, user_folder: Path
) -> None:
    label = window.actions_of_window.labels.actions()[7]
    heard(qtbot, window.recognition.answered, window.canvas.show_drawing, SEVEN)
    heard(qtbot, window.my_digits.digits.answered, label.trigger)
    rest(window.library)
    shutil.rmtree(user_folder)
    heard(qtbot, window.recognition.answered, window.canvas.show_drawing, SEVEN_TOO)
    heard(qtbot, window.my_digits.digits.answered, label.trigger)
    window.tools.pen.setValue(31)
    kept: list[object] = []
    window.library.carry_out(lambda library: library.add("mine", some_checkpoint()), kept.append, kept.append)
    assert window.close()
    assert [sample.label for sample in MyDigits.of_user().samples()] == [7]
    assert Library.of_user().find("mine") in kept
    assert load_settings(settings_file()).pen_width == 31
    assert not window.findChildren(ErrorDialog)


@pytest.mark.parametrize("count", [3, pytest.param(100, marks=pytest.mark.long)])
def test_windows_closed_in_the_midst_of_answers_end_without_a_warning_when_they_are_gone(
    qtbot: QtBot, dressed: QApplication, count: int
) -> None:
    for number in range(count):
        window = MainWindow(Settings())
        with qtbot.waitSignal(window.first_painted, timeout=WAIT):
            window.show()
        for turn in range(number % 4):
            window.canvas.show_drawing((SEVEN, ONE)[turn % 2])
            window.my_digits.digits.submit(Count())
            window.library.list_names()
            QCoreApplication.processEvents()
        assert window.close()
        window.deleteLater()
        del window
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()


def test_a_thread_that_never_ends_does_not_abort_the_program_that_quits(user_folder: Path) -> None:
    done = python("-c", _STUCK, succeeds=False)
    assert (done.returncode, done.stdout) == (0, "quitting\n"), done.stderr
    assert "Destroyed" not in done.stderr
    assert load_settings(settings_file()).pen_width == 31


_STUCK = """
import sys, time
from PySide6.QtCore import QCoreApplication, QTimer
from digitpad.gui import app
from digitpad.gui.main_window import MainWindow

def get_stuck(self):
    work = self.my_digits.digits
    work._operation, work.shut_down_milliseconds = lambda *_: time.sleep(600), 50
    work.submit(None)
    self.tools.pen.setValue(31)
    self.settings_keeper.save(self._chosen_settings())
    print("quitting", flush=True)
    QTimer.singleShot(200, lambda: QCoreApplication.exit(0))

begin = MainWindow._begin
MainWindow._begin = lambda self: (begin(self), get_stuck(self))
sys.exit(app.run([]))
"""
"""The application ends without a word to the window, one of whose threads never does."""
