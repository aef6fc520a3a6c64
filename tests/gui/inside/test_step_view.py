from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QScrollArea

from digitpad.config.dataset_info import DIGITS, DatasetName
from digitpad.config.recipes import find_recipe
from digitpad.data.locations import dataset_folder
from digitpad.explanation.step import take_steps
from digitpad.explanation.step_sample import TrainingImages
from digitpad.gui.inside.step_thread import TrainingSample
from digitpad.gui.inside.step_walk import Stage
from digitpad.gui.widgets.number_text import scientific
from digitpad.ink.ink import Ink
from digitpad.library.library import Library
from digitpad.training.fresh_model import make_fresh_model
from digitpad.training.torch_models import MLP, set_weights
from tests.gui.conftest import WAIT, opened
from tests.support.images import write_idx_set
from tests.support.inks import SEVEN, ZERO

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from digitpad.explanation.step import Step
    from digitpad.explanation.step_sample import StepSample
    from digitpad.gui.inside.step_view import StepView
    from digitpad.gui.main_window import MainWindow

LINES = [Stage.FORWARD, Stage.LOSS, Stage.ZERO_GRAD, Stage.BACKWARD, Stage.STEP]


def rest(qtbot: QtBot, view: StepView, act: Callable[..., object], *arguments: object) -> None:
    """Do something, and wait until all that it brings about has come."""
    act(*arguments)
    qtbot.waitUntil(lambda: not view.is_busy, timeout=WAIT)


@pytest.fixture
def view(qtbot: QtBot, window: MainWindow) -> StepView:
    """Return the view beside a pad with a seven on it, read by the MLP."""
    made = window.workspace.step.open()
    window.canvas.show_drawing(SEVEN)
    qtbot.waitUntil(lambda: window.presenter.is_ready and made.walker.can_go_on and not made.is_busy, timeout=WAIT)
    return made


def sample_of(view: StepView) -> StepSample:
    assert view.walker.prepared is not None
    assert view.walker.prepared.sample is not None
    return view.walker.prepared.sample


def step_of(view: StepView) -> Step:
    assert view.walker.walk is not None
    assert view.walker.walk.taken is not None
    return view.walker.walk.taken.step


def enabled_lines(view: StepView) -> list[Stage]:
    return [stage for stage, button in view.lines.buttons.items() if button.isEnabled()]


def test_each_line_can_be_pressed_in_its_turn_and_shows_its_numbers(qtbot: QtBot, view: StepView) -> None:
    table, gradients = view.numbers.table, view.numbers.gradients
    shown = []
    for stage in LINES:
        assert enabled_lines(view) == [stage]
        assert view.lines.result(stage) == ""
        rest(qtbot, view, view.lines.buttons[stage].click)
        assert view.lines.result(stage)
        shown.append((*(bool(cell) for cell in table.rows[7][1:]), bool(gradients.layers)))
    assert shown == [
        (True, True, False, False, False),
        (True, True, True, False, False),
        (True, True, True, False, False),
        (True, True, True, True, True),
        (True, True, True, True, True),
    ]
    assert enabled_lines(view) == [Stage.FORWARD]


def test_lines_are_pressed_one_after_another_by_keyboard(qtbot: QtBot, view: StepView) -> None:
    view.lines.buttons[Stage.FORWARD].setFocus(Qt.FocusReason.TabFocusReason)
    for stage in LINES:
        rest(qtbot, view, qtbot.keyClick, view.lines.buttons[stage], Qt.Key.Key_Space)
        assert view.walker.walk is not None
        assert view.walker.walk.stage is stage


