from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from digitpad.gui.inside.subject import Subject
from digitpad.gui.inside.templates_view import TemplatesView
from digitpad.gui.widgets import theme
from digitpad.library.library import Library
from digitpad.recognition.recognizer import Recognizer
from tests.gui.conftest import put_on_screen
from tests.support.inks import SEVEN, THREE
from tests.support.models import MODELS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from digitpad.ink.ink import Ink
    from digitpad.models.checkpoint import Checkpoint


def subject(checkpoint: Checkpoint, ink: Ink | None = SEVEN) -> Subject:
    return Subject("mine", checkpoint, ink, None if ink is None else Recognizer(checkpoint).predict(ink))


def number(text: str) -> float:
    return float(text.replace("\N{MINUS SIGN}", "-").rstrip("%\N{NO-BREAK SPACE}"))


@pytest.fixture
def softmax() -> Checkpoint:
    return Library.of_user().load("softmax")


@pytest.fixture
def view(qtbot: QtBot, dressed: QApplication) -> TemplatesView:
    return put_on_screen(qtbot, TemplatesView(), 402, 520)


def test_each_template_has_its_score_and_the_answer_is_marked(view: TemplatesView, softmax: Checkpoint) -> None:
    shown = subject(softmax)
    view.show_subject(shown)
    assert shown.prediction is not None
    assert [cell.label for cell in view.grid.cells] == list(softmax.class_names)
    assert [cell.share for cell in view.grid.cells] == pytest.approx(list(shown.prediction.probabilities), abs=1e-6)
    assert [cell.index for cell in view.grid.cells if cell.is_winner] == [shown.prediction.ranking[0]]
    scores = [number(cell.score) for cell in view.grid.cells]
    assert scores.index(max(scores)) == shown.prediction.ranking[0]


def test_the_sum_is_of_the_answer_and_adds_up(view: TemplatesView, softmax: Checkpoint) -> None:
    for ink in (SEVEN, THREE):
        shown = subject(softmax, ink)
        view.show_subject(shown)
        assert shown.prediction is not None
        assert view.class_index == shown.prediction.ranking[0]
        products, bias, score, share = (number(label.text()) for label in view.sum.numbers)
        assert products + bias == pytest.approx(score, abs=0.011)
        assert share == pytest.approx(100 * max(shown.prediction.probabilities), abs=0.051)


def test_a_click_chooses_a_class_until_the_next_click_on_it(
    qtbot: QtBot, view: TemplatesView, softmax: Checkpoint
) -> None:
    view.show_subject(subject(softmax))
    answer = view.class_index
    heard: list[int] = []
    view.class_chosen.connect(heard.append)
    place = view.grid.cell_box(4).center()
    qtbot.mouseClick(view.grid, Qt.MouseButton.LeftButton, pos=QPoint(place.x(), place.y()))
    view.show_subject(subject(softmax, THREE))
    assert view.class_index == 4
    qtbot.mouseClick(view.grid, Qt.MouseButton.LeftButton, pos=QPoint(place.x(), place.y()))
    view.show_subject(subject(softmax))
    assert view.class_index == answer
    qtbot.keyClick(view.grid, Qt.Key.Key_Right)
    assert view.class_index == 0
    assert heard == [4, 4, 0]


def test_a_pixels_product_is_its_ink_times_its_weight(view: TemplatesView, softmax: Checkpoint) -> None:
    shown = subject(softmax)
    view.show_subject(shown)
    assert shown.prediction is not None
    assert view.class_index is not None
    row, column = (int(each) for each in np.argwhere(shown.prediction.raster.pixels > 0.9)[0])
    view.map.point_at(row, column)
    ink = float(shown.prediction.raster.pixels[row, column])
    weight = float(softmax.weights["layers.0.weight"][view.class_index, row * 28 + column])
    assert number(view.sum.product.text().rpartition("=")[2].strip()) == pytest.approx(ink * weight, abs=0.006)


def test_templates_are_there_before_anything_is_drawn(view: TemplatesView, softmax: Checkpoint) -> None:
    view.show_subject(subject(softmax, None))
    assert len(view.grid.cells) == 10
    assert view.class_index is None
    assert not view.sum.isVisible()
    assert all(cell.share is None and not cell.is_winner for cell in view.grid.cells)
    view.grid.chosen.emit(3)
    assert view.sum.isVisible()


@pytest.mark.parametrize("name", [name for name, made in MODELS.items() if not made.spec.hidden_sizes])
def test_templates_of_other_pictures_are_as_large_as_those(view: TemplatesView, name: str) -> None:
    view.show_subject(subject(MODELS[name]))
    size = MODELS[name].preprocessing.image_size
    assert {(cell.image.width(), cell.image.height()) for cell in view.grid.cells} == {(size, size)}
    view.map.point_at(1, 2)
    assert view.sum.product.text()
    view.grab()


def test_another_theme_and_other_weights_change_every_picture(
    view: TemplatesView, softmax: Checkpoint, dressed: QApplication
) -> None:
    view.show_subject(subject(softmax))
    before = [cell.image for cell in view.grid.cells]
    theme.apply_theme(dressed, theme.Theme.DARK)
    dark = [cell.image for cell in view.grid.cells]
    assert all(one != other for one, other in zip(before, dark, strict=True))
    view.show_subject(subject(MODELS["plain softmax"]))
    assert all(one != cell.image for one, cell in zip(dark, view.grid.cells, strict=True))


@pytest.mark.parametrize("width", [386, 402, 640, 872])
def test_ten_templates_stand_in_two_rows(view: TemplatesView, softmax: Checkpoint, width: int) -> None:
    view.show_subject(subject(softmax))
    view.resize(width, 520)
    assert (view.grid.rows, view.grid.columns) == (2, 5)
    assert view.grid.cell_box(9).bottom() < view.grid.height()
