import os
import sys
import time
from pathlib import Path

import pytest

from digitpad.files.temporary import remove_left_over, temporary_file
from tests.support.processes import python_started

HOUR = 3600.0

WRITE = """
import sys
from pathlib import Path
from digitpad.files.temporary import temporary_file
with temporary_file(Path(sys.argv[1]), b"half"):
    print("written", flush=True)
    sys.stdin.read()
"""


def aged(path: Path, hours: float, *, private: bool = False) -> Path:
    """Return a file that was written so long ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    path.chmod(0o600 if private else 0o644)
    os.utime(path, (time.time() - hours * HOUR,) * 2)
    return path


def name(number: int = 0) -> str:
    return f".digitpad-{number:016x}.tmp"


def test_what_a_block_does_not_move_is_gone_after_it(tmp_path: Path) -> None:
    with temporary_file(tmp_path, b"content") as path:
        assert path.read_bytes() == b"content"
    assert list(tmp_path.iterdir()) == []


def test_old_temporary_files_are_swept_wherever_digitpad_writes(tmp_path: Path) -> None:
    folders = ("", "models", "trash", "runs", "sweeps", "sweeps/runs", "data", "data/cifar10")
    left = [aged(tmp_path / folder / name(), 2) for folder in folders]
    assert remove_left_over(tmp_path) == len(left)
    assert not any(path.exists() for path in left)


def test_nothing_else_is_ever_swept(tmp_path: Path) -> None:
    theirs = [
        aged(tmp_path / "models" / name(1), 0.5),  # young
        aged(tmp_path / "models" / name(2), -1000),  # the clock was set back since
        aged(tmp_path / "models" / "mine.safetensors", 1000, private=True),
        aged(tmp_path / "models" / ".lock", 1000, private=True),
        aged(tmp_path / "models" / ".digitpad-notes.tmp", 1000, private=True),
        aged(tmp_path / "models" / ".mine.safetensors.backup01", 1000),  # not as `tempfile` makes them
        aged(tmp_path / ".bashrc.abcd1234", 1000, private=True),
        aged(tmp_path / "digits.sqlite3-wal", 1000, private=True),
        aged(tmp_path / "elsewhere" / name(3), 1000),
        aged(tmp_path / "data" / "a" / "b" / name(4), 1000),
    ]
    (tmp_path / "runs" / name(5)).mkdir(parents=True)
    assert remove_left_over(tmp_path) == 0
    assert all(path.exists() for path in theirs)


@pytest.mark.skipif(sys.platform == "win32", reason="others may read what `tempfile` makes there")
def test_what_earlier_versions_left_is_swept_after_a_day(tmp_path: Path) -> None:
    names = (
        "models/.mine.safetensors.ab_d1234",
        "runs/.x.json.abcd1234",
        "data/mnist/tmpab12_c3d",
        ".settings.json.a1b2c3d4",
    )
    left = [aged(tmp_path / each, 25, private=True) for each in names]
    young = aged(tmp_path / "models" / ".other.safetensors.abcd1234", 2, private=True)
    assert remove_left_over(tmp_path) == len(left)
    assert young.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a permission there")
def test_links_are_not_followed_out_of_the_user_folder(tmp_path: Path) -> None:
    home, outside = tmp_path / "home", tmp_path / "outside"
    theirs = aged(outside / name(), 1000)
    home.mkdir()
    (home / "models").symlink_to(outside)
    (home / "data").symlink_to(tmp_path)
    assert remove_left_over(home) == 0
    (home / name(1)).symlink_to(theirs)
    os.utime(home / name(1), (0, 0), follow_symlinks=False)
    assert remove_left_over(home) == 0
    assert theirs.exists()


def test_a_folder_that_is_not_there_or_cannot_be_read_is_no_error(tmp_path: Path) -> None:
    assert remove_left_over(tmp_path / "none") == 0
    (tmp_path / "models").write_text("in the way")
    assert remove_left_over(tmp_path) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="what is open cannot be removed there anyway")
def test_what_a_living_process_writes_stays_however_old_and_goes_once_it_was_killed(tmp_path: Path) -> None:
    with python_started("-c", WRITE, tmp_path) as writing:
        assert writing.stdout is not None
        assert writing.stdout.readline() == "written\n"
        (left,) = tmp_path.iterdir()
        os.utime(left, (0, 0))
        assert remove_left_over(tmp_path) == 0
        writing.kill()
        writing.wait()
        os.utime(left, (0, 0))
        assert remove_left_over(tmp_path) == 1
    assert list(tmp_path.iterdir()) == []
