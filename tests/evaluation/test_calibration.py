import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.config.model_spec import ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.evaluation.calibration import (
    BIN_COUNT,
    calibrated,
    fit_temperature,
    reliability_of,
    reliability_of_logits,
)
from digitpad.evaluation.intervals import wilson_interval
from digitpad.evaluation.metrics import logits_of
from digitpad.models.checkpoint import Checkpoint
from digitpad.models.forward import probabilities
from tests.support.models import random_weights


def honest_logits(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return logits and labels drawn from the very probabilities they stand for."""
    source = np.random.default_rng(seed)
    logits = source.normal(scale=2.5, size=(count, 10)).astype(np.float32)
    chances = probabilities(logits).astype(np.float64)
    labels = (chances.cumsum(axis=1) < source.random((count, 1))).sum(axis=1)
    return logits, np.minimum(labels, 9)


def test_a_small_example_worked_by_hand() -> None:
    """Two answers at 0.9, one of them right, and one right at 0.5: (2 |0.9 - 0.5| + |0.5 - 1|) / 3."""
    reliability = reliability_of(np.array([0.9, 0.9, 0.5], np.float32), np.array([True, False, True]))
    assert reliability.error == pytest.approx((0.8 + 0.5) / 3, rel=1e-6)
    assert reliability.overconfidence == pytest.approx((0.8 - 0.5) / 3, rel=1e-6)
    high = reliability.bins[13]
    assert (high.count, high.correct, high.accuracy) == (2, 1, 0.5)
    assert high.interval == wilson_interval(1, 2)
    assert high.mean_confidence == pytest.approx(0.9)
    empty = reliability.bins[0]
    assert (empty.count, empty.accuracy, empty.interval) == (0, None, None)


def test_without_answers_there_is_no_error() -> None:
    nothing = reliability_of(np.empty(0, np.float32), np.empty(0, bool))
    assert math.isnan(nothing.error)
    assert math.isnan(nothing.overconfidence)


def test_a_bin_holds_its_upper_end_and_not_its_lower() -> None:
    """So that an answer of exactly 1 lies in the last bin, and none is lost."""
    reliability = reliability_of(np.array([0.0, 0.2, 1.0], np.float32), np.array([True] * 3))
    assert [place for place, part in enumerate(reliability.bins) if part.count] == [0, 3, BIN_COUNT - 1]
    assert reliability.bins[-1].high == 1.0


@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.booleans()), min_size=1, max_size=200))
def test_every_answer_is_in_one_bin_and_the_error_bounds_the_overconfidence(drawn: list[tuple[float, bool]]) -> None:
    confidence = np.array([value for value, _ in drawn], np.float32)
    reliability = reliability_of(confidence, np.array([is_right for _, is_right in drawn]))
    assert reliability.count == len(drawn)
    assert sum(part.correct for part in reliability.bins) == sum(is_right for _, is_right in drawn)
    assert abs(reliability.overconfidence) <= reliability.error + 1e-9
    assert 0.0 <= reliability.error <= 1.0


def test_honest_probabilities_have_hardly_an_error() -> None:
    assert reliability_of_logits(*honest_logits(50_000)).error < 0.01


@pytest.mark.parametrize("temperature", [0.5, 1.0, 1.6])
def test_the_temperature_that_spoilt_honest_logits_is_found(temperature: float) -> None:
    logits, labels = honest_logits(20_000)
    spoilt = logits * np.float32(temperature)
    found = fit_temperature([(spoilt[:10_000], labels[:10_000]), (spoilt[10_000:], labels[10_000:])])
    assert found == pytest.approx(temperature, rel=0.05)


def test_each_kind_of_samples_counts_the_same() -> None:
    """More samples of the one kind do not outvote the other."""
    logits, labels = honest_logits(4000)
    honest, surer = (logits[:2000], labels[:2000]), (logits[2000:] * np.float32(2.0), labels[2000:])
    more = tuple(np.concatenate([part] * 10) for part in surer)
    assert fit_temperature([honest, more]) == fit_temperature([honest, surer])
    assert fit_temperature([surer]) == pytest.approx(2.0, rel=0.1)


def test_what_makes_no_difference_is_left_alone() -> None:
    """Logits so far apart that every probability is 1 at any temperature."""
    logits = np.zeros((5, 10), np.float32)
    logits[:, 3] = 1e6
    assert fit_temperature([(logits, np.full(5, 3))]) == 1.0


@pytest.mark.parametrize("spec", [ModelSpec(), ModelSpec(hidden_sizes=(16, 12))])
def test_a_folded_temperature_divides_the_logits_and_touches_nothing_else(spec: ModelSpec) -> None:
    model = Checkpoint(spec, Preprocessing(), weights=random_weights(spec, 0.2, seed=1))
    cooler = calibrated(model, 1.7)
    images = np.random.default_rng(2).integers(0, 256, (20, 28, 28), dtype=np.uint8)
    np.testing.assert_allclose(logits_of(cooler, images), logits_of(model, images) / 1.7, rtol=1e-4, atol=1e-5)
    *before, weight, bias = model.weights
    assert all(cooler.weights[name] is model.weights[name] for name in before)
    assert (cooler.weights[weight].dtype, cooler.weights[bias].dtype) == (np.float32, np.float32)