def test_the_numbers_are_those_of_the_hand_written_step_and_torch(
    qtbot: QtBot, window: MainWindow, view: StepView
) -> None:
    checkpoint, sample = Library.of_user().load("mlp"), sample_of(view)
    rest(qtbot, view, view.whole.click)
    expected = next(take_steps(checkpoint.weights, checkpoint.spec, sample.inputs, 7, 0.1))
    step = step_of(view)
    assert (step.softmax, step.loss, step.loss_after) == (expected.softmax, expected.loss, expected.loss_after)
    assert view.numbers.table.rows[7] == (
        "7",
        scientific(expected.softmax.logits[7]),
        scientific(expected.softmax.probabilities[7]),
        scientific(expected.loss),
        scientific(expected.logit_gradient[7]),
    )
    network = MLP(checkpoint.spec)
    set_weights(network, checkpoint.weights)
    network.eval()
    loss = torch.nn.functional.cross_entropy(network(torch.from_numpy(sample.inputs[None].copy())), torch.tensor([7]))
    loss.backward()
    assert step.loss == pytest.approx(loss.item(), abs=1e-5)
    for layer, shown in zip(network.layers, view.numbers.gradients.layers, strict=True):
        assert shown.gradient_norm == pytest.approx(float(layer.weight.grad.norm()), rel=1e-3, abs=1e-6)
        assert shown.weight_norm_before == pytest.approx(float(layer.weight.detach().norm()), rel=1e-5)
    assert window.presenter.shown is not None
    read = window.presenter.shown.digit.prediction.probabilities
    assert step.softmax.probabilities == pytest.approx(read, abs=1e-6)


def test_ten_steps_lower_the_loss_and_leave_the_model_as_it_is(
    qtbot: QtBot, window: MainWindow, view: StepView
) -> None:
    assert window.presenter.model is not None
    weights = window.presenter.model.checkpoint.weights
    kept = {name: array.tobytes() for name, array in weights.items()}
    view.form.labels.setCurrentIndex(1 + 4)
    rest(qtbot, view, view.form.labels.activated.emit, 1 + 4)
    view.form.rate.setText("0.01")
    rest(qtbot, view, view.ten.click)
    walk = view.walker.walk
    assert walk is not None
    assert walk.steps == 10
    assert list(walk.losses) == sorted(walk.losses, reverse=True)
    assert walk.losses[-1] < walk.losses[0] / 2
    assert {name: array.tobytes() for name, array in weights.items()} == kept
    rest(qtbot, view, view.again.click)
    assert view.walker.walk is not None
    assert view.walker.walk.weights is weights


def test_the_label_is_the_answer_unless_another_is_chosen_for_this_drawing(
    qtbot: QtBot, window: MainWindow, view: StepView
) -> None:
    def draw(ink: Ink) -> int:
        window.canvas.show_drawing(ink)
        qtbot.waitUntil(lambda: window.presenter.is_ready and not view.is_busy, timeout=WAIT)
        return sample_of(view).label

    assert sample_of(view).label == 7
    view.form.labels.setCurrentIndex(1 + 1)
    rest(qtbot, view, view.form.labels.activated.emit, 1 + 1)
    assert sample_of(view).label == 1
    assert draw(Ink(SEVEN.strokes[:1])) == 1
    assert draw(ZERO) == 0


def test_an_empty_pad_has_no_step(qtbot: QtBot, window: MainWindow, view: StepView) -> None:
    rest(qtbot, view, window.canvas.clear)
    qtbot.waitUntil(lambda: not view.walker.can_go_on, timeout=WAIT)
    assert enabled_lines(view) == []
    assert not view.whole.isEnabled()
    assert "Draw" in view.numbers.sample.text()


def test_a_training_image_comes_with_its_label(qtbot: QtBot, view: StepView) -> None:
    rest(qtbot, view, view.form.choose_image)
    rest(qtbot, view, view.form.number.setValue, 8)
    expected = TrainingImages(Library.of_user().load("mlp")).take(8)
    np.testing.assert_array_equal(sample_of(view).inputs, expected.inputs)
    assert sample_of(view).label == expected.label
    assert view.form.number.maximum() == 60_000
    rest(qtbot, view, view.form.random.click)
    assert view.walker.prepared is not None
    assert view.form.sample == TrainingSample(view.walker.prepared.image_number)
    view.form.number.setMaximum(99_999)
    rest(qtbot, view, view.form.number.setValue, 60_001)
    assert not view.problem.isHidden()
    assert enabled_lines(view) == []


