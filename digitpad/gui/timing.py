"""How long the window takes: from a mouse event to the panel, and from the start of the process to the first paint.

Where there is no display, the window is painted in memory all the same.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from digitpad.errors import DigitpadError, DisplayError
from digitpad.gui import app, preflight
from digitpad.gui.pad.coordinates import PAD_SIZE
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent, QObject, Qt

    from digitpad.gui.inside.explanation_thread import Explanation
    from digitpad.gui.main_window import MainWindow
    from digitpad.gui.prediction.answers import Answer

MOVE_SECONDS = 0.008
"""From one move of the mouse to the next: 125 a second, as most mice report them."""

RANDOM_POINTS, RANDOM_MOVES = 5_000, 200
"""Points of the random ink that is drawn on, and moves of the mouse on it."""

LATENESS_INTERVAL = 1
"""Milliseconds between two ticks of `EventLoopLateness`."""

SEVEN = [(150.0, 120.0), (250.0, 110.0), (350.0, 120.0), (300.0, 220.0), (250.0, 320.0), (220.0, 420.0)]
"""Where the mouse goes first, on the pad."""


class EventLoopLateness:
    """How late a timer of one millisecond is: how long whatever the window's thread does keeps an event waiting.

    Counted in tenths of a millisecond, so that it takes no more memory however long it runs.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        from PySide6.QtCore import Qt, QTimer  # noqa: PLC0415 - Qt's libraries are there only after the check

        self._counts: dict[int, int] = {}
        self._timer = QTimer(parent, timerType=Qt.TimerType.PreciseTimer, interval=LATENESS_INTERVAL)
        self._timer.timeout.connect(self._on_tick)
        self.start()

    def start(self) -> None:
        """Begin anew, with nothing counted."""
        self._counts.clear()
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        """Count no more; what has been counted stays, with what the thread has been busy with until now."""
        if self._timer.isActive():
            self._on_tick()
            self._timer.stop()

    def percentile(self, percent: float) -> float:
        """Return the milliseconds that so many percent of the ticks were not later than; 0 if there was none."""
        wanted = percent / 100 * sum(self._counts.values())
        for tenths in sorted(self._counts):
            wanted -= self._counts[tenths]
            if wanted <= 0:
                return tenths / 10
        return 0.0

    @property
    def longest(self) -> float:
        """The milliseconds by which the latest tick was late."""
        return max(self._counts, default=0) / 10

    def _on_tick(self) -> None:
        now = time.perf_counter()
        tenths = max(round(10 * (1000 * (now - self._last) - LATENESS_INTERVAL)), 0)
        self._counts[tenths] = self._counts.get(tenths, 0) + 1
        self._last = now


def print_start(began: float) -> None:
    """Open the window as `digitpad` does, draw a stroke, and print the figures as JSON.

    `began`: `time.monotonic` when this process was asked for.
    """
    _make_displayable()
    _application, window = app.open_window([])
    painted: list[float] = []
    window.first_painted.connect(lambda: painted.append(time.monotonic()))
    _wait(lambda: bool(painted))
    mouse = _Mouse(window)
    mouse.press(*SEVEN[0])
    for point in SEVEN[1:]:
        mouse.move(*point)
    mouse.release(*SEVEN[-1])
    _wait(lambda: mouse.answered_at > 0.0)
    figures = {
        "painted_s": painted[0] - began,
        "predicted_s": mouse.answered_at - began,
        "rss_mb": resident_bytes() / 1e6,
    }
    window.close()
    print(json.dumps(figures), flush=True)  # noqa: T201 - read by the process that asked


def print_moves(path: list[tuple[float, float]]) -> None:
    """Draw with the mouse in the window, and print the seconds from each move to the panel as JSON.

    Twice: with the view inside closed, and open, to the evidence shown. Then to and fro on ink of as random points, to
    tell how late the window's events are meanwhile. `path`: where the mouse goes, on the pad: pressed at the first
    point, moved to the others.
    """
    _make_displayable()
    _application, window = app.open_window([])
    from digitpad.gui.garbage import GarbageCollector  # noqa: PLC0415 - Qt's libraries are there only after the check

    garbage = GarbageCollector(window)  # as `app.run` does
    mouse = _Mouse(window)
    closed = _moves(mouse, path)
    window.canvas.clear()
    why = window.workspace.inside.open().why
    why.explained.connect(lambda: mouse.hear_explanation(why.explanation))
    mouse.awaits_evidence = True
    inside = _moves(mouse, path)
    lateness = _lateness(mouse, window)
    garbage.stop()
    window.close()
    print(json.dumps({"closed": closed, "inside": inside, **lateness}), flush=True)  # noqa: T201 - as above


