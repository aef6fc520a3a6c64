"""What the window does about what nobody expects, put together: the log, the report, what a crash leaves."""

from __future__ import annotations

import faulthandler
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from digitpad.diagnostics import log
from digitpad.gui.unexpected import UnexpectedHandler

if TYPE_CHECKING:
    from digitpad.gui.main_window import MainWindow
    from digitpad.gui.recovery import Recovery

_LATER_MILLISECONDS = 700
"""After the first paint: the model and the answer to a first stroke come before."""


class CrashHandling(QObject):
    """Begins with the window, goes on once that is painted, and ends after it was closed."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._recovery: Recovery | None = None
        self.unexpected = UnexpectedHandler(window)
        if sys.stderr is not None:
            with suppress(OSError, ValueError, RuntimeError):  # standard error may be no file
                faulthandler.enable()
        self._timer = QTimer(self, singleShot=True, interval=_LATER_MILLISECONDS)
        self._timer.timeout.connect(self._begin)
        window.first_painted.connect(self._timer.start)

    def end(self) -> None:
        """End as one should: nothing is left behind."""
        self._timer.stop()
        if self._recovery is not None:
            self._recovery.end()
        self.unexpected.restore()

    @Slot()
    def _begin(self) -> None:
        from digitpad.gui.recovery import Recovery  # noqa: PLC0415 - the window paints before it is needed

        log.begin()
        self._recovery = Recovery(self._window)
        self._recovery.begin()
