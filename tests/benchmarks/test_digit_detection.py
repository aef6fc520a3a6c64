import numpy as np
import pytest

from digitpad.benchmarks.digit_detection import DETECTOR, FEWEST, ScoreFigures, measure_detection_scores
from digitpad.data.ink_set import InkSet
from digitpad.errors import DatasetError
from digitpad.evaluation.digit_detection import RECALLS
from digitpad.ink.ink_file import InkSample
from digitpad.ink.synthetic.digits import TEMPLATES
from digitpad.ink.synthetic.nondigits.families import Family
from digitpad.ink.synthetic.strokes import ink_of
from digitpad.library.library import BUNDLED, Library
from digitpad.recognition.digit_detector import DigitDetector


@pytest.fixture(scope="module")
def scores() -> dict[str, ScoreFigures]:
    generator = np.random.default_rng(0)
    samples = tuple(InkSample(ink_of(form.drawn(generator)), form.digit) for form in TEMPLATES for _ in range(16))
    library = Library.of_user()
    models = {name: library.load(name) for name in BUNDLED}
    measured = measure_detection_scores(models, DigitDetector.bundled(), InkSet("forms.jsonl", samples, ""), 60)
    return {each.score: each for each in measured}


def test_every_score_is_measured_on_every_kind(scores: dict[str, ScoreFigures]) -> None:
    assert len(scores) == 3 * len(BUNDLED) + 1
    for each in scores.values():
        names = [kind.name for kind in each.figures]
        assert names[:2] == ["pen digits", "MNIST test"]
        assert set(Family) <= set(names)
        for kind in each.figures:
            assert len(kind.reached) == len(RECALLS)
            assert (kind.area is None) == kind.are_digits


def test_the_gate_lets_less_through_than_being_unsure_does(scores: dict[str, ScoreFigures]) -> None:
    def area(score: str) -> float:
        return sum(kind.area or 0.0 for kind in scores[score].figures if not kind.are_digits)

    assert area(DETECTOR) > max(area(f"{name}, highest probability") for name in BUNDLED)
    assert area(DETECTOR) > max(area(f"{name}, energy") for name in BUNDLED)


def test_too_few_digits_set_no_threshold() -> None:
    """A threshold that keeps 99 % of ten digits would keep as many as one that keeps 95 %."""
    samples = tuple(
        InkSample(ink_of(TEMPLATES[0].drawn(np.random.default_rng(0))), TEMPLATES[0].digit) for _ in range(10)
    )
    with pytest.raises(DatasetError, match=f"Of few.jsonl, 10 labelled digits .* at least {FEWEST}"):
        measure_detection_scores({}, DigitDetector.bundled(), InkSet("few.jsonl", samples, ""))


def test_the_fewest_digits_suffice_for_the_highest_threshold() -> None:
    assert round(FEWEST * (1.0 - max(RECALLS)), 9) >= 1.0
