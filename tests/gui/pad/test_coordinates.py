from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.gui.pad.coordinates import PAD_SIZE, on_pad, part_on_pad, placed
from digitpad.ink.ink import Ink, Point, Stroke
from tests.support.inks import ALL

far = st.floats(-1e6, 1e6)


@pytest.mark.parametrize("ink", ALL)
def test_ink_that_lies_on_the_pad_stays_where_it_is(ink: Ink) -> None:
    assert placed(ink) is ink


def test_no_ink_stays_no_ink() -> None:
    assert placed(Ink()) == Ink()


@given(st.lists(st.tuples(far, far), min_size=1, max_size=20))
def test_any_ink_ends_on_the_pad(stroke: list[tuple[float, float]]) -> None:
    bounds = placed(Ink.of([stroke])).bounds
    assert bounds is not None
    assert min(bounds.left, bounds.top) >= 0
    assert max(bounds.right, bounds.bottom) <= PAD_SIZE


def test_tiny_ink_is_enlarged_with_its_proportions() -> None:
    bounds = placed(Ink.of([[(0.1, 0.1), (0.2, 0.3)]])).bounds
    assert bounds is not None
    assert bounds.height == pytest.approx(0.7 * PAD_SIZE)
    assert bounds.width == pytest.approx(bounds.height / 2)


def test_a_dot_far_away_comes_to_the_middle() -> None:
    assert placed(Ink.of([[(-9000, 70_000)]])) == Ink.of([[(PAD_SIZE / 2, PAD_SIZE / 2)]])


def test_pressure_stays_with_its_point() -> None:
    ink = Ink((Stroke([Point(-10, 0, 0.25), Point(900, 900, 0.75)]),))
    assert [point.pressure for point in placed(ink).strokes[0]] == [0.25, 0.75]


def test_the_pen_is_kept_on_the_pad() -> None:
    assert on_pad(-3, 777) == (0, PAD_SIZE)
    assert on_pad(20, 30) == (20, 30)


@given(far, far, far, far)
def test_the_part_on_the_pad_is_on_the_pad_and_on_the_line(x: float, y: float, to_x: float, to_y: float) -> None:
    part = part_on_pad((x, y), (to_x, to_y))
    for position in part or ():
        assert on_pad(*position) == position
        off = (position[0] - x) * (to_y - y) - (position[1] - y) * (to_x - x)
        assert abs(off) <= 1e-6 * max(abs(to_x - x) + abs(to_y - y), 1.0) * max(abs(x) + abs(y), PAD_SIZE)


def test_a_line_that_stays_on_the_pad_is_kept_whole_and_one_beside_it_has_no_part() -> None:
    assert part_on_pad((0, 20), (500, 480)) == ((0, 20), (500, 480))
    assert part_on_pad((7, 7), (7, 7)) == ((7, 7), (7, 7))
    assert part_on_pad((-10, 20), (-1, 480)) is None
    assert part_on_pad((-10, 5), (5, -10)) is None
    assert part_on_pad((250, 250), (250, 750)) == ((250, 250), (250, 500))
