from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from digitpad.benchmarks.numbers import (
    DIGIT_COUNTS,
    Spacing,
    compose,
    measure_moves,
    measure_numbers,
    measure_singles,
    measure_stacked,
)
from digitpad.errors import InkError
from digitpad.ink.ink import Ink
from digitpad.ink.ink_file import InkSample, write_ink_file
from digitpad.library.library import Library
from digitpad.recognition.digit_detector import DigitDetector
from digitpad.recognition.recognizer import Recognizer
from tests.support import inks

SAMPLES = [
    InkSample(ink, label, writer)
    for writer in ("A", "B")
    for ink, label in ((inks.SEVEN, 7), (inks.ZERO, 0), (inks.ONE, 1), (inks.THREE, 3))
]


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(Library.of_user().load("mlp"), DigitDetector.bundled())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ink.jsonl"
    write_ink_file(path, SAMPLES)
    return path


@pytest.mark.parametrize("spacing", Spacing)
def test_composed_digits_stand_side_by_side_at_about_one_height(spacing: Spacing) -> None:
    least, largest = spacing.gaps
    for seed in range(30):
        composed = compose(SAMPLES[:4], spacing, np.random.default_rng(seed))
        assert composed.text == "7013"
        assert sorted(k for group in composed.groups for k in group) == list(range(5))
        boxes = [Ink(tuple(composed.ink.strokes[k] for k in group)).bounds for group in composed.groups]
        for left, right in pairwise(boxes):
            assert left is not None
            assert right is not None
            assert least <= (right.left - left.right) / 100.0 <= largest
            assert 0.4 < left.height / right.height < 2.5


def test_a_stroke_may_come_last_of_all() -> None:
    orders = {compose(SAMPLES[:4], Spacing.WIDE, np.random.default_rng(seed)).groups for seed in range(60)}
    assert orders == {((0, 1), (2,), (3,), (4,)), ((0, 4), (1,), (2,), (3,))}


def test_every_kind_of_number_is_measured(recognizer: Recognizer, file: Path) -> None:
    figures = list(measure_numbers(recognizer, file, each=6))
    assert [(each.digits, each.spacing) for each in figures] == [
        (digits, spacing) for digits in DIGIT_COUNTS for spacing in Spacing
    ]
    for each in figures:
        assert each.count == 6
        assert 0 <= each.right <= 6
        assert 0 <= each.grouped <= 6
        if each.spacing is Spacing.WIDE:
            assert each.right == each.grouped == each.ceiling == 6, asdict(each)
    assert figures == list(measure_numbers(recognizer, file, each=6)), "the same numbers each time"


def test_single_digits_stay_as_they_are(recognizer: Recognizer, file: Path) -> None:
    singles = measure_singles(recognizer, file, ["A"])
    assert asdict(singles) == {"count": 4, "right_alone": 4, "right": 4, "kept": 4}


def test_digits_on_top_of_each_other_are_no_number(recognizer: Recognizer, file: Path) -> None:
    assert measure_stacked(recognizer, file, count=20) >= 18


def test_a_move_of_the_pen_takes_some_time(recognizer: Recognizer, file: Path) -> None:
    assert 0.0 < measure_moves(recognizer, file) < 0.5


def test_ink_without_writers_is_refused(recognizer: Recognizer, tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    write_ink_file(path, [InkSample(inks.ONE, 1)])
    with pytest.raises(InkError, match="does not say who wrote it"):
        next(measure_numbers(recognizer, path))
