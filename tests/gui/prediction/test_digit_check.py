from __future__ import annotations

import math

import pytest

from digitpad.gui.prediction.digit_check import NEVER, DigitCheck
from digitpad.recognition.thresholds import Thresholds

THRESHOLDS = Thresholds((0.9, 0.99, 0.999), (4.0, 2.0, 0.0))
GOOD, ODD = 5.0, 1.0


@pytest.fixture
def check() -> DigitCheck:
    """Return one that keeps 99 % of digits, whose threshold is 2."""
    made = DigitCheck(0.99)
    made.thresholds = THRESHOLDS
    return made


def test_a_low_score_is_doubtful_and_a_high_one_is_not(check: DigitCheck) -> None:
    assert check.check([((0,), ODD), ((1,), GOOD), ((2,), -math.inf)], None) == (True, False, True)


def test_who_keeps_more_digits_doubts_less(check: DigitCheck) -> None:
    check.kept_share = 0.999
    assert check.check([((0,), ODD)], None) == (False,)
    check.kept_share = NEVER
    assert check.check([((0,), -math.inf)], None) == (False,)


def test_nothing_is_doubtful_without_a_score_or_thresholds(check: DigitCheck) -> None:
    assert check.check([((), None)], None) == (False,)
    check.thresholds = None
    assert check.check([((0,), ODD)], None) == (False,)
    assert check.oddness(ODD) is None


def test_a_half_drawn_digit_is_not_doubted_before_the_pen_is_up(check: DigitCheck) -> None:
    assert check.check([((0,), ODD)], 0) == (False,)
    assert check.check([((0,), ODD)], None) == (True,)


def test_a_second_stroke_takes_the_doubt_away_when_it_makes_a_digit_and_not_before(check: DigitCheck) -> None:
    check.check([((0,), ODD)], None)
    assert check.check([((0, 1), ODD)], 1) == (True,)
    assert check.check([((0, 1), GOOD)], 1) == (False,)
    assert check.check([((0, 1), ODD)], 1) == (False,), "it must not come back before the pen is up"
    assert check.check([((0, 1), ODD)], None) == (True,)


def test_finished_digits_are_doubted_while_the_next_is_written(check: DigitCheck) -> None:
    assert check.check([((0,), ODD), ((1,), ODD)], 1) == (True, False)


def test_an_emptied_pad_has_no_past(check: DigitCheck) -> None:
    check.check([((0,), ODD)], None)
    check.forget()
    assert check.check([((0,), ODD)], 0) == (False,)


def test_oddness_is_the_share_of_digits_that_score_at_least_as_much(check: DigitCheck) -> None:
    assert check.oddness(2.0) == 0.99
    assert check.oddness(-math.inf) == 0.999
    assert check.oddness(None) is None
