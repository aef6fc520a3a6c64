from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.data import downloads
from digitpad.data.locations import dataset_folder
from digitpad.gui.data.browser import DataBrowser
from digitpad.gui.data.download_thread import DownloadController
from digitpad.gui.data.thread import DataController
from digitpad.gui.widgets.error_dialog import ErrorDialog
from digitpad.ink.ink import Ink
from digitpad.ink.ink_file import InkSample, read_ink_file, write_ink_file
from digitpad.preprocessing.pipeline import rasterize
from tests.gui.conftest import WAIT, heard, put_on_screen
from tests.support.fileserver import offline
from tests.support.images import write_cifar_archive, write_idx_set, write_picture_folder
from tests.support.inks import ONE, SEVEN, THREE
from tests.support.unipen import write_pen_set

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from digitpad.gui.main_window import MainWindow

__all__ = ["offline"]


@pytest.fixture
def browser(qtbot: QtBot, dressed: QApplication, offline: None) -> Iterator[DataBrowser]:
    """Return the browser on screen, with a small KMNIST to show and nothing shown yet."""
    write_idx_set(dataset_folder(DatasetName.KMNIST), count=200)
    data, downloads = DataController(), DownloadController()
    made = put_on_screen(qtbot, DataBrowser(data, downloads))
    yield made
    made.close()
    assert data.shut_down()
    assert downloads.shut_down()


def show(qtbot: QtBot, browser: DataBrowser, name: DatasetName, folder: Path | None = None) -> None:
    heard(qtbot, browser.settled, browser.show_dataset, name, None if folder is None else str(folder), 16)


@pytest.fixture
def kmnist(qtbot: QtBot, browser: DataBrowser) -> DataBrowser:
    """Return the browser with the small KMNIST shown."""
    show(qtbot, browser, DatasetName.KMNIST)
    return browser


@pytest.fixture
def absent(qtbot: QtBot, browser: DataBrowser) -> DataBrowser:
    """Return the browser at CIFAR-10, which is not here."""
    show(qtbot, browser, DatasetName.CIFAR10)
    return browser


