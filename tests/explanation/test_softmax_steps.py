import math

import numpy as np
import pytest

from digitpad.explanation.softmax_steps import naive_softmax, softmax_steps
from digitpad.models import forward


@pytest.mark.parametrize("logits", [(1.5, -2.0, 7.25), (1000.0, 0.0, 999.0), (-1e30, 0.0, 3.0)])
def test_the_steps_end_in_the_recognizers_own_probabilities(logits: tuple[float, ...]) -> None:
    steps = softmax_steps(logits)
    expected = forward.probabilities(np.array([logits], np.float32))[0]
    assert steps.probabilities == pytest.approx(tuple(map(float, expected)), abs=1e-6)
    assert max(steps.shifted) == 0.0
    assert steps.total == pytest.approx(sum(steps.exponentials))


def test_a_higher_temperature_makes_the_answer_less_sure() -> None:
    sure, unsure = (max(softmax_steps((3.0, 1.0, 0.0), temperature).probabilities) for temperature in (0.5, 4.0))
    assert sure > max(softmax_steps((3.0, 1.0, 0.0)).probabilities) > unsure


def test_a_small_addend_helps_where_all_vanishes_but_not_where_one_overflows() -> None:
    assert all(map(math.isnan, naive_softmax((-1000.0, -1000.0))))
    assert naive_softmax((-1000.0, -1000.0), added=1e-8) == (0.0, 0.0)
    assert math.isnan(naive_softmax((1000.0, 0.0), added=1e-8)[0])
    assert naive_softmax((1.0, 2.0)) == pytest.approx(softmax_steps((1.0, 2.0)).probabilities)
