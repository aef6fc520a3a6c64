from __future__ import annotations

import pytest

from digitpad.evaluation.intervals import Interval
from digitpad.gui.models import score_text
from digitpad.library.scores.values import ModelScores, Score, ScoreState
from digitpad.models.checkpoint import DataSource, Measurement, WriterCounts

MADE = Measurement("MNIST test", 10_000, 9_911, 0.03)
MEASURED = Score(ScoreState.MEASURED, "MNIST test", MADE, Interval(0.9891, 0.9928))


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_an_even_interval_is_one_number_and_an_uneven_one_two() -> None:
    assert plain(score_text.short(MEASURED)) == "99.1 ± 0.2 %"
    uneven = Score(ScoreState.MEASURED, "pens", MADE, Interval(0.95, 0.9941))
    assert plain(score_text.short(uneven)) == "99.1 +0.3 \N{MINUS SIGN}4.1 %"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ScoreState.MISSING, "measuring…"),
        (ScoreState.NO_DATA, "not measured"),
        (ScoreState.NOT_APPLICABLE, "\N{EN DASH}"),
    ],
)
def test_what_has_no_figure_says_why(state: ScoreState, words: str) -> None:
    assert score_text.short(Score(state, "pens")) == words


def test_a_figure_is_explained_with_counts_interval_writers_and_note() -> None:
    writers = (WriterCounts("B01", 10, 9), WriterCounts("B02", 10, 10))
    made = Measurement("pens", 20, 19, 0.1, "A note.", writers=writers, interval=(0.9, 1.0))
    explained = plain(score_text.explained(Score(ScoreState.MEASURED, "pens", made, Interval(0.9, 1.0))))
    for words in ("19 of 20 right", "95.00 %", "90.00 % to 100.00 %", "by its 2 writers", "A note."):
        assert words in explained


def test_one_line_names_both_sets_and_none_for_a_model_of_something_else() -> None:
    absent = Score(ScoreState.NO_DATA, "UCI Pen Digits test")
    line = plain(score_text.line(ModelScores("mine", "0" * 64, MEASURED, absent)))
    assert line == "MNIST test  99.1 ± 0.2 %    UCI Pen Digits test  not measured"
    unsuited = Score(ScoreState.NOT_APPLICABLE, "x")
    assert score_text.line(ModelScores("clothes", "0" * 64, unsuited, unsuited)) == ""


def test_what_was_in_training_is_told_plainly() -> None:
    sources = (DataSource("MNIST train", 60_000, "0"), DataSource("pendigits-train.jsonl.gz", 7_494, "0"))
    assert score_text.learnt_from(sources) == "Learnt from MNIST (60,000), pendigits-train (7,494)"
    assert score_text.sources(sources) == "MNIST, pendigits-train"
    assert score_text.learnt_from(()) == ""
