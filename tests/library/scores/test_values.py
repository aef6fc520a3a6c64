"""The values of a model's two numbers."""

from __future__ import annotations

import subprocess
import sys

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
def test_what_can_be_measured_and_was_not_is_owed(mnist: Score, pens: Score, missing: tuple[TestSet, ...]) -> None:
    assert ModelScores("mine", "0" * 64, mnist, pens).missing == missing


def test_the_sets_are_named_as_measurements_on_them_are() -> None:
    assert [standard.samples for standard in TestSet] == ["MNIST test", "UCI Pen Digits test"]


def test_a_window_can_hold_them_before_numpy_is_loaded() -> None:
    code = "import sys, digitpad.library.scores.values, digitpad.gui.models.score_text; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "False"
