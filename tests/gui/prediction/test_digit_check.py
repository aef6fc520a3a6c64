"""When a drawing is called "not a digit?"."""

from __future__ import annotations

import math

import pytest

from digitpad.gui.prediction.digit_check import NEVER, DigitCheck
from digitpad.recognition.thresholds import Thresholds

THRESHOLDS = Thresholds((0.9, 0.99, 0.999), (4.0, 2.0, 0.0))
GOOD, ODD = 5.0, 1.0


@pytest.fixture
def doubt() -> DigitCheck:
    """Return one that keeps 99 % of digits, whose threshold is 2."""
    made = DigitCheck(0.99)
    made.thresholds = THRESHOLDS
    return made


def test_a_low_score_is_doubted_and_a_high_one_is_not(doubt: DigitCheck) -> None:
    assert doubt.judge([((0,), ODD), ((1,), GOOD), ((2,), -math.inf)], None) == (True, False, True)


def test_who_keeps_more_digits_doubts_less(doubt: DigitCheck) -> None:
    doubt.kept_share = 0.999
    assert doubt.judge([((0,), ODD)], None) == (False,)
    doubt.kept_share = NEVER
    assert doubt.judge([((0,), -math.inf)], None) == (False,)


def test_nothing_is_doubted_without_a_score_or_thresholds(doubt: DigitCheck) -> None:
    assert doubt.judge([((), None)], None) == (False,)
    doubt.thresholds = None
    assert doubt.judge([((0,), ODD)], None) == (False,)
    assert doubt.oddness(ODD) is None


def test_a_half_drawn_digit_is_not_doubted_before_the_pen_is_up(doubt: DigitCheck) -> None:
    assert doubt.judge([((0,), ODD)], 0) == (False,)
    assert doubt.judge([((0,), ODD)], None) == (True,)


def test_a_second_stroke_takes_the_doubt_away_when_it_makes_a_digit_and_not_before(doubt: DigitCheck) -> None:
    doubt.judge([((0,), ODD)], None)
    assert doubt.judge([((0, 1), ODD)], 1) == (True,)
    assert doubt.judge([((0, 1), GOOD)], 1) == (False,)
    assert doubt.judge([((0, 1), ODD)], 1) == (False,), "it must not come back before the pen is up"
    assert doubt.judge([((0, 1), ODD)], None) == (True,)


def test_finished_digits_are_doubted_while_the_next_is_written(doubt: DigitCheck) -> None:
    assert doubt.judge([((0,), ODD), ((1,), ODD)], 1) == (True, False)


def test_an_emptied_pad_has_no_past(doubt: DigitCheck) -> None:
    doubt.judge([((0,), ODD)], None)
    doubt.forget()
    assert doubt.judge([((0,), ODD)], 0) == (False,)


def test_oddness_is_the_share_of_digits_that_score_at_least_as_much(doubt: DigitCheck) -> None:
    assert doubt.oddness(2.0) == 0.99
    assert doubt.oddness(-math.inf) == 0.999
    assert doubt.oddness(None) is None
