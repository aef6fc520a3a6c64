import pytest

from digitpad.library.scores.values import ModelScores, Score, ScoreState, TestSet

MEASURED, MISSING, NO_DATA = (
    Score(state, "a set") for state in (ScoreState.MEASURED, ScoreState.MISSING, ScoreState.NO_DATA)
)


@pytest.mark.parametrize(
    ("mnist", "pens", "missing"),
    [
        (MEASURED, NO_DATA, ()),
        (MISSING, NO_DATA, (TestSet.MNIST,)),
        (MEASURED, MISSING, (TestSet.PENS,)),
        (MISSING, MISSING, (TestSet.MNIST, TestSet.PENS)),
    ],
)
def test_what_can_be_measured_and_was_not_is_missing(mnist: Score, pens: Score, missing: tuple[TestSet, ...]) -> None:
    assert ModelScores("mine", "0" * 64, mnist, pens).missing == missing


def test_the_sets_are_named_as_measurements_on_them_are() -> None:
    assert [test_set.samples for test_set in TestSet] == ["MNIST test", "UCI Pen Digits test"]
