from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.errors import ConfigError
from digitpad.gui.widgets.form_values import (
    read_betas,
    read_milestones,
    read_names,
    read_number,
    read_sizes,
    read_whole,
    write_number,
    write_value,
)


@given(st.floats(allow_nan=False))
def test_a_number_is_read_back_as_it_was_written(value: float) -> None:
    assert read_number(write_number(value)) == value


@given(st.lists(st.integers(0, 20_000), min_size=1).map(tuple))
def test_sizes_are_read_back_as_they_were_written(sizes: tuple[int, ...]) -> None:
    assert read_sizes(write_value(sizes)) == sizes


@pytest.mark.parametrize("text", ["256 128 64", "256,128,64", "256; 128; 64 ", "256, 128, 64,"])
def test_sizes_may_be_set_apart_in_any_usual_way(text: str) -> None:
    assert read_sizes(text) == (256, 128, 64)


@pytest.mark.parametrize("text", ["", "  ", "12a", "-3", "1.5, 2", ","])
def test_what_is_no_list_of_sizes_is_explained(text: str) -> None:
    with pytest.raises(ConfigError, match="256, 128, 64"):
        read_sizes(text)


@pytest.mark.parametrize(
    ("text", "value"), [("64", 64), ("60,000", 60_000), ("-3", -3), ("9223372036854775807", 2**63 - 1)]
)
def test_whole_numbers_are_read(text: str, value: int) -> None:
    assert read_whole(text) == value


@pytest.mark.parametrize("text", ["", "1.5", "ten", "6,0", "1e3", "9" * 40])
def test_what_is_no_whole_number_is_explained(text: str) -> None:
    with pytest.raises(ConfigError, match="whole number"):
        read_whole(text)


@pytest.mark.parametrize("text", ["", "abc", "0,03", "1 000"])
def test_what_is_no_number_is_explained(text: str) -> None:
    with pytest.raises(ConfigError, match=r"0\.03"):
        read_number(text)


def test_numbers_are_written_as_people_write_them() -> None:
    assert [write_number(value) for value in (0.03, 0.0, 1.0, 3e-4, 1e-5)] == ["0.03", "0", "1", "0.0003", "1e-05"]


@given(st.lists(st.integers(0, 10**9)).map(tuple))
def test_milestones_are_read_back_as_they_were_written(marks: tuple[int, ...]) -> None:
    assert read_milestones(write_value(marks)) == marks


@pytest.mark.parametrize("text", ["5, x", "-1", "2.5"])
def test_what_is_no_list_of_milestones_is_explained(text: str) -> None:
    with pytest.raises(ConfigError, match="5, 8"):
        read_milestones(text)


@given(st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_betas_are_read_back_as_they_were_written(betas: tuple[float, float]) -> None:
    assert read_betas(write_value(betas)) == betas


@pytest.mark.parametrize("text", ["", "0.9", "0.9, 0.99, 0.999"])
def test_what_is_not_two_numbers_is_explained(text: str) -> None:
    with pytest.raises(ConfigError, match=r"0\.9, 0\.999"):
        read_betas(text)


def test_names_stand_between_commas() -> None:
    assert read_names(" A25, B 1 ,,C") == ("A25", "B 1", "C")
    assert read_names("") == ()
