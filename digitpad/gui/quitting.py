"""Closing the window when the terminal or the system asks digitpad to end."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, Slot

if TYPE_CHECKING:
    from types import FrameType

    from PySide6.QtWidgets import QWidget

INTERRUPTED = 130
"""The exit status of a window that Ctrl+C closed, as of any other command."""

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Ctrl+C, a request to end, and a terminal that was closed, which Windows does not know."""


class QuitOnSignal(QObject):
    """Closes a window as its own button would, on Ctrl+C, on a request to end and when its terminal is closed.

    Python runs its handlers only between two steps of Python code, of which a window at rest does none. So the
    signal also writes into a socket, which wakes Qt.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._was_interrupted = False
        self._reading, self._writing = socket.socketpair()
        self._reading.setblocking(False)
        self._writing.setblocking(False)
        heeded = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]  # as by nohup
        self._before = {number: signal.signal(number, _note) for number in heeded}
        self._wakeup_before = signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._close)

    def status(self, of_application: int) -> int:
        """Return the exit status: that of the application, unless Ctrl+C has closed the window."""
        return INTERRUPTED if self._was_interrupted else of_application

    def restore(self) -> None:
        """Give the signals back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._reading.close()
        self._writing.close()

    @Slot()
    def _close(self) -> None:
        numbers = self._reading.recv(64)
        # A question that was answered with "go on" has undone what the signal asked for.
        self._was_interrupted = self._window.close() and signal.SIGINT in numbers


def _note(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the socket has been written to already."""
