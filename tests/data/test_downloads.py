import hashlib
import socket
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import sleep
from types import SimpleNamespace

import pytest

from digitpad.config.dataset_info import DATASETS, DatasetName, RemoteFile, Split
from digitpad.data import downloads
from digitpad.data.downloads import CHUNK, DownloadProgress, DownloadStopped, fetch, fetch_dataset
from digitpad.data.locations import CIFAR_FILES, PEN_ARCHIVE, PEN_FILES, dataset_folder
from digitpad.data.reading import read_strokes
from digitpad.errors import DatasetError, StorageError
from tests.support.fileserver import FileServer, offline, server
from tests.support.images import write_cifar_archive, write_idx_set
from tests.support.unipen import pen_archive

__all__ = ["offline", "server"]

SMALL = {"images.gz": b"i" * (3 * CHUNK + 5), "labels.gz": b"labels"}
WHOLE = sum(map(len, SMALL.values()))


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once: pooch pauses for seconds between two tries."""
    monkeypatch.setattr("pooch.core.time", SimpleNamespace(sleep=lambda _: None))


def ignore(_: DownloadProgress) -> None:
    """Watch nothing."""


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def test_files_arrive_whole_with_progress_on_the_way(server: FileServer, tmp_path: Path) -> None:
    told: list[DownloadProgress] = []
    fetch(server.facts(DatasetName.KMNIST, SMALL), tmp_path / "new", told.append)
    assert files_in(tmp_path / "new") == SMALL
    received = [progress.received for progress in told]
    assert received == sorted(received)
    assert (received[0], received[-1]) == (0, WHOLE)
    assert len(set(received)) >= 4
    assert {progress.total for progress in told} == {WHOLE}
    assert {progress.file for progress in told} == set(SMALL)


def test_what_is_there_is_not_fetched_again_and_what_is_damaged_is(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "images.gz").write_bytes(SMALL["images.gz"])
    (tmp_path / "labels.gz").write_bytes(b"damaged")
    fetch(server.facts(DatasetName.KMNIST, SMALL), tmp_path, ignore)
    assert server.asked == ["labels.gz"]
    assert files_in(tmp_path) == SMALL


def test_a_server_that_fails_once_is_asked_again(server: FileServer, tmp_path: Path) -> None:
    facts = server.facts(DatasetName.KMNIST, {"labels.gz": b"labels"})
    server.failures["labels.gz"] = 1
    fetch(facts, tmp_path, ignore)
    assert server.asked == ["labels.gz", "labels.gz"]
    assert files_in(tmp_path) == {"labels.gz": b"labels"}


def test_stopping_leaves_whole_files_and_nothing_half(server: FileServer, tmp_path: Path) -> None:
    def stop_in_the_second(progress: DownloadProgress) -> None:
        if progress.file == "labels.gz":
            raise DownloadStopped

    with pytest.raises(DownloadStopped):
        fetch(server.facts(DatasetName.KMNIST, SMALL), tmp_path, stop_in_the_second)
    assert files_in(tmp_path) == {"images.gz": SMALL["images.gz"]}


@pytest.mark.parametrize("content", [b"l" * 6, b"l" * (3 * CHUNK)], ids=["other bytes", "too many bytes"])
def test_a_file_that_is_not_what_was_announced_is_refused(server: FileServer, tmp_path: Path, content: bytes) -> None:
    facts = server.facts(DatasetName.KMNIST, {"labels.gz": b"labels"})
    server.contents["labels.gz"] = content
    with pytest.raises(DatasetError, match="arrived damaged"):
        fetch(facts, tmp_path, ignore)
    assert files_in(tmp_path) == {}


def test_a_missing_file_is_told_with_the_way_by_hand(server: FileServer, tmp_path: Path) -> None:
    facts = server.facts(DatasetName.KMNIST, {"labels.gz": b"labels"})
    server.contents.clear()
    with pytest.raises(DatasetError) as caught:
        fetch(facts, tmp_path, ignore)
    for word in ("404", "labels.gz", str(tmp_path), "by hand"):
        assert word in caught.value.detail


def test_without_a_network_the_error_names_files_and_folder(offline: None) -> None:
    with pytest.raises(DatasetError) as caught:
        fetch_dataset(DatasetName.CIFAR10, ignore)
    assert caught.value.title == "CIFAR-10 could not be fetched"
    for word in ("no connection", "cifar-10-binary.tar.gz", str(dataset_folder(DatasetName.CIFAR10)), "by hand"):
        assert word in caught.value.detail


def test_a_folder_that_cannot_be_written_is_told(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StorageError, match="taken"):
        fetch(server.facts(DatasetName.KMNIST, SMALL), tmp_path / "taken" / "data", ignore)


def test_what_is_here_already_asks_no_server(offline: None) -> None:
    folder = dataset_folder(DatasetName.KMNIST)
    write_idx_set(folder)
    assert fetch_dataset(DatasetName.KMNIST, ignore) == folder


def test_an_archive_put_by_hand_is_unpacked(offline: None) -> None:
    folder = dataset_folder(DatasetName.CIFAR10)
    write_cifar_archive(folder)
    assert fetch_dataset(DatasetName.CIFAR10, ignore) == folder
    assert set(files_in(folder)) == set(CIFAR_FILES)


@pytest.mark.parametrize("name", [DatasetName.MNIST, DatasetName.FOLDER])
def test_what_needs_no_fetching_is_told(name: DatasetName) -> None:
    with pytest.raises(DatasetError, match="nothing to fetch"):
        fetch_dataset(name, ignore)


def test_pen_digits_arrive_as_an_archive_and_stay_as_strokes(
    server: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server of ours stands for UCI's, with an archive of the same form."""
    facts = server.facts(DatasetName.PENDIGITS, {PEN_ARCHIVE: pen_archive()})
    monkeypatch.setattr(downloads, "DATASETS", {**DATASETS, DatasetName.PENDIGITS: facts})
    told: list[DownloadProgress] = []
    folder = fetch_dataset(DatasetName.PENDIGITS, told.append)
    assert set(files_in(folder)) == set(PEN_FILES)
    assert server.asked == [PEN_ARCHIVE]
    assert told[-1].received == told[-1].total
    assert len(read_strokes(Split.TEST)) == 3498
    assert fetch_dataset(DatasetName.PENDIGITS, ignore) == folder
    assert server.asked == [PEN_ARCHIVE]


