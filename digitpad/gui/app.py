"""The application: check for a screen, make the application, open the window.

Imports no Qt by itself, because Qt's own libraries may be missing.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.gui import preflight

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

    from digitpad.gui.main_window import MainWindow
    from digitpad.settings import ThemeChoice

LONGEST_WAIT = 30.0
"""Seconds to wait for a window: a slow disk may take some to load numpy."""

SWITCH_SECONDS = 0.001
"""How long a thread may go on in Python while the window's waits for its turn, many times in one act.

With Python's own 5 ms, an event waited 4.2 ms in the middle beside a thread of pure Python, with 1 ms 0.24, while that
thread lost 6 % of its pace. Training with torch loses nothing.
"""


def run(argv: list[str]) -> int:
    """Open the window and return the exit status once it was closed.

    `argv`: arguments without the program's name: a picture or ink file to open, or nothing.

    Returns 0, or 130 if Ctrl+C closed it.
    """
    application, window = open_window(argv)
    from digitpad.gui.crash_handling import CrashHandling  # noqa: PLC0415
    from digitpad.gui.garbage import GarbageCollector  # noqa: PLC0415 - Qt's libraries are there only after the check
    from digitpad.gui.quitting import QuitOnSignal  # noqa: PLC0415
    from digitpad.gui.torch_libraries import TorchLibraries  # noqa: PLC0415
    from digitpad.gui.widgets.background import BackgroundWork  # noqa: PLC0415

    TorchLibraries().install()
    quitting, garbage, resort = QuitOnSignal(window), GarbageCollector(window), CrashHandling(window)
    status = quitting.status(application.exec())
    resort.end()
    garbage.stop()
    quitting.restore()
    if any(work.is_stuck for work in window.findChildren(BackgroundWork)):
        # All that was to be kept is kept, but Qt would abort: a thread that runs cannot be taken down.
        logging.shutdown()
        os._exit(status)
    return status


def open_window(argv: list[str]) -> tuple[QApplication, MainWindow]:
    """Make the application and show the window; the caller runs the event loop."""
    preflight.check()
    sys.setswitchinterval(SWITCH_SECONDS)
    from digitpad.gui.main_window import MainWindow  # noqa: PLC0415 - Qt's libraries are there only after the check
    from digitpad.settings import load_settings, settings_file  # noqa: PLC0415

    settings = load_settings(settings_file())
    application = make_application(settings.theme)
    window = MainWindow(settings)
    window.show()
    if argv:
        window.files.open(Path(argv[0]))
    return application, window


def wait_until(is_over: Callable[[], bool], seconds: float = LONGEST_WAIT) -> bool:
    """Run the event loop until something is so; whether it was before the time ran out."""
    from PySide6.QtCore import QEventLoop, QTimer  # noqa: PLC0415 - Qt's libraries are there only after the check

    loop = QEventLoop()
    alarm = QTimer(singleShot=True)
    alarm.start(round(1000 * seconds))
    while not is_over():
        if not alarm.isActive():
            return False
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    return True


def make_application(choice: ThemeChoice) -> QApplication:
    """Return the one application, in its theme."""
    from PySide6.QtCore import Qt  # noqa: PLC0415 - Qt's libraries are there only after the check
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from digitpad import __version__  # noqa: PLC0415
    from digitpad.gui.widgets import theme  # noqa: PLC0415

    # Every point the pen passed counts, also those between two frames.
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, on=False)
    QApplication.setApplicationName("digitpad")
    QApplication.setApplicationVersion(__version__)
    QApplication.setDesktopFileName("digitpad")
    application = QApplication(["digitpad"])
    theme.apply_theme(application, theme.chosen(choice))
    return application