def test_no_data_set_is_held_once_the_view_is_closed(qtbot: QtBot, window: MainWindow, view: StepView) -> None:
    def held() -> int:
        return sum(type(each) is TrainingImages for each in gc.get_objects())

    before = held()
    rest(qtbot, view, view.form.choose_image)
    assert held() == before + 1
    window.workspace.step.hide()
    assert held() == before
    window.workspace.step.open()
    view.form.random.click()
    assert view.walker.controller.is_busy
    rest(qtbot, view, window.workspace.step.hide)
    assert held() == before


def test_a_fresh_model_is_the_one_that_training_begins_with(qtbot: QtBot, view: StepView) -> None:
    view.form.models.setCurrentIndex(view.form.models.findData("softmax-sgd"))
    rest(qtbot, view, view.form.models.activated.emit, 1)
    config = find_recipe("softmax-sgd").config
    fresh = make_fresh_model(config, DIGITS)
    assert view.form.learning_rate == config.learning_rate
    assert view.walker.walk is not None
    for name, array in fresh.weights.items():
        np.testing.assert_array_equal(view.walker.walk.weights[name], array)
    rest(qtbot, view, view.whole.click)
    assert view.numbers.gradients.layers[0].pictures.shape == (10, 28, 28)


def test_a_learning_rate_that_is_none_or_too_large_is_told(qtbot: QtBot, view: StepView) -> None:
    view.form.rate.selectAll()
    qtbot.keyClicks(view.form.rate, "nought")
    assert not view.problem.isHidden()
    assert enabled_lines(view) == []
    view.form.rate.selectAll()
    qtbot.keyClicks(view.form.rate, "1e30")
    assert view.problem.isHidden()
    rest(qtbot, view, view.ten.click)
    assert not view.problem.isHidden()
    assert view.walker.walk is not None
    assert view.walker.walk.stage is Stage.FRESH


def test_starting_again_while_a_step_is_computed_leaves_the_next_one(qtbot: QtBot, view: StepView) -> None:
    rest(qtbot, view, view.whole.click)
    view.ten.click()
    assert view.walker.controller.is_busy
    rest(qtbot, view, view.again.click)
    assert view.lines.result(Stage.FORWARD) == ""
    assert enabled_lines(view) == [Stage.FORWARD]
    assert view.whole.isEnabled()
    assert view.ten.isEnabled()


def test_a_step_that_is_computed_is_not_taken_at_another_rate(qtbot: QtBot, view: StepView) -> None:
    view.lines.buttons[Stage.FORWARD].click()
    assert view.walker.controller.is_busy
    view.form.rate.selectAll()
    rest(qtbot, view, qtbot.keyClicks, view.form.rate, "5")
    assert view.lines.result(Stage.FORWARD) == ""
    assert enabled_lines(view) == [Stage.FORWARD]
    rest(qtbot, view, view.whole.click)
    assert view.walker.walk is not None
    assert view.walker.walk.taken is not None
    assert view.walker.walk.taken.request.learning_rate == 5.0


def test_nothing_is_said_of_a_step_given_up_that_goes_too_far(qtbot: QtBot, view: StepView) -> None:
    view.form.rate.selectAll()
    qtbot.keyClicks(view.form.rate, "1e30")
    view.ten.click()
    assert view.walker.controller.is_busy
    view.form.rate.selectAll()
    rest(qtbot, view, qtbot.keyClicks, view.form.rate, "5")
    assert view.problem.isHidden()
    assert view.whole.isEnabled()


def test_a_change_of_drawing_takes_the_numbers_away(qtbot: QtBot, window: MainWindow, view: StepView) -> None:
    rest(qtbot, view, view.whole.click)
    rest(qtbot, view, window.canvas.undo)
    qtbot.waitUntil(lambda: view.lines.result(Stage.FORWARD) == "", timeout=WAIT)


