"""How well numbers are read, composed of single digits by one writer each; and how many single digits stay one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import exp
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from digitpad.data.ink_set import read_ink_set
from digitpad.errors import InkError
from digitpad.ink.ink import Ink, Point, Stroke
from digitpad.recognition.numbers import NumberReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from digitpad.ink.ink import Bounds
    from digitpad.ink.ink_file import InkSample
    from digitpad.recognition.recognizer import Recognizer

DIGIT_COUNTS = (2, 3, 4, 6)
"""How many digits the numbers have that are measured."""

NUMBERS_EACH = 1000
"""Numbers composed for each count of digits and each spacing."""

STACKS, MOST_ASIDE = 500, 0.15
"""Pairs of digits on top of each other, and how far aside the upper one lies at most, in heights."""

NUMBERS_WRITTEN = 25
"""Numbers of which the last digit is written point by point: about 1,000 moves."""

SEED = 20_260
"""Of the generator that composes."""

HEIGHT = 100.0
"""Of a digit, in canvas units."""

SIZE_SPREAD, LIFT_SPREAD, SLOPE_SPREAD = 0.12, 0.07, 0.05
"""Standard deviations: of the logarithm of a digit's size (0.17 in what the writers of pendigits-train wrote one by
one), of its height above the line in heights, and of the line's slope."""

LATE_SHARE = 0.2
"""Share of the numbers in which the second or third stroke of some digit is written last of all."""


class Spacing(StrEnum):
    """How far apart the boxes of a number's digits lie."""

    WIDE = "wide"
    NARROW = "narrow"
    TOUCHING = "touching"

    @property
    def gaps(self) -> tuple[float, float]:
        """Least and largest distance of two boxes, in heights; less than 0 where they overlap."""
        return _GAPS[self]


_GAPS = {Spacing.WIDE: (0.25, 0.8), Spacing.NARROW: (0.05, 0.25), Spacing.TOUCHING: (-0.15, 0.05)}


@dataclass(frozen=True, slots=True)
class ComposedNumber:
    """A number composed of single digits."""

    ink: Ink  # all strokes
    text: str
    groups: tuple[tuple[int, ...], ...]  # the strokes of each digit, from left to right


@dataclass(frozen=True, slots=True)
class NumberFigures:
    """How well numbers of one kind are read."""

    digits: int  # in each number
    spacing: Spacing
    count: int  # numbers read
    right: int  # wholly right
    grouped: int  # with the right strokes in each digit, whatever it was read as
    ceiling: int  # right if the strokes of each digit were known


@dataclass(frozen=True, slots=True)
class SingleFigures:
    """How well single digits are read."""

    count: int
    # right_alone, right: as one digit, and as a number
    right_alone: int
    right: int
    kept: int  # with the same answer either way


def compose(samples: Sequence[InkSample], spacing: Spacing, rng: np.random.Generator) -> ComposedNumber:
    """Put labelled digits side by side, of about one height on about one line."""
    pen = 0.0
    slope = rng.normal(0.0, SLOPE_SPREAD)
    written: list[tuple[int, bool, Stroke]] = []  # digit, whether it may come late, stroke
    for digit, sample in enumerate(samples):
        bounds = _box(sample.ink)
        scale = HEIGHT * exp(rng.normal(0.0, SIZE_SPREAD)) / _size(bounds)
        if digit:
            pen += HEIGHT * rng.uniform(*spacing.gaps)
        line = HEIGHT * rng.normal(0.0, LIFT_SPREAD) + slope * pen
        for index, stroke in enumerate(sample.ink.strokes):
            points = [Point((x - bounds.left) * scale + pen, (y - bounds.bottom) * scale + line) for x, y, _ in stroke]
            written.append((digit, index > 0, Stroke(points)))
        pen += bounds.width * scale
    may_be_late = [k for k, (_, is_later, _) in enumerate(written) if is_later]
    if may_be_late and rng.random() < LATE_SHARE:
        written.append(written.pop(may_be_late[rng.integers(len(may_be_late))]))
    return ComposedNumber(
        Ink(tuple(stroke for _, _, stroke in written)),
        "".join(str(sample.label) for sample in samples),
        tuple(tuple(k for k, (of, _, _) in enumerate(written) if of == digit) for digit in range(len(samples))),
    )


def measure_numbers(
    recognizer: Recognizer, ink: Path, writers: Sequence[str] = (), each: int = NUMBERS_EACH
) -> Iterator[NumberFigures]:
    """Compose numbers from the digits of each writer of an ink file, read them, and yield the figures of each kind.

    For honest figures neither the recognizer's model nor its digit detector may have been trained on these writers.
    """
    by_writer = _by_writer(_samples(ink, writers), ink)
    for digits in DIGIT_COUNTS:
        for spacing in Spacing:
            rng = np.random.default_rng([SEED, digits])
            right = grouped = ceiling = 0
            for number in range(each):
                own = by_writer[number % len(by_writer)]
                composed = compose([own[k] for k in rng.integers(len(own), size=digits)], spacing, rng)
                reading = NumberReader(recognizer).read(composed.ink)
                right += reading.text == composed.text
                grouped += tuple(digit.strokes for digit in reading.digits) == composed.groups
                ceiling += _text_of(recognizer, composed) == composed.text
            yield NumberFigures(digits, spacing, each, right, grouped, ceiling)


