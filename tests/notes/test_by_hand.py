import numpy as np
import pytest

from digitpad.models.forward import log_probabilities, probabilities
from digitpad.notes.by_hand import ADDED, cross_entropy_one_hot, cross_entropy_picked, one_hot_of, softmax_by_hand

LOGITS = np.random.default_rng(0).normal(scale=3, size=(5, 4)).astype(np.float32)
LABELS = np.array([0, 3, 1, 1, 2])


def test_softmax_by_hand_is_softmax_where_nothing_overflows() -> None:
    assert softmax_by_hand(LOGITS) == pytest.approx(probabilities(LOGITS), abs=1e-6)


def test_both_forms_of_cross_entropy_are_the_same_loss() -> None:
    shares = softmax_by_hand(LOGITS)
    expected = -log_probabilities(LOGITS)[np.arange(5), LABELS].mean()
    assert cross_entropy_one_hot(shares, one_hot_of(LABELS, 4)) == pytest.approx(expected, abs=1e-5)
    assert cross_entropy_picked(shares, LABELS).mean() == pytest.approx(expected, abs=1e-5)


def test_what_is_added_saves_an_empty_denominator_and_no_overflow() -> None:
    low, high = (np.full((1, 2), logit, np.float32) for logit in (-1000, 1000))
    assert np.isnan(softmax_by_hand(low)).all()
    assert softmax_by_hand(low, ADDED).tolist() == [[0.0, 0.0]]
    assert np.isnan(softmax_by_hand(high, ADDED)).all()
    assert probabilities(high).tolist() == [[0.5, 0.5]]
