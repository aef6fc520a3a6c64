"""The doctor in a window."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from digitpad.diagnostics import system_checks
from digitpad.gui.app import wait_until
from digitpad.gui.doctor_dialog import DoctorDialog
from tests.gui.conftest import WAIT, put_on_screen

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from digitpad.gui.main_window import MainWindow


def test_problems_come_first_and_all_can_be_copied(
    qtbot: QtBot, dressed: QApplication, user_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_checks, "LOADS_TORCH", (sys.executable, "-S", "-c", "print(2.0)"))
    (user_folder / "runs").mkdir(parents=True)
    (user_folder / "runs" / "a.json").write_text("{")
    dialog = put_on_screen(qtbot, DoctorDialog())
    with qtbot.waitSignal(dialog.work.succeeded, timeout=WAIT):
        dialog.look()
    assert [found.what for found in dialog.findings if not found.is_ok] == ["run records"]
    assert dialog.lines.text().index("a.json") < dialog.lines.text().index("Python")
    dialog.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert len(copied.splitlines()) == len(dialog.findings)
    assert str(user_folder) not in copied
    assert dialog.work.shut_down()


def test_a_window_that_is_closed_ends_the_doctor(window: MainWindow) -> None:
    window.tool_windows.show_doctor()
    doctor = window.findChild(DoctorDialog)
    assert doctor is not None
    assert wait_until(doctor.work.thread_of_worker.isRunning)
    assert window.close()
    assert not doctor.work.thread_of_worker.isRunning()


def test_closing_does_not_wait_for_torch_to_load(
    qtbot: QtBot, dressed: QApplication, user_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = tmp_path / "began"
    slow = f"import pathlib, time; pathlib.Path({str(began)!r}).touch(); time.sleep(60)"
    monkeypatch.setattr(system_checks, "LOADS_TORCH", (sys.executable, "-S", "-c", slow))
    dialog = put_on_screen(qtbot, DoctorDialog())
    dialog.look()
    qtbot.waitUntil(began.exists, timeout=WAIT)
    asked = time.monotonic()
    with qtbot.waitSignal(dialog.work.cancelled, timeout=WAIT):
        assert dialog.work.shut_down()
    assert time.monotonic() - asked < 5
