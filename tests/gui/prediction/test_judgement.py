from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from digitpad.config.dataset_info import DATASETS, DIGITS, DatasetName
from digitpad.gui.prediction.answers import Request
from digitpad.gui.prediction.digit_check import NEVER, DigitCheck
from digitpad.gui.prediction.judgement import Judgement, judge
from digitpad.gui.prediction.reader import Reader
from digitpad.gui.prediction.shown_answer import ShownAnswer, shown_answer_of
from digitpad.ink.ink_file import InkSample, decode_sample, encode_sample
from digitpad.ink.labelled_drawing import LabelledDrawing
from tests.support.inks import SEVEN, SEVENTEEN

if TYPE_CHECKING:
    from digitpad.ink.ink import Ink

FASHION = DATASETS[DatasetName.FASHION_MNIST].class_names


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Return the MLP, with nothing that tells digits from other things."""
    return Reader("mlp", None)


@pytest.fixture(scope="module")
def seven(reader: Reader) -> ShownAnswer:
    """Return what the MLP says of a seven: that it is one."""
    return answer_to(reader, SEVEN)


def answer_to(reader: Reader, ink: Ink) -> ShownAnswer:
    return shown_answer_of(reader.answer(Request("mlp", ink, 0, reads_numbers=True)), DigitCheck(NEVER))


def labelled(label: str | None, class_names: tuple[str, ...] = DIGITS, ink: Ink = SEVEN) -> LabelledDrawing:
    return LabelledDrawing(ink, "a file", label=label, class_names=class_names)


def test_an_answer_is_right_if_it_is_the_label_and_wrong_if_not(reader: Reader, seven: ShownAnswer) -> None:
    assert judge(labelled("7"), seven) is Judgement.RIGHT
    assert judge(labelled("1"), seven) is Judgement.WRONG
    assert judge(labelled("7", ink=SEVENTEEN), answer_to(reader, SEVENTEEN)) is Judgement.WRONG, "it reads 17"


def test_what_is_called_no_digit_is_doubted_whatever_digit_it_would_be(seven: ShownAnswer) -> None:
    doubtful = replace(seven, digits=(replace(seven.digit, is_doubtful=True),))
    assert judge(labelled("7"), doubtful) is Judgement.DOUBTED


def test_a_label_of_classes_the_model_does_not_know_is_not_judged(seven: ShownAnswer) -> None:
    assert judge(labelled("Bag", FASHION), seven) is Judgement.FOREIGN
    assert judge(labelled("7", ("7", "J")), seven) is Judgement.FOREIGN, "the same name by chance"
    assert judge(labelled("7", ("1", "7")), seven) is Judgement.RIGHT
    letters = (*DIGITS, "A", "B")
    assert judge(labelled("7", letters), seven) is Judgement.RIGHT
    assert judge(labelled("A", letters), seven) is Judgement.FOREIGN


def test_nothing_is_judged_without_a_label_or_by_the_answer_to_another_drawing(seven: ShownAnswer) -> None:
    alike = decode_sample(encode_sample(InkSample(SEVEN)).decode()).ink
    assert judge(labelled(None), seven) is Judgement.NONE
    assert judge(labelled("7"), None) is Judgement.NONE
    assert judge(labelled("7", ink=alike), seven) is Judgement.NONE
