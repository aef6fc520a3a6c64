import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.errors import InkError, StorageError
from digitpad.ink.ink import Ink, Point, Stroke
from digitpad.ink.ink_file import (
    DRAWING_POINTS,
    DRAWING_STROKES,
    MOST_PROBLEMS,
    InkSample,
    decode_sample,
    encode_sample,
    read_ink_file,
    write_ink_file,
)

thousandths = st.integers(-1_000_000, 1_000_000).map(lambda number: number / 1000)
points = st.builds(Point, thousandths, thousandths, st.none() | st.sampled_from([0.0, 0.25, 1.0]))
samples = st.builds(
    InkSample,
    st.lists(st.lists(points, min_size=1, max_size=4).map(Stroke), min_size=1, max_size=3).map(
        lambda strokes: Ink(tuple(strokes))
    ),
    st.none() | st.integers(0, 9),
    st.none() | st.text(max_size=5),
)


@given(samples)
def test_a_line_written_and_read_again_is_the_same_sample(sample: InkSample) -> None:
    assert decode_sample(encode_sample(sample)) == sample


@pytest.mark.parametrize("name", ["ink.jsonl", "ink.jsonl.gz"])
def test_a_file_written_and_read_again_holds_the_same_samples(tmp_path: Path, name: str) -> None:
    written = [InkSample(Ink.of([[(1, 2), (3, 4)]]), 7, "me"), InkSample(Ink.of([[(5, 5)]]))]
    write_ink_file(tmp_path / name, written)
    read = read_ink_file(tmp_path / name)
    assert [(s.ink, s.label, s.writer) for s in read.samples] == [(s.ink, s.label, s.writer) for s in written]
    assert [s.line for s in read.samples] == [1, 2]
    assert not read.problems


def test_a_bad_line_is_told_by_its_number_and_the_good_ones_count(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    path.write_text('{"strokes":[[[1,2]]]}\n\n{"strokes":[[[1]]]}\nnonsense\n{"label":3,"strokes":[[[1,2,0.5]]]}\n')
    read = read_ink_file(path)
    assert [sample.line for sample in read.samples] == [1, 5]
    assert read.samples[1].ink.strokes[0][0] == Point(1, 2, 0.5)
    assert ["line 3" in read.problems[0].detail, "line 4" in read.problems[1].detail] == [True, True]


@pytest.mark.parametrize(
    "line",
    [
        '{"strokes":[]}',
        '{"strokes":[[]]}',
        '{"strokes":[[[1,2],[1e9,1]]]}',
        '{"strokes":[[[1,NaN]]]}',
        '{"strokes":[[[1,2,3,4]]]}',
        '{"label":12,"strokes":[[[1,2]]]}',
        '{"label":"seven","strokes":[[[1,2]]]}',
        "[]",
        '{"strokes":' + "[" * 5000,
        b"\xff\xfe{}",
    ],
)
def test_a_line_that_is_not_ink_is_refused(line: str | bytes) -> None:
    with pytest.raises(InkError):
        decode_sample(line)


def test_an_empty_missing_or_damaged_file_is_refused(tmp_path: Path) -> None:
    empty, damaged = tmp_path / "empty.jsonl", tmp_path / "damaged.jsonl.gz"
    empty.write_text("\n\n")
    damaged.write_bytes(gzip.compress(b'{"strokes":[[[1,2]]]}\n' * 100)[:-20])
    for path in (empty, damaged, tmp_path / "missing.jsonl", tmp_path):
        with pytest.raises(InkError) as raised:
            read_ink_file(path)
        assert str(path) in raised.value.detail


def test_a_folder_that_is_a_file_is_told_as_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="could not be saved"):
        write_ink_file(tmp_path / "file" / "ink.jsonl", [])


def packed(folder: Path, unit: bytes, count: int) -> Path:
    """Write a gzipped file of one text many times over, a slice at a time."""
    path = folder / "ink.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(count // 10_000):
            file.write(unit * 10_000)
    return path


