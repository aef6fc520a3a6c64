"""What the window remembers is written soon, by windows side by side, and puts no window where nobody sees it."""

from __future__ import annotations

import os
import struct
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMainWindow

from digitpad.gui.main_window import MainWindow
from digitpad.gui.widgets.window_placement import bring_on_screen, screen_of
from digitpad.settings import Settings, load_settings, settings_file
from tests.gui.conftest import WAIT

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


def test_a_change_is_written_before_the_window_closes(qtbot: QtBot, window: MainWindow) -> None:
    window.tools.pen.setValue(41)
    qtbot.waitUntil(lambda: load_settings(settings_file()).pen_width == 41, timeout=WAIT)
    assert load_settings(settings_file()).geometry == "", "where it lies is written when it closes"


def test_the_last_window_to_close_keeps_what_the_first_one_changed(
    qtbot: QtBot, window: MainWindow, dressed: QApplication
) -> None:
    other = MainWindow(Settings())
    qtbot.addWidget(other)
    other.show()
    window.tools.pen.setValue(33)
    window.close()
    other.choice.set_current("softmax")
    other.close()
    kept = load_settings(settings_file())
    assert (kept.pen_width, kept.model) == (33, "softmax")


def test_a_killed_digitpads_temporary_file_is_swept_once_the_window_is_there(
    qtbot: QtBot, dressed: QApplication, user_folder: Path
) -> None:
    left = user_folder / "models" / f".digitpad-{'0' * 16}.tmp"
    left.parent.mkdir(parents=True)
    left.touch()
    os.utime(left, (time.time() - 9999,) * 2)
    made = MainWindow(Settings())
    qtbot.addWidget(made)
    made.show()
    qtbot.wait(50)
    assert made.shut_down()
    assert not left.exists()


@pytest.mark.parametrize("place", [(10**6, 10**6, 500, 400), (-5000, 30, 500, 400), (0, 0, 10**6, 10**6)])
def test_a_window_remembered_beyond_the_screen_comes_back_onto_it(
    qtbot: QtBot, dressed: QApplication, place: tuple[int, int, int, int]
) -> None:
    plain = QMainWindow()
    qtbot.addWidget(plain)
    plain.resize(500, 400)
    content = bytearray(plain.saveGeometry().data())
    left, top, width, height = place
    for offset in (8, 24, 48):  # frame, normal and present rectangles of Qt's format
        if offset + 16 <= len(content):
            struct.pack_into(">4i", content, offset, left, top, left + width - 1, top + height - 1)
    geometry = bytes(QByteArray(bytes(content)).toBase64().data()).decode()
    window = MainWindow(replace(Settings(), geometry=geometry))
    qtbot.addWidget(window)
    seen = window.frameGeometry().intersected(screen_of(window))
    assert min(seen.width(), seen.height()) >= 100
    assert window.width() <= 10_000


def test_a_window_that_is_well_seen_stays_where_it_is(qtbot: QtBot, dressed: QApplication) -> None:
    plain = QMainWindow()
    qtbot.addWidget(plain)
    plain.setGeometry(-200, 40, 500, 400)
    bring_on_screen(plain)
    assert plain.geometry().left() == -200
    plain.setGeometry(5000, 40, 500, 400)
    bring_on_screen(plain)
    assert screen_of(plain).contains(plain.geometry())
