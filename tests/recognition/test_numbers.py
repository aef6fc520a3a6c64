from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from math import inf

import numpy as np
import pytest
from numpy.typing import NDArray

from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.errors import EmptyInkError
from digitpad.ink.ink import Ink, Point
from digitpad.models import checkpoint as checkpoints
from digitpad.models.checkpoint import Checkpoint
from digitpad.paths import shipped
from digitpad.recognition.digit_detector import DigitDetector
from digitpad.recognition.numbers import MOST_STROKES, NumberReader, reads_numbers
from digitpad.recognition.recognizer import Prediction, Recognizer
from tests.preprocessing.test_ink_rendering import grown
from tests.support import inks

FOUR = Ink.of([[(190, 100), (110, 290), (290, 290)], [(235, 180), (230, 400)]])
"""An open four of two strokes."""

FIVE = Ink.of(
    [
        [(150, 100), (140, 230), (200, 205), (270, 240), (280, 310), (240, 380), (170, 400), (120, 370)],
        [(150, 100), (280, 96)],
    ]
)
"""A five whose bar is a stroke of its own."""


@pytest.fixture(scope="module", params=["softmax", "mlp"])
def bundled(request: pytest.FixtureRequest) -> Checkpoint:
    return checkpoints.load(shipped("weights", f"{request.param}.safetensors"))


@pytest.fixture(scope="module", params=["with the detector", "without"])
def detector(request: pytest.FixtureRequest) -> DigitDetector | None:
    return DigitDetector.bundled() if request.param == "with the detector" else None


@pytest.fixture
def reader(bundled: Checkpoint, detector: DigitDetector | None) -> NumberReader:
    return NumberReader(Recognizer(bundled, detector))


def side_by_side(*digits: Ink, gap: float = 60.0) -> Ink:
    strokes: list[list[tuple[float, float]]] = []
    pen = 0.0
    for digit in digits:
        bounds = digit.bounds
        assert bounds is not None
        strokes += [[(x - bounds.left + pen, y) for x, y, _ in stroke] for stroke in digit.strokes]
        pen += bounds.width + gap
    return Ink.of(strokes)


def below(upper: Ink, lower: Ink) -> Ink:
    return Ink.of(
        [
            *([(x, y) for x, y, _ in stroke] for stroke in upper.strokes),
            *([(x, y + 500) for x, y, _ in stroke] for stroke in lower.strokes),
        ]
    )


NUMBER = side_by_side(FOUR, inks.ZERO, inks.SEVEN, FIVE)


def test_strokes_are_grouped_into_the_digits_they_make(reader: NumberReader) -> None:
    reading = reader.read(NUMBER)
    assert reading.text == "4075"
    assert [digit.strokes for digit in reading.digits] == [(0, 1), (2,), (3, 4), (5, 6)]
    for digit in reading.digits:
        assert digit.ink.strokes == tuple(NUMBER.strokes[k] for k in digit.strokes)
        assert digit.bounds == digit.ink.bounds


def test_each_digit_has_the_prediction_of_its_strokes_alone(
    bundled: Checkpoint, detector: DigitDetector | None
) -> None:
    recognizer = Recognizer(bundled, detector)
    for digit in NumberReader(recognizer).read(NUMBER).digits:
        alone = recognizer.predict(digit.ink)
        assert digit.prediction.digit_score == pytest.approx(alone.digit_score, abs=1e-3)
        assert digit.prediction.probabilities == pytest.approx(alone.probabilities, abs=1e-4)
        assert digit.prediction.raster.pixels.shape == (28, 28)


def test_when_strokes_were_written_does_not_matter(reader: NumberReader) -> None:
    ink = side_by_side(FOUR, inks.ZERO, FIVE)
    for order in permutations(range(5)):
        shuffled = Ink(tuple(ink.strokes[k] for k in order))
        reading = reader.read(shuffled)
        assert reading.text == "405"
        assert {frozenset(digit.strokes) for digit in reading.digits} == {
            frozenset(map(order.index, group)) for group in ((0, 1), (2,), (3, 4))
        }


@pytest.mark.parametrize("digit", [FOUR, FIVE, inks.SEVEN, inks.ZERO, inks.ONE, inks.THREE])
def test_one_digit_is_read_exactly_as_it_is_alone(bundled: Checkpoint, reader: NumberReader, digit: Ink) -> None:
    alone = Recognizer(bundled).predict(digit)
    (only,) = reader.read(digit).digits
    assert only.prediction.probabilities == alone.probabilities
    assert only.ink == digit
    assert only.strokes == tuple(range(len(digit.strokes)))


