"""Digits that are drawn over again are one digit each, and those beside each other stay apart."""

import numpy as np
import pytest

from digitpad.ink.ink import Ink, Point, Stroke
from digitpad.library.library import Library
from digitpad.recognition.digit_detector import DigitDetector
from digitpad.recognition.numbers import NumberReader
from digitpad.recognition.recognizer import Recognizer
from digitpad.recognition.stroke_groups import points_along
from tests.recognition.test_numbers import FIVE, FOUR, side_by_side
from tests.support import inks

DIGITS = {"1": inks.ONE, "7": inks.SEVEN, "0": inks.ZERO, "3": inks.THREE, "4": FOUR, "5": FIVE}
"""All of about one height, 300."""

PEN = 20.0
"""Width of the pen in the window, in canvas units."""


@pytest.fixture(scope="module", params=["softmax", "mlp"])
def recognizer(request: pytest.FixtureRequest) -> Recognizer:
    return Recognizer(Library.of_user().load(request.param), DigitDetector.bundled())


def again(stroke: Stroke, seed: int, *, aside: float = 0.0, start: float = 0.0, end: float = 1.0) -> Stroke:
    """Return a part of a stroke as an unsteady hand draws it once more, in the other direction by odd seeds."""
    rng = np.random.default_rng(seed)
    points = points_along(stroke)
    points = points[int(start * len(points)) : int(end * len(points))]
    wobble = [np.interp(np.linspace(0.0, 4.0, len(points)), range(5), rng.normal(0.0, 3.0, 5)) for _ in "xy"]
    angle = rng.uniform(0.0, 2.0 * np.pi)
    points = points + np.stack(wobble, axis=1) + aside * np.array([np.cos(angle), np.sin(angle)])
    return Stroke(Point(float(x), float(y)) for x, y in (points[::-1] if seed % 2 else points))


def groups_of(recognizer: Recognizer, ink: Ink) -> list[tuple[int, ...]]:
    return [digit.strokes for digit in NumberReader(recognizer).read(ink).digits]


@pytest.mark.parametrize("offset", [0.0, 6.0, PEN])
def test_a_one_drawn_over_is_one_digit_however_often(recognizer: Recognizer, offset: float) -> None:
    (line,) = inks.ONE.strokes
    beside = Stroke(Point(x + offset, y) for x, y, _ in line)
    backwards = Stroke(list(beside)[::-1])
    for strokes in ((line, beside), (line, backwards), (line, beside, line, backwards, beside, line)):
        reading = NumberReader(recognizer).read(Ink(strokes))
        assert reading.text == "1"
        assert len(reading.digits) == 1


@pytest.mark.parametrize("label", DIGITS)
@pytest.mark.parametrize("times", [1, 4])
def test_any_digit_drawn_over_is_one(recognizer: Recognizer, label: str, times: int) -> None:
    digit = DIGITS[label]
    more = [again(stroke, seed, aside=0.4 * PEN) for seed in range(times) for stroke in digit.strokes]
    assert len(groups_of(recognizer, Ink((*digit.strokes, *more)))) == 1


@pytest.mark.parametrize("label", DIGITS)
def test_a_digit_mended_in_many_places_is_one(recognizer: Recognizer, label: str) -> None:
    digit = DIGITS[label]
    more = [again(digit.strokes[0], k, start=0.1 * k, end=0.1 * k + 0.4) for k in range(6)]
    assert len(groups_of(recognizer, Ink((*digit.strokes, *more)))) == 1


@pytest.mark.parametrize("label", DIGITS)
def test_in_a_number_a_digit_drawn_over_stays_one_of_its_digits(recognizer: Recognizer, label: str) -> None:
    """Its box and its ink hold all of its strokes, whenever they were written."""
    number = side_by_side(inks.ONE, DIGITS[label], inks.ONE, gap=70.0)
    count = len(number.strokes)
    middle = tuple(range(1, count - 1))
    more = [again(number.strokes[k], k, aside=0.3 * PEN) for k in middle]
    ink = Ink((*number.strokes, *more))
    first, second, third = NumberReader(recognizer).read(ink).digits
    assert (first.strokes, third.strokes) == ((0,), (count - 1,))
    assert second.strokes == (*middle, *range(count, count + len(more)))
    assert second.bounds == second.ink.bounds


def test_ones_side_by_side_stay_apart_also_when_each_is_drawn_over(recognizer: Recognizer) -> None:
    for gap in (40.0, 60.0, 120.0):
        ones = side_by_side(*[inks.ONE] * 3, gap=gap)
        assert groups_of(recognizer, Ink(ones.strokes[:2])) == [(0,), (1,)]
        assert groups_of(recognizer, ones) == [(0,), (1,), (2,)]
        twice = Ink((*ones.strokes, *(again(stroke, k) for k, stroke in enumerate(ones.strokes))))
        assert groups_of(recognizer, twice) == [(0, 3), (1, 4), (2, 5)]


def test_a_digit_is_one_while_it_is_drawn_over(recognizer: Recognizer) -> None:
    """From the first point on, with the same answer as a reader that sees the ink for the first time."""
    reader = NumberReader(recognizer)
    ink = inks.ONE
    for k, point in enumerate(again(inks.ONE.strokes[0], 0, aside=2.0)):
        ink = ink.pen_moved(point) if k else ink.pen_down(point)
        assert len(reader.read(ink).digits) == 1
        assert groups_of(recognizer, ink) == [(0, 1)]
