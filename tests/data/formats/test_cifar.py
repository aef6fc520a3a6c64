import gzip
import tarfile
from pathlib import Path

import numpy as np
import pytest

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.data.formats import cifar
from digitpad.data.formats.cifar import LARGEST_FILE, RECORD, unpack
from digitpad.data.locations import CIFAR_ARCHIVE, CIFAR_FILES, dataset_folder, is_present
from digitpad.data.reading import read_dataset
from digitpad.errors import DatasetError
from tests.support.images import cifar_archive, cifar_files, write_cifar_archive


def test_a_record_is_a_label_and_three_planes(tmp_path: Path) -> None:
    contents = cifar_files(each=2)
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    train = read_dataset(DatasetName.CIFAR10, Split.TRAIN, tmp_path)
    assert train.pixels.shape == (10, 32, 32, 3)
    assert train.labels.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert train.class_names[3] == "cat"
    second = np.frombuffer(contents["data_batch_1.bin"], np.uint8)[RECORD:]
    assert second[0] == 1
    np.testing.assert_array_equal(train.pixels[1], second[1:].reshape(3, 32, 32).transpose(1, 2, 0))
    test = read_dataset(DatasetName.CIFAR10, Split.TEST, tmp_path)
    assert (test.name, len(test)) == ("CIFAR-10 test", 2)


def test_the_archive_is_read_as_it_is_and_says_the_same(tmp_path: Path) -> None:
    write_cifar_archive(tmp_path / "packed")
    packed = read_dataset(DatasetName.CIFAR10, Split.TRAIN, tmp_path / "packed")
    for name, content in cifar_files().items():
        (tmp_path / name).write_bytes(content)
    unpacked = read_dataset(DatasetName.CIFAR10, Split.TRAIN, tmp_path)
    np.testing.assert_array_equal(packed.pixels, unpacked.pixels)
    assert packed.sha256 == unpacked.sha256
    assert sorted(path.name for path in (tmp_path / "packed").iterdir()) == [CIFAR_ARCHIVE]


def test_files_put_by_hand_are_found_as_the_archive_holds_them() -> None:
    inner = dataset_folder(DatasetName.CIFAR10) / "cifar-10-batches-bin"
    assert not is_present(DatasetName.CIFAR10)
    inner.mkdir(parents=True)
    for name, content in cifar_files().items():
        (inner / name).write_bytes(content)
    assert is_present(DatasetName.CIFAR10)
    assert len(read_dataset(DatasetName.CIFAR10, Split.TEST)) == 4


def test_unpacking_leaves_the_files_and_takes_the_archive(tmp_path: Path) -> None:
    write_cifar_archive(tmp_path)
    unpack(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(CIFAR_FILES)


def test_two_digitpads_may_unpack_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_cifar_archive(tmp_path)
    write = cifar.write_atomically

    def write_while_another_finishes(path: Path, content: bytes) -> None:
        write(path, content)
        (tmp_path / CIFAR_ARCHIVE).unlink(missing_ok=True)

    monkeypatch.setattr(cifar, "write_atomically", write_while_another_finishes)
    unpack(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(CIFAR_FILES)


def test_nothing_but_the_known_files_comes_out_of_an_archive(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    contents = cifar_files() | {"../../outside.txt": b"no", "readme.html": b"no"}
    (folder / CIFAR_ARCHIVE).write_bytes(cifar_archive(contents))
    unpack(folder)
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == set(CIFAR_FILES)


@pytest.mark.parametrize(
    "content",
    [
        b"garbage",
        cifar_archive(cifar_files())[:2000],
        cifar_archive({name: content for name, content in cifar_files().items() if name != "data_batch_3.bin"}),
        cifar_archive(cifar_files() | {"data_batch_2.bin": b"short"}),
        cifar_archive(cifar_files() | {"data_batch_2.bin": b""}),
        cifar_archive(cifar_files() | {"data_batch_2.bin": bytes([10]) + bytes(RECORD - 1)}),
    ],
    ids=["garbage", "cut short", "a file missing", "a file cut short", "an empty file", "a label beyond 9"],
)
def test_a_broken_archive_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / CIFAR_ARCHIVE).write_bytes(content)
    with pytest.raises(DatasetError, match=CIFAR_ARCHIVE):
        read_dataset(DatasetName.CIFAR10, Split.TRAIN, tmp_path)


def test_what_is_not_there_names_the_way_to_get_it_and_the_file_to_put_by_hand() -> None:
    with pytest.raises(DatasetError) as caught:
        read_dataset(DatasetName.CIFAR10, Split.TRAIN)
    detail = caught.value.detail
    assert "digitpad data get cifar10" in detail
    assert CIFAR_ARCHIVE in detail
    assert str(dataset_folder(DatasetName.CIFAR10)) in detail


def tar_header(name: str, size: bytes, kind: bytes = b"0") -> bytes:
    """Return a tar header whose checksum is right, whatever else is."""
    header = bytearray(512)
    header[: len(name)] = name.encode()
    header[124:136] = size.ljust(12, b"\0")
    header[148:156] = b" " * 8
    header[156:157] = kind
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


INNER = "cifar-10-batches-bin/test_batch.bin"


@pytest.mark.parametrize(
    "tar",
    [
        tar_header(INNER, b"\x80" + b"\xff" * 11),
        tar_header(INNER, b"-0000001000"),
        tar_header(INNER, b"77777777777"),
        tar_header(INNER, b"99999999999"),
        tar_header(INNER, b"%o" % (LARGEST_FILE + RECORD)) + bytes(LARGEST_FILE + RECORD),
        tar_header("x" * 100, b"%o" % (LARGEST_FILE - 512)) + bytes(LARGEST_FILE - 512),
        tar_header(INNER, b"0", kind=b"2"),
        tar_header(INNER, b"0", kind=b"3"),
        tar_header(INNER, b"0")[:-1],
        tar_header(INNER, b"0").replace(b"cifar", b"Cifar"),
        b"\xff" * 1024,
    ],
    ids=["huge", "negative", "octal", "no octal", "too large", "endless", "link", "device", "cut", "checksum", "noise"],
)
def test_an_archive_that_lies_is_told_and_unpacks_no_further(tmp_path: Path, tar: bytes) -> None:
    (tmp_path / CIFAR_ARCHIVE).write_bytes(gzip.compress(tar, 1) * (1 if len(tar) < 1 << 20 else 20))
    with pytest.raises(DatasetError, match=CIFAR_ARCHIVE):
        read_dataset(DatasetName.CIFAR10, Split.TEST, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [CIFAR_ARCHIVE]


def test_a_long_note_or_name_in_the_archive_takes_no_time(tmp_path: Path) -> None:
    """Python's own reader takes minutes over them."""
    note = tarfile.TarInfo.create_pax_global_header({"comment": "0 " * 2_000_000, "path": "../" * 1_000_000})
    name = tarfile.TarInfo("x" * 3_000_000).tobuf(tarfile.GNU_FORMAT)
    (tmp_path / CIFAR_ARCHIVE).write_bytes(gzip.compress(note + name, 1) + cifar_archive(cifar_files()))
    assert len(read_dataset(DatasetName.CIFAR10, Split.TEST, tmp_path)) == 4


def test_a_folder_whose_name_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError):
        cifar.read_cifar_part(Split.TEST, tmp_path / ("x" * 5000))
