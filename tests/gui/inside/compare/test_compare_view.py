from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from digitpad.errors import LibraryError
from digitpad.gui.inside.compare.compare_view import CompareView
from digitpad.gui.inside.compare.second_reader import PadReading
from digitpad.gui.inside.compare.verdict import Accord, accord_of, verdict
from digitpad.gui.prediction.answers import ReadingChoice, Request
from digitpad.gui.prediction.digit_check import DigitCheck
from digitpad.gui.prediction.reader import Reader, bundled_detector
from digitpad.gui.prediction.recognition_thread import RecognitionController
from digitpad.gui.prediction.shown_answer import shown_answer_of
from digitpad.gui.widgets import theme
from digitpad.ink.ink import Ink
from digitpad.library.library import Library
from tests.gui.conftest import WAIT, Pen, ended, heard, put_on_screen, rest
from tests.support.inks import SEVEN, SEVENTEEN, THREE
from tests.support.models import MODELS, brightest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from digitpad.gui.main_window import MainWindow
    from digitpad.gui.prediction.shown_answer import ShownAnswer
    from digitpad.ink.drawing import Drawing
    from digitpad.models.checkpoint import Checkpoint

SCRIBBLE = Ink.of([[(60 + 37 * k % 380, 60 + 211 * k % 380) for k in range(25)]])
NAMES = ("softmax", "mlp")
RECALL = 0.99
CHOICE = ReadingChoice(reads_numbers=True, kept_share=RECALL)
SHADES = ("#000000", "#ffffff")


def shown(drawing: Drawing, checkpoint: Checkpoint | None = None) -> ShownAnswer:
    """Return what a model shows of a drawing; the bundled MLP."""
    reader = Reader("mlp", bundled_detector(), checkpoint)
    check = DigitCheck(RECALL)
    check.thresholds = reader.describe().thresholds
    return shown_answer_of(reader.answer(Request("mlp", drawing, 0, reads_numbers=True)), check)


def pad_of(drawing: Drawing) -> PadReading:
    """Return what the pad's MLP says of a drawing."""
    mlp, request = Library.of_user().load("mlp"), Request("mlp", drawing, 0, reads_numbers=True)
    return PadReading(request, mlp, CHOICE, None if drawing == Ink() else shown(drawing))


@pytest.fixture
def recognition(dressed: QApplication) -> Iterator[RecognitionController]:
    controller = RecognitionController("mlp")
    controller.start()
    yield from ended(controller)


@pytest.fixture
def view(qtbot: QtBot, recognition: RecognitionController) -> Iterator[CompareView]:
    made = put_on_screen(qtbot, CompareView(recognition.thread_of_worker), 430, 570)
    made.offer(NAMES, "mlp")
    yield made
    made.hide()
    assert made.shut_down()


def settle(qtbot: QtBot, view: CompareView, drawing: Drawing) -> None:
    """Have both models read a drawing."""
    view.show_pad(pad_of(drawing))
    qtbot.waitUntil(lambda: view.is_settled, timeout=WAIT)


def test_both_models_say_what_they_read(qtbot: QtBot, view: CompareView) -> None:
    settle(qtbot, view, SEVEN)
    assert view.second_name == "softmax"
    assert [headline.lines.name for headline in view.headlines] == ["7", "7"]
    assert view.pair is not None
    assert accord_of(*view.pair) is Accord.AGREE
    first, second = view.pair
    assert first.digit.prediction.probabilities != second.digit.prediction.probabilities
    assert [row.left.share for row in view.bars.rows] == [round(p, 3) for p in first.digit.prediction.probabilities]
    assert view.figures.text()


def test_where_they_disagree_is_said_and_marked(qtbot: QtBot, view: CompareView) -> None:
    Library.of_user().add("bright", brightest())
    view.offer((*NAMES, "bright"), "mlp")
    view.choose("bright")
    settle(qtbot, view, SEVEN)
    assert view.pair is not None
    assert accord_of(*view.pair) is Accord.DISAGREE
    assert {row.left.name for row in view.bars.rows if row.differs} == {"7", view.pair[1].text}
    for shade in (theme.current().accent, theme.current().second):
        assert shade in view.verdict.text()


@pytest.mark.parametrize("size", [(340, 581), (398, 482)])
def test_every_class_is_in_view_with_a_long_name(qtbot: QtBot, view: CompareView, size: tuple[int, int]) -> None:
    name = "one of my models of the year 2026, fine-tuned on all my pens"
    Library.of_user().add(name, brightest())
    view.resize(*size)
    view.offer((*NAMES, name), "mlp")
    view.choose(name)
    settle(qtbot, view, SEVEN)
    assert view.bars.visibleRegion().boundingRect() == view.bars.rect()


