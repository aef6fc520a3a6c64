from dataclasses import replace

import numpy as np
import pytest

from digitpad.data.ink_set import InkSet
from digitpad.ink.synthetic.digits import TEMPLATES
from digitpad.ink.synthetic.nondigits.families import Family
from digitpad.recognition.digit_detector import DigitDetector
from digitpad.training.digit_detector import SHARES, DetectorConfig, train_detector
from tests.support.training_samples import written_forms

PLAN = DetectorConfig(
    steps=150, hidden_sizes=(24,), batch_size=64, drawings=60, variants=1, pen_variants=1, images=2000, measured=50
)

SMALL = replace(PLAN, steps=10, drawings=4, measured=5)
"""Long enough for chance to have its say."""


@pytest.fixture(scope="module")
def ink() -> InkSet:
    return InkSet("forms.jsonl", written_forms(4, ("ANNA", "BERT", "CARLA", "DORA")), "0" * 64)


def parted(ink: InkSet) -> tuple[InkSet, InkSet]:
    return ink.without_writers(["DORA"]), ink.by_writers(["DORA"])


@pytest.fixture(scope="module")
def detector(ink: InkSet) -> DigitDetector:
    return train_detector(*parted(ink), PLAN).detector


def test_a_short_training_tells_scribbles_from_digits(detector: DigitDetector) -> None:
    figures = {each.name: each for each in detector.figures}
    assert figures["pen digits"].count == 4 * len(TEMPLATES)
    assert "DORA" in figures["pen digits"].note
    area = figures[Family.SCRIBBLES].area
    assert area is not None
    assert area > 0.8
    assert detector.thresholds.let_through


def test_a_detector_says_what_it_learnt_from(detector: DigitDetector) -> None:
    assert [(source.name, source.count) for source in detector.data] == [
        ("MNIST train", 2000),
        ("forms.jsonl", 16 * 14),
    ]
    assert (detector.steps, detector.seed, detector.spec.classes) == (150, 0, 11)


@pytest.mark.long
def test_the_same_seed_gives_the_same_detector_and_another_another(ink: InkSet) -> None:
    told: list[str] = []
    detector = train_detector(*parted(ink), SMALL, told.append).detector
    assert {"measuring", "learning", *(f"drawing {family}" for family in Family)} <= set(told)
    again = train_detector(*parted(ink), SMALL).detector
    other = train_detector(*parted(ink), replace(SMALL, seed=1)).detector
    for name, array in detector.weights.items():
        assert np.array_equal(array, again.weights[name])
    assert not np.array_equal(detector.weights["layers.0.weight"], other.weights["layers.0.weight"])
    assert again.thresholds == detector.thresholds


def test_every_family_has_its_share_of_a_batch() -> None:
    assert set(SHARES) == set(Family)
    assert sum(SHARES.values()) == pytest.approx(1.0)
