"""Training the gate, small: it learns, and the same seed gives the same gate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from digitpad.data.ink_set import InkSet
from digitpad.ink.ink_file import InkSample
from digitpad.ink.synthetic.digits import TEMPLATES
from digitpad.ink.synthetic.nondigits.families import Family
from digitpad.ink.synthetic.strokes import ink_of
from digitpad.training.digit_detector import SHARES, DetectorConfig, train_detector

if TYPE_CHECKING:
    from digitpad.recognition.digit_detector import DigitDetector

PLAN = DetectorConfig(
    steps=150, hidden_sizes=(24,), batch_size=64, drawings=60, forms=1, pen_forms=1, images=2000, measured=50
)


@pytest.fixture(scope="module")
def ink() -> InkSet:
    generator = np.random.default_rng(0)
    samples = tuple(
        InkSample(ink_of(form.drawn(generator)), form.digit, writer)
        for form in TEMPLATES
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
    assert figures["pen digits"].count == 4 * len(TEMPLATES)
    assert "DORA" in figures["pen digits"].note
    area = figures[Family.SCRIBBLES].area
    assert area is not None
    assert area > 0.8
    assert gate.thresholds.let_through


def test_a_gate_says_what_it_learnt_from(gate: DigitDetector) -> None:
    assert [(source.name, source.count) for source in gate.data] == [("MNIST train", 2000), ("forms.jsonl", 16 * 14)]
    assert (gate.steps, gate.seed, gate.spec.classes) == (150, 0, 11)


def test_the_same_seed_gives_the_same_gate_and_another_another(gate: DigitDetector, ink: InkSet) -> None:
    again = train_detector(*parted(ink), PLAN).gate
    other = train_detector(*parted(ink), replace(PLAN, seed=1)).gate
    for name, array in gate.weights.items():
        assert np.array_equal(array, again.weights[name])
    assert not np.array_equal(gate.weights["layers.0.weight"], other.weights["layers.0.weight"])
    assert again.thresholds == gate.thresholds


def test_what_is_said_while_training_names_each_part(ink: InkSet) -> None:
    told: list[str] = []
    train_detector(*parted(ink), replace(PLAN, steps=2, drawings=4, measured=5), told.append)
    assert {"measuring", "learning", *(f"drawing {family}" for family in Family)} <= set(told)


def test_every_family_has_its_share_of_a_batch() -> None:
    assert set(SHARES) == set(Family)
    assert sum(SHARES.values()) == pytest.approx(1.0)
