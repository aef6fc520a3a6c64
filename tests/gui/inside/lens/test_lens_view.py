from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QThread
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from digitpad.explanation import lens as lens_readings
from digitpad.explanation.lens import read_through, sweep
from digitpad.explanation.lens_steps import LensStep, LensSteps
from digitpad.explanation.transformations import AS_IT_IS, PLACES, STEPS, Amounts, Transformation
from digitpad.gui.inside.lens.lens_view import LensView
from digitpad.gui.inside.lens.transformation_plot import amount_text
from digitpad.gui.inside.subject import Subject
from digitpad.gui.main_window import MainWindow
from digitpad.gui.widgets import theme
from digitpad.ink.drawing import Drawing
from digitpad.ink.ink import Ink, Point
from digitpad.models.checkpoint import Checkpoint
from digitpad.preprocessing.scaling import as_picture
from digitpad.recognition.recognizer import Recognizer
from tests.gui.conftest import WAIT
from tests.support import inks
from tests.support.models import MODELS

DIGITS = MODELS["equalised and normalised"]


def subject_of(drawing: Drawing, checkpoint: Checkpoint = DIGITS) -> Subject:
    return Subject("mine", checkpoint, drawing, Recognizer(checkpoint).predict(drawing))


@pytest.fixture
def lens(qtbot: QtBot, dressed: QApplication) -> Iterator[LensView]:
    """Return the lens, to be seen, on a thread that reads."""
    thread = QThread()
    thread.start()
    made = LensView(thread)
    qtbot.addWidget(made)
    made.resize(402, 500)
    made.show()
    yield made
    made.hide()
    thread.quit()
    assert thread.wait(WAIT)


@pytest.fixture
def seven(qtbot: QtBot, lens: LensView) -> LensView:
    """Return the lens over a seven that was read."""
    with qtbot.waitSignals([lens.answered, lens.drawn], timeout=WAIT):
        lens.show_subject(subject_of(inks.SEVEN))
    return lens


def switch(qtbot: QtBot, lens: LensView, *steps: LensStep) -> None:
    """Switch steps, one after another, by their boxes."""
    for step in steps:
        with qtbot.waitSignals([lens.answered, lens.drawn], timeout=WAIT):
            lens.stages.cells[step].check.click()


def offered(lens: LensView) -> list[LensStep]:
    return [step for step, cell in lens.stages.cells.items() if not cell.isHidden()]


def test_with_every_step_on_it_shows_the_models_own_answer(seven: LensView) -> None:
    assert seven.answer is not None
    prediction = seven.answer.question.subject.prediction
    assert prediction is not None
    assert seven.answer.probabilities == prediction.probabilities
    assert offered(seven) == [LensStep.FIT, LensStep.CENTRE, LensStep.EQUALISE, LensStep.NORMALISE]
    assert all(seven.stages.cells[step].image.stage is not None for step in offered(seven))
    assert not seven.reset.isEnabled()


def test_a_step_switched_off_changes_the_answer_until_it_is_reset(qtbot: QtBot, seven: LensView) -> None:
    own, remark = seven.said.text(), seven.remark.text()
    switch(qtbot, seven, LensStep.FIT, LensStep.NORMALISE)
    steps = LensSteps.of(DIGITS.preprocessing).without(LensStep.FIT, LensStep.NORMALISE)
    assert seven.answer is not None
    assert seven.answer.probabilities == read_through(DIGITS, inks.SEVEN, steps).probabilities
    assert seven.said.text().startswith(own)
    assert seven.said.text() != own
    assert seven.remark.text() != remark
    with qtbot.waitSignals([seven.answered, seven.drawn], timeout=WAIT):
        seven.reset.click()
    assert seven.stages.off == ()
    assert seven.said.text() == own


def test_a_click_on_an_image_switches_its_step(qtbot: QtBot, seven: LensView) -> None:
    with qtbot.waitSignal(seven.answered, timeout=WAIT):
        seven.stages.cells[LensStep.EQUALISE].image.click()
    assert seven.stages.off == (LensStep.EQUALISE,)


def test_only_what_the_model_has_is_offered_and_scaling_stays(qtbot: QtBot, lens: LensView) -> None:
    checkpoint = MODELS["colour pictures"]
    with qtbot.waitSignal(lens.drawn, timeout=WAIT):
        lens.show_subject(subject_of(inks.SEVEN, checkpoint))
    assert offered(lens) == [LensStep.SCALE, LensStep.NORMALISE]
    lens.stages.cells[LensStep.SCALE].image.click()
    assert not lens.stages.cells[LensStep.SCALE].check.isEnabled()
    assert lens.stages.off == ()


