"""A window that is opened, trains, and is closed in the midst of that, again and again in one process.

`python -m tests.faults.windows COUNT` prints what was found as JSON.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QMessageBox

from digitpad.config.train_config import TrainConfig
from digitpad.gui import app
from digitpad.gui.main_window import MainWindow
from digitpad.settings import Settings, ThemeChoice
from tests.faults.watching import Complaints, Footprint, Growth

if TYPE_CHECKING:
    from collections.abc import Callable

LONG = TrainConfig(images=600, epochs=5000, batch_size=50)
"""A run that nobody waits for."""

PATIENCE = 60.0
"""Seconds for whatever is waited for."""

WARM_UP = 0.2
"""The share of windows after which nothing may grow any more."""


@dataclass(slots=True)
class Findings:
    """What became of many windows."""

    windows: int = 0
    closed_in_training: int = 0
    growth: Footprint = field(default_factory=lambda: Footprint(0.0, 0, 0, 0, 0))
    last: Footprint = field(default_factory=lambda: Footprint(0.0, 0, 0, 0, 0))
    faults: list[str] = field(default_factory=list)


class Answering(QObject):
    """Answers every question that holds the window up, by the button chosen for it, and closes menus."""

    def __init__(self, choose: Callable[[QMessageBox], int]) -> None:
        super().__init__()
        self._choose = choose
        self._timer = QTimer(self, interval=20)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        menu, box = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if menu is not None:
            menu.close()
        elif isinstance(box, QMessageBox):
            buttons = box.buttons()
            buttons[self._choose(box) % len(buttons)].click()


def run_windows(count: int) -> Findings:
    """Open and close so many windows."""
    found, growth = Findings(), Growth()
    QApplication.setQuitOnLastWindowClosed(False)
    application = QApplication.instance() or app.make_application(ThemeChoice.LIGHT)
    complaints = Complaints()
    gc.disable()  # as in the window, where it runs on the window's thread alone
    answering = Answering(lambda box: _button(box, found.windows))
    try:
        for number in range(count):
            found.closed_in_training += _open_and_close(number, found)
            found.windows += 1
            growth.footprints.append(Footprint.here(counts_objects=number % 5 == 0 or count < 20))
    finally:
        complaints.restore()
        gc.enable()
        answering.deleteLater()
    found.growth, found.last = growth.since(WARM_UP), growth.footprints[-1]
    found.faults += complaints.found
    del application
    return found


def _button(box: QMessageBox, number: int) -> int:
    """Return which button to press: by turns to keep what was learnt, and to discard it."""
    wanted = ("keep", "discard")[number % 2]
    words = [button.text().replace("&", "").casefold() for button in box.buttons()]
    return next((index for index, text in enumerate(words) if wanted in text), 0)


def _open_and_close(number: int, found: Findings) -> bool:
    """Return whether the window was closed while a model trained."""
    window = MainWindow(Settings())
    was_running = _train_and_close(window, number, found)
    window.deleteLater()
    del window
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    return was_running


def _train_and_close(window: MainWindow, number: int, found: Findings) -> bool:
    """Return whether a model trained when the window was closed."""
    window.show()
    _wait(lambda: window.presenter.is_ready, "the window to be ready", found)
    if number % 3:
        window.workspace.toggle_inside()
    dialog = window.tool_windows.training.open()
    training = window.tool_windows.training_controller
    reports: list[object] = []
    training.reported.connect(reports.append)
    dialog.form.fill(LONG)
    dialog.run_panel.start.click()
    _wait(lambda: bool(reports), "the run to begin", found)
    is_running = training.is_running
    for _ in range(3):
        if window.close():
            break
        _wait(lambda: not training.is_running, "the run to end", found)
    else:
        raise RuntimeError(f"window {number} cannot be closed")
    reports.clear()
    return is_running


def _wait(is_so: Callable[[], bool], what: str, found: Findings) -> None:
    if not app.wait_until(is_so, PATIENCE):
        found.faults.append(f"waited in vain for {what}")


def main() -> None:
    """Print what was found."""
    with tempfile.TemporaryDirectory() as place:
        os.environ["DIGITPAD_HOME"] = f"{place}/home"
        found = run_windows(int(sys.argv[1]))
        sys.stdout.write(json.dumps(asdict(found)))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