@pytest.mark.parametrize(
    ("unit", "count"),
    [
        (b"{}\n", 1_000_000),
        (b"\n", 1_000_000),
        (b'{"strokes":[[[1,2]]]}\n', 300_000),
        (b" " * 100, 1_000_000),
        (b"[" * 1000, 10_000),
        (b'{"strokes":[' + b"[]," * 1000 + b"[]]}\n", 10_000),
    ],
    ids=["empty objects", "empty lines", "too many drawings", "one endless line", "nesting", "strokes of no point"],
)
def test_a_file_that_unpacks_to_more_than_anyone_draws_is_refused(tmp_path: Path, unit: bytes, count: int) -> None:
    path = packed(tmp_path, unit, count)
    assert path.stat().st_size < 3_000_000
    with pytest.raises(InkError, match="too large") as raised:
        read_ink_file(path)
    assert str(path) in raised.value.detail


def drawing(strokes: int, points: int) -> bytes:
    return encode_sample(InkSample(Ink.of([[(1.25, 2.5)] * points] * strokes), 7, "A01")) + b"\n"


@pytest.mark.parametrize(
    ("unit", "count"),
    [(drawing(1, 1), 120_000), (drawing(2, 20), 32_000), (drawing(9_999, 1), 23), (drawing(1, 199_999), 11)],
    ids=["drawings", "digits", "strokes", "points"],
)
def test_ink_that_would_take_long_to_read_is_refused(tmp_path: Path, unit: bytes, count: int) -> None:
    path = tmp_path / "ink.jsonl"
    path.write_bytes(unit * count)
    with pytest.raises(InkError, match="too large") as raised:
        read_ink_file(path)
    assert "split" in raised.value.detail


@pytest.mark.long
def test_thirty_thousand_digits_are_read(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl.gz"
    path.write_bytes(gzip.compress(drawing(2, 20) * 30_000, 1))
    assert len(read_ink_file(path).samples) == 30_000


def test_a_file_of_which_nearly_everything_is_no_ink_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    path.write_bytes(b'{"strokes":[[[1,2]]]}\n' + b"{}\n" * MOST_PROBLEMS)
    assert (len(read_ink_file(path).samples), len(read_ink_file(path).problems)) == (1, MOST_PROBLEMS)
    path.write_bytes(path.read_bytes() + b"{}\n")
    with pytest.raises(InkError, match="no ink") as raised:
        read_ink_file(path)
    assert f"{path}, line 2" in raised.value.detail


@pytest.mark.parametrize(
    "strokes",
    [[[(1, 2)] * (DRAWING_POINTS + 1)], [[(1, 2)]] * (DRAWING_STROKES + 1)],
    ids=["points", "strokes"],
)
def test_a_drawing_beyond_any_use_is_neither_read_nor_kept(strokes: list[list[tuple[float, float]]]) -> None:
    with pytest.raises(InkError, match="too large"):
        InkSample(Ink.of(strokes))
    with pytest.raises(InkError, match="too large"):
        decode_sample(json.dumps({"strokes": strokes}))


@pytest.mark.parametrize("number", ["1e999", "-1e308", "9" * 400, "null", "true", '"1"', "[]", "1e7"])
@pytest.mark.parametrize(
    "form", ['{{"strokes":[[[1,{}]]]}}', '{{"strokes":[[[1,2,{}]]]}}', '{{"strokes":[[[1,2]]],"label":{}}}']
)
def test_a_number_that_cannot_be_is_refused(form: str, number: str) -> None:
    if (number, "1,2" in form) != ("null", True):  # no pressure, and no label
        with pytest.raises(InkError):
            decode_sample(form.format(number))


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
    ],
    ids=["byte order mark", "Windows", "old Macs"],
)
def test_files_as_other_programs_write_them_are_read(tmp_path: Path, encode: Callable[[str], bytes]) -> None:
    path = tmp_path / "ink.jsonl"
    path.write_bytes(encode('{"strokes":[[[1,2]]]}\n\n{"strokes":[[[3,4]]]}\n'))
    assert [sample.line for sample in read_ink_file(path).samples] == [1, 3]


@pytest.mark.parametrize("name", ["a\0b.jsonl", "a\ud800.jsonl", "a" * 5000 + ".jsonl"])
def test_a_name_that_no_file_can_have_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(InkError, match="cannot be read"):
        read_ink_file(tmp_path / name)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    os.mkfifo(path)
    with pytest.raises(InkError, match="pipe"):
        read_ink_file(path)


@pytest.mark.parametrize("text", ['{"strokes": [[[1, 2]]], "writer": "\ud800"}', "\udcff", '{"\ud800": 1}'])
def test_a_text_with_half_a_letter_is_no_ink(text: str) -> None:
    with pytest.raises(InkError):
        decode_sample(text)
