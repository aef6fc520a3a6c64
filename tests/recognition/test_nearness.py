import numpy as np
import pytest

from digitpad.ink.ink import Ink, Stroke
from digitpad.recognition.nearness import PLACES, Nearness, spread


def strokes(*drawn: list[tuple[float, float]]) -> tuple[Stroke, ...]:
    return Ink.of(drawn).strokes


def test_places_are_spread_evenly_however_the_points_lie() -> None:
    (stroke,) = strokes([(0, 0), (1, 0), (2, 0), (31, 0)])
    assert np.allclose(spread(stroke), np.stack([np.arange(PLACES), np.zeros(PLACES)], axis=1))


def test_a_dot_is_one_place() -> None:
    (stroke,) = strokes([(3, 4), (3, 4)])
    assert spread(stroke).tolist() == [[3, 4]]


def test_the_distance_is_that_of_the_nearest_places_either_way() -> None:
    upright, beside, across = strokes([(0, 0), (0, 100)], [(30, 100), (30, 0)], [(-50, 50), (50, 50)])
    nearness = Nearness()
    assert nearness.between(upright, beside) == nearness.between(beside, upright) == pytest.approx(30.0)
    assert nearness.between(upright, across) < 3.0


def test_what_is_gone_is_forgotten() -> None:
    one, other, third = strokes([(0, 0), (0, 9)], [(5, 0), (5, 9)], [(9, 0), (9, 9)])
    nearness = Nearness()
    for left, right in ((one, other), (other, third)):
        nearness.between(left, right)
    nearness.keep_only((one, other))
    assert set(nearness._places) == {one, other}
    assert set(nearness._known) == {(one, other), (other, one)}
