from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.explanation.transformations import (
    AS_IT_IS,
    LARGEST_PICTURE,
    PAD_SIZE,
    Amounts,
    Transformation,
    reduced,
    transformed,
)
from digitpad.gui.pad import coordinates
from digitpad.ink.drawing import Drawing, Picture
from digitpad.ink.ink import Ink, Point
from digitpad.preprocessing.ink_rendering import draw
from digitpad.preprocessing.scaling import as_picture
from tests.support import inks


def _points(drawing: Drawing) -> np.ndarray:
    assert isinstance(drawing, Ink)
    return np.array([(point.x, point.y) for stroke in drawing.strokes for point in stroke])


def _pixels(drawing: Drawing) -> np.ndarray:
    assert isinstance(drawing, Picture)
    return np.frombuffer(drawing.rgb, np.uint8).reshape(drawing.height, drawing.width, 3)


def test_the_pad_is_as_large_as_the_windows() -> None:
    assert PAD_SIZE == coordinates.PAD_SIZE


@pytest.mark.parametrize("transformation", Transformation)
def test_the_middle_of_every_range_changes_nothing(transformation: Transformation) -> None:
    amounts = AS_IT_IS.changed(transformation, transformation.amount(0.0))
    assert amounts == AS_IT_IS
    assert transformed(inks.SEVEN, amounts) is inks.SEVEN


@pytest.mark.parametrize("transformation", Transformation)
def test_amounts_grow_along_the_range(transformation: Transformation) -> None:
    amounts = [transformation.amount(place) for place in (-1.0, -0.5, 0.0, 0.5, 1.0)]
    assert amounts == sorted(set(amounts))


def test_ink_moves_by_shares_of_the_pad() -> None:
    moved = transformed(inks.SEVEN, Amounts(move_x=0.1, move_y=-0.2))
    assert _points(moved) - _points(inks.SEVEN) == pytest.approx(np.tile([50.0, -100.0], (5, 1)))


def test_ink_turns_to_the_right_about_its_middle() -> None:
    turned = transformed(inks.ONE, Amounts(turn=90.0))
    assert _points(turned) == pytest.approx(np.array([(350.0, 250.0), (50.0, 250.0)]))


@given(turn=st.floats(-180, 180), scale=st.floats(0.5, 2.0))
def test_what_is_turned_and_scaled_back_is_as_it_was(turn: float, scale: float) -> None:
    """The middle of the box moves when ink turns, so that only the shape can be compared."""
    there = transformed(inks.THREE, Amounts(turn=turn, scale=scale))
    back = _points(transformed(there, Amounts(turn=-turn, scale=1.0 / scale)))
    shape = _points(inks.THREE)
    assert back - back.mean(axis=0) == pytest.approx(shape - shape.mean(axis=0), abs=1e-6)


def test_lines_are_no_thicker_in_ink_itself() -> None:
    assert transformed(inks.SEVEN, Amounts(thicken=1.0)) is inks.SEVEN


def test_a_picture_changes_as_ink_does() -> None:
    page = np.full((60, 60), 200, np.uint8)
    page[10:20, 25:35] = 0  # above the middle
    turned = _pixels(transformed(as_picture(page, "page"), Amounts(turn=90.0)))
    assert (turned[27:33, 42:48] < 20).all()  # right of it
    moved = _pixels(transformed(as_picture(page, "page"), Amounts(move_y=0.5)))
    assert (moved[42:48, 27:33] < 20).all()
    smaller = _pixels(transformed(as_picture(page, "page"), Amounts(scale=0.5)))
    assert (smaller[21:24, 28:32] < 20).all()


def test_what_comes_into_a_picture_has_the_colour_of_its_rim() -> None:
    page = np.full((40, 40, 3), (180, 120, 60), np.uint8)
    page[15:25, 15:25] = 0
    moved = _pixels(transformed(as_picture(page, ""), Amounts(move_x=0.25, turn=30.0)))
    assert moved[0].tolist() == [[180, 120, 60]] * 40


@pytest.mark.parametrize("ink", [*inks.ALL, Ink.of([[(5.0, 5.0)]]), Ink.of([[(5.0, 5.0)] * 4]), Ink()], ids=str)
def test_reduced_ink_has_the_same_ends_and_hardly_another_picture(ink: Ink) -> None:
    fine = Ink.of([_refined(list(stroke)) for stroke in ink.strokes])
    less = reduced(fine)
    assert isinstance(less, Ink)
    assert less.point_count <= ink.point_count + 2  # near a corner the farthest point may be the next one
    assert [(stroke[0], stroke[-1]) for stroke in less.strokes] == [(stroke[0], stroke[-1]) for stroke in fine.strokes]
    if not ink.is_empty:
        assert np.abs(draw(less) - draw(fine)).max() < 0.1


def test_a_stroke_that_goes_back_on_itself_keeps_its_tip() -> None:
    there_and_back = [(float(x), 100.0) for x in (*range(100, 301), *range(300, 99, -1))]
    less = reduced(Ink.of([there_and_back]))
    assert (_points(less).min(axis=0).tolist(), _points(less).max(axis=0).tolist()) == ([100, 100], [300, 100])


def _refined(points: list[Point]) -> list[tuple[float, float]]:
    """Return ten points instead of each, along the same lines."""
    shares = np.linspace(0.0, 1.0, 10, endpoint=False)
    steps = [(*start[:2], end[0] - start[0], end[1] - start[1]) for start, end in pairwise(points)]
    return [(x + k * right, y + k * down) for x, y, right, down in steps for k in shares] + [
        (points[-1].x, points[-1].y)
    ]


def test_a_large_picture_is_made_smaller_before_it_changes() -> None:
    large = Picture(600, 300, bytes(600 * 300 * 3), "photo")
    changed = transformed(large, Amounts(turn=10.0))
    assert isinstance(changed, Picture)
    assert (changed.width, changed.height) == (LARGEST_PICTURE, LARGEST_PICTURE // 2)
    assert changed.name == "photo"
