import subprocess
import sys
from pathlib import Path

import pytest

from digitpad.diagnostics.recovery_folder import RecoveryFolder, all_recovery_folders
from digitpad.diagnostics.unsaved import content_of, drawing_of, is_ink
from digitpad.ink.drawing import Drawing, Picture
from digitpad.ink.ink import Ink, Point, Stroke

INK = Ink((Stroke([Point(1.0, 2.0), Point(30.5, 40.25)]), Stroke([Point(5.0, 5.0)])))
PICTURE = Picture(3, 2, bytes(range(18)), "a name")

KILLED = """
import os, signal, sys
from digitpad.diagnostics.recovery_folder import RecoveryFolder
folder = RecoveryFolder()
folder.keep(b'{"strokes": [[[1, 2], [3, 4]]]}', is_ink=True)
folder.fault_file.write_text(sys.argv[1])
os.kill(os.getpid(), signal.SIGKILL)
"""


def kill_one(trace: str = "") -> None:
    assert subprocess.run([sys.executable, "-c", KILLED, trace], check=False).returncode != 0


@pytest.mark.parametrize("drawing", [INK, PICTURE], ids=["ink", "a picture"])
def test_a_drawing_comes_back_as_it_was(drawing: Drawing) -> None:
    folder = RecoveryFolder()
    folder.keep(content_of(drawing), is_ink=is_ink(drawing))
    folder._lock.release()  # as the system does when the process is gone
    (left,) = RecoveryFolder().take_left()
    assert drawing_of(left) == drawing


def test_a_stroke_that_grows_is_kept_as_it_is() -> None:
    growing = Ink().pen_down(Point(1.0, 2.0)).pen_moved(Point(3.0, 4.0))
    folder = RecoveryFolder()
    folder.keep(content_of(growing), is_ink=True)
    folder._lock.release()
    (left,) = RecoveryFolder().take_left()
    assert drawing_of(left) == growing.pen_up()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_what_a_killed_process_left_is_taken_once_and_then_gone() -> None:
    kill_one("Fatal")
    first, second = RecoveryFolder(), RecoveryFolder()
    (left,) = first.take_left()
    assert second.take_left() == ()
    assert left.trace == "Fatal"
    assert drawing_of(left) == Ink((Stroke([Point(1.0, 2.0), Point(3.0, 4.0)]),))
    left.discard()
    assert second.take_left() == ()
    first.end()
    second.end()
    assert list(all_recovery_folders().iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_what_is_not_secured_is_there_for_the_next() -> None:
    kill_one()
    first = RecoveryFolder()
    assert len(first.take_left()) == 1
    first._lock.release()
    for left in RecoveryFolder().take_left():
        left.lock.release()


def test_the_folder_of_a_window_that_lives_is_left_alone() -> None:
    living, other = RecoveryFolder(), RecoveryFolder()
    living.keep(content_of(INK), is_ink=True)
    assert other.take_left() == ()
    assert living.folder.is_dir()


def test_only_the_newest_drawing_is_kept_and_none_of_a_blank_pad() -> None:
    folder = RecoveryFolder()
    folder.keep(content_of(INK), is_ink=True)
    folder.keep(content_of(PICTURE), is_ink=False)
    assert [path.name for path in folder.folder.iterdir()] == ["drawing.png"]
    folder.keep(content_of(Ink()), is_ink=True)
    assert list(folder.folder.iterdir()) == []


def test_where_nothing_can_be_written_there_is_no_recovery_folder(user_folder: Path) -> None:
    user_folder.write_text("no folder")
    with pytest.raises(OSError, match=r"\w"):
        RecoveryFolder()
