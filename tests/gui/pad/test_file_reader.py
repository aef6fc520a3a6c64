from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PySide6.QtCore import QThread

from digitpad.errors import InkError, PictureError
from digitpad.gui.pad.coordinates import placed
from digitpad.gui.pad.file_reader import FileReader, InkText, Opened, PictureBytes, read
from digitpad.ink.drawing import Picture
from digitpad.ink.ink import Ink
from digitpad.ink.ink_file import InkSample, encode_sample, write_ink_file
from tests.gui.conftest import WAIT, heard
from tests.support.inks import ONE, SEVEN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from digitpad.ink.drawing import Drawing


def png() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (3, 2), "white").save(content, "png")
    return content.getvalue()


def drawings_of(opened: Opened) -> list[Drawing]:
    return [it.drawing for it in opened.drawings]


@pytest.fixture
def reader(qtbot: QtBot) -> Iterator[FileReader]:
    """Return a reader on a running thread."""
    thread = QThread()
    made = FileReader(thread)
    thread.start()
    yield made
    thread.quit()
    assert thread.wait(WAIT)


def test_a_picture_file_is_one_drawing(tmp_path: Path) -> None:
    path = tmp_path / "seven.png"
    path.write_bytes(png())
    (opened,) = read(path).drawings
    picture = opened.drawing
    assert isinstance(picture, Picture)
    assert (picture.width, picture.height, opened.source, opened.number) == (3, 2, "seven.png", None)


@pytest.mark.parametrize("name", ["ink.jsonl", "ink.jsonl.gz", "INK.JSONL"])
def test_an_ink_file_is_all_its_drawings_with_labels(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_ink_file(path, [InkSample(SEVEN, 7), InkSample(ONE)])
    opened = read(path)
    assert [(it.drawing, it.label, it.number, it.total) for it in opened.drawings] == [
        (SEVEN, "7", 1, 2),
        (ONE, None, 2, 2),
    ]


def test_bad_lines_are_told_and_good_ones_count(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    path.write_bytes(b"nonsense\n" + encode_sample(InkSample(ONE)) + b"\n")
    opened = read(path)
    assert drawings_of(opened) == [ONE]
    (problem,) = opened.problems
    assert "line 1" in problem.detail


def test_a_file_of_bad_lines_alone_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    path.write_text("nonsense\n")
    with pytest.raises(InkError, match="line 1"):
        read(path)


def test_ink_from_elsewhere_comes_onto_the_pad(tmp_path: Path) -> None:
    away = Ink.of([[(9000, 9000), (9100, 9300)]])
    path = tmp_path / "ink.jsonl"
    write_ink_file(path, [InkSample(away)])
    assert drawings_of(read(path)) == [placed(away)]


def test_a_file_that_is_no_picture_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_text("no picture")
    with pytest.raises(PictureError):
        read(tmp_path / "picture.png")


def test_clipboards_give_pictures_and_ink() -> None:
    assert isinstance(drawings_of(read(PictureBytes(png(), "the clipboard")))[0], Picture)
    (ink,) = read(InkText(encode_sample(InkSample(ONE, 1)).decode(), "the clipboard")).drawings
    assert (ink.drawing, ink.source, ink.label) == (ONE, "the clipboard", "1")
    with pytest.raises(InkError):
        read(InkText("{}", "the clipboard"))


def test_a_reader_answers_on_the_thread_it_lives_on(qtbot: QtBot, reader: FileReader, tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    write_ink_file(path, [InkSample(ONE)])
    (opened,) = heard(qtbot, reader.opened, reader.submit, path)
    assert drawings_of(opened) == [ONE]


def test_a_reader_tells_what_cannot_be_read(qtbot: QtBot, reader: FileReader, tmp_path: Path) -> None:
    error = heard(qtbot, reader.failed, reader.submit, tmp_path / "absent.png")[0]
    assert isinstance(error, PictureError)
