import gzip
import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from digitpad.config.dataset_info import MNIST_MEAN, MNIST_STD, Split
from digitpad.data.formats.idx import decode_idx
from digitpad.data.ink_set import read_ink_set
from digitpad.data.reading import read_mnist
from digitpad.errors import DatasetError, InkError
from digitpad.ink.ink_file import InkSample, write_ink_file
from digitpad.paths import shipped
from tests.support.training_samples import line_samples, mnist

# MD5 of the original files without gzip: pixels and labels behind their headers of 16 and 8 bytes.
ORIGINAL_MD5 = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return a folder with a copy of the test part alone."""
    for path in shipped("assets", "mnist").glob("t10k-*.gz"):
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ORIGINAL_MD5)
def test_the_bundled_files_are_the_original_mnist(name: str) -> None:
    content = gzip.decompress(shipped("assets", "mnist", f"{name}.gz").read_bytes())
    assert hashlib.md5(content, usedforsecurity=False).hexdigest() == ORIGINAL_MD5[name]


@pytest.mark.parametrize(("part", "count", "first"), [(Split.TRAIN, 60000, [5, 0, 4]), (Split.TEST, 10000, [7, 2, 1])])
def test_mnist_is_read_whole(part: Split, count: int, first: list[int]) -> None:
    images = mnist(part)
    assert images.pixels.shape == (count, 28, 28)
    assert images.pixels.dtype == images.labels.dtype == np.uint8
    assert images.labels[:3].tolist() == first
    assert set(images.labels.tolist()) == set(range(10))
    assert len(images) == count


def test_the_constants_of_normalisation_are_those_of_the_training_images() -> None:
    pixels = mnist(Split.TRAIN).pixels / np.float32(255)
    assert pixels.mean(dtype=np.float64) == pytest.approx(MNIST_MEAN, abs=5e-5)
    assert pixels.std(dtype=np.float64) == pytest.approx(MNIST_STD, abs=5e-5)


def test_the_hash_is_that_of_the_two_files_one_after_the_other(copied: Path) -> None:
    files = [copied / f"t10k-{name}-ubyte.gz" for name in ("images-idx3", "labels-idx1")]
    expected = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    assert read_mnist(Split.TEST, copied).sha256 == expected == mnist(Split.TEST).sha256


def test_a_missing_file_is_named(copied: Path) -> None:
    with pytest.raises(DatasetError, match=r"train-images-idx3-ubyte\.gz does not exist"):
        read_mnist(Split.TRAIN, copied)


def idx(announced: int, values: bytes) -> bytes:
    return gzip.compress(b"\0\0\x08\x01" + announced.to_bytes(4, "big") + values)


IMAGES = shipped("assets", "mnist", "t10k-images-idx3-ubyte.gz").read_bytes()


def bomb(*shape: int) -> bytes:
    """Return a small file that announces a shape, and unpacks to 200 MB."""
    head = gzip.compress(bytes((0, 0, 8, len(shape))) + b"".join(size.to_bytes(4, "big") for size in shape))
    return head + gzip.compress(bytes(10_000_000), 1) * 20


@pytest.mark.parametrize(
    ("part", "content", "reason"),
    [
        pytest.param("labels-idx1", b"", "not a whole gzip file", id="empty"),
        pytest.param("labels-idx1", b"no gzip", "not a whole gzip file", id="no gzip"),
        pytest.param("labels-idx1", gzip.compress(b"an IDX file this is not"), "no IDX file", id="text"),
        pytest.param("labels-idx1", idx(10000, b"\1\2\3"), "does not hold the 10,000 values", id="too short"),
        pytest.param("labels-idx1", gzip.compress(b"\0\0\x08\x01\0"), "no IDX file", id="no header"),
        pytest.param("labels-idx1", bomb(10_000), "does not hold the 10,000 values", id="too long"),
        pytest.param("labels-idx1", bomb(2**32 - 1), "announces 4,294,967,295 values", id="too many labels"),
        pytest.param("images-idx3", bomb(2**32 - 1, 2**32 - 1, 28), "announces", id="too many images"),
        pytest.param("images-idx3", idx(0, b""), "no IDX file", id="too few dimensions"),
        pytest.param("images-idx3", bomb(0, 28, 28), "does not hold the 0 values", id="no images"),
        pytest.param("labels-idx1", gzip.compress(b"") * 70_000, "parts", id="thousands of parts"),
        pytest.param("images-idx3", IMAGES[:100_000], "not a whole gzip file", id="cut short"),
        pytest.param(
            "images-idx3", IMAGES[:50_000] + bytes(40) + IMAGES[50_040:], "not a whole gzip file", id="damaged inside"
        ),
    ],
)
def test_a_broken_file_is_told_with_what_is_wrong(copied: Path, part: str, content: bytes, reason: str) -> None:
    path = copied / f"t10k-{part}-ubyte.gz"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=reason) as error:
        read_mnist(Split.TEST, copied)
    assert str(path) in error.value.detail


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        (idx(3, b"\1\2\3"), "10000 images of 28 x 28 pixels and 3 labels"),
        (idx(10000, bytes([10]) * 10000), "do not fit together"),
    ],
    ids=["too few", "beyond 9"],
)
def test_labels_that_do_not_fit_the_images_are_told(copied: Path, labels: bytes, reason: str) -> None:
    (copied / "t10k-labels-idx1-ubyte.gz").write_bytes(labels)
    with pytest.raises(DatasetError, match=reason):
        read_mnist(Split.TEST, copied)


def test_a_folder_in_place_of_a_file_is_told(copied: Path) -> None:
    path = copied / "t10k-images-idx3-ubyte.gz"
    path.unlink()
    path.mkdir()
    with pytest.raises(DatasetError, match="cannot be read"):
        read_mnist(Split.TEST, copied)


def test_an_idx_file_is_decoded_in_its_announced_shape(tmp_path: Path) -> None:
    content = gzip.compress(b"\0\0\x08\x02\0\0\0\2\0\0\0\3" + bytes(range(6)))
    np.testing.assert_array_equal(decode_idx(content, tmp_path, dimensions=2), [[0, 1, 2], [3, 4, 5]])


def test_an_ink_set_holds_the_labelled_lines_and_tells_of_the_others(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    write_ink_file(path, [*line_samples(3), InkSample(line_samples(1)[0].ink)])
    with path.open("a") as file:
        file.write("not ink\n")
    ink = read_ink_set(path)
    assert ink.labels.tolist() == [1, 7, 1]
    assert (len(ink), ink.skipped, len(ink.problems)) == (3, 1, 1)
    assert ink.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert ink.name == "ink.jsonl"


def test_an_ink_set_is_parted_by_writers(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl.gz"
    write_ink_file(path, [*line_samples(40), InkSample(line_samples(1)[0].ink, 1)])
    ink = read_ink_set(path)
    assert len(ink.by_writers(["BERT"])) == 10
    assert len(ink.without_writers(["BERT"])) == 31


def test_ink_without_labels_is_an_error_that_says_what_lines_need(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    write_ink_file(path, [InkSample(line_samples(1)[0].ink)])
    with pytest.raises(DatasetError, match='"label" from 0 to 9'):
        read_ink_set(path)


def test_a_missing_ink_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InkError):
        read_ink_set(tmp_path / "none.jsonl")
