import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.errors import InkError
from digitpad.ink.ink import COORDINATE_LIMIT, Bounds, Ink, Point, Stroke

coordinates = st.floats(-COORDINATE_LIMIT, COORDINATE_LIMIT)
points = st.builds(Point, coordinates, coordinates, st.none() | st.floats(0, 1))


@given(st.lists(points, min_size=1, max_size=20))
def test_appending_point_by_point_gives_the_same_stroke_as_all_at_once(written: list[Point]) -> None:
    grown = Stroke(written[:1])
    for point in written[1:]:
        grown = grown.appended(point)
    assert grown == Stroke(written)
    assert grown.bounds == Stroke(written).bounds
    assert hash(grown) == hash(Stroke(written))


def test_an_older_stroke_never_changes_when_a_newer_one_grows_from_it() -> None:
    first = Stroke([Point(0, 0)])
    second = first.appended(Point(1, 1))
    other = first.appended(Point(5, 5))
    assert list(first) == [Point(0, 0)]
    assert list(second) == [Point(0, 0), Point(1, 1)]
    assert list(other) == [Point(0, 0), Point(5, 5)]
    assert second.grew_from(first)
    assert not other.grew_from(second)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e7, -1e300])
def test_impossible_coordinates_are_refused_and_the_ink_stays_as_it_was(bad: float) -> None:
    ink = Ink().pen_down(Point(1, 2))
    with pytest.raises(InkError, match="between -1,000,000 and 1,000,000"):
        ink.pen_moved(Point(bad, 0.0))
    with pytest.raises(InkError):
        Stroke([Point(0.0, bad)])
    assert ink == Ink((Stroke([Point(1, 2)]),), pen_is_down=True)


def test_a_stroke_needs_a_point() -> None:
    with pytest.raises(InkError, match="at least one point"):
        Stroke([])


def test_finished_strokes_are_shared_as_ink_grows() -> None:
    first = Ink().pen_down(Point(0, 0)).pen_moved(Point(3, 4)).pen_up()
    second = first.pen_down(Point(9, 9)).pen_moved(Point(9, 10))
    assert second.strokes[0] is first.strokes[0]
    assert second.pen_is_down
    assert not first.pen_is_down
    assert second.point_count == 4


def test_bounds_are_the_box_around_all_points() -> None:
    assert Ink().bounds is None
    ink = Ink.of([[(1, 2), (5, -3)], [(0, 9)]])
    assert ink.bounds == Bounds(0, -3, 5, 9)
    assert (ink.bounds.width, ink.bounds.height) == (5, 12)
    assert not ink.is_empty
