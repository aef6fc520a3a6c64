"""Figures and curves of the monitor are of the same quantities."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from digitpad.config.model_spec import ModelSpec
from digitpad.config.train_config import TrainConfig
from digitpad.gui.training.monitor.curve_panel import CurveKind
from digitpad.gui.training.monitor.monitor import MonitorCard
from digitpad.gui.training.monitor.plot_view import LEAST_PLOT
from digitpad.gui.widgets.number_text import percent
from digitpad.gui.widgets.stat_tile import NO_FIGURE
from tests.gui.conftest import put_on_screen
from tests.support.training_curves import BATCHES, report, validated


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


@pytest.mark.parametrize("size", [(374, 310), (406, 390), (406, 408), (406, 426), (674, 366)])
@pytest.mark.parametrize("model", [ModelSpec(), ModelSpec(hidden_sizes=(64, 32))])
def test_plots_are_whole_and_high_enough_beside_the_pad(
    qtbot: QtBot, monitor: MonitorCard, size: tuple[int, int], model: ModelSpec
) -> None:
    monitor.set_slim(True)
    monitor.body.setContentsMargins(16, 10, 16, 10)
    put_on_screen(qtbot, monitor, *size)
    monitor.begin(TrainConfig(model=model))
    for button, view in ((monitor.curves_button, monitor.curves), (monitor.layers_button, monitor.layers)):
        button.click()
        monitor.grab()  # lays it out
        assert view.visibleRegion().boundingRect() == view.rect()
        plots = [panel.plot for panel in view._panels()]
        assert min(plot.height() for plot in plots) >= LEAST_PLOT
        assert plots[-1].bottom() < view.height()


def test_figures_are_told_in_a_line_where_plots_leave_no_room_for_tiles(qtbot: QtBot, monitor: MonitorCard) -> None:
    monitor.set_slim(True)
    put_on_screen(qtbot, monitor, 406, 430)
    monitor.begin(TrainConfig(model=ModelSpec()))
    monitor.add(report(1, 3, 100, 0.5, 0.9))
    assert not monitor.tiles.train_loss.isVisible()
    assert monitor.tiles.brief.isVisible()
    assert "0.500" in monitor.tiles.brief.text()
    monitor.resize(406, 600)
    assert monitor.tiles.train_loss.isVisible()
    assert not monitor.tiles.brief.isVisible()


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


def test_tile_and_table_are_of_the_validation_part_where_there_is_one(monitor: MonitorCard) -> None:
    header = monitor.table.horizontalHeaderItem
    assert "test" in header(4).text()
    monitor.begin(TrainConfig(epochs=1, validation=10_000))
    assert "validation" in header(4).text()
    monitor.add(validated(report(1, 1, BATCHES, 0.5, 0.9), accuracy=0.8, loss=0.7))
    assert monitor.tiles.measured.figure == percent(0.8)
    assert monitor.tiles.measured.accessibleName().startswith("validation accuracy")
    row = [monitor.table.item(0, column).text() for column in (3, 4)]
    assert row == ["0.7000", percent(0.8, 2)]


def test_what_an_epoch_will_be_measured_on_is_named_before_a_run(qtbot: QtBot) -> None:
    monitor = MonitorCard()
    qtbot.addWidget(monitor)
    monitor.expect(TrainConfig(validation=10_000))
    assert monitor.tiles.measured.accessibleName().startswith("validation accuracy")
    monitor.expect(TrainConfig())
    assert monitor.tiles.measured.accessibleName().startswith("test accuracy")