def test_what_1e_8_can_and_cannot_do_is_computed(view: StepView) -> None:
    view.numbers.question.click()
    assert view.numbers.overflow.isVisible()
    plain, added, stable = (row[1:] for row in view.numbers.overflow.table.rows)
    assert plain == ("nan, others 0", "all nan")
    assert added == ("nan, others 0", "all 0")
    assert stable == ("1, others 0", "all 0.1")
    view.numbers.question.click()
    assert not view.numbers.overflow.isVisible()


@pytest.mark.parametrize("width", [340, 398, 430])
def test_beside_the_pad_no_number_and_no_choice_is_cut(qtbot: QtBot, view: StepView, width: int) -> None:
    view.setFixedWidth(width)
    rest(qtbot, view, view.whole.click)
    qtbot.waitUntil(lambda: view.width() == width, timeout=WAIT)
    qtbot.waitUntil(lambda: view.lines.width() < width, timeout=WAIT)
    step = step_of(view)
    best = step.softmax.probabilities[step.softmax.shifted.index(0.0)]
    for stage, number in ((Stage.FORWARD, best), (Stage.LOSS, step.loss), (Stage.STEP, step.loss_after)):
        assert scientific(number) in view.lines.result(stage)
    assert not any("…" in view.lines.result(stage) for stage in LINES)
    for index in range(view.form.samples.count()):
        view.form.samples.setCurrentIndex(index)
        assert view.form.samples.shown == view.form.samples.currentText()
    assert view.form.models.shown == view.form.models.currentText()
    assert view.minimumSizeHint().width() <= width


def test_another_sample_comes_into_view_and_a_step_leaves_the_table_there(qtbot: QtBot, view: StepView) -> None:
    numbers = view.numbers
    (area,) = view.findChildren(QScrollArea)
    bar = area.verticalScrollBar()
    view.setFixedHeight(400)
    rest(qtbot, view, view.ten.click)
    qtbot.waitUntil(lambda: bar.maximum() > numbers.table.y(), timeout=WAIT)
    assert not numbers.table.visibleRegion().isEmpty()
    rest(qtbot, view, view.lines.buttons[Stage.FORWARD].click)
    bar.setValue(bar.maximum())
    rest(qtbot, view, view.whole.click)
    assert bar.value() == bar.maximum()
    for act in (view.form.choose_image, view.form.random.click):
        bar.setValue(bar.maximum())
        rest(qtbot, view, act)
        qtbot.waitUntil(lambda: bar.value() == 0, timeout=WAIT)
        assert not numbers.image.visibleRegion().isEmpty()


def test_a_data_set_that_is_not_here_is_fetched_from_its_window(
    qtbot: QtBot, window: MainWindow, view: StepView
) -> None:
    view.form.models.setCurrentIndex(view.form.models.findData("softmax-fashion"))
    rest(qtbot, view, view.form.choose_image)
    assert not view.problem.isHidden()
    assert "digitpad data" not in view.problem.text()
    view.fetch.click()
    assert opened(window.tool_windows.data).datasets.value is DatasetName.FASHION_MNIST
    window.tool_windows.data.hide()
    write_idx_set(dataset_folder(DatasetName.FASHION_MNIST))
    window.activateWindow()
    QApplication.sendEvent(view, QEvent(QEvent.Type.ActivationChange))
    qtbot.waitUntil(lambda: view.walker.can_go_on, timeout=WAIT)
    assert view.fetch.isHidden()
    assert view.form.number.maximum() == 30


def test_a_data_set_that_is_here_cannot_be_fetched(qtbot: QtBot, view: StepView) -> None:
    rest(qtbot, view, view.form.choose_image)
    view.form.number.setMaximum(99_999)
    rest(qtbot, view, view.form.number.setValue, 60_001)
    assert not view.problem.isHidden()
    assert view.fetch.isHidden()
