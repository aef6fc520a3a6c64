import errno
import os
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from digitpad.errors import StorageError
from digitpad.files.writing import discard, set_aside, write_atomically, write_to_free


def test_a_file_that_another_digitpad_has_removed_is_simply_gone(tmp_path: Path) -> None:
    file = tmp_path / "archive"
    file.touch()
    for _ in range(2):
        discard(file)
        assert not file.exists()


def test_what_cannot_be_removed_is_a_plain_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="This file could not be removed"):
        discard(tmp_path)


def free_paths(folder: Path) -> list[Path]:
    return [folder / f"{number}.json" for number in range(1000)]


@pytest.mark.parametrize("has_links", [True, False])
def test_many_at_once_that_look_for_a_free_name_never_overwrite_one_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_links: bool
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no hard links here")

    if not has_links:
        monkeypatch.setattr(os, "link", refuse)
    numbers = count()

    def write(_: int) -> tuple[Path, bytes]:
        content = b"%d" % next(numbers)
        return write_to_free(free_paths(tmp_path / "new"), lambda path: path.name.encode() + content), content

    with ThreadPoolExecutor(8) as pool:
        written = list(pool.map(write, range(60)))
    assert {path: path.name.encode() + content for path, content in written} == {
        path: path.read_bytes() for path in (tmp_path / "new").iterdir()
    }
    assert len(written) == 60


def test_a_folder_that_cannot_be_made_is_a_plain_error_and_no_endless_search(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError):
        write_to_free((tmp_path / "file" / str(number) for number in count()), lambda _: b"")


def test_a_damaged_file_is_set_aside_beside_those_before_it(tmp_path: Path) -> None:
    for number in (1, 2):
        path = tmp_path / "measurements.json"
        path.write_text(str(number))
        assert set_aside(path).name == f"measurements.damaged-{number}.json"
    assert sorted(each.read_text() for each in tmp_path.iterdir()) == ["1", "2"]
    with pytest.raises(FileNotFoundError):
        set_aside(path)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_cannot_be_synced_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync = os.fsync

    def refuse_folders(descriptor: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{descriptor}"):  # noqa: PTH112 - a link of the system's
            raise OSError(errno.EINVAL, "no such thing here")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", refuse_folders)
    write_atomically(tmp_path / "file", b"content")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"content"]


def test_a_name_as_long_as_a_file_may_have_can_be_written(tmp_path: Path) -> None:
    write_atomically(tmp_path / ("x" * 255), b"content")
