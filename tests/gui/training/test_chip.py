from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digitpad.config.train_config import TrainConfig
from tests.gui.conftest import WAIT, answer, opened

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from digitpad.gui.main_window import MainWindow
    from digitpad.gui.training.chip import TrainingChip
    from digitpad.gui.training.dialog import TrainingDialog


@pytest.fixture
def training(qtbot: QtBot, window: MainWindow) -> TrainingDialog:
    """Return the training view beside the pad, with a run under way."""
    view = window.tool_windows.training.open()
    view.form.fill(TrainConfig(epochs=200))
    with qtbot.waitSignal(view._training.reported, timeout=3 * WAIT):
        view.run_panel.start.click()
    return view


def chip_of(window: MainWindow) -> TrainingChip:
    assert window.chips.training is not None
    return window.chips.training


def test_there_is_no_chip_before_anything_is_trained(window: MainWindow) -> None:
    assert window.chips.training is None


def test_a_run_is_seen_in_the_main_window_wherever_its_view_is(
    qtbot: QtBot, window: MainWindow, training: TrainingDialog
) -> None:
    chip = chip_of(window)
    assert chip.isVisible()
    window.workspace.inside.open()
    qtbot.waitUntil(lambda: not training.isVisible())
    before = chip.progress
    qtbot.waitUntil(lambda: chip.progress > before, timeout=WAIT)
    chip.click()
    qtbot.waitUntil(training.isVisible)


def test_the_chip_says_that_a_model_waits_and_goes_when_it_is_given_up(
    qtbot: QtBot, window: MainWindow, training: TrainingDialog
) -> None:
    chip = chip_of(window)
    with qtbot.waitSignal(training._training.finished_run, timeout=WAIT):
        training.run_panel.stop.click()
    assert chip.isVisible()
    training.result_panel.discard.click()
    assert not chip.isVisible()


def test_a_run_goes_on_when_its_view_is_closed(qtbot: QtBot, window: MainWindow, training: TrainingDialog) -> None:
    dock = window.tool_windows.training.dock
    assert dock is not None
    dock.close()
    assert not training.isVisible()
    assert training._training.is_running
    chip_of(window).click()
    assert opened(window.tool_windows.training).isVisible()


def test_closing_the_window_asks_about_a_run(window: MainWindow, training: TrainingDialog) -> None:
    asked = answer("Cancel")
    window.close()
    assert asked
    assert window.isVisible()


def test_the_view_lies_beside_the_pad_with_its_settings_folded_once_it_runs(
    window: MainWindow, training: TrainingDialog
) -> None:
    window.resize(1240, 670)
    assert training.window() is window
    assert not training.form.isVisible()
    assert training.learning.isVisible()
    assert training.run_panel.stop.isVisible()
    assert window.canvas.width() >= 400
