from __future__ import annotations

import math

import pytest

from digitpad.gui.pad.smoothing import bend
from digitpad.ink.ink import Point

ANGLES = [0.0, 0.5, 1.3, 1.8, 2.6, 3.1]
CIRCLE = [Point(250 + 100 * math.cos(angle), 250 + 100 * math.sin(angle)) for angle in ANGLES]


@pytest.mark.parametrize("index", [2, 3, 4])
def test_the_way_between_points_of_a_circle_is_on_it(index: int) -> None:
    handles = bend(CIRCLE, index)
    assert handles is not None
    (x1, y1), (x2, y2) = handles
    start, end = CIRCLE[index - 1], CIRCLE[index]
    x, y = (start.x + 3 * x1 + 3 * x2 + end.x) / 8, (start.y + 3 * y1 + 3 * y2 + end.y) / 8  # half of the way
    assert math.hypot(x - 250, y - 250) == pytest.approx(100, abs=0.5)


def test_the_way_on_goes_in_the_direction_of_the_way_before() -> None:
    before, after = bend(CIRCLE, 2), bend(CIRCLE, 3)
    assert before is not None
    assert after is not None
    (x, y), here = before[1], CIRCLE[2]
    out = (after[0][0] - here.x, after[0][1] - here.y)
    assert math.atan2(here.y - y, here.x - x) == pytest.approx(math.atan2(out[1], out[0]))


@pytest.mark.parametrize(
    "points",
    [
        [Point(10, 10), Point(90, 10)],
        [Point(10, 10), Point(40, 10), Point(90, 10), Point(95, 10)],
        [Point(10, 10), Point(90, 10), Point(40, 120)],  # the corner of a 7
        [Point(10, 10), Point(12, 10), Point(14, 10.2), Point(16, 10.5)],  # a slow pen
        [Point(10, 10), Point(10, 10), Point(90, 10)],
    ],
)
def test_lines_and_corners_stay_straight(points: list[Point]) -> None:
    assert [bend(points, index) for index in range(1, len(points))] == [None] * (len(points) - 1)