def test_nothing_drawn_and_a_scribble_are_no_answers(qtbot: QtBot, view: CompareView) -> None:
    settle(qtbot, view, Ink())
    assert view.pair is None
    assert all(headline.lines.is_faint for headline in view.headlines)
    assert len(view.bars.rows) == 10
    settle(qtbot, view, SCRIBBLE)
    assert all(headline.lines.is_doubtful for headline in view.headlines)
    assert not any(half.is_strong for row in view.bars.rows for half in row.halves)
    settle(qtbot, view, Ink())
    assert view.pair is None


def test_both_show_the_same_digit_of_a_number(qtbot: QtBot, view: CompareView) -> None:
    settle(qtbot, view, SEVENTEEN)
    assert view.pair is not None
    assert [each.text for each in view.pair] == ["17", "17"]
    pad = pad_of(SEVENTEEN)
    assert pad.shown is not None
    for index in (0, 1):
        view.show_pad(replace(pad, shown=pad.shown.choosing(index)))
        qtbot.waitUntil(lambda: view.is_settled, timeout=WAIT)
        assert [headline.lines.chosen for headline in view.headlines] == [index, index]
    for headline in view.headlines:
        assert heard(qtbot, view.digit_chosen, headline.digit_chosen.emit, 0) == [0]


def test_the_same_drawing_is_not_read_again_for_another_digit(qtbot: QtBot, view: CompareView) -> None:
    pad = pad_of(SEVENTEEN)
    assert pad.shown is not None
    view.show_pad(pad)
    qtbot.waitUntil(lambda: view.is_settled, timeout=WAIT)
    with qtbot.assertNotEmitted(view.reader.succeeded):
        view.show_pad(replace(pad, shown=pad.shown.choosing(0)))
        qtbot.waitUntil(lambda: view.is_settled and view.headlines[1].lines.chosen == 0, timeout=WAIT)


def test_models_of_other_classes_answer_different_questions(qtbot: QtBot, view: CompareView) -> None:
    Library.of_user().add("clothes", MODELS["grey pictures"])
    view.offer((*NAMES, "clothes"), "mlp")
    view.choose("clothes")
    for drawing in (Ink(), SEVEN):
        settle(qtbot, view, drawing)
        assert "T-shirt/top" in view.verdict.text()
        assert [row.right.name for row in view.bars.rows[:3]] == ["T-shirt/top", 'a "bag"', ""]
        assert not view.figures.text()
    assert view.pair is not None
    assert accord_of(*view.pair) is Accord.APART


def test_the_two_models_change_places_when_the_pad_takes_the_second(view: CompareView) -> None:
    assert view.second_name == "softmax"
    view.offer(NAMES, "softmax")
    assert view.second_name == "mlp"
    view.offer((*NAMES, "mine"), "mine")
    assert view.second_name == "mlp"
    view.offer(NAMES, "mlp")
    assert view.second_name == "softmax"


def test_a_model_in_training_can_be_compared_as_it_learns(qtbot: QtBot, view: CompareView) -> None:
    softmax = Library.of_user().load("softmax")
    settle(qtbot, view, SEVEN)
    view.show_trained(brightest())
    assert view.second_name == "softmax"
    view.choice.setCurrentIndex(view.choice.count() - 1)
    view.choice.activated.emit(view.choice.currentIndex())
    qtbot.waitUntil(lambda: view.is_settled, timeout=WAIT)
    assert view.pair is not None
    before, figures = view.pair[1], view.figures.text()
    assert accord_of(*view.pair) is Accord.DISAGREE
    view.show_trained(softmax)
    qtbot.waitUntil(lambda: view.pair is not None and view.pair[1] is not before, timeout=WAIT)
    assert accord_of(*view.pair) is Accord.AGREE
    qtbot.waitUntil(lambda: view.is_settled and view.figures.text() != figures, timeout=WAIT)
    view.offer((*NAMES, "mine"), "mlp")
    assert view.pair is not None
    view.show_trained(None)
    assert view.second_name == "softmax"


def test_a_model_that_is_gone_is_explained_in_place_of_its_answer(qtbot: QtBot, view: CompareView) -> None:
    view.offer((*NAMES, "gone"), "mlp")
    view.choose("gone")
    with qtbot.waitSignal(view.reader.failed, timeout=WAIT) as caught:
        view.show_pad(pad_of(SEVEN))
    assert isinstance(caught.args[0], LibraryError)
    assert view.is_settled
    assert [headline.lines.name for headline in view.headlines] == ["7", "?"]
    assert not view.figures.text()
    view.choose("softmax")
    qtbot.waitUntil(lambda: view.pair is not None, timeout=WAIT)
    assert view.bars.rows
    with qtbot.waitSignal(view.reader.failed, timeout=WAIT):
        view.choose("gone")
    assert view.bars.rows == ()