def press(qtbot: QtBot, button: QAbstractButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_data_set_is_shown_with_classes_page_batch_and_one_image_large(kmnist: DataBrowser) -> None:
    assert kmnist.images is not None
    assert kmnist.classes.counts == (20,) * 10
    size = kmnist.pages.grid.capacity
    assert [cell.index for cell in kmnist.pages.grid.cells] == list(range(min(size, 200)))
    assert kmnist.pages.grid.cells[3].label == "tsu"
    assert kmnist.pages.pager.range.text() == f"1 to {size} of 200"
    assert kmnist.sample.index == 0
    assert kmnist.sample.name.text() == "o"
    assert "uint8, 0 to 255" in kmnist.sample.facts.text()
    assert "(64, 1, 28, 28) float32, 0 to 1" in kmnist.batch.shapes.text()
    assert "(64,) int64" in kmnist.batch.shapes.text()
    assert "4 batches, 3 " in kmnist.batch.shapes.text()
    assert len(kmnist.batch.grid.cells) == min(kmnist.batch.grid.capacity, 64)


def test_pages_turn_to_the_end_and_back(qtbot: QtBot, kmnist: DataBrowser) -> None:
    pages = kmnist.pages
    assert not pages.pager.back.isEnabled()
    turned = 0
    while pages.pager.next.isEnabled():
        press(qtbot, pages.pager.next)
        turned += 1
    assert pages.grid.cells[-1].index == 199
    for _ in range(turned):
        press(qtbot, pages.pager.back)
    assert pages.pager.first == 0


def test_a_wider_window_shows_a_longer_page(qtbot: QtBot, kmnist: DataBrowser) -> None:
    before = len(kmnist.pages.grid.cells)
    kmnist.resize(kmnist.width() + 300, kmnist.height())
    qtbot.waitUntil(lambda: len(kmnist.pages.grid.cells) > before, timeout=WAIT)


def test_a_class_can_be_looked_at_alone(qtbot: QtBot, kmnist: DataBrowser) -> None:
    qtbot.mouseClick(kmnist.classes, Qt.MouseButton.LeftButton, pos=kmnist.classes.row_box(4).center())
    assert {cell.label for cell in kmnist.pages.grid.cells} == {"na"}
    assert kmnist.pages.pager.range.text() == "1 to 20 of 20"
    assert kmnist.sample.name.text() == "na"
    press(qtbot, kmnist.sample.random)
    assert kmnist.sample.name.text() == "na"


def test_the_chosen_class_stays_in_view_among_many(qtbot: QtBot, browser: DataBrowser, tmp_path: Path) -> None:
    write_picture_folder(tmp_path, tuple(f"class {number:02}" for number in range(60)), each=1)
    show(qtbot, browser, DatasetName.FOLDER, tmp_path)
    qtbot.waitUntil(lambda: browser.classes.rect().contains(browser.classes.row_box(59)), timeout=WAIT)
    for _ in range(40):
        qtbot.keyClick(browser.classes, Qt.Key.Key_Down)
    assert browser.classes.selected == 39
    assert browser.classes.visibleRegion().boundingRect().contains(browser.classes.row_box(39))


def test_the_test_part_has_other_images(qtbot: QtBot, kmnist: DataBrowser) -> None:
    assert kmnist.images is not None
    train = kmnist.images.pixels
    heard(qtbot, kmnist.settled, press, qtbot, kmnist.pages.parts[Split.TEST])
    assert kmnist.images.name == "KMNIST test"
    assert not np.array_equal(kmnist.images.pixels, train)
    assert kmnist.pages.parts[Split.TEST].isChecked()


def test_the_next_batch_holds_other_images(qtbot: QtBot, kmnist: DataBrowser) -> None:
    before = {cell.index for cell in kmnist.batch.grid.cells}
    press(qtbot, kmnist.batch.next)
    assert not before & {cell.index for cell in kmnist.batch.grid.cells}


def test_a_batch_of_another_size_is_resized_and_stays_for_the_other_part(qtbot: QtBot, kmnist: DataBrowser) -> None:
    kmnist.batch.size_box.setValue(32)
    kmnist.batch.side_box.setCurrentIndex(kmnist.batch.side_box.findData(64))
    assert "(32, 1, 64, 64) float32" in kmnist.batch.shapes.text()
    assert kmnist.batch.grid.cells[0].image.width() == 64
    heard(qtbot, kmnist.settled, press, qtbot, kmnist.pages.parts[Split.TEST])
    assert "(32, 1, 64, 64) float32" in kmnist.batch.shapes.text()


def test_a_random_image_is_on_the_page_that_is_shown(qtbot: QtBot, kmnist: DataBrowser) -> None:
    for _ in range(5):
        press(qtbot, kmnist.sample.random)
        assert kmnist.sample.index in [cell.index for cell in kmnist.pages.grid.cells]
        assert kmnist.pages.grid.selected == kmnist.sample.index


def test_the_chosen_image_goes_to_the_pad(qtbot: QtBot, kmnist: DataBrowser) -> None:
    kmnist.pages.grid.chosen.emit(7)
    (wanted,) = heard(qtbot, kmnist.drawing_wanted, press, qtbot, kmnist.sample.use)
    assert (wanted.source, wanted.number, wanted.label) == ("KMNIST train", 8, "ya")
    picture = wanted.drawing
    assert kmnist.images is not None
    assert picture.rgb == np.repeat(kmnist.images.pixels[7].reshape(-1), 3).tobytes()


def test_colours_and_their_shapes_are_shown(qtbot: QtBot, browser: DataBrowser) -> None:
    write_cifar_archive(dataset_folder(DatasetName.CIFAR10), each=20)
    show(qtbot, browser, DatasetName.CIFAR10)
    assert "(64, 3, 32, 32) float32" in browser.batch.shapes.text()


def test_what_is_absent_says_what_to_do(absent: DataBrowser) -> None:
    assert absent.images is None
    assert absent.status.title.text() == "CIFAR-10 is not here yet"
    assert "cifar-10-binary.tar.gz" in absent.status.detail.text()
    assert str(dataset_folder(DatasetName.CIFAR10)) in absent.status.detail.text()
    assert absent.status.download.isVisible()
    assert "170 MB" in absent.datasets.rows[DatasetName.CIFAR10].detail


def test_a_download_that_fails_says_why_and_can_be_tried_again(qtbot: QtBot, absent: DataBrowser) -> None:
    press(qtbot, absent.status.download)
    assert absent.status.stop.isVisible()
    assert not absent.status.download.isVisible()
    qtbot.waitUntil(absent.status.download.isVisible, timeout=WAIT)
    assert absent.status.title.text() == "CIFAR-10 could not be fetched"
    assert "by hand" in absent.status.detail.text()


def test_a_download_can_be_cancelled_and_other_data_looked_at_meanwhile(
    qtbot: QtBot, browser: DataBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "TRIES", 10)  # it pauses between them: a download that takes long
    show(qtbot, browser, DatasetName.CIFAR10)
    press(qtbot, browser.status.download)
    show(qtbot, browser, DatasetName.KMNIST)
    assert browser.images is not None
    show(qtbot, browser, DatasetName.CIFAR10)
    assert browser.status.stop.isVisible()
    press(qtbot, browser.status.stop)
    qtbot.waitUntil(browser.status.download.isVisible, timeout=WAIT)


def test_a_download_waits_for_one_that_another_window_began(qtbot: QtBot, absent: DataBrowser) -> None:
    with qtbot.waitSignal(absent._downloads.failed, timeout=WAIT):
        absent._downloads.submit(DatasetName.PENDIGITS)
        press(qtbot, absent.status.download)
        assert absent.status.title.text() == "CIFAR-10 is not here yet"
        assert not absent.status.download.isEnabled()
    assert absent.status.title.text() == "CIFAR-10 is not here yet"
    assert absent.status.download.isEnabled()


def test_the_shelf_says_whose_work_a_data_set_is_and_where_it_lies(browser: DataBrowser) -> None:
    browser.datasets.refresh()
    rows = browser.datasets.rows
    assert rows[DatasetName.KMNIST].toolTip().endswith(f"\n{dataset_folder(DatasetName.KMNIST)}")
    for words in ("Alpaydin", "CC BY 4.0"):
        assert words in rows[DatasetName.PENDIGITS].toolTip()
    assert not rows[DatasetName.CIFAR10].toolTip().endswith("\n")


def test_an_archive_that_arrives_is_shown_at_once(qtbot: QtBot, absent: DataBrowser) -> None:
    write_cifar_archive(dataset_folder(DatasetName.CIFAR10))
    with qtbot.waitSignals([absent.dataset_fetched, absent.settled], timeout=WAIT):
        press(qtbot, absent.status.download)
    assert absent.images is not None
    assert absent.images.name == "CIFAR-10 train"


def test_a_folder_is_invited_read_and_mixed(qtbot: QtBot, browser: DataBrowser, tmp_path: Path) -> None:
    press(qtbot, browser.datasets.rows[DatasetName.FOLDER])
    assert browser.status.title.text() == "Pictures of your own"
    write_picture_folder(tmp_path / "pets", each=40)
    (tmp_path / "pets" / "train" / "cat" / "broken.png").write_bytes(b"garbage")
    browser.datasets.folder.editor.setText(str(tmp_path / "pets"))
    heard(qtbot, browser.settled, qtbot.keyClick, browser.datasets.folder.editor, Qt.Key.Key_Return)
    assert browser.images is not None
    assert browser.images.pixels.shape == (80, 32, 32, 3)
    assert {cell.label for cell in browser.pages.grid.cells[:10]} == {"cat", "dog"}
    heard(qtbot, browser.settled, browser.datasets.size_box.setCurrentIndex, 0)
    assert browser.images.pixels.shape == (80, 16, 16, 3)


def test_a_folder_without_classes_says_what_it_needs(qtbot: QtBot, browser: DataBrowser, tmp_path: Path) -> None:
    show(qtbot, browser, DatasetName.FOLDER, tmp_path)
    assert "train/CLASS and test/CLASS" in browser.status.detail.text()
    assert not browser.status.download.isVisible()


def test_an_ink_file_is_shown_as_models_of_digits_read_it(qtbot: QtBot, browser: DataBrowser, tmp_path: Path) -> None:
    press(qtbot, browser.datasets.rows[None])
    assert browser.status.title.text() == "Pen strokes"
    path = tmp_path / "lines.jsonl"
    inks = (SEVEN, ONE, THREE)
    write_ink_file(path, [InkSample(ink, label=label) for ink, label in zip(inks, (7, 1, 3), strict=True)])
    heard(qtbot, browser.settled, browser.datasets.choose_ink, str(path))
    assert browser.images is not None
    assert browser.images.class_counts == (0, 1, 0, 1, 0, 0, 0, 1, 0, 0)
    assert not browser.pages.parts[Split.TRAIN].isVisible()
    assert [cell.label for cell in browser.pages.grid.cells] == ["7", "1", "3"]
    drawn = rasterize(ONE, Preprocessing()).pixels
    np.testing.assert_allclose(browser.images.pixels[1] / 255, drawn, atol=0.01)
    browser.pages.grid.chosen.emit(1)
    (wanted,) = heard(qtbot, browser.drawing_wanted, press, qtbot, browser.sample.use)
    assert (wanted.drawing, wanted.label) == (read_ink_file(path).samples[1].ink, "1")


def test_a_class_without_images_shows_none(qtbot: QtBot, browser: DataBrowser, tmp_path: Path) -> None:
    path = tmp_path / "ones.jsonl"
    write_ink_file(path, [InkSample(ONE, label=1)] * 3)
    heard(qtbot, browser.settled, browser.datasets.choose_ink, str(path))
    browser.classes.chosen.emit(0)
    assert browser.pages.pager.range.text() == "no images"
    assert browser.sample.facts.text() == ""
    assert browser.pages.grid.selected is None
    assert not browser.sample.random.isEnabled()
    assert not browser.sample.use.isEnabled()
    browser.batch.chosen.emit(2)
    assert browser.sample.use.isEnabled()
    assert not browser.sample.random.isEnabled()
    browser.classes.chosen.emit(1)
    assert browser.sample.random.isEnabled()


def test_a_download_that_fails_out_of_view_is_told_and_disturbs_nothing(qtbot: QtBot, absent: DataBrowser) -> None:
    press(qtbot, absent.status.download)
    show(qtbot, absent, DatasetName.KMNIST)
    press(qtbot, absent.pages.pager.next)
    first = absent.pages.pager.first
    qtbot.waitUntil(lambda: bool(absent.findChildren(ErrorDialog)), timeout=WAIT)
    assert absent.findChildren(ErrorDialog)[0].error.title == "CIFAR-10 could not be fetched"
    assert absent.pages.pager.first == first > 0


def test_the_escape_key_lets_go_of_the_images_as_closing_does(qtbot: QtBot, kmnist: DataBrowser) -> None:
    qtbot.keyClick(kmnist, Qt.Key.Key_Escape)
    assert not kmnist.isVisible()
    assert kmnist.images is None


def test_a_closed_browser_reads_nothing_when_a_download_ends(qtbot: QtBot, absent: DataBrowser) -> None:
    absent.close()
    write_cifar_archive(dataset_folder(DatasetName.CIFAR10))
    heard(qtbot, absent._downloads.failed, absent._downloads.submit, DatasetName.PENDIGITS)
    assert absent.status.title.text() == "CIFAR-10 is not here yet"


@pytest.mark.usefixtures("offline")
def test_a_download_that_fails_after_the_browser_was_closed_is_told(qtbot: QtBot, window: MainWindow) -> None:
    window.tool_windows.open_data()
    browser = window.tool_windows.data.get()
    show(qtbot, browser, DatasetName.CIFAR10)
    with qtbot.waitSignal(browser._downloads.failed, timeout=WAIT):
        press(qtbot, browser.status.download)
        browser.close()
    (told,) = window.findChildren(ErrorDialog)
    assert told.error.title == "CIFAR-10 could not be fetched"
    assert told.parentWidget() is window
    told.close()


def test_every_control_has_a_name_and_a_tooltip(kmnist: DataBrowser) -> None:
    buttons = kmnist.findChildren(QAbstractButton)
    assert len(buttons) >= 12
    assert [button.text() for button in buttons if not (button.accessibleName() and button.toolTip())] == []


def test_pen_digits_are_shown_drawn_and_go_to_the_pad_as_strokes(qtbot: QtBot, browser: DataBrowser) -> None:
    assert browser.datasets.rows[DatasetName.PENDIGITS].detail == "Not here yet · 1.7 MB to fetch"
    show(qtbot, browser, DatasetName.PENDIGITS)
    for words in ("44 people", "archive.ics.uci.edu", "Alpaydin", "CC BY 4.0", "1.7 MB"):
        assert words in browser.status.detail.text()
    write_pen_set(dataset_folder(DatasetName.PENDIGITS))
    browser.pages.check_part(Split.TEST)
    heard(qtbot, browser.settled, browser._show_part, Split.TEST)
    assert browser.images is not None
    assert len(browser.images) == 3498
    assert browser.sample.facts.text().endswith("\nwritten by B01")
    browser.datasets.refresh()
    assert browser.datasets.rows[DatasetName.PENDIGITS].detail == "10,992 digits · strokes of 44 people"
    (wanted,) = heard(qtbot, browser.drawing_wanted, press, qtbot, browser.sample.use)
    assert isinstance(wanted.drawing, Ink)
    assert wanted.label == browser.images.class_names[browser.images.labels[0]]
