"""The trade between digits refused and other things let through."""

import math

import pytest

from digitpad.errors import ConfigError
from digitpad.recognition.thresholds import FalsePositives, Thresholds

SOME = Thresholds((0.9, 0.95, 0.99), (4.0, 2.0, 0.0), (FalsePositives("scribbles", (0.01, 0.02, 0.06)),))


def test_a_measured_share_has_its_own_score_and_between_two_it_is_interpolated() -> None:
    assert [SOME.score_for(kept) for kept in (0.9, 0.95, 0.99)] == [4.0, 2.0, 0.0]
    assert SOME.score_for(0.97) == pytest.approx(1.0)


def test_beyond_what_was_measured_the_outermost_holds() -> None:
    assert (SOME.score_for(0.5), SOME.score_for(0.999)) == (4.0, 0.0)
    assert (SOME.recall_at(9.0), SOME.recall_at(-math.inf)) == (0.9, 0.99)


def test_to_keep_all_digits_is_to_refuse_nothing() -> None:
    assert SOME.score_for(1.0) == -math.inf


def test_a_score_tells_how_many_digits_reach_it() -> None:
    assert SOME.recall_at(2.0) == 0.95
    assert SOME.recall_at(1.0) == pytest.approx(0.97)
    assert SOME.recall_at(SOME.score_for(0.93)) == pytest.approx(0.93)


def test_what_is_let_through_grows_with_the_digits_that_are_kept() -> None:
    assert SOME.false_positives_at(0.97) == (("scribbles", pytest.approx(0.04)),)
    assert Thresholds((0.9,), (1.0,)).false_positives_at(0.9) == ()


@pytest.mark.parametrize(
    ("kept", "scores", "let_through"),
    [
        ((), (), ()),
        ((0.9,), (1.0, 2.0), ()),
        ((0.95, 0.9), (2.0, 1.0), ()),
        ((0.9, 0.9), (2.0, 1.0), ()),
        ((0.9, 0.95), (1.0, 2.0), ()),
        ((0.9, 0.95), (2.0, 1.0), (FalsePositives("scribbles", (0.1,)),)),
    ],
)
def test_what_is_out_of_order_is_refused(
    kept: tuple[float, ...], scores: tuple[float, ...], let_through: tuple[FalsePositives, ...]
) -> None:
    with pytest.raises(ConfigError):
        Thresholds(kept, scores, let_through)
