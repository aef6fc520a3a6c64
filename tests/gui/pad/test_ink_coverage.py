"""What lies under ink is found, never more than that: cells are compared with distances."""

from __future__ import annotations

from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from digitpad.gui.pad.ink_coverage import InkCoverage

places = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(lambda place: (place[0] * 5.0, place[1] * 5.0))


def distance(place: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    length = along_x**2 + along_y**2
    share = ((place[0] - start[0]) * along_x + (place[1] - start[1]) * along_y) / length if length else 0.0
    share = min(max(share, 0.0), 1.0)
    return hypot(place[0] - start[0] - share * along_x, place[1] - start[1] - share * along_y)


@given(st.lists(st.tuples(places, places), min_size=1, max_size=6), places, st.floats(5, 40))
def test_a_dot_is_hidden_only_where_ink_lies(
    lines: list[tuple[tuple[float, float], tuple[float, float]]], dot: tuple[float, float], reach: float
) -> None:
    covered = InkCoverage(0.0, 0.0, 500.0, 1.0)
    for start, end in lines:
        covered.add(start, end, reach)
    if covered.hides(dot, dot, 2.0):
        rim = [(dot[0] + x, dot[1] + y) for x in (-2, 0, 2) for y in (-2, 0, 2) if hypot(x, y) <= 2]
        inside = [place for place in rim if 0 <= place[0] <= 500 and 0 <= place[1] <= 500]
        assert all(min(distance(place, *line) for line in lines) <= reach for place in inside)


@given(places, places)
def test_a_line_is_hidden_by_a_wider_one_over_it(start: tuple[float, float], end: tuple[float, float]) -> None:
    covered = InkCoverage(0.0, 0.0, 500.0, 1.0)
    assert not covered.hides(start, end, 5.0)
    covered.add(start, start, 40.0)
    covered.add(start, end, 40.0)
    assert covered.hides(start, end, 5.0)


def test_a_square_full_of_ink_is_whole() -> None:
    covered = InkCoverage(100.0, 100.0, 200.0, 0.5)
    for row in range(90, 280, 8):
        covered.add((50.0, row), (350.0, row), 10.0)
    assert not covered.is_whole
    for row in range(280, 320, 8):
        covered.add((50.0, row), (350.0, row), 10.0)
    assert covered.is_whole


def test_a_pen_thinner_than_a_cell_covers_nothing() -> None:
    covered = InkCoverage(0.0, 0.0, 500.0, 1.0)
    covered.add((0.0, 50.0), (500.0, 50.0), 2.0)
    assert not covered.hides((200.0, 50.0), (200.0, 50.0), 0.0)
