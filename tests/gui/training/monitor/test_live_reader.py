"""Weights in training read the pad as the pad itself does."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from digitpad.gui.prediction.answers import ReadingChoice, Request
from digitpad.gui.prediction.digit_check import NEVER, DigitCheck
from digitpad.gui.prediction.reader import Reader, bundled_detector
from digitpad.gui.prediction.shown_answer import ShownAnswer, shown_answer_of
from digitpad.gui.training.monitor.live_panel import LivePanel
from digitpad.gui.training.monitor.live_reader import LiveReader
from digitpad.ink.ink import Ink
from digitpad.library.library import Library
from digitpad.models.checkpoint import Checkpoint
from digitpad.recognition.thresholds import DEFAULT_RECALL
from tests.gui.conftest import heard, put_on_screen
from tests.support.inks import SEVEN, SEVENTEEN

AS_USUAL = ReadingChoice(reads_numbers=True, kept_share=DEFAULT_RECALL)
SCRIBBLE = Ink.of(
    [[(60, 60), (400, 90), (90, 140), (420, 200), (60, 250), (400, 300), (90, 360), (440, 60), (60, 400)]]
)


@pytest.fixture(scope="module")
def mlp() -> Checkpoint:
    return Library.of_user().load("mlp")


@pytest.fixture
def reader(qtbot: QtBot, mlp: Checkpoint) -> Iterator[LiveReader]:
    thread = QThread()
    thread.start()
    made = LiveReader(thread, AS_USUAL)
    made.show_weights(mlp)
    yield made
    thread.quit()
    assert thread.wait(10_000)


def read(qtbot: QtBot, reader: LiveReader, ink: Ink) -> ShownAnswer:
    return heard(qtbot, reader.read, reader.show_drawing, ink)[0]  # type: ignore[no-any-return]


@pytest.mark.parametrize("ink", [SEVEN, SEVENTEEN, SCRIBBLE], ids=["digit", "number", "scribble"])
@pytest.mark.parametrize("choice", [AS_USUAL, ReadingChoice(reads_numbers=False, kept_share=NEVER)])
def test_the_same_weights_say_what_the_pad_says(
    qtbot: QtBot, reader: LiveReader, ink: Ink, choice: ReadingChoice
) -> None:
    reader.use_choice(choice)
    live = read(qtbot, reader, ink)
    pad, check = Reader("mlp", bundled_detector()), DigitCheck(choice.kept_share)
    check.thresholds = pad.describe().thresholds
    said = shown_answer_of(pad.answer(Request("mlp", ink, 0, choice.reads_numbers)), check)
    assert live.text == said.text
    assert [digit.is_doubtful for digit in live.digits] == [digit.is_doubtful for digit in said.digits]
    assert live.digit.prediction.probabilities == said.digit.prediction.probabilities


def test_a_number_and_a_doubt_are_told_as_such(qtbot: QtBot, reader: LiveReader) -> None:
    assert read(qtbot, reader, SEVENTEEN).text == "17"
    assert read(qtbot, reader, SCRIBBLE).digit.is_doubtful


def test_another_choice_is_followed_at_once(qtbot: QtBot, reader: LiveReader) -> None:
    assert read(qtbot, reader, SEVENTEEN).is_number
    alone = heard(qtbot, reader.read, reader.use_choice, replace(AS_USUAL, reads_numbers=False))[0]
    assert not alone.is_number


def test_an_answer_that_one_has_to_guess_is_withheld_until_one_has(qtbot: QtBot, reader: LiveReader) -> None:
    told: list[ShownAnswer | None] = []
    reader.read.connect(told.append)
    reader.use_choice(replace(AS_USUAL, hides_answer=True))
    heard(qtbot, reader.withheld, reader.show_drawing, SEVEN)
    reader.choose(0)
    assert told == []
    reader.use_choice(AS_USUAL)
    assert [answer.text for answer in told if answer is not None] == ["7"]
    heard(qtbot, reader.withheld, reader.use_choice, replace(AS_USUAL, hides_answer=True))


def test_a_panel_from_which_the_answer_is_withheld_shows_none(qtbot: QtBot, reader: LiveReader) -> None:
    panel = put_on_screen(qtbot, LivePanel(), 190, 400)
    panel.show_answer(read(qtbot, reader, SEVEN))
    panel.withhold_answer()
    assert not panel.headline.isVisible()
    assert not panel.bars.isVisible()
    assert "7" not in panel.accessibleDescription()


def test_a_digit_of_the_number_can_be_looked_at(qtbot: QtBot, reader: LiveReader) -> None:
    panel = LivePanel()
    qtbot.addWidget(panel)
    reader.read.connect(panel.show_answer)
    panel.headline.digit_chosen.connect(reader.choose)
    both = read(qtbot, reader, SEVENTEEN)
    assert panel.headline.lines.name == "17"
    panel.headline.digit_chosen.emit(0)
    assert panel.headline.lines.chosen == 0
    assert panel.bars.probabilities == both.digits[0].prediction.probabilities


def test_an_emptied_pad_is_told(qtbot: QtBot, reader: LiveReader) -> None:
    read(qtbot, reader, SEVEN)
    assert heard(qtbot, reader.read, reader.show_drawing, Ink()) == [None]


def test_in_a_low_window_the_answer_comes_before_the_bars(qtbot: QtBot, reader: LiveReader) -> None:
    panel = LivePanel()
    put_on_screen(qtbot, panel, 190, 220)
    panel.show_answer(read(qtbot, reader, SEVEN))
    assert (panel.headline.isVisible(), panel.bars.isVisible()) == (True, False)
    panel.resize(190, 340)
    assert panel.bars.isVisible()
    assert panel.headline.geometry().bottom() < panel.bars.geometry().top()


def test_the_weights_of_a_run_that_is_over_are_let_go(qtbot: QtBot, reader: LiveReader) -> None:
    read(qtbot, reader, SEVEN)
    assert reader._reader is not None
    reader.show_weights(None)
    assert reader._reader is None
