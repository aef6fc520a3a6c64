"""What nobody expected, wherever it was raised: the window goes on, and a dialog has a report to copy."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, Slot, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from digitpad.diagnostics.faults import Faults

if TYPE_CHECKING:
    from types import TracebackType

    from digitpad.gui.widgets.report_dialog import ReportDialog

MOST_DIALOGS = 5
"""Dialogs of one run: a window in which more goes wrong is closed more easily than all its messages."""

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

_qt = logging.getLogger("Qt")


class UnexpectedHandler(QObject):
    """Hears of every exception that nobody caught, on any thread, until `restore`; made on the window's thread.

    PySide hands those of slots and event handlers to `sys.excepthook`. The same fault again is counted and no more.
    """

    _noted = Signal(str)  # the traceback of a fault, the first of its kind

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._faults = Faults()
        self._dialog: ReportDialog | None = None
        self._dialogs = 0
        self._noted.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._hear
        threading.excepthook = self._hear_thread
        sys.unraisablehook = self._hear_unraisable
        self._messages_before = qInstallMessageHandler(_log_message)

    def restore(self) -> None:
        """Leave it to Python and Qt again."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        qInstallMessageHandler(self._messages_before)
        self._faults.close()

    def note(self, error: BaseException) -> None:
        """Log an exception, and show it if it is the first of its kind; called on any thread."""
        try:
            if self._faults.note(error):
                from digitpad.diagnostics.report import trace_of  # noqa: PLC0415 - needed once something went wrong

                self._noted.emit(trace_of(error))
        except BaseException:  # noqa: BLE001 - the last resort
            _print(error)

    def _hear(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            self._before[0](kind, error, trace)
        else:
            self.note(error)

    def _hear_thread(self, heard: threading.ExceptHookArgs) -> None:
        if heard.exc_value is not None and not isinstance(heard.exc_value, SystemExit):
            self.note(heard.exc_value)

    def _hear_unraisable(self, heard: sys.UnraisableHookArgs) -> None:
        if heard.exc_value is not None:
            self.note(heard.exc_value)

    @Slot(str)
    def _show(self, trace: str) -> None:
        """Show a report; while a dialog is open, add to it."""
        try:
            from digitpad.diagnostics.report import make_report  # noqa: PLC0415 - as above

            report = make_report(trace)
            if self._dialog is not None:
                self._dialog.add(report)
            elif self._dialogs < MOST_DIALOGS and self._window.isVisible():
                self._dialogs += 1
                self._dialog = show_report(
                    self.tr("Something unexpected happened"),
                    self.tr(
                        "digitpad goes on, and what you have kept is safe. If something does not work any more, save "
                        "your drawing and start digitpad again. The report says what happened, without your name and "
                        "folders."
                    ),
                    report,
                    QApplication.activeModalWidget() or self._window,
                )
                self._dialog.destroyed.connect(self._forget)
        except Exception:  # noqa: BLE001 - a fault of showing faults is not one to show
            with contextlib.suppress(Exception):
                print(trace, file=sys.stderr)  # noqa: T201 - the last resort
                traceback.print_exc()

    @Slot()
    def _forget(self) -> None:
        self._dialog = None


def show_report(title: str, detail: str, report: str, parent: QWidget) -> ReportDialog:
    """Show a report over its window, without holding up the caller; return the dialog."""
    from digitpad.diagnostics.log import log_folder  # noqa: PLC0415 - as above
    from digitpad.gui.widgets.report_dialog import ReportDialog  # noqa: PLC0415

    dialog = ReportDialog(title, detail, report, log_folder(), parent)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.open()
    return dialog


def _print(error: BaseException) -> None:
    """Print a traceback if there is a place for it."""
    with contextlib.suppress(Exception):
        traceback.print_exception(error)


def _log_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    _qt.log(_LEVELS.get(kind, logging.WARNING), "%s", message)
