"""What keeps a run from starting is named beside Start, and mended there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digitpad.config.dataset_info import DATASETS, DatasetName
from digitpad.config.model_and_data_settings import StrokesChoice
from digitpad.config.recipes import RECIPES, find_recipe
from digitpad.data import downloads
from digitpad.data.locations import PEN_ARCHIVE, dataset_folder, pen_strokes
from digitpad.gui.data.download_thread import DownloadController
from digitpad.gui.training.dialog import TrainingDialog
from tests.gui.conftest import WAIT, ended
from tests.support.fileserver import FileServer, offline, server
from tests.support.images import write_idx_set
from tests.support.training_window import click, click_until, shown
from tests.support.unipen import pen_archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from digitpad.gui.library_thread import LibraryThread
    from digitpad.gui.training.thread import TrainingController
    from digitpad.library.library import Library

__all__ = ["offline", "server"]

PENS = DatasetName.PENDIGITS


@pytest.fixture
def fetcher(qtbot: QtBot) -> Iterator[DownloadController]:
    yield from ended(DownloadController())


@pytest.fixture
def dialog(
    qtbot: QtBot,
    controller: TrainingController,
    library: Library,
    library_thread: LibraryThread,
    fetcher: DownloadController,
) -> TrainingDialog:
    made = shown(qtbot, TrainingDialog(controller, library_thread, "mine", downloads=fetcher))
    made.activateWindow()
    return made


@pytest.fixture
def served(server: FileServer, monkeypatch: pytest.MonkeyPatch) -> FileServer:
    """Return a server of ours that stands for UCI's."""
    facts = server.facts(PENS, {PEN_ARCHIVE: pen_archive()})
    monkeypatch.setattr(downloads, "DATASETS", {**DATASETS, PENS: facts})
    return server


def choose_bundled_mlp(dialog: TrainingDialog) -> None:
    index = RECIPES.index(find_recipe("bundled-mlp")) + 1
    dialog.recipes.box.setCurrentIndex(index)
    dialog.recipes.box.activated.emit(index)


def test_the_bundled_mlps_recipe_offers_to_fetch_the_pen_digits(
    qtbot: QtBot, dialog: TrainingDialog, served: FileServer
) -> None:
    ready = dialog.run_panel.headline
    choose_bundled_mlp(dialog)
    panel = dialog.run_panel
    assert not panel.start.isEnabled()
    assert panel.headline != ready
    assert "archive.ics.uci.edu" in panel.message
    with qtbot.waitSignal(dialog.dataset_fetched, timeout=WAIT):
        click(qtbot, panel.mending.fetch)
        assert panel.mending.cancel.isVisible()
    assert panel.start.isEnabled()
    assert panel.headline == ready
    assert not panel.mending.isVisible()
    assert dialog.form.config == find_recipe("bundled-mlp").with_ink(str(pen_strokes()))


def test_pen_digits_that_are_here_are_named_at_once(dialog: TrainingDialog) -> None:
    folder = dataset_folder(PENS)
    folder.mkdir(parents=True)
    (folder / "pendigits-orig.tra").touch()
    (folder / "pendigits-orig.tes").touch()
    choose_bundled_mlp(dialog)
    assert dialog.run_panel.start.isEnabled()
    dialog.form.fields.texts["ink_path"].set_text("none.jsonl")
    assert not dialog.run_panel.start.isEnabled()
    dialog.run_panel.mending.fetch.click()
    assert dialog.form.config == find_recipe("bundled-mlp").with_ink(str(pen_strokes()))


def test_a_data_set_that_is_missing_can_be_fetched_beside_start(
    qtbot: QtBot, dialog: TrainingDialog, fetcher: DownloadController, offline: None
) -> None:
    dialog.form.fields["dataset"].choose(DatasetName.KMNIST)
    panel = dialog.run_panel
    assert "KMNIST" in panel.headline
    with qtbot.waitSignal(fetcher.failed, timeout=WAIT):
        click(qtbot, panel.mending.fetch)
    assert "by hand" in panel.message
    assert panel.mending.fetch.isVisible()
    write_idx_set(dataset_folder(DatasetName.KMNIST))
    dialog.look_again()
    assert panel.start.isEnabled()


def test_a_download_that_is_cancelled_can_be_begun_anew(
    qtbot: QtBot, dialog: TrainingDialog, fetcher: DownloadController, served: FileServer
) -> None:
    served.failures[PEN_ARCHIVE] = 1  # the first try fails, so that there is time
    choose_bundled_mlp(dialog)
    click(qtbot, dialog.run_panel.mending.fetch)
    click_until(qtbot, dialog.run_panel.mending.cancel, fetcher.cancelled)
    assert dialog.run_panel.mending.fetch.isVisible()
    assert not dialog.run_panel.start.isEnabled()


def test_while_another_data_set_is_fetched_one_has_to_wait(
    qtbot: QtBot, dialog: TrainingDialog, fetcher: DownloadController, offline: None
) -> None:
    with qtbot.waitSignal(fetcher.failed, timeout=WAIT):
        fetcher.submit(DatasetName.KMNIST)
        choose_bundled_mlp(dialog)
        assert not dialog.run_panel.mending.fetch.isEnabled()
    assert dialog.run_panel.mending.fetch.isEnabled()


@pytest.mark.parametrize(
    ("name", "text"), [("learning_rate", "0"), ("seed", "x"), ("folder", "/nowhere"), ("ink_path", "/nowhere.jsonl")]
)
def test_a_field_that_keeps_a_run_from_starting_is_named_and_shown(
    qtbot: QtBot, dialog: TrainingDialog, tmp_path: Path, name: str, text: str
) -> None:
    if name == "folder":
        dialog.form.fields["dataset"].choose(DatasetName.FOLDER)
    if name == "ink_path":
        dialog.form.fields["strokes"].choose(StrokesChoice.FROM_FILE)
    field = dialog.form.fields[name]
    field.set_text(text)
    panel = dialog.run_panel
    assert not panel.start.isEnabled()
    assert field.label in panel.headline
    assert field.problem in panel.message
    click(qtbot, panel.mending.field)
    assert dialog.focusWidget() is field.control
    assert not field.visibleRegion().isEmpty()


def test_what_became_of_a_run_stays_in_view_while_settings_that_work_change(dialog: TrainingDialog) -> None:
    dialog.run_panel.show_idle("Kept.")
    dialog.form.fields["length"].set_text("3")
    assert dialog.run_panel.message == "Kept."
