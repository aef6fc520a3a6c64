"""Confidence intervals of an accuracy, on more such samples or on other people. numpy only."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from digitpad.models.checkpoint import WriterCounts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from digitpad.models.checkpoint import Measurement

NORMAL_QUANTILE = 1.959963984540054
"""A normal variable lies within this many standard deviations of its mean in 95 % of cases."""

RESAMPLES = 10_000
"""Resamples of the writers: the interval's ends move by a hundredth of its width from seed to seed."""

_DRAWN_AT_ONCE = 500_000
"""Writers drawn in one go, 4 MB of numbers: the draws are the same in any parts."""


class Interval(NamedTuple):
    """A 95 % confidence interval of a fraction."""

    low: float
    high: float


def wilson_interval(correct: int, count: int) -> Interval:
    """Return the 95 % confidence interval of a fraction, which never leaves 0 to 1 [1]_.

    References
    ----------
    .. [1] Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
    """
    fraction, z2 = correct / count, NORMAL_QUANTILE**2
    middle = (fraction + z2 / (2 * count)) / (1 + z2 / count)
    reach = NORMAL_QUANTILE * math.sqrt(fraction * (1 - fraction) / count + z2 / (4 * count**2)) / (1 + z2 / count)
    return Interval(max(0.0, middle - reach), min(1.0, middle + reach))


def writer_interval(correct_by_writer: Sequence[int], count_by_writer: Sequence[int], seed: int = 0) -> Interval:
    """Return the 95 % confidence interval of the accuracy on other people, from a few people's digits.

    One person's digits resemble one another, so people are resampled, with all they wrote, not digits [1]_. If they do
    not differ (`do_differ`), it is the interval of independent samples.

    References
    ----------
    .. [1] Field, Welsh, "Bootstrapping clustered data" (2007).
    """
    if not do_differ(correct_by_writer, count_by_writer):
        return wilson_interval(sum(correct_by_writer), sum(count_by_writer))
    correct, count = np.array(correct_by_writer), np.array(count_by_writer)
    generator = np.random.default_rng(seed)
    rows = max(_DRAWN_AT_ONCE // len(count), 1)
    shares = np.empty(RESAMPLES)
    for start in range(0, RESAMPLES, rows):
        block = shares[start : start + rows]
        drawn = generator.integers(len(count), size=(len(block), len(count)))
        block[:] = correct[drawn].sum(axis=1) / count[drawn].sum(axis=1)
    low, high = np.quantile(shares, (0.025, 0.975)).tolist()
    return Interval(low, high)


def do_differ(correct_by_writer: Sequence[int], count_by_writer: Sequence[int]) -> bool:
    """Whether some writers were read better than others.

    Resampling writers who do not differ always gives the same accuracy, however few their digits are.
    """
    shares = {Fraction(correct, count) for correct, count in zip(correct_by_writer, count_by_writer, strict=True)}
    return len(shares) > 1


def interval_of(measurement: Measurement) -> Interval:
    """Return the 95 % confidence interval of a measurement's accuracy."""
    if measurement.interval is not None:
        return Interval(*measurement.interval)
    return wilson_interval(measurement.correct, measurement.count)


def figures_by_writer(is_right: NDArray[np.bool_], writers: Sequence[str | None]) -> tuple[WriterCounts, ...]:
    """Return figures by writer, in order of their names; none if the writer of a sample is not known.

    `is_right` has whether each sample was read right, shape (count,).
    """
    if not writers or None in writers:
        return ()
    names, numbers = np.unique(np.array(writers, dtype=str), return_inverse=True)
    count, correct = np.bincount(numbers), np.bincount(numbers[is_right], minlength=len(names))
    return tuple(map(WriterCounts, names.tolist(), count.tolist(), correct.tolist()))


def with_writers(
    measurement: Measurement, is_right: NDArray[np.bool_], writers: Sequence[str | None], seed: int = 0
) -> Measurement:
    """Return a measurement with its figures by writer and the interval resampled by them, if all writers are known."""
    figures = figures_by_writer(is_right, writers)
    if not figures:
        return measurement
    correct, count = [each.correct for each in figures], [each.count for each in figures]
    low, high = writer_interval(correct, count, seed)
    return replace(measurement, writers=figures, interval=(low, high) if do_differ(correct, count) else None)
