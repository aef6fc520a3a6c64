"""The library's folder: where nothing can be written, and where two processes write at once."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock
import pytest

from digitpad.errors import LibraryError, StorageError
from digitpad.files import locking
from digitpad.library.library import Library
from digitpad.models import checkpoint as checkpoints
from tests.support.library import names, same, some_checkpoint
from tests.support.processes import python

NOBODY = 65534


def test_a_folder_that_is_a_file_is_a_plain_error(user_folder: Path) -> None:
    user_folder.write_text("in the way")
    with pytest.raises(StorageError, match="DIGITPAD_HOME"):
        Library(user_folder).add("mine", some_checkpoint())


@contextmanager
def without_privileges() -> Iterator[None]:
    """Root may write anywhere: step down while a folder is to be read-only."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no read-only folders")
def test_a_read_only_folder_is_a_plain_error_and_can_still_be_read() -> None:
    # Not under tmp_path, which nobody but its owner may enter.
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        library = Library(Path(place))
        entry = library.add("mine", some_checkpoint())
        for path in (library.folder, entry.path.parent):
            path.chmod(0o555)
        entry.path.chmod(0o444)
        try:
            with without_privileges():
                for change in (
                    lambda: library.prepare("other"),
                    lambda: library.add("other", some_checkpoint()),
                    lambda: library.rename("mine", "other"),
                    lambda: library.delete("mine"),
                ):
                    with pytest.raises(StorageError, match="can be written"):
                        change()
                assert same(library.load("mine"), some_checkpoint())
        finally:
            for path in (library.folder, entry.path.parent):
                path.chmod(0o755)


FILL_UP = """
import resource, signal, sys
from pathlib import Path
from digitpad.models import checkpoint
from digitpad.errors import StorageError
from digitpad.library.library import Library
content = checkpoint.load(Path(sys.argv[2]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    Library(Path(sys.argv[1])).add("second", content)
except StorageError as error:
    print(error.title)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit the size of files")
def test_a_full_folder_is_a_plain_error_and_leaves_no_part_of_a_file(library: Library) -> None:
    entry = library.add("first", some_checkpoint())
    assert python("-c", FILL_UP, library.folder, entry.path).stdout.strip() == "This file could not be saved"
    assert names(library) == ["first"]
    assert [path.name for path in entry.path.parent.glob("*second*")] == []


ADD_TEN = """
import sys
from pathlib import Path
from digitpad.models import checkpoint
from digitpad.library.library import Library
content = checkpoint.load(Path(sys.argv[2]))
library = Library(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(10):
    print(library.add_beside("shared", content).name)
library.rename(library.add_beside("mine", content).name, library.free_name(f"renamed-{sys.argv[3]}"))
"""


def test_two_processes_on_one_folder_both_work_and_lose_nothing(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    checkpoints.save(some_checkpoint(), file)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ADD_TEN, str(library.folder), str(file), str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    given = [process.communicate(timeout=60)[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    everything = {"shared", *(f"shared-{number}" for number in range(2, 21))}
    assert {*given[0], *given[1]} == everything
    assert {*names(library)} == everything | {"renamed-0", "renamed-1"}
    for name in names(library):
        assert same(library.load(name), some_checkpoint())


def test_a_lock_that_another_digitpad_does_not_let_go_is_told(
    stocked: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "LOCK_SECONDS", 0.05)
    with filelock.FileLock(stocked.folder / "models" / ".lock"), pytest.raises(LibraryError, match="busy"):
        stocked.delete("mine")
    assert names(stocked) == ["mine"]
    stocked.delete("mine")