def _lateness(mouse: _Mouse, window: MainWindow) -> dict[str, float]:
    """Draw at random on ink of random points, and return how late the window's events are, in milliseconds."""
    random = Random(0)
    places = [(PAD_SIZE * random.random(), PAD_SIZE * random.random()) for _ in range(RANDOM_POINTS)]
    window.workspace.inside.hide()
    lateness = EventLoopLateness()
    window.canvas.show_drawing(Ink.of([places]))
    _idle(MOVE_SECONDS)
    mouse.press(*places[0])
    for place in places[:RANDOM_MOVES]:
        mouse.move(*place)
        _idle(MOVE_SECONDS)
    mouse.release(*places[0])
    _wait(lambda: window.is_ready)
    lateness.stop()
    return {"late_p50": lateness.percentile(50), "late_p99": lateness.percentile(99), "late_max": lateness.longest}


def _moves(mouse: _Mouse, path: list[tuple[float, float]]) -> list[float]:
    """Draw, and return the seconds from each move to the panel."""
    mouse.answered_at = 0.0
    mouse.press(*path[0])
    _wait(lambda: mouse.answered_at > 0.0)
    seconds = []
    for point in path[1:]:
        _idle(MOVE_SECONDS)
        mouse.answered_at = 0.0
        mouse.move(*point)
        _wait(lambda: mouse.answered_at > 0.0)
        seconds.append(mouse.answered_at - mouse.moved_at)
    mouse.release(*path[-1])
    return seconds


class _Mouse:
    """A mouse over the pad, and when it moved and the panel last showed what the model says of it."""

    def __init__(self, window: MainWindow) -> None:
        self._canvas = window.canvas
        self.moved_at = self.answered_at = 0.0
        self.awaits_evidence = False
        # Connected after the window's own slots, so it comes after the panel's.
        window.recognition.answered.connect(self._on_answer)

    def press(self, x: float, y: float) -> None:
        from PySide6.QtCore import QEvent, Qt  # noqa: PLC0415 - Qt's libraries are there only after the check

        self._send(QEvent.Type.MouseButtonPress, x, y, Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton)

    def move(self, x: float, y: float) -> None:
        from PySide6.QtCore import QEvent, Qt  # noqa: PLC0415 - Qt's libraries are there only after the check

        self._send(QEvent.Type.MouseMove, x, y, Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton)

    def release(self, x: float, y: float) -> None:
        from PySide6.QtCore import QEvent, Qt  # noqa: PLC0415 - Qt's libraries are there only after the check

        self._send(QEvent.Type.MouseButtonRelease, x, y, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton)

    def _send(self, kind: QEvent.Type, x: float, y: float, button: Qt.MouseButton, buttons: Qt.MouseButton) -> None:
        from PySide6.QtCore import QPointF, Qt  # noqa: PLC0415 - Qt's libraries are there only after the check
        from PySide6.QtGui import QMouseEvent  # noqa: PLC0415
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415

        side = min(self._canvas.width(), self._canvas.height())
        point = QPointF(x, y) * (side / PAD_SIZE)
        event = QMouseEvent(
            kind, point, self._canvas.mapToGlobal(point), button, buttons, Qt.KeyboardModifier.NoModifier
        )
        self.moved_at = time.monotonic()  # making the event is not the window's work
        QApplication.sendEvent(self._canvas, event)

    def hear_explanation(self, explanation: Explanation | None) -> None:
        if explanation is not None and explanation.question.subject.drawing == self._canvas.drawing:
            self.answered_at = time.monotonic()

    def _on_answer(self, answer: Answer) -> None:
        if not self.awaits_evidence and answer.request.drawing == self._canvas.drawing:
            self.answered_at = time.monotonic()


def resident_bytes() -> int:
    """Return how much memory this process has in use; where the system does not know, the most it has had."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows alone
        from ctypes import wintypes  # noqa: PLC0415

        counters = (ctypes.c_size_t * 10)(10 * ctypes.sizeof(ctypes.c_size_t))
        process = ctypes.windll.kernel32.GetCurrentProcess
        process.restype = wintypes.HANDLE
        ctypes.windll.psapi.GetProcessMemoryInfo(
            wintypes.HANDLE(process()), ctypes.byref(counters), ctypes.sizeof(counters)
        )
        return int(counters[2])
    import resource  # noqa: PLC0415 - not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _make_displayable() -> None:
    """Paint in memory where no display can be reached."""
    try:
        preflight.check()
    except DisplayError:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def _wait(is_over: Callable[[], bool]) -> None:
    """Run the event loop until something is so, or raise an error after the longest wait."""
    if not app.wait_until(is_over):
        raise DigitpadError("The window does not answer", "It took more than {wait} seconds.", wait=app.LONGEST_WAIT)


def _idle(seconds: float) -> None:
    """Run the event loop for some time."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer  # noqa: PLC0415 - Qt's libraries are there only after the check

    loop = QEventLoop()
    timer = QTimer(singleShot=True, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(loop.quit)
    timer.start(round(1000 * seconds))
    loop.exec()
