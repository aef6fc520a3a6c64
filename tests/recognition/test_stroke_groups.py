import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.ink.ink import Ink
from digitpad.recognition.retracing import PATH_POINTS
from digitpad.recognition.stroke_groups import (
    LEAST_ROW,
    MOST_STROKES,
    RETRACED,
    ROW_GAP,
    WIDEST_GAP,
    StrokeDistances,
    best_groups,
    groups_of,
    points_along,
    rows_of,
)

UPRIGHT = [(0.0, 0.0), (0.0, 100.0)]


def moved(stroke: list[tuple[float, float]], x: float, y: float = 0.0) -> list[tuple[float, float]]:
    return [(at_x + x, at_y + y) for at_x, at_y in stroke]


coordinates = st.floats(-1e4, 1e4, width=32)
strokes = st.lists(st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=6), min_size=1, max_size=12)


@given(strokes)
@settings(deadline=None, max_examples=60)
def test_every_stroke_is_in_one_row_and_in_one_chosen_group(drawn: list[list[tuple[float, float]]]) -> None:
    ink = Ink.of(drawn)
    rows = rows_of(ink.strokes)
    assert sorted(k for row in rows for unit in row.order for k in unit) == list(range(len(drawn)))
    chosen = []
    for row in rows:
        assert row.height > 0.0
        groups = groups_of(ink.strokes, row)
        assert all(1 <= group.end - group.start <= MOST_STROKES for group in groups)
        assert len(groups) <= MOST_STROKES * len(row.order)
        chosen += best_groups(row, groups, {group.strokes: 0.0 for group in groups})
    assert sorted(k for group in chosen for k in group.strokes) == list(range(len(drawn)))


@given(strokes, coordinates, coordinates, st.floats(0.25, 4.0))
@settings(deadline=None, max_examples=40)
def test_only_places_relative_to_each_other_count(
    drawn: list[list[tuple[float, float]]], x: float, y: float, scale: float
) -> None:
    whole = [[(round(at_x), round(at_y)) for at_x, at_y in stroke] for stroke in drawn]  # exact when they are moved
    factor = 2.0 ** round(scale)
    elsewhere = [[(at_x * factor + round(x), at_y * factor + round(y)) for at_x, at_y in stroke] for stroke in whole]
    here, there = Ink.of(whole), Ink.of(elsewhere)
    assert [row.order for row in rows_of(here.strokes)] == [row.order for row in rows_of(there.strokes)]


def test_rows_need_paper_between_them_and_some_height() -> None:
    far, near = 100.0 * (1.05 + ROW_GAP), 100.0 * (0.95 + ROW_GAP)
    for down, count in ((far, 2), (near, 1)):
        assert len(rows_of(Ink.of([UPRIGHT, moved(UPRIGHT, 10.0, down)]).strokes)) == count
    bar = [(0.0, far), (60.0, far + 100.0 * LEAST_ROW - 5.0)]
    assert len(rows_of(Ink.of([UPRIGHT, bar]).strokes)) == 1


def test_rows_come_from_top_to_bottom_each_from_left_to_right() -> None:
    ink = Ink.of([moved(UPRIGHT, 200.0, 300.0), moved(UPRIGHT, 200.0), moved(UPRIGHT, 0.0, 310.0), UPRIGHT])
    assert [row.order for row in rows_of(ink.strokes)] == [((3,), (1,)), ((2,), (0,))]


def test_strokes_far_apart_are_never_one_digit() -> None:
    for gap, count in ((100.0 * WIDEST_GAP + 1.0, 2), (100.0 * WIDEST_GAP - 1.0, 3)):
        ink = Ink.of([UPRIGHT, moved(UPRIGHT, gap)])
        (row,) = rows_of(ink.strokes)
        assert len(groups_of(ink.strokes, row)) == count


def test_a_row_is_as_high_as_strokes_above_each_other() -> None:
    ink = Ink.of([[(0.0, 0.0), (40.0, 60.0)], [(5.0, 70.0), (35.0, 120.0)], moved(UPRIGHT, 90.0)])
    (row,) = rows_of(ink.strokes)
    assert row.height == 120.0


def test_how_groups_read_decides_between_them() -> None:
    ink = Ink.of([UPRIGHT, moved(UPRIGHT, 30.0)])
    (row,) = rows_of(ink.strokes)
    groups = groups_of(ink.strokes, row)
    apart = best_groups(row, groups, {(0,): 0.0, (1,): 0.0, (0, 1): -50.0})
    together = best_groups(row, groups, {(0,): -50.0, (1,): 0.0, (0, 1): 0.0})
    assert [group.strokes for group in apart] == [(0,), (1,)]
    assert [group.strokes for group in together] == [(0, 1)]


def test_points_are_spread_evenly_however_the_points_lie() -> None:
    (stroke,) = Ink.of([[(0, 0), (1, 0), (2, 0), (31, 0)]]).strokes
    assert np.allclose(points_along(stroke), np.stack([np.arange(PATH_POINTS), np.zeros(PATH_POINTS)], axis=1))


def test_a_dot_is_one_point() -> None:
    (stroke,) = Ink.of([[(3, 4), (3, 4)]]).strokes
    assert points_along(stroke).tolist() == [[3, 4]]


def test_the_distance_is_that_of_the_nearest_points_either_way() -> None:
    upright, beside, across = Ink.of([[(0, 0), (0, 100)], [(30, 100), (30, 0)], [(-50, 50), (50, 50)]]).strokes
    distances = StrokeDistances()
    assert distances.between(upright, beside) == distances.between(beside, upright) == pytest.approx(30.0)
    assert distances.between(upright, across) < 3.0


def test_what_is_gone_is_forgotten() -> None:
    one, other, third = Ink.of([[(0, 0), (0, 9)], [(5, 0), (5, 9)], [(9, 0), (9, 9)]]).strokes
    distances = StrokeDistances()
    for left, right in ((one, other), (other, third)):
        distances.between(left, right)
    distances.keep_only((one, other))
    assert set(distances._points) == {one, other}
    assert set(distances._known) == {(one, other), (other, one)}


def test_strokes_that_retrace_one_another_are_in_one_place() -> None:
    """Also where another stroke lies between them, and through one that lies near both."""
    slanted = [(40.0, 0.0), (0.0, 100.0)]
    inks = {
        ((0, 1),): [UPRIGHT, moved(UPRIGHT, 100.0 * RETRACED - 1.0)],
        ((0,), (1,)): [UPRIGHT, moved(UPRIGHT, 100.0 * RETRACED + 1.0)],
        ((0, 1, 2),): [UPRIGHT, moved(UPRIGHT, 8.0), moved(UPRIGHT, 16.0)],
        ((0, 2), (1,)): [slanted, moved(UPRIGHT, 25.0), [(38.0, 5.0), (26.0, 35.0)]],
        ((0, 2), (1, 3)): [UPRIGHT, moved(UPRIGHT, 40.0), UPRIGHT[::-1], moved(UPRIGHT, 44.0)],
    }
    for order, ink in inks.items():
        (row,) = rows_of(Ink.of(ink).strokes)
        assert row.order == order


def test_a_digit_has_as_many_strokes_however_often_they_are_retraced() -> None:
    ink = Ink.of([moved(UPRIGHT, x) for x in (0.0, 14.0, 28.0, 42.0) for _ in range(3)])
    (row,) = rows_of(ink.strokes)
    groups = groups_of(ink.strokes, row)
    assert tuple(range(12)) in [group.strokes for group in groups]
    assert len(groups) == 4 + 3 + 2 + 1
