"""A drawing comes back after the process was killed, and a crash is told: with real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from digitpad.diagnostics import recovery_folder
from digitpad.diagnostics.recovery_folder import RecoveryFolder
from digitpad.gui import recovery as recovery_module
from digitpad.gui.recovery import Recovery
from digitpad.gui.widgets.report_dialog import ReportDialog
from digitpad.ink.drawing import Picture
from digitpad.ink.ink import Ink, Point, Stroke
from tests.gui.conftest import WAIT, Pen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from digitpad.gui.main_window import MainWindow
    from digitpad.ink.drawing import Drawing

INK = Ink((Stroke([Point(10.0, 10.0), Point(200.0, 300.0)]),))

DRAWS_AND_DIES = """
import os, sys
from PySide6.QtCore import QTimer
from digitpad.__main__ import main
from digitpad.gui import app, crash_handling, recovery
from digitpad.ink.ink import Ink, Point, Stroke

crash_handling._LATER_MILLISECONDS = recovery.INTERVAL_MILLISECONDS = 10
open_window = app.open_window

def die(window):
    if list(window.findChild(recovery.Recovery)._folder.folder.glob("drawing.*")):
        import faulthandler
        os.kill(os.getpid(), 9) if sys.argv[1] == "kill" else faulthandler._sigabrt()

def drawing(argv):
    application, window = open_window([])
    window.canvas.show_drawing(Ink((Stroke([Point(10.0, 10.0), Point(200.0, 300.0)]),)))
    window.timer = QTimer(interval=50)
    window.timer.timeout.connect(lambda: window.findChild(recovery.Recovery) and die(window))
    window.timer.start()
    return application, window

app.open_window = drawing
main.__globals__["run"] = lambda _: main.__globals__["_guarded"]([], is_window=True)
main()
"""


@pytest.fixture
def begun(qtbot: QtBot, window: MainWindow) -> Iterator[Callable[[], Recovery]]:
    """Return a function that begins to keep the window's drawing."""
    made: list[Recovery] = []

    def begin() -> Recovery:
        recovery = Recovery(window)
        made.append(recovery)
        with qtbot.waitSignal(recovery._work.succeeded, timeout=WAIT):
            recovery.begin()
        qtbot.waitUntil(lambda: not recovery._work.is_busy, timeout=WAIT)
        return recovery

    yield begin
    for recovery in made:
        recovery.end()
    assert not list(recovery_folder.all_recovery_folders().iterdir())


def leave(drawing: bytes = b'{"strokes": [[[10, 10], [200, 300]]]}', trace: str = "", returns: int = 0) -> None:
    """Leave what a process leaves that ended unexpectedly."""
    folder = RecoveryFolder()
    folder.keep(drawing, is_ink=True)
    if trace:
        folder.fault_file.write_text(trace)
    folder.count_returns(returns)
    folder._lock.release()


def kept() -> list[str]:
    return [path.name for path in recovery_folder.all_recovery_folders().glob("*/drawing.*")]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("death", ["kill", "crash"])
def test_a_process_that_dies_leaves_its_drawing_and_where_it_crashed(user_folder: Path, death: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DRAWS_AND_DIES, death], check=False, timeout=120, capture_output=True, env=os.environ
    )
    assert done.returncode in {-9, -6}, done.stderr
    (left,) = RecoveryFolder().take_left()
    assert left.is_ink
    assert b"200" in left.drawing
    assert ("Fatal Python error" in left.trace) == (death == "crash")


def test_a_drawing_that_was_left_is_put_on_the_pad_as_a_step_that_can_be_undone(
    begun: Callable[[], Recovery], window: MainWindow
) -> None:
    leave()
    begun()
    assert window.canvas.drawing == INK
    assert window.statusBar().currentMessage()
    window.canvas.undo()
    assert window.canvas.drawing == Ink()


def test_what_was_left_is_kept_anew_before_it_is_removed(begun: Callable[[], Recovery]) -> None:
    leave()
    recovery = begun()
    assert kept() == ["drawing.jsonl"]
    assert recovery._folder is not None
    assert (recovery._folder.folder / "drawing.jsonl").is_file()


def test_what_lies_on_the_pad_stays_there_and_undo_brings_what_was_left(
    begun: Callable[[], Recovery], window: MainWindow
) -> None:
    leave()
    Pen(window.canvas).draw([(50, 50), (80, 90)])
    drawn = window.canvas.drawing
    begun()
    assert window.canvas.drawing == drawn
    window.canvas.undo()
    assert window.canvas.drawing == INK


def test_a_pen_that_is_down_is_not_disturbed(
    begun: Callable[[], Recovery], window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery_module, "INTERVAL_MILLISECONDS", 50)
    leave()
    pen = Pen(window.canvas)
    pen.down(50, 50)
    pen.move(80, 80)
    begun()
    pen.move(90, 90)
    pen.up(90, 90)
    assert isinstance(window.canvas.drawing, Ink)
    assert len(window.canvas.drawing.strokes) == 1
    qtbot.waitUntil(lambda: INK in window.canvas.history.past, timeout=WAIT)


@pytest.mark.parametrize("drawing", [INK, Picture(2, 1, bytes(6), "x")], ids=["ink", "a picture"])
def test_a_drawing_is_kept_a_moment_after_it_changed_and_a_blank_pad_is_not(
    begun: Callable[[], Recovery], window: MainWindow, qtbot: QtBot, drawing: Drawing
) -> None:
    recovery = begun()
    for shown in (drawing, Ink()):
        window.canvas.show_drawing(shown)
        recovery.keep_drawing()
        qtbot.waitUntil(lambda: not recovery._work.is_busy, timeout=WAIT)
        assert len(kept()) == (shown != Ink())


def test_a_drawing_that_digitpad_cannot_live_with_is_set_aside_in_the_end(
    begun: Callable[[], Recovery], window: MainWindow, user_folder: Path
) -> None:
    leave(returns=recovery_module.MOST_RETURNS)
    begun()
    assert window.canvas.drawing == Ink()
    (aside,) = user_folder.glob("drawing*.jsonl")
    assert b"200" in aside.read_bytes()


def test_how_often_a_drawing_came_back_is_counted(begun: Callable[[], Recovery]) -> None:
    leave(returns=1)
    recovery = begun()
    assert recovery._folder is not None
    assert (recovery._folder.folder / recovery_folder.RETURNS).read_text() == "2"


def test_a_crash_is_told_with_a_report(begun: Callable[[], Recovery], window: MainWindow) -> None:
    leave(b"", "Fatal Python error: Segmentation fault")
    begun()
    (dialog,) = window.findChildren(ReportDialog)
    assert "Segmentation fault" in dialog.report.toPlainText()
    dialog.close()


def test_where_nothing_can_be_kept_the_window_goes_on(
    window: MainWindow, qtbot: QtBot, user_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = user_folder.parent / "blocked"
    blocked.write_text("no folder")
    monkeypatch.setenv("DIGITPAD_HOME", str(blocked))
    recovery = Recovery(window)
    with qtbot.waitSignal(recovery._work.failed, timeout=WAIT):
        recovery.begin()
    QApplication.processEvents()
    assert window.isVisible()
    recovery.end()
