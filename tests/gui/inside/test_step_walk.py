from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from digitpad.gui.inside.step_thread import DrawnSample, Setup, StepController, TakenStep
from digitpad.gui.inside.step_walk import Stage, StepWalk
from digitpad.gui.inside.step_walker import StepWalker
from digitpad.gui.inside.subject import Subject
from digitpad.library.library import Library
from digitpad.recognition.recognizer import Recognizer
from tests.gui.conftest import WAIT, ended, heard
from tests.support.inks import SEVEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture(scope="module")
def subject() -> Subject:
    """Return a seven, read by softmax regression."""
    checkpoint = Library.of_user().load("softmax")
    return Subject("softmax", checkpoint, SEVEN, Recognizer(checkpoint).predict(SEVEN))


@pytest.fixture
def walker(qtbot: QtBot, subject: Subject) -> Iterator[StepWalker]:
    """Return a walker that holds the seven."""
    made = StepWalker()
    ready = ended(made.controller)
    next(ready)
    heard(qtbot, made.controller.prepared, made.prepare, Setup(subject, None, DrawnSample()))
    yield made
    next(ready, None)


def walk_of(walker: StepWalker) -> StepWalk:
    assert walker.walk is not None
    return walker.walk


def run(qtbot: QtBot, walker: StepWalker, *stages: Stage) -> None:
    for stage in stages:
        walker.run_line(stage, 0.1)
        qtbot.waitUntil(lambda: not walker.is_busy, timeout=WAIT)


def test_lines_run_in_their_order_alone(qtbot: QtBot, walker: StepWalker) -> None:
    order = [Stage.FORWARD, Stage.LOSS, Stage.ZERO_GRAD, Stage.BACKWARD, Stage.STEP]
    for stage in (*order, *order):
        assert walk_of(walker).next_stage is stage
        before = walk_of(walker)
        for other in order:
            if other is not stage:
                walker.run_line(other, 0.1)
                assert walk_of(walker) is before
        run(qtbot, walker, stage)
        assert walk_of(walker).stage is stage


def test_gradients_stay_until_they_are_cleared(qtbot: QtBot, walker: StepWalker) -> None:
    run(qtbot, walker, Stage.FORWARD, Stage.LOSS, Stage.ZERO_GRAD)
    assert walk_of(walker).gradients is None
    run(qtbot, walker, Stage.BACKWARD, Stage.STEP)
    first = walk_of(walker).taken
    run(qtbot, walker, Stage.FORWARD, Stage.LOSS)
    assert walk_of(walker).taken is not first
    assert walk_of(walker).gradients is first
    run(qtbot, walker, Stage.ZERO_GRAD)
    assert walk_of(walker).gradients is None


def test_weights_change_by_the_last_line_alone(qtbot: QtBot, walker: StepWalker, subject: Subject) -> None:
    run(qtbot, walker, Stage.FORWARD, Stage.LOSS, Stage.ZERO_GRAD, Stage.BACKWARD)
    assert walk_of(walker).weights is subject.checkpoint.weights
    run(qtbot, walker, Stage.STEP)
    assert walk_of(walker).weights is not subject.checkpoint.weights
    assert walk_of(walker).steps == 1
    walker.start_again()
    assert walk_of(walker).weights is subject.checkpoint.weights
    assert walk_of(walker).stage is Stage.FRESH


def test_another_sample_finds_what_the_copy_has_learnt(qtbot: QtBot, walker: StepWalker, subject: Subject) -> None:
    walker.take_steps(2, 0.1)
    qtbot.waitUntil(lambda: not walker.is_busy, timeout=WAIT)
    learnt = walk_of(walker)
    assert learnt.steps == 2
    heard(qtbot, walker.controller.prepared, walker.prepare, Setup(subject, None, DrawnSample("4")))
    assert walk_of(walker).weights is learnt.weights
    assert walk_of(walker).losses == ()
    assert walk_of(walker).stage is Stage.FRESH
    assert walker.prepared is not None
    assert walker.prepared.sample is not None
    assert walker.prepared.sample.label == 4


def test_a_step_computed_from_other_weights_is_of_no_interest(qtbot: QtBot, walker: StepWalker) -> None:
    walker.take_steps(1, 0.1)
    qtbot.waitUntil(lambda: not walker.is_busy, timeout=WAIT)
    with qtbot.waitSignal(walker.controller.taken, timeout=WAIT):
        walker.run_line(Stage.FORWARD, 0.1)
        walker.start_again()
    assert walk_of(walker).stage is Stage.FRESH


def test_the_walk_goes_on_only_from_a_step(subject: Subject) -> None:
    with pytest.raises(RuntimeError):
        StepWalk(subject.checkpoint.weights).go_on()


def test_histograms_count_every_weight_and_pictures_are_the_gradient(
    qtbot: QtBot, walker: StepWalker, subject: Subject
) -> None:
    run(qtbot, walker, Stage.FORWARD)
    taken = walk_of(walker).taken
    assert isinstance(taken, TakenStep)
    (layer,) = taken.layers
    assert sum(layer.counts) == subject.checkpoint.weights["layers.0.weight"].size
    gradient = taken.step.layers[0].weight_gradient
    assert layer.largest == np.abs(gradient).max()
    np.testing.assert_array_equal(layer.pictures, gradient.reshape(10, 28, 28))


def test_the_data_set_is_dropped_at_rest(qtbot: QtBot, walker: StepWalker) -> None:
    controller = walker.controller
    assert isinstance(controller, StepController)
    walker.rest()
    assert controller._workshop.images is None
