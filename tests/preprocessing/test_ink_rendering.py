import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.errors import EmptyInkError
from digitpad.ink.ink import Ink, Point
from digitpad.preprocessing import ink_rendering
from tests.support import inks

points = st.tuples(st.integers(0, 500), st.integers(0, 500))
some_ink = st.lists(st.lists(points, min_size=1, max_size=12), min_size=1, max_size=3).map(Ink.of)


def grown(ink: Ink) -> list[Ink]:
    """Return the inks on the way to an ink, each with one point more."""
    way = []
    last = Ink()
    for stroke in ink.strokes:
        for k, point in enumerate(stroke):
            last = last.pen_moved(point) if k else last.pen_down(point)
            way.append(last)
        last = last.pen_up()
    return way


@given(
    some_ink.filter(lambda ink: ink.bounds.width + ink.bounds.height > 0),
    st.sampled_from([0.01, 0.5, 3.0, 100.0]),
    st.integers(-3000, 3000),
    st.integers(-3000, 3000),
)
def test_size_and_place_of_a_drawing_never_matter(ink: Ink, scale: float, right: int, down: int) -> None:
    moved = Ink.of([[(x * scale + right, y * scale + down) for x, y, _ in stroke] for stroke in ink.strokes])
    np.testing.assert_allclose(ink_rendering.draw(moved), ink_rendering.draw(ink), atol=1e-3)


@given(some_ink)
def test_ink_stays_inside_its_box_and_is_full_somewhere(ink: Ink) -> None:
    image = ink_rendering.draw(ink)
    assert image.shape == (28, 28)
    assert image.dtype == np.float32
    assert image.min() == 0.0
    assert image.max() == pytest.approx(1.0, abs=0.3)  # a pen thinner than two pixels may fall between them
    inked = np.flatnonzero(image.any(axis=0))
    assert inked[-1] - inked[0] <= 22


def test_the_longer_side_fills_twenty_pixels_in_its_own_proportions() -> None:
    image = ink_rendering.draw(Ink.of([[(0, 0), (100, 0), (100, 200), (0, 200), (0, 0)]]))
    strong = image > 0.45
    assert np.count_nonzero(strong.any(axis=1)) == 20
    assert np.count_nonzero(strong.any(axis=0)) in {10, 11, 12}


def test_one_dot_is_drawn_as_a_round_spot_as_wide_as_the_pen() -> None:
    image = ink_rendering.draw(Ink.of([[(77, 12)]]))
    assert image.sum() == pytest.approx(np.pi * (ink_rendering.PEN_WIDTH / 2) ** 2, rel=0.1)


@pytest.mark.parametrize("points", [[(0, 0), (1e-310, 0)], [(0, 1e6), (1e-304, 1e6)], [(5, 5), (5, 5 + 9e-7), (5, 5)]])
def test_ink_too_small_for_its_coordinates_is_a_dot(points: list[tuple[float, float]]) -> None:
    ink, dot = Ink.of([points]), Ink.of([points[:1]])
    np.testing.assert_allclose(ink_rendering.draw(ink), ink_rendering.draw(dot), atol=1e-5)
    for part in grown(ink):
        np.testing.assert_allclose(ink_rendering.GrowingField().draw(part), ink_rendering.draw(dot), atol=1e-5)


def test_no_ink_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(EmptyInkError, match="draw a digit"):
        ink_rendering.draw(Ink())
    with pytest.raises(EmptyInkError):
        ink_rendering.GrowingField().draw(Ink())


def test_the_pen_covers_its_width_with_one_pixel_of_edge() -> None:
    line = np.array([[5.0, 10.0, 20.0, 10.0]], np.float32)
    grid = np.arange(28, dtype=np.float32)
    column = ink_rendering.coverage(ink_rendering.distances(line, grid, grid), pen_width=3.0)[:, 12]
    np.testing.assert_allclose(column[7:14], [0, 0, 1, 1, 1, 0, 0])
    assert ink_rendering.coverage(np.array([1.5], np.float32), pen_width=3.0)[0] == pytest.approx(0.5)


@given(st.lists(st.integers(0, 500), min_size=4, max_size=4))
def test_one_segment_is_as_far_away_as_among_many(corners: list[int]) -> None:
    segment = np.array(corners, np.float32) / np.float32(7.0)
    grid = np.arange(72, dtype=np.float32)
    alone = ink_rendering.distance_to(segment, grid[:60], grid)
    assert np.array_equal(alone, ink_rendering.distances(segment[np.newaxis], grid[:60], grid))


@given(some_ink)
def test_a_field_made_anew_equals_the_one_shot_image(ink: Ink) -> None:
    np.testing.assert_allclose(ink_rendering.GrowingField().draw(ink), ink_rendering.draw(ink), atol=0.03)


@given(some_ink)
def test_a_field_that_grew_with_the_ink_is_close_to_the_one_shot_image(ink: Ink) -> None:
    field = ink_rendering.GrowingField()
    for part in grown(ink):
        assert np.abs(field.draw(part) - ink_rendering.draw(part)).mean() < 0.02


def test_a_field_follows_undo_and_a_new_drawing() -> None:
    field = ink_rendering.GrowingField()
    for part in grown(inks.SEVEN):
        field.draw(part)
    for other in (Ink(inks.SEVEN.strokes[:1]), inks.ZERO, inks.ONE):
        np.testing.assert_allclose(field.draw(other), ink_rendering.draw(other), atol=0.03)


def test_a_field_draws_what_was_missed_when_it_is_asked_only_now_and_then() -> None:
    field = ink_rendering.GrowingField()
    way = grown(inks.THREE)
    for part in way[3::9]:
        field.draw(part)
    assert np.abs(field.draw(way[-1]) - ink_rendering.draw(way[-1])).mean() < 0.02


def test_far_strokes_make_the_field_anew_however_the_ink_grows() -> None:
    field = ink_rendering.GrowingField()
    ink = Ink().pen_down(Point(0, 0))
    for k in range(1, 60):
        ink = ink.pen_moved(Point((-1.4) ** (k // 3), 1.3 ** (k // 2)))
        assert np.abs(field.draw(ink) - ink_rendering.draw(ink)).mean() < 0.02


def test_very_much_ink_is_read_as_dots_hardly_any_different_from_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """From some amount on there are no more dots however much ink there is."""
    way = np.linspace(0.0, 40.0, 400)
    loops = Ink.of([list(zip(250 + 6 * way * np.sin(way), 250 + 6 * way * np.cos(way), strict=True))])
    lines = ink_rendering.draw(loops)
    monkeypatch.setattr(ink_rendering, "MOST_SEGMENTS", 100)
    assert np.abs(ink_rendering.draw(loops) - lines).max() < 0.2
    assert np.abs(ink_rendering.GrowingField().draw(loops) - lines).max() < 0.35
    more = np.random.default_rng(1).uniform(0, 500, (2000, 2))
    where = ink_rendering.Fit(20 / 500, 4.0, 4.0)
    once, ten_times = (ink_rendering.all_segments(Ink.of([np.tile(more, (n, 1))]), where) for n in (1, 10))
    assert len(once) <= len(ten_times) <= 81 * 81