def test_a_hidden_answer_stays_hidden(qtbot: QtBot, view: CompareView) -> None:
    view.show_pad(replace(pad_of(SEVEN), is_hidden=True))
    qtbot.waitUntil(lambda: view.is_settled, timeout=WAIT)
    assert view.pair is None
    assert all(headline.lines.is_faint for headline in view.headlines)
    assert not any(half.share for row in view.bars.rows for half in row.halves)
    settle(qtbot, view, SEVEN)
    assert view.pair is not None


def test_of_many_drawings_the_last_is_compared(qtbot: QtBot, view: CompareView) -> None:
    pads = [pad_of(drawing) for drawing in (SEVEN, THREE, SEVENTEEN)]
    for pad in pads:
        view.show_pad(pad)
    qtbot.waitUntil(lambda: view.is_settled, timeout=WAIT)
    assert view.pair is not None
    assert [each.text for each in view.pair] == ["17", "17"]


def test_nothing_is_read_while_the_view_is_not_to_be_seen(qtbot: QtBot, view: CompareView) -> None:
    view.hide()
    view.show_pad(pad_of(SEVEN))
    assert not view.reader.is_busy
    view.show()
    qtbot.waitUntil(lambda: view.pair is not None, timeout=WAIT)


def test_names_of_models_are_no_markup() -> None:
    answers = (shown(SEVEN), shown(SEVEN, brightest()))
    text = verdict(("<b>{0}", "a & b"), answers, SHADES)
    assert "&lt;b&gt;{0}" in text
    assert "a &amp; b" in text


def test_one_that_refuses_disagrees_with_one_that_reads() -> None:
    scribble, seven, three = shown(SCRIBBLE), shown(SEVEN), shown(THREE)
    assert accord_of(scribble, seven) is Accord.DISAGREE
    assert accord_of(scribble, scribble) is Accord.AGREE
    assert accord_of(seven, three) is Accord.DISAGREE


def test_the_view_follows_the_pad_and_its_model(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_of_window.compare.trigger()
    view = window.workspace.compare.get()
    assert view.isVisible()
    Pen(window.canvas).draw([(150, 100), (350, 100), (250, 400)])
    qtbot.waitUntil(lambda: view.is_settled and view.pair is not None, timeout=WAIT)
    assert view.pair is not None
    assert [each.answer.request.model for each in view.pair] == ["mlp", "softmax"]
    assert view.pair[0].answer.request.drawing is view.pair[1].answer.request.drawing
    window.choice.softmax.trigger()
    qtbot.waitUntil(lambda: view.is_settled and view.second_name == "mlp" and view.pair is not None, timeout=WAIT)
    assert [each.answer.request.model for each in view.pair] == ["softmax", "mlp"]
    window.canvas.clear()
    qtbot.waitUntil(lambda: view.is_settled and view.pair is None, timeout=WAIT)
    window.actions_of_window.compare.trigger()
    assert not view.isVisible()


def test_a_run_offers_its_model_until_that_is_given_up(window: MainWindow) -> None:
    training = window.tool_windows.training_controller
    training.learnt.emit(brightest())
    window.actions_of_window.compare.trigger()
    view = window.workspace.compare.get()
    assert view.choice.count() == 2
    training.learnt.emit(brightest())
    assert view.choice.count() == 2
    training.release()
    assert view.choice.count() == 1


@pytest.mark.parametrize("is_followed", [True, False])
def test_a_model_compared_as_it_learnt_stays_there_once_it_is_kept(window: MainWindow, *, is_followed: bool) -> None:
    tools = window.tool_windows
    window.actions_of_window.compare.trigger()
    view = window.workspace.compare.get()
    tools.training_controller.learnt.emit(brightest())
    if is_followed:
        view.choose("")
    tools.training_controller.release()
    assert view.second_name == "softmax"
    Library.of_user().add("mine", brightest())
    tools.training.get().model_kept.emit("mine")
    rest(window.library)
    assert view.second_name == ("mine" if is_followed else "softmax")


def test_a_model_that_was_given_up_makes_way_for_no_later_one(window: MainWindow) -> None:
    training = window.tool_windows.training_controller
    window.actions_of_window.compare.trigger()
    view = window.workspace.compare.get()
    training.learnt.emit(brightest())
    view.choose("")
    training.release()
    training.learnt.emit(brightest())
    training.release()
    Library.of_user().add("mine", brightest())
    window.tool_windows.training.get().model_kept.emit("mine")
    rest(window.library)
    assert "mine" in window.choice.names
    assert view.second_name == "softmax"
