from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from digitpad.config.dataset_info import DIGITS
from digitpad.gui.prediction.judgement import Judgement
from digitpad.gui.prediction.origin_line import OriginLine, Tone
from digitpad.gui.widgets import theme
from digitpad.ink.drawing import Picture
from digitpad.ink.labelled_drawing import EvaluatedAnswer, LabelledDrawing
from tests.gui.conftest import heard, put_on_screen
from tests.support.inks import SEVEN

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot

IMAGE = LabelledDrawing(
    Picture(1, 1, bytes(3)), "MNIST test", 1812, label="4", class_names=DIGITS, answer=EvaluatedAnswer("mine", "9")
)

LONG_NAME = "a model & its long name"


@pytest.fixture
def line(qtbot: QtBot, dressed: QApplication) -> OriginLine:
    """Return the line of a picture that was read wrong, as wide as in the window."""
    made = put_on_screen(qtbot, OriginLine(), 456, 40)
    made.know_models(("mlp", "mine", LONG_NAME))
    made.show_origin(IMAGE, Judgement.WRONG, "mlp")
    return made


def has_shade(widget: QWidget, shade: str) -> bool:
    image = widget.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    return shade in colours


def test_source_label_and_judgement_stand_in_one_line(line: OriginLine) -> None:
    assert line.origin.toolTip() == "MNIST test, image 1,812 · labelled 4 · wrong"
    assert line.origin.accessibleName() == line.origin.toolTip()
    line.show_origin(LabelledDrawing(SEVEN, "two.jsonl", 2, 3), Judgement.NONE, "mlp")
    assert line.origin.toolTip() == "two.jsonl, drawing 2 of 3"
    line.show_origin(LabelledDrawing(SEVEN, "My digits", label="7"), Judgement.RIGHT, "mlp")
    assert line.origin.toolTip() == "My digits · labelled 7 · right"
    line.show_origin(None, Judgement.NONE, "mlp")
    assert not line.isVisible()


def test_every_judgement_is_told_by_other_words(line: OriginLine) -> None:
    told = set()
    for judgement in Judgement:
        line.show_origin(IMAGE, judgement, "mlp")
        told.add(line.origin.toolTip())
    assert len(told) == len(Judgement)


def test_right_and_wrong_have_colours_of_their_own_in_either_theme(dressed: QApplication, line: OriginLine) -> None:
    for look in theme.Theme:
        theme.apply_theme(dressed, look)
        tokens = theme.tokens(look)
        line.show_origin(IMAGE, Judgement.RIGHT, "mlp")
        assert has_shade(line.origin, tokens.good)
        line.show_origin(IMAGE, Judgement.WRONG, "mlp")
        assert has_shade(line.origin, tokens.second)
        assert not has_shade(line.origin, tokens.good)


def test_the_judgement_is_the_last_to_be_cut(line: OriginLine) -> None:
    long = replace(IMAGE, source="a folder with a long name, its picture.png", label="a class with a long name")
    line.show_origin(long, Judgement.WRONG, "mlp")
    line.origin.setFixedWidth(60)
    assert line.origin.parts[-1].tone is Tone.BAD
    assert has_shade(line.origin, theme.current().second)


def test_the_model_that_was_evaluated_is_named_and_offered(qtbot: QtBot, line: OriginLine) -> None:
    assert line.answer.toolTip() == "mine misread this as 9"
    assert heard(qtbot, line.model_wanted, line.offer.click) == ["mine"]
    line.show_origin(replace(IMAGE, answer=EvaluatedAnswer("mine", "4")), Judgement.WRONG, "mlp")
    assert line.answer.toolTip() == "mine read this as 4"
    line.show_origin(IMAGE, Judgement.WRONG, "mine")
    assert not line.offer.isVisible()
    assert not line.answer.isVisible()


def test_a_model_that_is_gone_is_named_and_not_offered(line: OriginLine) -> None:
    line.know_models(("mlp", "yours"))
    assert line.answer.isVisible()
    assert not line.offer.isVisible()
    line.know_models(("mlp", "mine"))
    assert line.offer.isVisible()


def test_the_offer_goes_below_its_sentence_where_there_is_no_room_beside_it(qtbot: QtBot, line: OriginLine) -> None:
    line.show_origin(replace(IMAGE, answer=EvaluatedAnswer(LONG_NAME, "9")), Judgement.WRONG, "mlp")
    assert line.offer.accessibleName() == f"Read with {LONG_NAME}"
    assert "&&" in line.offer.text()
    qtbot.waitUntil(lambda: line.offer.x() > line.answer.x())
    line.resize(244, 80)
    qtbot.waitUntil(lambda: line.offer.y() > line.answer.y())
    assert line.offer.geometry().right() <= line.width()
