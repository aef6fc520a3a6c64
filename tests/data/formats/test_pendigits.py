"""UCI's pen digits: whole in each form they may lie in, and what is not them refused."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from digitpad.config.dataset_info import DATASETS, DatasetName, Split
from digitpad.data.formats.pendigits import CLASS_COUNTS, read_pen_digits, unpack
from digitpad.data.locations import PEN_ARCHIVE, PEN_FILES, dataset_folder, is_present, size_on_disk
from digitpad.data.reading import read_dataset, read_strokes
from digitpad.errors import DatasetError
from tests.support.unipen import compress, packed_parts, pen_archive, pen_digits, unipen, write_pen_set

TEST_FILE = PEN_FILES[1]


def test_uci_describes_as_many_digits_as_the_catalogue_states() -> None:
    facts = DATASETS[DatasetName.PENDIGITS]
    assert {part: sum(counts) for part, counts in CLASS_COUNTS.items()} == {part: facts.count(part) for part in Split}


def put_packed(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, content in packed_parts().items():
        (folder / name).write_bytes(content)


def put_archive(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / PEN_ARCHIVE).write_bytes(pen_archive())


@pytest.mark.parametrize("put", [write_pen_set, put_packed, put_archive])
def test_every_form_is_found_and_read_alike(put: Callable[[Path], None]) -> None:
    assert not is_present(DatasetName.PENDIGITS)
    with pytest.raises(DatasetError, match="UCI Pen Digits is not here yet"):
        read_strokes(Split.TEST)
    put(dataset_folder(DatasetName.PENDIGITS))
    assert is_present(DatasetName.PENDIGITS)
    assert size_on_disk(DatasetName.PENDIGITS) > 0
    ink = read_strokes(Split.TEST)
    assert (ink.name, len(ink)) == ("UCI Pen Digits test", 3498)
    assert {sample.writer for sample in ink.samples} == {f"B{number:02d}" for number in range(1, 15)}
    assert ink.sha256 == hashlib.sha256(unipen(pen_digits(Split.TEST))).hexdigest()


def test_as_a_data_set_its_strokes_are_drawn() -> None:
    write_pen_set(dataset_folder(DatasetName.PENDIGITS))
    images = read_dataset(DatasetName.PENDIGITS, Split.TEST)
    assert images.pixels.shape == (3498, 28, 28)
    assert images.class_counts == CLASS_COUNTS[Split.TEST]
    upper, lower = (
        images.pixels[images.labels == 7][:, rows].astype(int).sum() for rows in (slice(4, 9), slice(19, 24))
    )
    assert upper > 1.5 * lower  # the bar of a 7 is on top, so y was turned over
    assert read_dataset(DatasetName.PENDIGITS, Split.TEST, None, 14).pixels.shape == (3498, 14, 14)


def test_unpacking_leaves_the_two_files_and_can_be_repeated(tmp_path: Path) -> None:
    (tmp_path / PEN_ARCHIVE).write_bytes(pen_archive())
    unpack(tmp_path)
    unpack(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(PEN_FILES)
    assert (tmp_path / TEST_FILE).read_bytes() == unipen(pen_digits(Split.TEST))


def packed_by(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("pendigits-orig.tra.Z", bytes(100))
    return out.getvalue()


def locked(content: bytes) -> bytes:
    """Return an archive whose files say that they have a password."""
    return content.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (packed_by(zipfile.ZIP_LZMA), "packed as UCI's is not"),
        (packed_by(zipfile.ZIP_BZIP2), "packed as UCI's is not"),
        (packed_by(zipfile.ZIP_DEFLATED).replace(b"\x08\x00", b"\x63\x00"), "packed as UCI's is not"),
        (locked(packed_by(zipfile.ZIP_DEFLATED)), "no whole archive"),
        (pen_archive({"\u00e9": b""}).replace(b"\xc3\xa9", b"\xff\xff"), "no whole archive"),
        (pen_archive({"pendigits-orig.tra.Z": bytes(3_000_000)}), "larger than it can be"),
        (bytes(5_000_000), "holds more than"),
        (b"no archive", "no whole archive"),
        (pen_archive({})[:-5], "no whole archive"),
        (pen_archive({}), "pendigits-orig.tra.Z is not in it"),
        (pen_archive({"pendigits-orig.tra.Z": b"not packed"}), "no whole file of Unix compress"),
    ],
)
def test_a_broken_archive_is_told_and_stays(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / PEN_ARCHIVE).write_bytes(content)
    with pytest.raises(DatasetError) as caught:
        unpack(tmp_path)
    assert reason in caught.value.detail
    assert [path.name for path in tmp_path.iterdir()] == [PEN_ARCHIVE]


def test_digits_that_are_not_ucis_are_refused(tmp_path: Path) -> None:
    """Figures on the set are told under its name, so a part of it will not do."""
    digits = pen_digits(Split.TEST)
    (tmp_path / TEST_FILE).write_bytes(unipen(digits[:-1]))
    with pytest.raises(DatasetError, match=r"holds 3,497 digits, and not the 3,498"):
        read_pen_digits(Split.TEST, tmp_path)


def test_writers_who_are_not_ucis_are_refused(tmp_path: Path) -> None:
    text = unipen(pen_digits(Split.TEST)).replace(b"  14 ", b"   1 ")
    (tmp_path / f"{TEST_FILE}.Z").write_bytes(compress(text))
    with pytest.raises(DatasetError, match=r"name 13 writers, and not 14"):
        read_pen_digits(Split.TEST, tmp_path)


def test_labels_and_strokes_belong_together(tmp_path: Path) -> None:
    write_pen_set(tmp_path)
    ink = read_pen_digits(Split.TRAIN, tmp_path)
    assert np.bincount(ink.labels).tolist() == list(CLASS_COUNTS[Split.TRAIN])
    assert {len(sample.ink.strokes) for sample in ink.samples if sample.label == 4} == {2}