def test_the_slider_changes_the_drawing_by_the_keys(qtbot: QtBot, seven: LensView) -> None:
    assert seven.transformation is Transformation.TURN
    seven.slider.setFocus()
    with qtbot.waitSignal(seven.answered, timeout=WAIT):
        QTest.keyClick(seven.slider, Qt.Key.Key_PageUp)
    assert seven.amounts == Amounts(turn=30.0)
    assert seven.answer is not None
    assert seven.answer.probabilities == read_through(DIGITS, inks.SEVEN, amounts=Amounts(turn=30.0)).probabilities
    assert seven.slider.accessibleDescription() == "+30°"
    assert seven.reset.isEnabled()


def test_each_change_keeps_its_amount_while_the_curves_go_over_another(qtbot: QtBot, seven: LensView) -> None:
    seven.slider.setValue(STEPS + 2)
    with qtbot.waitSignal(seven.drawn, timeout=WAIT):
        seven.turn_to(Transformation.THICKEN)
    assert seven.slider.value() == STEPS
    assert seven.amounts == Amounts(turn=20.0)
    curve = seven.plot.curve
    assert curve is not None
    expected = sweep(DIGITS, inks.SEVEN, Transformation.THICKEN, PLACES, amounts=Amounts(turn=20.0))
    assert curve.rows[3] == pytest.approx(expected[3].tolist(), abs=1e-5)
    assert len(curve.rows) == len(PLACES)


def test_the_curves_are_of_the_answer_and_its_strongest_rivals(qtbot: QtBot, seven: LensView) -> None:
    curve = seven.plot.curve
    assert curve is not None
    prediction = curve.question.subject.prediction
    assert prediction is not None
    answer, *rivals = seven.plot.classes
    assert answer == prediction.ranking[0]
    columns = list(zip(*curve.rows, strict=True))
    others = sorted((index for index in range(10) if index != answer), key=lambda index: -sum(columns[index]))
    assert rivals == [index for index in others if max(columns[index]) >= 0.01][:3]
    assert rivals
    for index in (0, STEPS, 2 * STEPS):
        with qtbot.waitSignal(seven.answered, timeout=WAIT):
            seven.slider.setValue(index + 1 if seven.slider.value() == index else index)
        row = curve.rows[seven.slider.value()]
        assert row.index(max(row)) in seven.plot.classes[:2]


