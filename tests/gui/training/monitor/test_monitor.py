"""Figures and curves of the monitor are of the same quantities."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from digitpad.config.model_spec import ModelSpec
from digitpad.config.train_config import TrainConfig
from digitpad.gui.training.monitor.curve_panel import CurveKind
from digitpad.gui.training.monitor.monitor import MonitorCard
from digitpad.gui.widgets.number_text import percent
from digitpad.gui.widgets.stat_tile import NO_FIGURE
from tests.gui.conftest import put_on_screen
from tests.support.training_curves import report


@pytest.fixture
def monitor(qtbot: QtBot) -> MonitorCard:
    made = MonitorCard()
    qtbot.addWidget(made)
    made.begin(TrainConfig(epochs=3))
    return made


def test_a_tile_says_where_the_curve_of_its_name_ends(monitor: MonitorCard) -> None:
    """A model that learns fast is far better in the last batches than in its epoch so far."""
    for epoch in (1, 2, 3):
        for batch in range(1, 101):
            learnt = 1 - 0.9 / (100 * (epoch - 1) + batch)
            monitor.add(report(epoch, 3, batch, 3 * (1 - learnt), learnt))
            accuracy = monitor.curves.latest(CurveKind.TRAIN_ACCURACY)
            assert monitor.tiles.train_accuracy.figure == (NO_FIGURE if accuracy is None else percent(accuracy))
            loss = monitor.curves.latest(CurveKind.TRAIN_LOSS)
            assert loss is not None
            assert monitor.tiles.train_loss.figure == f"{loss:.3f}"
    assert monitor.tiles.train_accuracy.figure == percent(0.997)


def test_losses_that_were_passed_over_count_in_the_tile_as_in_the_curve(monitor: MonitorCard) -> None:
    monitor.add(replace(report(1, 3, 40, 0.5, 0.9), losses=(0.5,) * 40))
    assert monitor.tiles.train_loss.figure == "0.500"
    assert monitor.tiles.train_accuracy.figure == percent(0.9)


def test_weights_are_asked_for_while_they_are_looked_at(qtbot: QtBot, monitor: MonitorCard) -> None:
    wishes: list[bool] = []
    monitor.weights_wanted.connect(wishes.append)
    put_on_screen(qtbot, monitor, 800, 500)
    assert not monitor.wants_weights
    monitor.layers_button.click()
    assert (monitor.wants_weights, wishes[-1]) == (True, True)
    monitor.hide()
    assert (monitor.wants_weights, wishes[-1]) == (False, False)
    monitor.show()
    assert monitor.wants_weights
    monitor.rest()
    assert (monitor.wants_weights, wishes[-1]) == (False, False)
    monitor.begin(TrainConfig(model=ModelSpec(hidden_sizes=(8,))))
    assert not monitor.wants_weights
