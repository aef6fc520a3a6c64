from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTranslator, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog

from digitpad.gui.pad.ink_painter import image_of
from digitpad.gui.prediction.origin_line import Tone
from digitpad.gui.widgets.error_dialog import ErrorDialog
from digitpad.ink.drawing import Picture
from digitpad.ink.ink import Ink
from digitpad.ink.ink_file import InkSample, decode_sample, encode_sample, read_ink_file, write_ink_file
from digitpad.ink.labelled_drawing import LabelledDrawing
from digitpad.preprocessing.picture import load_picture
from tests.gui.conftest import WAIT, Pen, heard
from tests.support.inks import ONE, SEVEN

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from digitpad.gui.main_window import MainWindow

TWO_DOTS = Ink.of([[(100, 100)], [(300, 300)]])
GREY = Picture(2, 2, bytes([90] * 12), "grey")


class _Words(QTranslator):
    """A language of a few sentences."""

    def __init__(self, words: dict[str, str]) -> None:
        super().__init__()
        self._words = words

    def translate(self, _context: str, text: str, *_: object) -> str:
        return self._words.get(text, "")


def open_and_wait(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    heard(qtbot, window.canvas.drawing_changed, window.files.open, path)


def said(window: MainWindow) -> list[str]:
    """Return what stands on the panel of the drawing, but for whether the answer is right."""
    line = window.panel.origin
    return [part.text for part in line.origin.parts if part.tone in {Tone.MUTED, Tone.TEXT}] if line.isVisible() else []


def shown_error(qtbot: QtBot, window: MainWindow) -> ErrorDialog:
    """Return the error that shows up, closed."""

    def errors() -> list[ErrorDialog]:
        return [dialog for dialog in window.findChildren(ErrorDialog) if dialog.isVisible()]

    qtbot.waitUntil(lambda: bool(errors()), timeout=WAIT)
    (dialog,) = errors()
    dialog.accept()
    return dialog


def test_an_opened_picture_is_on_the_pad_and_can_be_undone(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    image_of(SEVEN, 20).save(str(tmp_path / "seven.png"))
    window.canvas.show_drawing(ONE)
    open_and_wait(qtbot, window, tmp_path / "seven.png")
    assert isinstance(window.canvas.drawing, Picture)
    window.canvas.undo()
    assert window.canvas.drawing == ONE


def test_one_walks_through_a_file_of_many_drawings(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    write_ink_file(tmp_path / "three.jsonl", [InkSample(SEVEN, 7), InkSample(ONE), InkSample(TWO_DOTS, 0)])
    open_and_wait(qtbot, window, tmp_path / "three.jsonl")
    do = window.actions_of_window
    assert said(window) == ["three.jsonl, drawing 1 of 3", "labelled 7"]
    assert (do.previous_drawing.isEnabled(), do.next_drawing.isEnabled()) == (False, True)
    do.next_drawing.trigger()
    assert window.canvas.drawing == ONE
    assert said(window) == ["three.jsonl, drawing 2 of 3"]
    do.next_drawing.trigger()
    assert window.canvas.drawing == TWO_DOTS
    assert not do.next_drawing.isEnabled()
    do.previous_drawing.trigger()
    assert window.canvas.drawing == ONE


def test_undo_and_redo_bring_back_where_a_drawing_is_from(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    write_ink_file(tmp_path / "two.jsonl", [InkSample(SEVEN, 7), InkSample(ONE, 1)])
    open_and_wait(qtbot, window, tmp_path / "two.jsonl")
    do = window.actions_of_window
    do.next_drawing.trigger()
    do.undo.trigger()
    assert said(window) == ["two.jsonl, drawing 1 of 2", "labelled 7"]
    assert (do.previous_drawing.isEnabled(), do.next_drawing.isEnabled()) == (False, True), "one goes on from there"
    do.undo.trigger()
    assert said(window) == []
    do.redo.trigger()
    Pen(window.canvas).draw([(200, 100), (200, 400)])
    assert said(window) == [], "it is another drawing with the first stroke"
    do.undo.trigger()
    assert said(window) == ["two.jsonl, drawing 1 of 2", "labelled 7"]


def test_a_drawing_that_cannot_come_back_is_let_go(window: MainWindow) -> None:
    window.files.show_drawing(LabelledDrawing(GREY, "grey"))
    window.actions_of_window.undo.trigger()
    window.canvas.show_drawing(ONE)
    assert window.files._known == {}


def test_ones_own_ink_is_no_drawing_of_the_open_file(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    write_ink_file(tmp_path / "two.jsonl", [InkSample(SEVEN, 7), InkSample(ONE)])
    open_and_wait(qtbot, window, tmp_path / "two.jsonl")
    window.canvas.clear()
    assert window.files.origin is None
    window.canvas.show_drawing(decode_sample(encode_sample(InkSample(SEVEN)).decode()).ink)
    assert window.files.origin is None, "drawn just like it"
    assert window.actions_of_window.next_drawing.isEnabled()


def test_lines_left_out_are_told_in_the_users_language(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    path.write_bytes(b"{}\n" + encode_sample(InkSample(ONE)))
    told = read_ink_file(path).problems[0]
    words = _Words({told.detail_template: "Zeile {line}"})
    QApplication.installTranslator(words)
    try:
        open_and_wait(qtbot, window, path)
        error = shown_error(qtbot, window).error
    finally:
        QApplication.removeTranslator(words)
    assert "Zeile 1" in error.detail


def test_a_file_of_one_drawing_needs_no_walking(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    write_ink_file(tmp_path / "one.jsonl", [InkSample(ONE)])
    open_and_wait(qtbot, window, tmp_path / "one.jsonl")
    assert said(window) == ["one.jsonl"]
    assert not window.files.has_next


def test_lines_left_out_are_told_once_and_the_others_shown(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    path.write_bytes(b"{}\n" * 5 + encode_sample(InkSample(ONE)))
    open_and_wait(qtbot, window, path)
    error = shown_error(qtbot, window).error
    assert window.canvas.drawing == ONE
    assert "5 of 6" in error.detail
    assert "line 1" in error.detail


def test_a_file_that_cannot_be_opened_is_told_and_the_pad_kept(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PNG broken")
    window.canvas.show_drawing(ONE)
    window.files.open(tmp_path / "broken.png")
    assert "broken.png" in shown_error(qtbot, window).error.detail
    assert window.canvas.drawing == ONE


def test_ink_is_saved_as_ink(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.canvas.show_drawing(SEVEN)
    heard(qtbot, window.files.message_changed, window.files.save, tmp_path / "seven.jsonl")
    assert read_ink_file(tmp_path / "seven.jsonl").samples[0].ink == SEVEN


@pytest.mark.parametrize("name", ["seven.png", "seven.jpg", "seven.bmp"])
def test_ink_is_saved_as_a_picture(qtbot: QtBot, window: MainWindow, tmp_path: Path, name: str) -> None:
    window.canvas.show_drawing(SEVEN)
    heard(qtbot, window.files.message_changed, window.files.save, tmp_path / name)
    assert load_picture(tmp_path / name).width == 1000


def test_a_picture_is_saved_as_it_is(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.canvas.show_drawing(GREY)
    heard(qtbot, window.files.message_changed, window.files.save, tmp_path / "grey.png")
    assert load_picture(tmp_path / "grey.png").rgb == GREY.rgb


@pytest.mark.parametrize("name", ["grey.jsonl", "grey.docx", "no folder/grey.png"])
def test_what_cannot_be_saved_is_told(qtbot: QtBot, window: MainWindow, tmp_path: Path, name: str) -> None:
    (tmp_path / "no folder").write_text("a file")
    window.canvas.show_drawing(GREY)
    window.files.save(tmp_path / name)
    assert shown_error(qtbot, window).error.detail
    assert not (tmp_path / "grey.docx").exists()


def test_a_window_that_is_closed_at_once_has_saved(window: MainWindow, tmp_path: Path) -> None:
    window.canvas.show_drawing(SEVEN)
    window.files.save(tmp_path / "seven.png")
    assert window.close()
    assert load_picture(tmp_path / "seven.png").width == 1000


def test_a_window_stays_open_with_what_could_not_be_saved(window: MainWindow, tmp_path: Path) -> None:
    window.canvas.show_drawing(SEVEN)
    window.files.save(tmp_path / "seven.docx")
    assert not window.close()
    assert window.isVisible()


def test_the_user_chooses_where_to_save(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = (str(tmp_path / "seven"), "Ink, to open and train with (*.jsonl)")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: chosen)
    window.canvas.show_drawing(SEVEN)
    heard(qtbot, window.files.message_changed, window.actions_of_window.save.trigger)
    assert read_ink_file(tmp_path / "seven.jsonl").samples[0].ink == SEVEN


def test_the_user_chooses_what_to_open(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_ink_file(tmp_path / "one.jsonl", [InkSample(ONE)])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "one.jsonl"), ""))
    heard(qtbot, window.canvas.drawing_changed, window.actions_of_window.open.trigger)
    assert window.canvas.drawing == ONE


def test_a_copied_picture_comes_back_by_pasting(qtbot: QtBot, window: MainWindow) -> None:
    window.canvas.show_drawing(SEVEN)
    heard(qtbot, window.files.message_changed, window.actions_of_window.copy.trigger)
    heard(qtbot, window.canvas.drawing_changed, window.actions_of_window.paste.trigger)
    picture = window.canvas.drawing
    assert isinstance(picture, Picture)
    assert (picture.width, picture.height) == (1000, 1000)


def test_copied_ink_is_a_line_of_an_ink_file_and_comes_back_by_pasting(qtbot: QtBot, window: MainWindow) -> None:
    window.canvas.show_drawing(SEVEN)
    heard(qtbot, window.files.message_changed, window.actions_of_window.copy_ink.trigger)
    assert decode_sample(QGuiApplication.clipboard().text()).ink == SEVEN
    window.canvas.clear()
    heard(qtbot, window.canvas.drawing_changed, window.actions_of_window.paste.trigger)
    assert window.canvas.drawing == SEVEN


def test_pasting_what_is_no_drawing_says_so(window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("a shopping list")
    window.actions_of_window.paste.trigger()
    assert "no picture and no ink" in window.statusBar().currentMessage()
    assert window.canvas.drawing == Ink()


def drop(window: MainWindow, mime: QMimeData) -> bool:
    """Drag something over the window and let it go; whether it was taken."""
    place = window.rect().center()
    held = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(place, *held)
    entering.ignore()
    QApplication.sendEvent(window, entering)
    if not entering.isAccepted():
        return False
    dropping = QDropEvent(QPointF(place), *held)
    QApplication.sendEvent(window, dropping)
    return dropping.isAccepted()


def test_a_dropped_file_is_opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    write_ink_file(tmp_path / "one.jsonl", [InkSample(ONE)])
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "one.jsonl"))])
    with qtbot.waitSignal(window.canvas.drawing_changed, timeout=WAIT):
        assert drop(window, mime)
    assert window.canvas.drawing == ONE


def test_a_dropped_picture_is_opened(qtbot: QtBot, window: MainWindow) -> None:
    image = QImage(20, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    mime = QMimeData()
    mime.setImageData(image)
    with qtbot.waitSignal(window.canvas.drawing_changed, timeout=WAIT):
        assert drop(window, mime)
    assert isinstance(window.canvas.drawing, Picture)


def test_a_dropped_web_address_is_not_taken(window: MainWindow) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/seven.png")])
    assert not drop(window, mime)
