from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from digitpad.config.dataset_info import DatasetName
from digitpad.config.train_config import TrainConfig
from digitpad.explanation.layers import read_layers
from digitpad.explanation.units import Unit, switch_off
from digitpad.gui.inside.layers_view import LayersView
from digitpad.gui.inside.subject import Subject
from digitpad.library.library import Library
from digitpad.recognition.recognizer import Recognizer
from tests.gui.conftest import WAIT, put_on_screen
from tests.support.inks import SEVEN, THREE
from tests.support.models import MODELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from digitpad.gui.inside.unit_thread import UnitReport
    from digitpad.ink.ink import Ink
    from digitpad.models.checkpoint import Checkpoint


def subject(checkpoint: Checkpoint, ink: Ink | None = SEVEN, name: str = "mine") -> Subject:
    return Subject(name, checkpoint, ink, None if ink is None else Recognizer(checkpoint).predict(ink))


def measured(qtbot: QtBot, view: LayersView) -> UnitReport:
    qtbot.waitUntil(lambda: not view.work.is_busy and view.report is not None, timeout=WAIT)
    assert view.report is not None
    return view.report


@pytest.fixture
def mlp() -> Checkpoint:
    return Library.of_user().load("mlp")


@pytest.fixture
def view(qtbot: QtBot, dressed: QApplication) -> Iterator[LayersView]:
    made = put_on_screen(qtbot, LayersView(), 402, 520)
    yield made
    assert made.shut_down()


@pytest.mark.parametrize("name", [name for name, made in MODELS.items() if made.spec.hidden_sizes])
def test_every_layer_has_a_grid_of_its_units(view: LayersView, name: str) -> None:
    view.show_subject(subject(MODELS[name]))
    assert len(view.grids) == len(MODELS[name].spec.hidden_sizes)
    view.grids[-1].point_at(5)
    view.grab()
    view.show_subject(subject(MODELS[name], None))
    view.grab()


def test_the_accuracy_with_and_without_a_unit_is_measured(qtbot: QtBot, view: LayersView, mlp: Checkpoint) -> None:
    view.show_subject(subject(mlp))
    report = measured(qtbot, view)
    assert (report.count, report.correct) == (1000, report.correct_without)
    assert report.correct > 980
    for number in range(128):
        view.grids[2].toggled.emit(number)
    report = measured(qtbot, view)
    assert report.correct_without < report.correct - 680
    view.all_on.click()
    assert measured(qtbot, view).correct_without == report.correct


def test_units_off_change_the_answer_and_on_again_restore_every_bit(view: LayersView, mlp: Checkpoint) -> None:
    before = {name: array.tobytes() for name, array in mlp.weights.items()}
    view.show_subject(subject(mlp))
    assert view.reading is not None
    whole = view.reading
    units = [Unit(1, number) for number in range(0, 256, 2)]
    for unit in units:
        view.grids[1].toggled.emit(unit.number)
    assert view.units_off == frozenset(units)
    assert view.all_on.isVisible()
    prediction = Recognizer(mlp).predict(SEVEN)
    without = read_layers(switch_off(mlp, units), prediction.raster)
    assert view.reading.probabilities == without.probabilities != whole.probabilities
    assert "\N{RIGHTWARDS ARROW}" in view.answer.text()
    view.all_on.click()
    assert not view.units_off
    assert not view.all_on.isVisible()
    assert view.reading.probabilities == whole.probabilities
    for now, then in zip(view.reading.layers, whole.layers, strict=True):
        assert now.outputs.tobytes() == then.outputs.tobytes()
    assert {name: array.tobytes() for name, array in mlp.weights.items()} == before


def test_units_stay_off_for_another_drawing_but_not_for_another_model(view: LayersView, mlp: Checkpoint) -> None:
    view.show_subject(subject(mlp))
    view.grids[0].toggled.emit(7)
    view.show_subject(subject(mlp, THREE))
    view.show_subject(subject(mlp, None))
    assert view.units_off == {Unit(0, 7)}
    view.show_subject(subject(mlp, name="another"))
    assert not view.units_off
    view.grids[0].toggled.emit(7)
    view.show_subject(subject(MODELS["gelu"], name="another"))
    assert not view.units_off


