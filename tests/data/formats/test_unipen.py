"""UNIPEN digits: as UCI's files have them, with what else UNIPEN allows, and broken."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.data.formats.unipen import LARGEST_FILE, is_unipen, read_unipen, unpacked
from digitpad.data.ink_set import read_ink_set
from digitpad.errors import DatasetError
from tests.support.unipen import HEADER, Written, compress, unipen

FOUR = Written(4, 12, (((220, 400), (160, 220), (340, 220)), ((300, 330), (300, 100))))
ONE = Written(1, 3, (((250, 400), (250, 100)),))


def written(folder: Path, text: str | bytes, name: str = "pendigits-orig.tra") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(("name", "writer"), [("pendigits-orig.tra", "A12"), ("pendigits-orig.tes", "B12")])
def test_digits_come_with_label_writer_and_strokes_with_y_growing_down(tmp_path: Path, name: str, writer: str) -> None:
    _, (four, one) = read_unipen(written(tmp_path, unipen([FOUR, ONE]), name))
    assert (four.label, four.writer, one.label) == (4, writer, 1)
    assert [[point[:2] for point in stroke] for stroke in four.ink.strokes] == [
        [(220, 100), (160, 280), (340, 280)],
        [(300, 170), (300, 400)],
    ]


def test_a_packed_file_gives_the_same_digits_and_the_same_text(tmp_path: Path) -> None:
    text = unipen([FOUR, ONE] * 200)
    plain = read_unipen(written(tmp_path, text))
    packed = read_unipen(written(tmp_path, compress(text), "pendigits-orig.tra.Z"))
    assert packed == plain
    assert plain[0] == text


@given(st.binary(min_size=1, max_size=3000))
def test_whatever_was_packed_comes_back(tmp_path: Path, content: bytes) -> None:
    assert unpacked(compress(content), tmp_path) == content


def test_what_else_unipen_allows_is_passed_over(tmp_path: Path) -> None:
    text = (
        '.VERSION 1.0\n.X_DIM 500\n\n.segment DIGIT 0 OK "7"\r\n.COMMENT 7 5 1\n.COMMENT written in haste\n'
        ".PEN_DOWN\n  10  20  0.5\n\t30\t40.5\t0.6\n.PEN_UP\n1 1\n.DT 100\n"
    )
    _, (seven,) = read_unipen(written(tmp_path, text))
    assert (seven.label, seven.writer) == (7, "A05")
    assert [point[:2] for point in seven.ink.strokes[0]] == [(10, 480), (30, 459.5)]


def test_without_a_comment_the_writer_is_not_known(tmp_path: Path) -> None:
    _, (one,) = read_unipen(written(tmp_path, '.SEGMENT DIGIT 0 ? "1"\n.PEN_DOWN\n1 2\n.PEN_UP\n'))
    assert one.writer is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('.SEGMENT DIGIT 0 ? "x"\n.PEN_DOWN\n1 2\n.PEN_UP\n', "line 1: “x” is no digit"),
        ('.SEGMENT DIGIT 0 ? "1"\n.PEN_DOWN\n1 two\n.PEN_UP\n', "line 1: its “1 two” is no point"),
        ('.SEGMENT DIGIT 0 ? "1"\n.PEN_DOWN\n1\n.PEN_UP\n', "line 1: its “1” is no point"),
        ('.SEGMENT DIGIT 0 ? "1"\n.PEN_DOWN\nnan 2\n.PEN_UP\n', "line 1: The point (nan, 498) is not a number"),
        ('.SEGMENT DIGIT 0 ? "1"\n.PEN_DOWN\n1 1e300\n.PEN_UP\n', "line 1: The point (1, -1e+300) is"),
        (f".SEGMENT DIGIT 0 ? {'9' * 5000}\n.PEN_DOWN\n1 2\n.PEN_UP\n", "99” is no digit"),
        ('.SEGMENT DIGIT 0 ? "1"\n', "line 1: the digit that begins here has no end"),
        ('.SEGMENT DIGIT 0 ? "1"\n.PEN_DOWN\n1 2\n', "line 1: the digit that begins here has no end"),
    ],
)
def test_what_is_broken_is_told_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(DatasetError, match="A data file is broken") as caught:
        read_unipen(written(tmp_path, text))
    assert reason in caught.value.detail
    assert "pendigits-orig.tra" in caught.value.detail


def test_a_writer_of_thousands_of_digits_is_nobody(tmp_path: Path) -> None:
    digit = '.SEGMENT DIGIT 0 ? "1"\n.COMMENT 1 {} 1\n.PEN_DOWN\n1 2\n.PEN_UP\n'
    _, (one,) = read_unipen(written(tmp_path, digit.format("9" * 5000)))
    assert one.writer is None


def test_a_file_larger_than_uci_has_any_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="holds more than"):
        read_unipen(written(tmp_path, b"\n" * (LARGEST_FILE + 1)))


@pytest.mark.parametrize("content", [b"", b"\x1f\x9d", b"no such thing", b"\x1f\x9d\x90a"])
def test_what_is_not_packed_is_told(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DatasetError, match="no whole file of Unix compress"):
        read_unipen(written(tmp_path, content, "pendigits-orig.tra.Z"))


def test_names_tell_unipen_from_ink_files(tmp_path: Path) -> None:
    names = ("a.tra", "a.tes.Z", "a.jsonl", "tra", "a.Z")
    assert [is_unipen(tmp_path / name) for name in names] == [True, True, False, False, False]


def test_a_unipen_file_is_read_where_an_ink_file_is(tmp_path: Path) -> None:
    """So one can train on it with writers held out, as on any ink file."""
    ink = read_ink_set(written(tmp_path, unipen([FOUR, ONE])))
    assert ink.name == "pendigits-orig.tra"
    assert len(ink.without_writers({"A12"})) == 1
    assert HEADER.startswith(" .INCLUDE")
