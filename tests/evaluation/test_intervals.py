import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.evaluation.intervals import RESAMPLES, interval_of, wilson_interval, with_writers, writer_interval
from digitpad.models.checkpoint import Measurement, WriterCounts

MEASURED = Measurement("pens", 6, 4, 0.5)


@pytest.mark.parametrize(("correct", "count"), [(8, 10), (1, 3), (9880, 10000), (5, 7494)])
def test_the_bounds_solve_wilsons_equation(correct: int, count: int) -> None:
    """At either bound p, the fraction seen lies 1.96 standard deviations sqrt(p (1 - p) / n) from p."""
    for bound in wilson_interval(correct, count):
        distance = abs(correct / count - bound)
        assert distance == pytest.approx(1.959964 * math.sqrt(bound * (1 - bound) / count), rel=1e-5)


def test_nothing_and_everything_right_give_one_sided_intervals() -> None:
    assert wilson_interval(0, 10)[0] == 0.0
    assert wilson_interval(10, 10)[1] == pytest.approx(1.0, abs=1e-12)
    assert wilson_interval(0, 10)[1] == pytest.approx(1.959964**2 / (10 + 1.959964**2), rel=1e-5)


@given(st.integers(1, 10**6).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count))))
def test_the_interval_holds_the_accuracy_and_stays_between_0_and_1(drawn: tuple[int, int]) -> None:
    correct, count = drawn
    low, high = wilson_interval(correct, count)
    assert 0.0 <= low <= correct / count + 1e-12
    assert correct / count - 1e-12 <= high <= 1.0


def test_people_who_differ_make_the_interval_wider_than_as_many_independent_digits() -> None:
    counts = [250] * 6
    low, high = writer_interval([250, 250, 250, 250, 250, 200], counts)
    apart = wilson_interval(1450, 1500)
    assert low < apart.low < 1450 / 1500 < high
    assert high - low > 2 * (apart.high - apart.low)


def test_the_interval_by_writer_is_as_wide_as_the_spread_of_writers_says() -> None:
    """With many writers of equal counts it nears 1.96 standard errors of their mean accuracy."""
    correct = np.random.default_rng(0).integers(80, 100, 200)
    low, high = writer_interval(correct.tolist(), [100] * 200)
    error = correct.std() / 100 / math.sqrt(200)
    assert (high - low) / 2 == pytest.approx(1.96 * error, rel=0.05)
    assert (high + low) / 2 == pytest.approx(correct.mean() / 100, abs=0.1 * error)


def test_the_same_seed_gives_the_same_interval_and_another_one_nearly_the_same() -> None:
    correct, count = [240, 250, 230, 249, 235, 248], [250] * 6
    first = writer_interval(correct, count, seed=1)
    assert writer_interval(correct, count, seed=1) == first
    assert writer_interval(correct, count, seed=2) == pytest.approx(first, abs=0.001)


def test_many_writers_are_resampled_in_little_memory_and_to_the_same_interval() -> None:
    generator = np.random.default_rng(0)
    count = generator.integers(20, 40, 999)
    correct = count - generator.integers(0, 5, 999)
    tracemalloc.start()
    try:
        interval = writer_interval(correct.tolist(), count.tolist())
        assert tracemalloc.get_traced_memory()[1] < 30e6
    finally:
        tracemalloc.stop()
    drawn = np.random.default_rng(0).integers(999, size=(RESAMPLES, 999))
    shares = correct[drawn].sum(axis=1) / count[drawn].sum(axis=1)
    assert interval == tuple(np.quantile(shares, (0.025, 0.975)))


@pytest.mark.parametrize(
    ("correct", "count"),
    [([9], [10]), ([10, 20], [10, 20]), ([0, 0], [10, 10]), ([5, 10, 5], [6, 12, 6])],
    ids=["one writer", "no error", "nothing right", "all alike"],
)
def test_where_writers_say_nothing_digits_do(correct: list[int], count: list[int]) -> None:
    assert writer_interval(correct, count) == wilson_interval(sum(correct), sum(count))


def test_a_measurement_is_told_by_writer() -> None:
    is_right = np.array([True, False, True, True, False, True])
    made = with_writers(MEASURED, is_right, ["B", "A", "A", "B", "B", "B"])
    assert made.writers == (WriterCounts("A", 2, 1), WriterCounts("B", 4, 3))
    assert made.interval == tuple(writer_interval([1, 3], [2, 4]))
    assert interval_of(made) == made.interval


@pytest.mark.parametrize("errors", [0, 2])
def test_an_interval_that_is_not_resampled_is_not_stored_as_one(errors: int) -> None:
    made = with_writers(MEASURED, np.arange(6) >= errors, ["A", "B"] * 3)
    assert made.interval is None
    assert len(made.writers) == 2


@pytest.mark.parametrize("writers", [(), ("A", None, "A", "A", "A", "A")], ids=["none known", "one not known"])
def test_without_knowing_who_wrote_it_a_measurement_stays(writers: tuple[str | None, ...]) -> None:
    made = with_writers(MEASURED, np.ones(6, np.bool_), writers)
    assert made == MEASURED
    assert interval_of(made) == wilson_interval(4, 6)
