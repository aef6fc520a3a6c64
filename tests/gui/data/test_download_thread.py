from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digitpad.config.dataset_info import DatasetName
from digitpad.data import downloads
from digitpad.data.locations import CIFAR_ARCHIVE, dataset_folder, is_present
from digitpad.gui.data.download_thread import DownloadController
from tests.gui.conftest import WAIT, ended, heard
from tests.support.fileserver import offline
from tests.support.images import write_cifar_archive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

__all__ = ["offline"]

pytestmark = pytest.mark.usefixtures("offline")


@pytest.fixture
def controller(qtbot: QtBot) -> Iterator[DownloadController]:
    yield from ended(DownloadController())


def test_without_a_network_the_download_fails_with_the_way_by_hand(
    qtbot: QtBot, controller: DownloadController
) -> None:
    with qtbot.waitSignal(controller.failed, timeout=WAIT) as caught:
        controller.submit(DatasetName.KMNIST)
        assert controller.current is DatasetName.KMNIST
    assert "by hand" in caught.args[0].detail
    assert controller.current is None


def test_a_download_that_is_stopped_says_so_and_another_may_begin(
    qtbot: QtBot, controller: DownloadController, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, qtbot.waitSignal(controller.cancelled, timeout=WAIT):
        patch.setattr(downloads, "TRIES", 10)  # it pauses between them: a download that takes long
        controller.submit(DatasetName.KMNIST)
        controller.cancel()
    heard(qtbot, controller.failed, controller.submit, DatasetName.KMNIST)


def test_an_archive_that_is_there_is_unpacked(qtbot: QtBot, controller: DownloadController) -> None:
    write_cifar_archive(dataset_folder(DatasetName.CIFAR10))
    assert heard(qtbot, controller.fetched, controller.submit, DatasetName.CIFAR10) == [DatasetName.CIFAR10]
    assert is_present(DatasetName.CIFAR10)
    assert not (dataset_folder(DatasetName.CIFAR10) / CIFAR_ARCHIVE).exists()


def test_two_downloads_at_once_are_a_mistake(qtbot: QtBot, controller: DownloadController) -> None:
    with qtbot.waitSignal(controller.failed, timeout=WAIT):
        controller.submit(DatasetName.KMNIST)
        with pytest.raises(RuntimeError):
            controller.submit(DatasetName.CIFAR10)
