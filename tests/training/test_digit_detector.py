"""Training the gate, small: it learns, and the same seed gives the same gate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from digitpad.data.ink_set import InkSet
from digitpad.ink.ink_file import InkSample
from digitpad.ink.synthetic.digits import FORMS, ink_of
from digitpad.ink.synthetic.nondigits.families import Family
from digitpad.training.digit_detector import SHARES, DetectorConfig, train_detector

if TYPE_CHECKING:
    from digitpad.recognition.digit_detector import DigitDetector

PLAN = DetectorConfig(
    steps=150, hidden_sizes=(24,), batch_size=64, drawings=60, forms=1, pen_forms=1, images=2000, measured=50
)

SMALL = replace(PLAN, steps=10, drawings=4, measured=5)
"""Long enough for chance to have its say."""


@pytest.fixture(scope="module")
def ink() -> InkSet:
    generator = np.random.default_rng(0)
    samples = tuple(
        InkSample(ink_of(form.written(generator)), form.digit, writer)
        for form in FORMS
        for writer in ("ANNA", "BERT", "CARLA", "DORA")
        for _ in range(4)
    )
    return InkSet("forms.jsonl", samples, "0" * 64)


def parted(ink: InkSet) -> tuple[InkSet, InkSet]:
    return ink.without_writers(["DORA"]), ink.by_writers(["DORA"])


@pytest.fixture(scope="module")
def gate(ink: InkSet) -> DigitDetector:
    return train_detector(*parted(ink), PLAN).gate


def test_a_short_training_tells_scribbles_from_digits(gate: DigitDetector) -> None:
    figures = {each.name: each for each in gate.figures}
    assert figures["pen digits"].count == 4 * len(FORMS)
    assert "DORA" in figures["pen digits"].note
    area = figures[Family.SCRIBBLES].area
    assert area is not None
    assert area > 0.8
    assert gate.thresholds.let_through


def test_a_gate_says_what_it_learnt_from(gate: DigitDetector) -> None:
    assert [(source.name, source.count) for source in gate.data] == [("MNIST train", 2000), ("forms.jsonl", 16 * 14)]
    assert (gate.steps, gate.seed, gate.spec.classes) == (150, 0, 11)


def test_the_same_seed_gives_the_same_gate_and_another_another(ink: InkSet) -> None:
    told: list[str] = []
    gate = train_detector(*parted(ink), SMALL, told.append).gate
    assert {"measuring", "learning", *(f"drawing {family}" for family in Family)} <= set(told)
    again = train_detector(*parted(ink), SMALL).gate
    other = train_detector(*parted(ink), replace(SMALL, seed=1)).gate
    for name, array in gate.weights.items():
        assert np.array_equal(array, again.weights[name])
    assert not np.array_equal(gate.weights["layers.0.weight"], other.weights["layers.0.weight"])
    assert again.thresholds == gate.thresholds


def test_every_family_has_its_share_of_a_batch() -> None:
    assert set(SHARES) == set(Family)
    assert sum(SHARES.values()) == pytest.approx(1.0)