def test_pointing_reads_off_a_place_that_was_read(seven: LensView) -> None:
    plot = seven.plot
    QTest.mouseMove(plot, QPoint(plot.width() // 2, plot.height() // 2))
    assert plot.pointed is not None
    assert 0 <= plot.pointed < len(PLACES)
    QTest.mouseMove(plot, QPoint(2, 2))
    assert plot.pointed is None


def test_curves_wait_until_the_stroke_is_finished(qtbot: QtBot, seven: LensView) -> None:
    growing = Ink(inks.SEVEN.strokes).pen_down(Point(200.0, 200.0))
    with qtbot.waitSignal(seven.answered, timeout=WAIT):
        seven.show_subject(subject_of(growing))
    assert seven.plot.curve is None
    with qtbot.waitSignal(seven.drawn, timeout=WAIT):
        seven.show_subject(subject_of(growing.pen_up()))
    assert seven.plot.curve is not None


def test_nothing_is_shown_of_an_empty_pad(seven: LensView) -> None:
    seven.show_subject(Subject("mine", DIGITS))
    assert seven.answer is None
    assert seven.plot.curve is None
    assert seven.stages.cells[LensStep.FIT].image.stage is None
    assert seven.said.text() == ""


def test_what_cannot_be_read_is_said_and_leaves_the_boxes_as_they_are(qtbot: QtBot, lens: LensView) -> None:
    corner = np.zeros((20, 20), np.uint8)
    corner[5:15, 16:18] = 255
    with qtbot.waitSignal(lens.drawn, timeout=WAIT):
        lens.show_subject(subject_of(as_picture(corner, "corner")))
    lens.turn_to(Transformation.MOVE_X)
    with qtbot.waitSignal(lens.reader.failed, timeout=WAIT):
        lens.slider.setValue(2 * STEPS)
    assert lens.answer is None
    assert lens.remark.text()
    with qtbot.waitSignal(lens.answered, timeout=WAIT):
        lens.reset.click()
    assert lens.answer is not None


def test_why_there_are_no_curves_is_said_until_there_are(
    qtbot: QtBot, seven: LensView, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError("no room")

    remark = seven.remark.text()
    with monkeypatch.context() as patched, qtbot.waitSignal(seven.finder.failed, timeout=WAIT):
        patched.setattr(lens_readings, "sweep", fail)
        seven.turn_to(Transformation.THICKEN)
    assert seven.plot.curve is None
    assert "no room" in seven.remark.text()
    with qtbot.waitSignal(seven.answered, timeout=WAIT):
        seven.slider.setValue(STEPS + 1)
    assert "no room" in seven.remark.text()
    with qtbot.waitSignal(seven.drawn, timeout=WAIT):
        seven.turn_to(Transformation.TURN)
    assert seven.remark.text() == remark


def test_an_image_of_one_number_is_shown(qtbot: QtBot, seven: LensView) -> None:
    with qtbot.waitSignal(seven.drawn, timeout=WAIT):
        seven.turn_to(Transformation.MOVE_X)
    switch(qtbot, seven, *(step for step in offered(seven) if step is not LensStep.NORMALISE))
    with qtbot.waitSignal(seven.drawn, timeout=WAIT):
        seven.show_subject(subject_of(Ink.of([[(490, 480), (499, 499)]])))
    with qtbot.waitSignal(seven.answered, timeout=WAIT):
        seven.slider.setValue(2 * STEPS)
    assert seven.answer is not None
    normalised = seven.answer.images[-1]
    assert normalised.low == normalised.high
    assert set(normalised.image.levels) == {0}


def test_nothing_is_read_for_a_view_that_is_hidden(qtbot: QtBot, seven: LensView) -> None:
    seven.hide()
    seven.show_subject(subject_of(inks.ZERO))
    assert not seven.reader.is_busy
    with qtbot.waitSignals([seven.answered, seven.drawn], timeout=WAIT):
        seven.show()


def test_the_colours_of_another_theme_reach_the_answers(seven: LensView, dressed: QApplication) -> None:
    light = seven.said.text()
    theme.apply_theme(dressed, theme.Theme.DARK)
    assert seven.said.text() != light


@pytest.mark.parametrize("transformation", Transformation)
def test_every_amount_fits_in_front_of_the_slider(lens: LensView, transformation: Transformation) -> None:
    lens.turn_to(transformation)
    for index in range(len(PLACES)):
        lens.slider.setValue(index)
        assert lens.amount_label.sizeHint().width() <= lens.amount_label.width()
        assert lens.amount_label.text() == amount_text(transformation, PLACES[index])


@pytest.mark.parametrize("width", [300, 402, 900])
def test_nothing_is_wider_than_the_view(qtbot: QtBot, lens: LensView, width: int) -> None:
    with qtbot.waitSignal(lens.drawn, timeout=WAIT):
        lens.show_subject(subject_of(inks.SEVEN, MODELS["equalised and normalised"]))
    lens.resize(width, 500)
    QApplication.processEvents()
    assert lens.minimumSizeHint().width() <= 300
    for step in offered(lens):
        cell = lens.stages.cells[step]
        assert cell.mapTo(lens, cell.rect().bottomRight()).x() < width


def test_in_the_window_the_lens_follows_the_pad(qtbot: QtBot, window: MainWindow) -> None:
    inside = window.workspace.inside.open()
    (button,) = (each for each in inside.findChildren(QPushButton) if each.text() == "Lens")
    button.click()
    with qtbot.waitSignals([inside.lens.answered, inside.lens.drawn], timeout=WAIT):
        window.canvas.show_drawing(inks.SEVEN)
    answer, shown = inside.lens.answer, window.presenter.shown
    assert answer is not None
    assert shown is not None
    assert answer.probabilities == shown.digit.prediction.probabilities
    window.canvas.show_drawing(Ink())
    qtbot.waitUntil(lambda: inside.lens.answer is None, timeout=WAIT)


def test_the_neutral_place_is_in_the_middle() -> None:
    assert PLACES[STEPS] == 0.0
    assert AS_IT_IS.changed(Transformation.SCALE, Transformation.SCALE.amount(PLACES[STEPS])) == AS_IT_IS
