from itertools import permutations

import numpy as np
import pytest
from numpy.typing import NDArray

from digitpad.ink.ink import Ink
from digitpad.recognition.retracing import RetracingDistances
from digitpad.recognition.stroke_groups import points_along

Line = list[tuple[float, float]]

UPRIGHT: Line = [(0.0, 0.0), (0.0, 100.0)]
SEVEN: Line = [(0.0, 0.0), (60.0, 0.0), (20.0, 100.0)]


def apart(*strokes: Line) -> NDArray[np.float64]:
    return RetracingDistances().among(Ink.of(strokes).strokes, points_along)


def moved(stroke: Line, x: float, y: float = 0.0) -> Line:
    return [(at_x + x, at_y + y) for at_x, at_y in stroke]


@pytest.mark.parametrize("stroke", [UPRIGHT, SEVEN])
@pytest.mark.parametrize("offset", [0.0, 3.0, 7.0])
def test_a_stroke_drawn_again_is_as_far_as_it_is_beside_it(stroke: Line, offset: float) -> None:
    for again in (moved(stroke, offset), moved(stroke, offset)[::-1]):
        assert 0.8 * offset - 1e-9 <= apart(stroke, again)[0, 1] <= offset + 1e-9


def test_a_stroke_along_a_part_must_be_nearer() -> None:
    part = [(0.0, 40.0), (0.0, 60.0)]
    assert apart(UPRIGHT, moved(part, 4.0))[0, 1] == pytest.approx(8.0)
    assert apart(UPRIGHT, moved(part, 1.0))[0, 1] == pytest.approx(2.0)


def test_strokes_that_cross_meet_or_stand_apart_do_not_retrace_each_other() -> None:
    for other in ([(-40.0, 50.0), (40.0, 50.0)], [(0.0, 100.0), (80.0, 100.0)], moved(UPRIGHT, 40.0)):
        assert apart(UPRIGHT, other)[0, 1] > 25.0


def test_a_speck_beside_a_stroke_does_not_retrace_it_but_one_on_it_does() -> None:
    assert apart(UPRIGHT, [(3.0, 50.0), (3.0, 55.0)])[0, 1] == np.inf
    assert apart(UPRIGHT, [(0.0, 100.0)])[0, 1] == 0.0


def test_distances_known_before_are_those_found_afresh() -> None:
    """Whatever came, went or changed places in between, and also for two strokes that are equal."""
    strokes = Ink.of([UPRIGHT, moved(UPRIGHT, 5.0), SEVEN, moved(SEVEN, 2.0), UPRIGHT]).strokes
    distances = RetracingDistances()
    for order in permutations(range(5), 3):
        some = [strokes[k] for k in order]
        afresh = RetracingDistances().among(some, points_along)
        assert np.array_equal(distances.among(some, points_along), afresh)
        assert np.array_equal(afresh, afresh.T)
        assert not afresh.diagonal().any()
