"""The way into the window: is there a screen, then the application, then the window.

Imports no Qt by itself, because Qt's own libraries may be missing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.gui import preflight

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from digitpad.gui.main_window import MainWindow
    from digitpad.settings import ThemeChoice


def run(argv: list[str]) -> int:
    """Open the window and return the exit status once it was closed.

    `argv`: arguments without the program's name: a picture or ink file to open, or nothing.

    Returns 0, or 130 if Ctrl+C closed it.
    """
    application, window = open_window(argv)
    from digitpad.gui.garbage import GarbageCollector  # noqa: PLC0415 - Qt's libraries are there only after the check
    from digitpad.gui.quitting import QuitOnSignal  # noqa: PLC0415

    quitting, garbage = QuitOnSignal(window), GarbageCollector(window)
    status = quitting.status(application.exec())
    garbage.stop()
    quitting.restore()
    return status


def open_window(argv: list[str]) -> tuple[QApplication, MainWindow]:
    """Make the application and show the window; the caller runs the event loop."""
    preflight.check()
    from digitpad.gui.main_window import MainWindow  # noqa: PLC0415 - Qt's libraries are there only after the check
    from digitpad.settings import load_settings, settings_file  # noqa: PLC0415

    settings = load_settings(settings_file())
    application = make_application(settings.theme)
    window = MainWindow(settings)
    window.show()
    if argv:
        window.files.open(Path(argv[0]))
    return application, window


def make_application(choice: ThemeChoice) -> QApplication:
    """Return the one application, dressed."""
    from PySide6.QtCore import Qt  # noqa: PLC0415 - Qt's libraries are there only after the check
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from digitpad import __version__  # noqa: PLC0415
    from digitpad.gui.widgets import theme  # noqa: PLC0415

    # Every place the pen passed counts, also those between two frames.
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, on=False)
    QApplication.setApplicationName("digitpad")
    QApplication.setApplicationVersion(__version__)
    QApplication.setDesktopFileName("digitpad")
    application = QApplication(["digitpad"])
    theme.apply_theme(application, theme.chosen(choice))
    return application