def test_what_is_known_of_the_whole_is_not_read_again(bundled: Checkpoint) -> None:
    recognizer = CountingRecognizer(bundled)
    alone = recognizer.predict(FOUR)
    assert NumberReader(recognizer).read(FOUR, alone).digits[0].prediction is alone
    assert recognizer.read == 2, "either stroke, but not both"


def test_close_and_overlapping_boxes_are_told_apart(reader: NumberReader) -> None:
    for gap in (20.0, 0.0, -15.0):
        assert reader.read(side_by_side(inks.THREE, inks.ZERO, FOUR, gap=gap)).text == "304"


def test_ones_beside_each_other_are_no_four(reader: NumberReader) -> None:
    assert reader.read(side_by_side(inks.ONE, inks.ONE, inks.ONE, gap=90.0)).text == "111"


def test_the_upper_row_comes_first(reader: NumberReader) -> None:
    assert reader.read(below(side_by_side(FOUR, inks.ZERO), side_by_side(inks.SEVEN, inks.ONE))).text == "4071"


def test_a_number_is_read_while_it_is_written(bundled: Checkpoint, detector: DigitDetector | None) -> None:
    """Every answer is that of a reader who sees the ink for the first time, to within the growing field's rounding."""
    live = NumberReader(Recognizer(bundled, detector))
    texts = []
    for part in grown(side_by_side(FOUR, inks.ZERO, inks.SEVEN)):
        reading, afresh = live.read(part), NumberReader(Recognizer(bundled, detector)).read(part)
        texts.append(reading.text)
        assert reading.text == afresh.text
        for digit, other in zip(reading.digits, afresh.digits, strict=True):
            assert digit.strokes == other.strokes
            assert digit.prediction.probabilities == pytest.approx(other.prediction.probabilities, abs=0.12)
    assert texts[-1] == "407"


def test_only_groups_with_the_growing_stroke_are_read_anew(bundled: Checkpoint) -> None:
    recognizer = CountingRecognizer(bundled)
    reader = NumberReader(recognizer)
    reader.read(NUMBER)
    recognizer.read = 0
    for part in growing_after(NUMBER, ((1000.0, 100.0 + 10 * k) for k in range(20))):
        reader.read(part)
        assert recognizer.read <= 4
        recognizer.read = 0
    reader.read(part)
    assert recognizer.read == 0


class CountingRecognizer(Recognizer):
    """A recognizer that counts the drawings it reads."""

    read = 0

    def predict_fitted(self, fitted: NDArray[np.float32]) -> tuple[Prediction, ...]:
        """Count, then read."""
        self.read += len(fitted)
        return super().predict_fitted(fitted)


def growing_after(ink: Ink, points: Iterator[tuple[float, float]]) -> Iterator[Ink]:
    part = ink.pen_down(Point(*next(points)))
    yield part
    for point in points:
        part = part.pen_moved(Point(*point))
        yield part


def test_any_ink_is_read_in_bounded_work(bundled: Checkpoint) -> None:
    recognizer = CountingRecognizer(bundled)
    for count in (1, 2, 40, MOST_STROKES, 500):
        recognizer.read = 0
        scribble = Ink.of([[(7 * k % 300, 11 * k % 200), (13 * k % 310, 5 * k % 210)] for k in range(1, count + 1)])
        reading = NumberReader(recognizer).read(scribble)
        assert sorted(k for digit in reading.digits for k in digit.strokes) == list(range(count))
        assert recognizer.read <= 4 * MOST_STROKES
    dots = Ink.of([[(10, 10)], [(10, 10)], [(400, 10)]])
    assert len(NumberReader(recognizer).read(dots).digits) >= 1


def test_a_dot_in_a_number_is_told_to_be_none(bundled: Checkpoint) -> None:
    recognizer = Recognizer(bundled, DigitDetector.bundled())
    dotted = Ink((*NUMBER.strokes, *Ink.of([[(1400.0, 250.0), (1402.0, 251.0)]]).strokes))
    last = NumberReader(recognizer).read(dotted).digits[-1]
    assert last.strokes == (len(NUMBER.strokes),)
    assert last.prediction.digit_score == recognizer.predict(last.ink).digit_score == -inf


def test_a_blank_pad_is_told(reader: NumberReader) -> None:
    with pytest.raises(EmptyInkError):
        reader.read(Ink())


def test_only_models_of_digits_read_numbers(bundled: Checkpoint) -> None:
    assert reads_numbers(bundled)
    assert not reads_numbers(replace(bundled, class_names=tuple("abcdefghij")))
    assert not reads_numbers(replace(bundled, preprocessing=Preprocessing(reading=Reading.GREY)))
