from __future__ import annotations

from shutil import copyfile
from typing import TYPE_CHECKING

import pytest

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.data.locations import dataset_folder
from digitpad.gui.data.thread import DataController, InkRequest, PartProgress, PartRequest
from digitpad.ink.ink_file import InkSample, write_ink_file
from tests.gui.conftest import WAIT, ended, heard
from tests.support.images import write_idx_set, write_picture_folder
from tests.support.inks import ONE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from digitpad.gui.data.thread import Request

KMNIST = PartRequest(DatasetName.KMNIST, Split.TRAIN)


@pytest.fixture
def controller(qtbot: QtBot) -> Iterator[DataController]:
    yield from ended(DataController())


def test_a_part_is_read(qtbot: QtBot, controller: DataController) -> None:
    write_idx_set(dataset_folder(DatasetName.KMNIST))
    (part,) = heard(qtbot, controller.loaded, controller.submit, KMNIST)
    assert part.request == KMNIST
    assert part.images.pixels.shape == (30, 28, 28)


def test_what_is_kept_is_not_read_again(qtbot: QtBot, controller: DataController) -> None:
    folder = dataset_folder(DatasetName.KMNIST)
    write_idx_set(folder)
    (first,) = heard(qtbot, controller.loaded, controller.submit, KMNIST)
    for file in folder.iterdir():
        file.unlink()
    (second,) = heard(qtbot, controller.loaded, controller.submit, KMNIST)
    assert second.images is first.images
    controller.forget()
    heard(qtbot, controller.failed, controller.submit, KMNIST)


def test_files_of_ones_own_are_read_again_because_they_may_have_grown(
    qtbot: QtBot, controller: DataController, tmp_path: Path
) -> None:
    def count(request: Request) -> int:
        return len(heard(qtbot, controller.loaded, controller.submit, request)[0].images)

    ink, folder = tmp_path / "ones.jsonl", PartRequest(DatasetName.FOLDER, Split.TRAIN, str(tmp_path), 8)
    write_ink_file(ink, [InkSample(ONE, label=1)] * 3)
    write_picture_folder(tmp_path, each=3)
    assert [count(InkRequest(str(ink))), count(folder)] == [3, 6]
    write_ink_file(ink, [InkSample(ONE, label=1)] * 7)
    picture = next((tmp_path / "train" / "cat").iterdir())
    copyfile(picture, picture.with_stem("another"))
    assert [count(InkRequest(str(ink))), count(folder)] == [7, 7]


def test_what_is_absent_is_an_error(qtbot: QtBot, controller: DataController) -> None:
    error = heard(qtbot, controller.failed, controller.submit, PartRequest(DatasetName.CIFAR10, Split.TEST))[0]
    assert "CIFAR-10" in error.title


def test_the_newest_request_alone_is_answered(qtbot: QtBot, controller: DataController, tmp_path: Path) -> None:
    write_picture_folder(tmp_path, each=150)
    loaded: list[PartRequest] = []
    controller.loaded.connect(lambda part: loaded.append(part.request))
    small = PartRequest(DatasetName.FOLDER, Split.TEST, str(tmp_path), 8)
    with qtbot.waitSignal(controller.loaded, timeout=WAIT):
        controller.submit(PartRequest(DatasetName.FOLDER, Split.TRAIN, str(tmp_path), 16))
        controller.submit(small)
    assert loaded == [small]


def test_reading_a_folder_reports_progress(qtbot: QtBot, controller: DataController, tmp_path: Path) -> None:
    write_picture_folder(tmp_path, each=60)
    reports: list[PartProgress] = []
    controller.progressed.connect(reports.append)
    heard(qtbot, controller.loaded, controller.submit, PartRequest(DatasetName.FOLDER, Split.TRAIN, str(tmp_path), 8))
    assert {progress.total for progress in reports} == {120}
    done = [progress.done for progress in reports]
    assert done == sorted(set(done))


def test_ending_does_not_wait_for_a_large_folder(qtbot: QtBot, tmp_path: Path) -> None:
    write_picture_folder(tmp_path, each=120)
    made = DataController()
    heard(qtbot, made.progressed, made.submit, PartRequest(DatasetName.FOLDER, Split.TRAIN, str(tmp_path), 64))
    assert made.shut_down()


def test_after_an_end_that_came_to_nothing_a_folder_is_read_again(
    qtbot: QtBot, controller: DataController, tmp_path: Path
) -> None:
    """The window stays open if another of its threads is still busy."""
    write_picture_folder(tmp_path, each=3)
    assert controller.shut_down()
    controller.resume()
    with qtbot.waitSignal(controller.loaded, timeout=2000):
        controller.submit(PartRequest(DatasetName.FOLDER, Split.TRAIN, str(tmp_path), 8))
