from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from digitpad.config.train_config import TrainConfig
from digitpad.gui.training.monitor.curve_painter import paint_grid
from digitpad.gui.training.monitor.curve_panel import LayerCurve, LayerMeasure, Panel
from digitpad.gui.training.monitor.layer_view import LayerView
from digitpad.gui.widgets import theme
from digitpad.training.reports import LayerReport, TrainingReport
from tests.support.training_curves import BATCHES, count_near, report

MLP = (LayerReport(0.5, 20, 5), LayerReport(0.05, 10, 0), LayerReport(2.0, 10))
SOFTMAX = (LayerReport(0.7, 10),)


def reported(batch: int, layers: tuple[LayerReport, ...]) -> TrainingReport:
    return replace(report(1, 1, batch, 0.5, 0.9), layers=layers)


@pytest.fixture
def view(qtbot: QtBot) -> LayerView:
    made = LayerView()
    qtbot.addWidget(made)
    made.resize(640, 360)
    made.begin(TrainConfig(epochs=1))
    return made


def test_each_layer_has_a_curve_of_its_gradient_and_hidden_ones_of_their_dead_units(view: LayerView) -> None:
    for batch in range(1, BATCHES + 1):
        view.add(reported(batch, MLP))
    norms, deaths = (panel.curves for panel in view._panels())
    assert [view.latest(curve) for curve in norms] == pytest.approx([0.5, 0.05, 2.0])
    assert [view.latest(curve) for curve in deaths] == pytest.approx([0.25, 0.0])
    image = view.grab().toImage()
    t = theme.current()
    for color in (t.accent, t.second, t.good):
        assert count_near(image, color, range(32, 170)) > 200
    assert count_near(image, t.accent, range(220, 330)) > 200


def test_the_pointer_reads_each_layer_in_one_line(view: LayerView) -> None:
    view.add(reported(50, MLP))
    lines = view._texts_at(0.5, view._panels())
    assert [figure in line for figure, line in zip(("0.5", "0.05", "2"), lines, strict=True)] == [True] * 3
    assert ["dead" in line for line in lines] == [True, True, False]
    assert view._texts_at(0.9, view._panels()) == []


def test_norms_of_all_sizes_are_told_apart(view: LayerView) -> None:
    view.add(reported(1, (LayerReport(1e-6, 8, 0), LayerReport(1e-3, 8, 0), LayerReport(1.0, 10))))
    panel = view._panels()[0]
    heights = [panel.y(value) for value in (1e-6, 1e-3, 1.0)]
    assert heights[0] - heights[1] == pytest.approx(heights[1] - heights[2])
    assert heights[0] - heights[1] > 20


def test_what_cannot_die_has_no_panel_of_the_dead(view: LayerView) -> None:
    view.add(reported(1, SOFTMAX))
    assert [panel.curves for panel in view._panels()] == [(LayerCurve(LayerMeasure.GRADIENT_NORM, 0, is_output=True),)]
    assert not view.grab().isNull()


def test_the_output_is_named_in_a_narrow_view(view: LayerView) -> None:
    view.resize(340, 220)
    view.add(reported(50, MLP))
    assert count_near(view.grab().toImage(), theme.current().good, range(20)) > 20


@pytest.mark.parametrize(("height", "numbers"), [(80, 5), (40, 3), (20, 2)])
def test_numbers_at_an_axis_keep_apart(view: LayerView, height: int, numbers: int) -> None:
    panel = Panel("", (), QRectF(52, 20, 200, height), 0.0, 1.0, 4, lambda value: f"{value:g}")
    image = QImage(260, 100, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setFont(view.font())
    paint_grid(painter, panel, is_close=False)
    painter.end()
    rows = [any(image.pixelColor(x, y).lightness() < 200 for x in range(44)) for y in range(image.height())]
    assert sum(after and not before for before, after in pairwise(rows)) == numbers


def test_names_of_many_layers_do_not_lie_upon_the_title(view: LayerView) -> None:
    view.resize(300, 220)
    view.add(reported(1, tuple(LayerReport(0.1, 10, 0) for _ in range(30))))
    title = view.grab().toImage().copy(0, 0, 90, 20)
    view.begin(TrainConfig(epochs=1))
    view.add(reported(1, SOFTMAX))
    assert title == view.grab().toImage().copy(0, 0, 90, 20)