def test_an_archive_of_other_bytes_is_refused_and_leaves_nothing(
    server: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.contents[PEN_ARCHIVE] = pen_archive()
    at_home = replace(DATASETS[DatasetName.PENDIGITS], site=server.site)
    monkeypatch.setattr(downloads, "DATASETS", {**DATASETS, DatasetName.PENDIGITS: at_home})
    with pytest.raises(DatasetError, match="arrived damaged"):
        fetch_dataset(DatasetName.PENDIGITS, ignore)
    assert files_in(dataset_folder(DatasetName.PENDIGITS)) == {}


def test_pen_digits_that_are_stopped_leave_nothing_half(server: FileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = server.facts(DatasetName.PENDIGITS, {PEN_ARCHIVE: pen_archive()})
    monkeypatch.setattr(downloads, "DATASETS", {**DATASETS, DatasetName.PENDIGITS: facts})

    def stop(progress: DownloadProgress) -> None:
        if progress.received:
            raise DownloadStopped

    with pytest.raises(DownloadStopped):
        fetch_dataset(DatasetName.PENDIGITS, stop)
    assert files_in(dataset_folder(DatasetName.PENDIGITS)) == {}


def test_pen_digits_without_a_network_say_what_to_put_where(offline: None) -> None:
    with pytest.raises(DatasetError) as caught:
        fetch_dataset(DatasetName.PENDIGITS, ignore)
    for word in ("archive.ics.uci.edu", "no connection", PEN_ARCHIVE, str(dataset_folder(DatasetName.PENDIGITS))):
        assert word in caught.value.detail


def test_a_line_that_drips_can_be_ended(tmp_path: Path) -> None:
    """A byte now and then keeps a connection alive for ever; the wish to stop is heard between two of them."""
    content = bytes(1000)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                connection.recv(CHUNK)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                for _ in content:
                    connection.sendall(b"\0")
                    sleep(0.02)

        dripping = threading.Thread(target=drip)
        dripping.start()
        file = RemoteFile("slow.gz", len(content), hashlib.md5(content).hexdigest())  # noqa: S324 - as data sets state it
        site = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        info = replace(DATASETS[DatasetName.KMNIST], site=site, files=(file,))

        def stop(progress: DownloadProgress) -> None:
            if progress.received >= 3:
                raise DownloadStopped

        with pytest.raises(DownloadStopped):
            fetch(info, tmp_path, stop)
        dripping.join(5)
        assert not dripping.is_alive()
    assert list(tmp_path.iterdir()) == []
