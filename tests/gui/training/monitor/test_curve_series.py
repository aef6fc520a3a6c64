import math
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.gui.training.monitor.curve_series import (
    COLUMNS,
    Gathering,
    Series,
    accuracy_floor,
    decades,
    loss_ceiling,
    nice_ceiling,
    power_text,
    smoothed,
    tick_step,
)


def series_of(values: Iterable[float], end: float, columns: int = COLUMNS) -> Series:
    """Return a curve of values that stand at the same distances from 0 to its end."""
    values = list(values)
    made = Series(end, columns=columns)
    for index, value in enumerate(values):
        made.append(index * end / len(values), value)
    return made


def test_a_curve_of_any_length_keeps_a_bounded_number_of_columns() -> None:
    series = series_of((index % 7 for index in range(100_000)), 10.0)
    assert len(series.thinned(10**9)) <= COLUMNS + 1
    assert len(series.thinned(300)) <= 301


def test_a_curve_that_outgrows_its_range_stays_whole_and_bounded() -> None:
    series = Series(1.0)
    for index in range(50_000):
        series.append(index / 500, index % 11)
    columns = series.thinned(10**9)
    assert COLUMNS / 2 < len(columns) <= COLUMNS + 1
    assert sum(column.count for column in columns) == 50_000
    assert [column.x for column in columns] == sorted(column.x for column in columns)
    assert columns[-1].x == pytest.approx(99.9, abs=0.2)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=300), st.integers(1, 400))
def test_thinning_keeps_mean_range_and_count(values: list[float], columns: int) -> None:
    thin = series_of(values, 1.0).thinned(columns)
    total = sum(column.count for column in thin)
    assert total == len(values)
    assert sum(column.mean * column.count for column in thin) == pytest.approx(sum(values), abs=1e-6)
    assert min(column.low for column in thin) == min(values)
    assert max(column.high for column in thin) == max(values)


@pytest.mark.parametrize("count", [1, 79, 500, 5000])
def test_a_curve_is_read_where_its_line_is_drawn(count: int) -> None:
    series = series_of((math.sin(index) for index in range(count)), 1.0)
    columns = series.thinned(10**9)
    read = [series.at(column.x, is_smoothed=True) for column in columns]
    assert read == pytest.approx(smoothed(columns))
    assert series.latest(is_smoothed=True) == read[-1]


def test_a_spike_between_two_columns_is_still_seen() -> None:
    series = series_of((9.0 if index == 555 else 1.0 for index in range(1000)), 1.0, columns=10)
    assert max(column.high for column in series.thinned(5)) == 9.0


def test_a_point_that_is_no_number_is_left_out() -> None:
    series = Series(1.0)
    series.append(0.5, math.nan)
    series.append(0.5, math.inf)
    assert not series


def test_the_value_at_an_epoch_is_that_of_the_nearest_point() -> None:
    series = Series(10.0)
    assert series.at(3.0) is None
    series.append(1.0, 0.25)
    series.append(9.0, 0.75)
    assert series.at(2.0) == 0.25
    assert series.at(8.0) == 0.75


def test_a_curve_has_no_value_before_its_first_point_and_after_its_last() -> None:
    series = Series(10.0)
    series.append(1.0, 0.25)
    series.append(3.0, 0.75)
    assert [series.at(x) for x in (0.5, 1.0, 3.0, 3.5, 9.0)] == [None, 0.25, 0.75, None, None]


def test_smoothing_leaves_a_straight_line_straight() -> None:
    series = Series(500.0, columns=500)
    for index in range(500):
        series.append(index + 0.5, 3 * index)
    means = smoothed(series.thinned(500))
    assert means[:-6] == pytest.approx([3 * index for index in range(494)])
    assert means[-6:] == pytest.approx([3 * index for index in range(494, 500)], rel=0.01)


def test_smoothing_takes_noise_away() -> None:
    series = series_of((index % 2 for index in range(1000)), 1.0)
    inner = smoothed(series.thinned(1000))[50:-50]
    assert max(inner) - min(inner) < 0.1


def test_the_accuracy_axis_shows_late_learning_large_and_clips_only_the_first_steps() -> None:
    assert accuracy_floor([]) == 0.0
    assert accuracy_floor([0.1, 0.5, 0.8]) == 0.0
    assert accuracy_floor([0.1] + [0.7] * 20) == 0.5
    assert accuracy_floor([0.1] + [0.97] * 20) == 0.9


def test_the_loss_axis_ends_at_a_round_number_above_nearly_all() -> None:
    assert loss_ceiling([]) == 2.5
    assert loss_ceiling([2.3, 1.0]) == 2.5
    assert loss_ceiling([50.0] + [0.4] * 40) == 0.5
    assert loss_ceiling([0.0, 0.0]) > 0


@given(st.floats(1e-6, 1e9))
def test_a_nice_ceiling_is_above_but_never_far(value: float) -> None:
    assert value * (1 - 1e-6) <= nice_ceiling(value) <= 2.6 * value


@given(st.integers(1, 100_000), st.integers(1, 30))
def test_epoch_labels_never_crowd(epochs: int, most: int) -> None:
    assert epochs / tick_step(epochs, most) <= most


def test_a_report_of_one_batch_waits_for_others() -> None:
    """The last batch of an epoch may be small and a report of its own; alone it would stand out from the curve."""
    gathering = Gathering(least=10)
    assert gathering.add(0.9, 40, of=938) == pytest.approx(0.9)
    assert gathering.add(0.5, 1, of=938) is None
    assert gathering.add(0.9, 39, of=938) == pytest.approx((0.5 + 39 * 0.9) / 40)


def test_epochs_of_few_batches_have_their_points() -> None:
    gathering = Gathering(least=10)
    assert gathering.add(0.6, 2, of=3) is None
    assert gathering.add(0.9, 1, of=3) == pytest.approx(0.7)


@given(st.lists(st.floats(1e-12, 1e30), max_size=20))
def test_a_logarithmic_axis_holds_all_values_between_powers_of_ten(values: list[float]) -> None:
    low, high, steps = decades(values)
    assert all(low * (1 - 1e-9) <= value <= high * (1 + 1e-9) for value in values)
    assert high > low
    lines = [low * (high / low) ** (step / steps) for step in range(steps + 1)]
    assert [math.log10(line) for line in lines] == pytest.approx([round(math.log10(line)) for line in lines], abs=1e-6)


def test_large_powers_are_written_as_powers() -> None:
    assert [power_text(value) for value in (0.01, 1.0, 1000.0, 1e12, 1e-5)] == ["0.01", "1", "1000", "10¹²", "10⁻⁵"]
