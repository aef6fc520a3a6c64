from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from digitpad.config.dataset_info import DATASETS, DatasetName
from digitpad.data import downloads
from digitpad.data.locations import PEN_ARCHIVE, is_present
from digitpad.gui.data.download_thread import DownloadController
from digitpad.gui.models.pen_digits_dialog import PenDigitsDialog
from digitpad.gui.widgets.error_dialog import ErrorDialog
from tests.gui.conftest import WAIT, heard, put_on_screen
from tests.support.fileserver import FileServer, offline, server
from tests.support.unipen import pen_archive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

__all__ = ["offline", "server"]

PENS = DatasetName.PENDIGITS


@pytest.fixture
def dialog(qtbot: QtBot, dressed: QApplication) -> Iterator[PenDigitsDialog]:
    controller = DownloadController()
    made = PenDigitsDialog(controller)
    made.show_state()
    yield put_on_screen(qtbot, made)
    made.close()
    assert controller.shut_down()


@pytest.fixture
def served(server: FileServer, monkeypatch: pytest.MonkeyPatch) -> FileServer:
    """Return a server of ours that stands for UCI's."""
    facts = server.facts(PENS, {PEN_ARCHIVE: pen_archive()})
    monkeypatch.setattr(downloads, "DATASETS", {**DATASETS, PENS: facts})
    return server


def test_it_asks_first_with_size_origin_and_terms(dialog: PenDigitsDialog) -> None:
    for words in ("1.7 MB", "archive.ics.uci.edu", "Alpaydin", "CC BY 4.0", "14 others"):
        assert words in dialog.status.detail.text()
    assert dialog.status.download.isVisible()
    assert not is_present(PENS)


def test_what_comes_is_told_and_the_window_closes(qtbot: QtBot, dialog: PenDigitsDialog, served: FileServer) -> None:
    with qtbot.waitSignal(dialog.fetched, timeout=WAIT):
        dialog.status.download.click()
        assert dialog.status.stop.isVisible()
    assert is_present(PENS)
    assert not dialog.isVisible()


def test_without_a_network_the_error_is_told_once_and_can_be_tried_again(
    qtbot: QtBot, dialog: PenDigitsDialog, offline: None
) -> None:
    heard(qtbot, dialog._downloads.failed, dialog.status.download.click)
    assert dialog.status.title.text() == "UCI Pen Digits could not be fetched"
    assert "by hand" in dialog.status.detail.text()
    assert dialog.status.download.isVisible()
    assert dialog.findChildren(ErrorDialog) == []


def test_the_focus_stays_on_the_button_that_is_there(qtbot: QtBot, dialog: PenDigitsDialog, offline: None) -> None:
    dialog.activateWindow()
    dialog.status.download.setFocus()
    qtbot.waitUntil(dialog.status.download.hasFocus, timeout=WAIT)
    with qtbot.waitSignal(dialog._downloads.failed, timeout=WAIT):
        qtbot.keyClick(dialog.status.download, Qt.Key.Key_Return)
        assert dialog.status.stop.hasFocus()
    assert dialog.status.download.hasFocus()


@pytest.mark.parametrize("is_by_key", [False, True])
def test_closing_it_ends_its_download(
    qtbot: QtBot, dialog: PenDigitsDialog, served: FileServer, *, is_by_key: bool
) -> None:
    served.failures[PEN_ARCHIVE] = 1  # the first try fails, so that there is time
    with qtbot.waitSignals([dialog._downloads.cancelled], timeout=WAIT):
        dialog.status.download.click()
        if is_by_key:
            qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        else:
            dialog.close()
    assert not dialog.isVisible()
    assert not is_present(PENS)


def test_while_another_download_is_under_way_it_waits(qtbot: QtBot, dialog: PenDigitsDialog, offline: None) -> None:
    controller = dialog._downloads
    with qtbot.waitSignal(controller.failed, timeout=WAIT):
        controller.submit(DatasetName.KMNIST)
        dialog.show_state()
        assert not dialog.status.download.isEnabled()
    assert dialog.status.title.text() == "UCI Pen Digits is not here yet"
    assert dialog.status.download.isEnabled()
