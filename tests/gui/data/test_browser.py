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
from tests.gui.conftest import WAIT
from tests.support.fileserver import offline
from tests.support.images import write_cifar_archive, write_idx_set, write_picture_folder
from tests.support.inks import ONE, SEVEN, THREE
from tests.support.unipen import write_pen_set

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from digitpad.gui.main_window import MainWindow
    from digitpad.ink.drawing import Picture

__all__ = ["offline"]


@pytest.fixture
def browser(qtbot: QtBot, dressed: QApplication) -> Iterator[DataBrowser]:
    """Return the browser on screen, with a small KMNIST to show and nothing shown yet."""
    write_idx_set(dataset_folder(DatasetName.KMNIST), count=200)
    data, downloads = DataController(), DownloadController()
    made = DataBrowser(data, downloads)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    assert data.shut_down()
    assert downloads.shut_down()


def show(qtbot: QtBot, browser: DataBrowser, name: DatasetName, folder: Path | None = None) -> None:
    with qtbot.waitSignal(browser.settled, timeout=WAIT):
        browser.show_dataset(name, None if folder is None else str(folder), 16)


def press(qtbot: QtBot, button: QAbstractButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_data_set_is_shown_with_classes_page_batch_and_one_image_large(qtbot: QtBot, browser: DataBrowser) -> None:
    show(qtbot, browser, DatasetName.KMNIST)
    assert browser.images is not None
    assert browser.classes.counts == (20,) * 10
    size = browser.pages.grid.capacity
    assert [cell.index for cell in browser.pages.grid.cells] == list(range(min(size, 200)))
    assert browser.pages.grid.cells[3].label == "tsu"
    assert browser.pages.pager.range.text() == f"1 to {size} of 200"
    assert browser.sample.index == 0
    assert browser.sample.name.text() == "o"
    assert "uint8, 0 to 255" in browser.sample.facts.text()
    assert browser.batch.shapes.text() == "images (64, 28, 28) uint8 → inputs (64, 784) float32 · labels (64,) int64"
    assert len(browser.batch.grid.cells) == min(browser.batch.grid.capacity, 64)


def test_pages_turn_to_the_end_and_back(qtbot: QtBot, browser: DataBrowser) -> None:
    show(qtbot, browser, DatasetName.KMNIST)
    pages = browser.pages
    assert not pages.pager.back.isEnabled()
    turned = 0
    while pages.pager.next.isEnabled():
        press(qtbot, pages.pager.next)
        turned += 1
    assert pages.grid.cells[-1].index == 199
    for _ in range(turned):
        press(qtbot, pages.pager.back)
    assert pages.pager.first == 0


def test_a_wider_window_shows_a_longer_page(qtbot: QtBot, browser: DataBrowser) -> None:
    show(qtbot, browser, DatasetName.KMNIST)
    before = len(browser.pages.grid.cells)
    browser.resize(browser.width() + 300, browser.height())
    qtbot.waitUntil(lambda: len(browser.pages.grid.cells) > before, timeout=WAIT)


def test_a_class_can_be_looked_at_alone(qtbot: QtBot, browser: DataBrowser) -> None:
    show(qtbot, browser, DatasetName.KMNIST)
    qtbot.mouseClick(browser.classes, Qt.MouseButton.LeftButton, pos=browser.classes.row_box(4).center())
    assert {cell.label for cell in browser.pages.grid.cells} == {"na"}
    assert browser.pages.pager.range.text() == "1 to 20 of 20"
    assert browser.sample.name.text() == "na"
    press(qtbot, browser.sample.random)
    assert browser.sample.name.text() == "na"


def test_the_chosen_class_stays_in_view_among_many(qtbot: QtBot, browser: DataBrowser, tmp_path: Path) -> None:
    write_picture_folder(tmp_path, tuple(f"class {number:02}" for number in range(60)), each=1)
    show(qtbot, browser, DatasetName.FOLDER, tmp_path)
    qtbot.waitUntil(lambda: browser.classes.rect().contains(browser.classes.row_box(59)), timeout=WAIT)
    for _ in range(40):
        qtbot.keyClick(browser.classes, Qt.Key.Key_Down)
    assert browser.classes.selected == 39
    assert browser.classes.visibleRegion().boundingRect().contains(browser.classes.row_box(39))


def test_the_test_part_has_other_images(qtbot: QtBot, browser: DataBrowser) -> None:
    show(qtbot, browser, DatasetName.KMNIST)
    assert browser.images is not None
    train = browser.images.pixels
    with qtbot.waitSignal(browser.settled, timeout=WAIT):
        press(qtbot, browser.pages.parts[Split.TEST])
    assert browser.images.name == "KMNIST test"
    assert not np.array_equal(browser.images.pixels, train)
    assert browser.pages.parts[Split.TEST].isChecked()


def test_the_next_batch_holds_other_images(qtbot: QtBot, browser: DataBrowser) -> None:
    show(qtbot, browser, DatasetName.KMNIST)
    before = {cell.index for cell in browser.batch.grid.cells}
    press(qtbot, browser.batch.next)
    assert not before & {cell.index for cell in browser.batch.grid.cells}


def test_a_random_image_is_on_the_page_that_is_shown(qtbot: QtBot, browser: DataBrowser) -> None:
    show(qtbot, browser, DatasetName.KMNIST)
    for _ in range(5):
        press(qtbot, browser.sample.random)
        assert browser.sample.index in [cell.index for cell in browser.pages.grid.cells]
        assert browser.pages.grid.selected == browser.sample.index


def test_the_chosen_image_goes_to_the_pad(qtbot: QtBot, browser: DataBrowser) -> None:
    show(qtbot, browser, DatasetName.KMNIST)
    browser.pages.grid.chosen.emit(7)
    with qtbot.waitSignal(browser.drawing_wanted) as caught:
        press(qtbot, browser.sample.use)
    picture: Picture = caught.args[0]
    assert picture.name == "KMNIST train, image 8: ya"
    assert browser.images is not None
    assert picture.rgb == np.repeat(browser.images.pixels[7].reshape(-1), 3).tobytes()


def test_colours_and_their_shapes_are_shown(qtbot: QtBot, browser: DataBrowser) -> None:
    write_cifar_archive(dataset_folder(DatasetName.CIFAR10), each=20)
    show(qtbot, browser, DatasetName.CIFAR10)
    assert "(64, 32, 32, 3) uint8 → inputs (64, 3072)" in browser.batch.shapes.text()


def test_what_is_absent_says_what_to_do(qtbot: QtBot, browser: DataBrowser) -> None:
    show(qtbot, browser, DatasetName.CIFAR10)
    assert browser.images is None
    assert browser.status.title.text() == "CIFAR-10 is not here yet"
    assert "cifar-10-binary.tar.gz" in browser.status.detail.text()
    assert str(dataset_folder(DatasetName.CIFAR10)) in browser.status.detail.text()
    assert browser.status.download.isVisible()
    assert "170 MB" in browser.datasets.rows[DatasetName.CIFAR10].detail


@pytest.mark.usefixtures("offline")
def test_a_download_that_fails_says_why_and_can_be_tried_again(qtbot: QtBot, browser: DataBrowser) -> None:
    show(qtbot, browser, DatasetName.CIFAR10)
    press(qtbot, browser.status.download)
    assert browser.status.stop.isVisible()
    assert not browser.status.download.isVisible()
    qtbot.waitUntil(browser.status.download.isVisible, timeout=WAIT)
    assert browser.status.title.text() == "CIFAR-10 could not be fetched"
    assert "by hand" in browser.status.detail.text()


@pytest.mark.usefixtures("offline")
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


@pytest.mark.usefixtures("offline")
def test_a_download_waits_for_one_that_another_window_began(qtbot: QtBot, browser: DataBrowser) -> None:
    show(qtbot, browser, DatasetName.CIFAR10)
    with qtbot.waitSignal(browser._downloads.failed, timeout=WAIT):
        browser._downloads.submit(DatasetName.PENDIGITS)
        press(qtbot, browser.status.download)
        assert browser.status.title.text() == "CIFAR-10 is not here yet"
        assert not browser.status.download.isEnabled()
    assert browser.status.title.text() == "CIFAR-10 is not here yet"
    assert browser.status.download.isEnabled()


def test_the_shelf_says_whose_work_a_data_set_is_and_where_it_lies(browser: DataBrowser) -> None:
    browser.datasets.refresh()
    rows = browser.datasets.rows
    assert rows[DatasetName.KMNIST].toolTip().endswith(f"\n{dataset_folder(DatasetName.KMNIST)}")
    for words in ("Alpaydin", "CC BY 4.0"):
        assert words in rows[DatasetName.PENDIGITS].toolTip()
    assert not rows[DatasetName.CIFAR10].toolTip().endswith("\n")


def test_an_archive_that_arrives_is_shown_at_once(qtbot: QtBot, browser: DataBrowser) -> None:
    show(qtbot, browser, DatasetName.CIFAR10)
    write_cifar_archive(dataset_folder(DatasetName.CIFAR10))
    with qtbot.waitSignals([browser.dataset_fetched, browser.settled], timeout=WAIT):
        press(qtbot, browser.status.download)
    assert browser.images is not None
    assert browser.images.name == "CIFAR-10 train"


def test_a_folder_is_invited_read_and_mixed(qtbot: QtBot, browser: DataBrowser, tmp_path: Path) -> None:
    press(qtbot, browser.datasets.rows[DatasetName.FOLDER])
    assert browser.status.title.text() == "Pictures of your own"
    write_picture_folder(tmp_path / "pets", each=40)
    (tmp_path / "pets" / "train" / "cat" / "broken.png").write_bytes(b"garbage")
    browser.datasets.folder.editor.setText(str(tmp_path / "pets"))
    with qtbot.waitSignal(browser.settled, timeout=WAIT):
        qtbot.keyClick(browser.datasets.folder.editor, Qt.Key.Key_Return)
    assert browser.images is not None
    assert browser.images.pixels.shape == (80, 32, 32, 3)
    assert {cell.label for cell in browser.pages.grid.cells[:10]} == {"cat", "dog"}
    with qtbot.waitSignal(browser.settled, timeout=WAIT):
        browser.datasets.size_box.setCurrentIndex(0)
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
    with qtbot.waitSignal(browser.settled, timeout=WAIT):
        browser.datasets.choose_ink(str(path))
    assert browser.images is not None
    assert browser.images.class_counts == (0, 1, 0, 1, 0, 0, 0, 1, 0, 0)
    assert not browser.pages.parts[Split.TRAIN].isVisible()
    assert [cell.label for cell in browser.pages.grid.cells] == ["7", "1", "3"]
    drawn = rasterize(ONE, Preprocessing()).pixels
    np.testing.assert_allclose(browser.images.pixels[1] / 255, drawn, atol=0.01)
    browser.pages.grid.chosen.emit(1)
    with qtbot.waitSignal(browser.drawing_wanted) as caught:
        press(qtbot, browser.sample.use)
    assert caught.args == [browser_ink(path, 1)]


def test_a_class_without_images_shows_none(qtbot: QtBot, browser: DataBrowser, tmp_path: Path) -> None:
    path = tmp_path / "ones.jsonl"
    write_ink_file(path, [InkSample(ONE, label=1)] * 3)
    with qtbot.waitSignal(browser.settled, timeout=WAIT):
        browser.datasets.choose_ink(str(path))
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


def browser_ink(path: Path, index: int) -> Ink:
    return read_ink_file(path).samples[index].ink


@pytest.mark.usefixtures("offline")
def test_a_download_that_fails_out_of_view_is_told_and_disturbs_nothing(qtbot: QtBot, browser: DataBrowser) -> None:
    show(qtbot, browser, DatasetName.CIFAR10)
    press(qtbot, browser.status.download)
    show(qtbot, browser, DatasetName.KMNIST)
    press(qtbot, browser.pages.pager.next)
    first = browser.pages.pager.first
    qtbot.waitUntil(lambda: bool(browser.findChildren(ErrorDialog)), timeout=WAIT)
    assert browser.findChildren(ErrorDialog)[0].error.title == "CIFAR-10 could not be fetched"
    assert browser.pages.pager.first == first > 0


def test_the_escape_key_lets_go_of_the_images_as_closing_does(qtbot: QtBot, browser: DataBrowser) -> None:
    show(qtbot, browser, DatasetName.KMNIST)
    qtbot.keyClick(browser, Qt.Key.Key_Escape)
    assert not browser.isVisible()
    assert browser.images is None


@pytest.mark.usefixtures("offline")
def test_a_closed_browser_reads_nothing_when_a_download_ends(qtbot: QtBot, browser: DataBrowser) -> None:
    show(qtbot, browser, DatasetName.CIFAR10)
    browser.close()
    write_cifar_archive(dataset_folder(DatasetName.CIFAR10))
    with qtbot.waitSignal(browser._downloads.failed, timeout=WAIT):
        browser._downloads.submit(DatasetName.PENDIGITS)
    assert browser.status.title.text() == "CIFAR-10 is not here yet"


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


def test_every_control_has_a_name_and_a_tooltip(qtbot: QtBot, browser: DataBrowser) -> None:
    show(qtbot, browser, DatasetName.KMNIST)
    buttons = browser.findChildren(QAbstractButton)
    assert len(buttons) >= 12
    assert [button.text() for button in buttons if not (button.accessibleName() and button.toolTip())] == []


def test_the_windows_menu_opens_the_browser_and_its_image_lands_on_the_pad(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_of_window.data.trigger()
    browser = window.tool_windows.data.get()
    qtbot.waitUntil(lambda: browser.images is not None, timeout=WAIT)
    with qtbot.waitSignal(window.recognition.answered, timeout=WAIT) as caught:
        press(qtbot, browser.sample.use)
    assert caught.args[0].prediction.label == "5"
    assert "MNIST train, image 1: 5" in window.files.caption


def test_a_random_test_image_of_the_models_data_lands_on_the_pad(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.recognition.answered, timeout=WAIT):
        window.actions_of_window.random_image.trigger()
    assert window.files.caption.startswith("MNIST test, image ")
    window.canvas.clear()
    assert window.files.caption == ""


def test_pen_digits_are_shown_drawn_and_go_to_the_pad_as_strokes(qtbot: QtBot, browser: DataBrowser) -> None:
    assert browser.datasets.rows[DatasetName.PENDIGITS].detail == "Not here yet · 1.7 MB to fetch"
    show(qtbot, browser, DatasetName.PENDIGITS)
    for words in ("44 people", "archive.ics.uci.edu", "Alpaydin", "CC BY 4.0", "1.7 MB"):
        assert words in browser.status.detail.text()
    write_pen_set(dataset_folder(DatasetName.PENDIGITS))
    browser.pages.check_part(Split.TEST)
    with qtbot.waitSignal(browser.settled, timeout=WAIT):
        browser._show_part(Split.TEST)
    assert browser.images is not None
    assert len(browser.images) == 3498
    assert browser.sample.facts.text().endswith("\nwritten by B01")
    browser.datasets.refresh()
    assert browser.datasets.rows[DatasetName.PENDIGITS].detail == "10,992 digits · strokes of 44 people"
    with qtbot.waitSignal(browser.drawing_wanted) as wanted:
        press(qtbot, browser.sample.use)
    assert isinstance(wanted.args[0], Ink)
