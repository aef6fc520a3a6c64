from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DATASETS, DatasetName
from digitpad.data import downloads
from digitpad.data.locations import PEN_ARCHIVE
from digitpad.gui.widgets.error_dialog import ErrorDialog
from digitpad.gui.widgets.two_line_delegate import ABOUT
from digitpad.library.library import Library
from digitpad.library.scores.values import TestSet
from tests.gui.conftest import WAIT, opened
from tests.support.fileserver import FileServer, offline, server
from tests.support.unipen import pen_archive

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from digitpad.gui.main_window import MainWindow

__all__ = ["offline", "server"]

PENS = DatasetName.PENDIGITS


def keep_mine() -> None:
    library = Library.of_user()
    library.add("mine", replace(library.load("softmax"), measurements=library.load("softmax").measurements[:1]))


def settled(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.is_ready, timeout=WAIT)


def cells(window: MainWindow, name: str) -> list[str]:
    table = opened(window.tool_windows.models).table
    items = [[table.item(row, column) for column in range(table.columnCount())] for row in range(table.rowCount())]
    (row,) = ([item.text() for item in row if item is not None] for row in items if row[0] and row[0].text() == name)
    return row


def pens_heading(window: MainWindow) -> str:
    item = opened(window.tool_windows.models).table.horizontalHeaderItem(4)
    assert item is not None
    return item.text()


def test_the_card_shows_both_numbers_and_what_was_in_training(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1240, 670)  # where there is room for both in one line
    card = window.model_card
    qtbot.waitUntil(lambda: card.figures_line.text().count("%") == 2, timeout=WAIT)
    assert card.figures_line.text().count("%") == 2
    assert "MNIST test" in card.figures_line.text()
    assert "unseen writers" in card.figures_line.text()
    assert "interval" in card.figures_line.toolTip()
    assert "without" in card.figures_line.toolTip()
    assert card.data_line.text().startswith("Learnt from MNIST (60,000), ")
    assert not card.get_pens.isVisible()


def test_a_model_of_ones_own_is_not_measured_until_the_pens_are_got(
    qtbot: QtBot, window: MainWindow, server: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = server.facts(PENS, {PEN_ARCHIVE: pen_archive()})
    monkeypatch.setattr(downloads, "DATASETS", {**DATASETS, PENS: facts})
    keep_mine()
    window.resize(1240, 670)
    card, standings = window.model_card, window.tool_windows.score_updates
    window._use_model("mine")
    qtbot.waitUntil(lambda: "not measured" in card.figures_line.text(), timeout=WAIT)
    window.tool_windows.open_models()
    settled(qtbot, window)
    assert cells(window, "mine")[4] == "not measured"
    assert "%" in cells(window, "mlp")[4]
    assert "unseen writers" in pens_heading(window)

    card.get_pens.click()
    assert standings.pens_dialog is not None
    with qtbot.waitSignal(standings.pens_dialog.fetched, timeout=WAIT):
        standings.pens_dialog.status.download.click()
    settled(qtbot, window)
    assert "UCI Pen Digits test" in card.figures_line.text()
    assert card.figures_line.text().count("%") == 2
    assert not card.get_pens.isVisible()
    assert pens_heading(window) == "UCI Pen Digits test"
    assert all("%" in cells(window, name)[4] for name in ("softmax", "mlp", "mine"))
    assert "measured" not in str(window.findChildren(ErrorDialog))


def test_the_details_say_the_interval_and_lead_to_the_pens(qtbot: QtBot, window: MainWindow) -> None:
    keep_mine()
    window.tool_windows.open_models()
    dialog = opened(window.tool_windows.models)
    settled(qtbot, window)
    dialog.table.setCurrentCell(2, 0)
    assert "of 10,000 right" in dialog.details.text.text()
    assert "UCI Pen Digits test: not measured" in dialog.details.text.text()
    dialog.details.get_pens.click()
    assert window.tool_windows.score_updates.pens_dialog is not None
    assert window.tool_windows.score_updates.pens_dialog.isVisible()
    dialog.table.setCurrentCell(0, 0)
    assert not dialog.details.get_pens.isVisible()


def test_an_error_of_the_download_is_told_once(qtbot: QtBot, window: MainWindow, offline: None) -> None:
    """Also with the data browser open, which shares the downloads."""
    window.tool_windows.open_data()
    standings = window.tool_windows.score_updates
    standings.open_pens()
    assert standings.pens_dialog is not None
    with qtbot.waitSignal(window.tool_windows.downloads.failed, timeout=WAIT):
        standings.pens_dialog.status.download.click()
    assert standings.pens_dialog.status.title.text() == "UCI Pen Digits could not be fetched"
    assert window.findChildren(ErrorDialog) == []


def test_models_that_can_be_evaluated_are_offered_with_both_numbers(qtbot: QtBot, window: MainWindow) -> None:
    dialog = window.tool_windows.evaluation.get()
    dialog.refresh_models("mlp")
    settled(qtbot, window)
    models = dialog.choice.models
    for index in range(models.count()):
        assert models.itemData(index, ABOUT).count("%") == 2
        assert "MNIST test" in models.itemData(index, ABOUT)


def test_what_cannot_be_measured_says_so_on_the_card_and_in_the_list(qtbot: QtBot, window: MainWindow) -> None:
    from digitpad.errors import DatasetError  # noqa: PLC0415

    window.tool_windows.open_models()
    settled(qtbot, window)
    error = DatasetError("A data file is broken", "It cannot be used.")
    window.tool_windows.score_updates.controller.scoring_failed.emit("mlp", TestSet.PENS, error)
    assert window.model_card.figures_line.text() == "UCI Pen Digits test: could not be measured"
    assert "It cannot be used" in window.model_card.figures_line.toolTip()
    assert cells(window, "mlp")[4] == "failed"


def test_nothing_is_looked_at_for_a_window_that_has_closed(window: MainWindow) -> None:
    standings = window.tool_windows.score_updates
    window.close()
    standings.look(("mlp",))
    standings.look_again()
    assert standings.controller.has_ended
