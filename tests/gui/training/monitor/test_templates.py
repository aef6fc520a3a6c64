from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitpad.config.dataset_info import DIGITS
from digitpad.config.model_spec import ModelSpec
from digitpad.explanation.layers import usual_largest
from digitpad.gui.training.monitor.templates import TemplateView, templates_of
from digitpad.gui.widgets import theme
from tests.support.models import MODELS, brightest
from tests.support.training import fresh_checkpoint
from tests.support.training_curves import count_near


def test_templates_are_the_weights_of_each_class_on_one_scale() -> None:
    checkpoint = fresh_checkpoint(ModelSpec())
    templates = templates_of(checkpoint)
    assert templates is not None
    assert (templates.class_names, templates.side) == (DIGITS, 28)
    weights = checkpoint.weights["layers.0.weight"]
    np.testing.assert_array_equal(np.stack(templates.pictures).reshape(weights.shape), weights)
    assert templates.full == usual_largest(weights)


def test_a_model_with_hidden_layers_has_none() -> None:
    assert templates_of(fresh_checkpoint(ModelSpec(hidden_sizes=(8,)))) is None


def test_weights_that_are_all_nothing_can_be_drawn(qtbot: QtBot) -> None:
    blank = brightest()
    blank = replace(blank, weights={name: np.zeros_like(array) for name, array in blank.weights.items()})
    templates = templates_of(blank)
    assert templates is not None
    view = TemplateView()
    qtbot.addWidget(view)
    view.show_templates(templates)
    assert not view.grab().isNull()


@pytest.mark.parametrize("size", [(412, 200), (412, 120), (900, 160), (60, 60)])
def test_as_many_pictures_as_classes_fit_side_by_side(qtbot: QtBot, size: tuple[int, int]) -> None:
    for checkpoint in (fresh_checkpoint(ModelSpec()), MODELS["colour pictures as they are"]):
        view = TemplateView()
        qtbot.addWidget(view)
        view.resize(*size)
        view.show_templates(templates_of(checkpoint))
        boxes = view._boxes()
        assert len(boxes) == len(checkpoint.class_names)
        assert not any(one.intersects(other) for at, one in enumerate(boxes) for other in boxes[at + 1 :])
        assert not view.grab().isNull()


def test_pictures_take_the_room_there_is_beside_the_pad(qtbot: QtBot) -> None:
    view = TemplateView()
    qtbot.addWidget(view)
    view.resize(372, 160)
    view.show_templates(templates_of(fresh_checkpoint(ModelSpec())))
    assert min(box.width() for box in view._boxes()) > 40


def test_what_speaks_for_a_class_and_against_it_are_seen_in_two_colours(qtbot: QtBot) -> None:
    view = TemplateView()
    qtbot.addWidget(view)
    view.resize(412, 200)
    empty = view.grab().toImage()
    view.show_templates(templates_of(fresh_checkpoint(ModelSpec())))
    image = view.grab().toImage()
    for color in (theme.current().accent, theme.current().second):
        assert count_near(empty, color, range(30, 190)) == 0
        assert count_near(image, color, range(30, 190)) > 20
