import gzip
import os
from pathlib import Path

import pytest

from digitpad.files.reading import FileTooLargeError, read_regular, read_unzipped


def test_a_file_is_read_up_to_its_bound(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"12345")
    assert read_regular(file, 5) == b"12345"
    with pytest.raises(FileTooLargeError):
        read_regular(file, 4)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipes_devices_and_folders_are_refused_and_never_waited_for(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for path in (pipe, link, Path("/dev/zero"), tmp_path):
        with pytest.raises(OSError, match=r"file|director"):
            read_regular(path, 10)


def test_what_is_gzipped_is_bounded_by_what_it_unpacks_to(tmp_path: Path) -> None:
    file = tmp_path / "file.gz"
    file.write_bytes(gzip.compress(bytes(5_000_000)))
    assert read_unzipped(file, 5_000_000) == bytes(5_000_000)
    with pytest.raises(FileTooLargeError):
        read_unzipped(file, 4_999_999)


@pytest.mark.parametrize(
    "content",
    [gzip.compress(b"12345" * 99, mtime=0)[:-9], b"no gzip", gzip.compress(b"1", mtime=0)[:5]],
    ids=["without its end", "no gzip", "without its head"],
)
def test_what_is_no_gzip_or_cut_short_is_an_error_of_the_system(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "file.gz"
    file.write_bytes(content)
    with pytest.raises(OSError, match=r"it is cut short|ot a gzipped"):
        read_unzipped(file, 100_000)