def measure_singles(recognizer: Recognizer, ink: Path, writers: Sequence[str] = ()) -> SingleFigures:
    """Read single digits both ways."""
    samples = _samples(ink, writers)
    right_alone = right = kept = 0
    for sample in samples:
        alone = recognizer.predict(sample.ink)
        reading = NumberReader(recognizer).read(sample.ink, alone)
        right_alone += alone.label == str(sample.label)
        right += reading.text == str(sample.label)
        kept += reading.text == alone.label
    return SingleFigures(len(samples), right_alone, right, kept)


def measure_stacked(recognizer: Recognizer, ink: Path, writers: Sequence[str] = (), count: int = STACKS) -> int:
    """Return how many of `count` pairs of digits on top of each other are not read as a number."""
    samples = _samples(ink, writers)
    rng = np.random.default_rng(SEED)
    kept = 0
    for _ in range(count):
        lower, upper = (samples[k] for k in rng.integers(len(samples), size=2))
        aside, down = rng.uniform(-MOST_ASIDE, MOST_ASIDE), rng.normal(0.0, LIFT_SPREAD)
        both = (*_centred(lower.ink, 0.0, 0.0), *_centred(upper.ink, aside * HEIGHT, down * HEIGHT))
        kept += len(NumberReader(recognizer).read(Ink(both)).digits) == 1
    return kept


def _centred(ink: Ink, x: float, y: float) -> list[Stroke]:
    """Return a digit's strokes at the usual height, the middle of their box at (x, y)."""
    bounds = _box(ink)
    scale = HEIGHT / _size(bounds)
    middle_x, middle_y = (bounds.left + bounds.right) / 2.0, (bounds.top + bounds.bottom) / 2.0
    return [
        Stroke(Point((at_x - middle_x) * scale + x, (at_y - middle_y) * scale + y) for at_x, at_y, _ in stroke)
        for stroke in ink.strokes
    ]


def _box(ink: Ink) -> Bounds:
    bounds = ink.bounds
    if bounds is None:
        raise InkError("This ink is empty", "It holds no stroke: draw at least one.")
    return bounds


def _size(bounds: Bounds) -> float:
    """Return what counts as a digit's height: a wide one is not scaled up to the height of an upright one."""
    return max(bounds.height, 0.6 * bounds.width, 1e-6)


def measure_moves(recognizer: Recognizer, ink: Path, writers: Sequence[str] = ()) -> float:
    """Write the last digits of four-digit numbers point by point; return the median seconds a point takes.

    Reading all of the ink as one digit is not included.
    """
    by_writer = _by_writer(_samples(ink, writers), ink)
    rng = np.random.default_rng(SEED)
    seconds: list[float] = []
    for number in range(NUMBERS_WRITTEN):
        own = by_writer[number % len(by_writer)]
        composed = compose([own[k] for k in rng.integers(len(own), size=4)], Spacing.NARROW, rng)
        reader = NumberReader(recognizer)
        last = set(composed.groups[-1])
        strokes = composed.ink.strokes
        written = Ink(tuple(stroke for k, stroke in enumerate(strokes) if k not in last))
        for stroke in (strokes[k] for k in sorted(last)):
            for index, point in enumerate(stroke):
                written = written.pen_moved(point) if index else written.pen_down(point)
                whole = recognizer.predict(written)
                started = perf_counter()
                reader.read(written, whole)
                seconds.append(perf_counter() - started)
            written = written.pen_up()
    return median(seconds)


def _samples(ink: Path, writers: Sequence[str]) -> Sequence[InkSample]:
    whole = read_ink_set(ink)
    unknown = set(writers) - {sample.writer for sample in whole.samples}
    if unknown:
        raise InkError(
            "No writer of that name is in this ink",
            "{path} holds no digit by {names}. Name one of the writers in the file.",
            path=ink,
            names=", ".join(sorted(unknown)),
        )
    return (whole.by_writers(writers) if writers else whole).samples


def _by_writer(samples: Sequence[InkSample], ink: Path) -> list[list[InkSample]]:
    named = sorted({sample.writer for sample in samples if sample.writer is not None})
    if not named:
        raise InkError(
            "This ink does not say who wrote it",
            "No line of {path} has a “writer”. Add that to its lines, or choose another file.",
            path=ink,
        )
    return [[sample for sample in samples if sample.writer == writer] for writer in named]


def _text_of(recognizer: Recognizer, composed: ComposedNumber) -> str:
    """Return the text read if it is known which strokes make each digit."""
    strokes = composed.ink.strokes
    return "".join(recognizer.predict(Ink(tuple(strokes[k] for k in group))).label for group in composed.groups)