def test_units_can_be_pointed_at_and_switched_off_by_keys(qtbot: QtBot, view: LayersView) -> None:
    view.show_subject(subject(MODELS["gelu"]))
    grid = view.grids[0]
    grid.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up):
        qtbot.keyClick(grid, key)
    assert grid.cursor_unit == 1
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    assert view.units_off == {Unit(0, 1)}
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    assert not view.units_off
    view.grids[1].point_at(3)
    assert grid.cursor_unit is None


def test_a_unit_shows_its_picture_or_its_strongest_paths(view: LayersView, mlp: Checkpoint) -> None:
    view.show_subject(subject(mlp))
    assert not view.detail.map.isVisible()
    view.grids[0].point_at(17)
    assert view.detail.map.isVisible()
    assert not view.detail.paths.isVisible()
    for layer in (1, 2):
        view.grids[layer].point_at(17)
        assert not view.detail.map.isVisible()
        assert view.detail.paths.isVisible()
        assert view.detail.paths.accessibleName().count(":") == 5


def test_a_dead_unit_is_marked(qtbot: QtBot, view: LayersView, mlp: Checkpoint) -> None:
    weights = {name: array.copy() for name, array in mlp.weights.items()}
    weights["layers.1.bias"][42] = -1000.0
    view.show_subject(subject(replace(mlp, weights=weights)))
    assert Unit(1, 42) in measured(qtbot, view).dead
    assert 42 in view.grids[1].dead


def test_a_model_that_goes_on_learning_keeps_its_figures_until_the_next(
    qtbot: QtBot, view: LayersView, mlp: Checkpoint
) -> None:
    view.show_subject(subject(mlp))
    view.grids[0].toggled.emit(3)
    report = measured(qtbot, view)
    view.show_subject(subject(replace(mlp, weights=dict(mlp.weights))))
    assert view.report is report
    assert view.units_off == {Unit(0, 3)}
    view.show_subject(subject(mlp, name="another"))
    assert view.report is None


def test_without_test_images_the_rest_goes_on(qtbot: QtBot, view: LayersView, mlp: Checkpoint) -> None:
    lost = replace(mlp, config=TrainConfig(dataset=DatasetName.PENDIGITS))
    with qtbot.waitSignal(view.work.failed, timeout=WAIT):
        view.show_subject(subject(lost))
    problem = view.accuracy.text()
    view.show_subject(subject(lost, THREE))
    assert view.accuracy.text() == problem
    assert view.report is None
    assert view.reading is not None
    view.grids[0].toggled.emit(3)
    assert view.units_off == {Unit(0, 3)}


def test_without_a_change_no_unit_is_said_to_have_changed_anything(view: LayersView, mlp: Checkpoint) -> None:
    view.show_subject(subject(mlp))
    assert "\N{RIGHTWARDS ARROW}" not in view.answer.text()


@pytest.mark.parametrize("size", [(372, 420), (402, 520), (872, 1150)])
def test_all_layers_of_the_bundled_model_are_seen_at_once(
    view: LayersView, mlp: Checkpoint, size: tuple[int, int]
) -> None:
    view.resize(*size)
    view.show_subject(subject(mlp))
    assert {grid.columns for grid in view.grids} == {32} or size[1] < 500
    foot = view.grids[-1].mapTo(view, view.grids[-1].rect().bottomLeft())
    assert foot.y() < view.height()


@pytest.mark.parametrize(("width", "enlargement"), [(311, 1.0), (385, 1.6)])  # a narrow dock, a projector
def test_nothing_is_cut_off_at_the_right(
    qtbot: QtBot, view: LayersView, mlp: Checkpoint, width: int, enlargement: float
) -> None:
    view.resize(width, 520)
    view.show_subject(subject(mlp))
    for each in (*view.findChildren(QWidget), view):
        font = each.font()
        font.setPixelSize(round(font.pixelSize() * enlargement))
        each.setFont(font)
    for number in (3, 57, 60):
        view.grids[0].toggled.emit(number)
    measured(qtbot, view)
    view.grab()  # lays it out
    area = view.findChild(QScrollArea)
    assert area.widget().width() == area.viewport().width()
    for label in (*view._counts, view.legend):
        assert label.width() >= label.sizeHint().width()
        assert label.mapTo(view, label.rect().topRight()).x() < view.width()
