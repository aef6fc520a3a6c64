"""The doctor in a window."""

from __future__ import annotations

import subprocess
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
    done = subprocess.CompletedProcess([], 0, "2.0\n", "")
    monkeypatch.setattr(system_checks.subprocess, "run", lambda *_, **__: done)
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
