import numpy as np
import pytest

from digitpad.data.ink_set import InkSet
from digitpad.evaluation.digit_detection import (
    RECALLS,
    ScoredSet,
    area_under_curve,
    digit_sets,
    measure_detection,
    other_sets,
)
from digitpad.ink.ink_file import InkSample
from digitpad.ink.synthetic.digits import TEMPLATES
from digitpad.ink.synthetic.nondigits.families import Family
from digitpad.ink.synthetic.strokes import ink_of


def drawings(name: str, count: int, *, are_digits: bool) -> ScoredSet:
    return ScoredSet(name, np.zeros((0, 28, 28), np.float32), count, are_digits=are_digits)


def test_thresholds_keep_the_share_they_say_and_tell_what_they_let_through() -> None:
    pens = np.arange(1000, dtype=np.float32)
    others = np.array([-5, 40, 45, 2000], np.float32)
    thresholds, figures = measure_detection(
        [(drawings("pens", 1000, are_digits=True), pens), (drawings("others", 5, are_digits=False), others)]
    )
    for kept, reached in zip(RECALLS, figures[0].reached, strict=True):
        assert reached == pytest.approx(kept, abs=0.002)
    at = dict(zip(RECALLS, figures[1].reached, strict=True))
    assert at[0.95] == pytest.approx(1 / 5), "one scores above the 5 % of digits that are refused, one cannot be read"
    assert at[0.96] == pytest.approx(3 / 5)
    assert thresholds.score_for(0.95) == pytest.approx(49.95)
    assert dict(thresholds.false_positives_at(0.95)) == {"others": pytest.approx(1 / 5)}


def test_the_area_is_the_chance_that_a_digit_scores_higher() -> None:
    digits, others = np.array([1.0, 2.0, 3.0], np.float32), np.array([0.0, 2.0, 9.0], np.float32)
    assert area_under_curve(digits, others) == pytest.approx((1 + 0 + 0 + 1 + 0.5 + 0 + 1 + 1 + 0) / 9)
    assert area_under_curve(digits, others, rejected=1) == pytest.approx((4.5 + 3) / 12)


def test_the_sets_are_what_they_say() -> None:
    generator = np.random.default_rng(0)
    samples = tuple(InkSample(ink_of(form.drawn(generator)), form.digit, "ANNA") for form in TEMPLATES)
    ink = InkSet("forms.jsonl", samples, "")
    pens, images = digit_sets(ink, 10)
    assert (len(pens.images), pens.count, len(images.images), images.name) == (10, 10, 10, "MNIST test")
    assert "ANNA" in pens.note
    others = list(other_sets(ink, 12))
    assert [each.name for each in others][: len(Family)] == list(Family)
    assert others[len(Family)].name == "printed letters"
    for each in others:
        assert each.count == 12
        assert not each.are_digits
        assert 0 < len(each.images) <= 12
        assert each.images.shape[1:] == (28, 28)
