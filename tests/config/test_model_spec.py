import pytest

from digitpad.config.model_spec import ModelSpec
from digitpad.errors import ConfigError


@pytest.mark.parametrize("sizes", [(0,), (16_385,), (8, -1)])
def test_a_layer_of_no_units_or_of_far_too_many_is_refused(sizes: tuple[int, ...]) -> None:
    with pytest.raises(ConfigError, match="1 to 16,384 units"):
        ModelSpec(hidden_sizes=sizes)


def test_a_model_that_would_fill_the_memory_is_refused_with_what_it_would_take() -> None:
    with pytest.raises(ConfigError, match="818,380,810 parameters, and training it would take 16 GB"):
        ModelSpec(hidden_sizes=(16_384,) * 4)


def test_the_widest_layer_beside_the_largest_pictures_is_allowed() -> None:
    assert ModelSpec(inputs=3072, hidden_sizes=(16_384,)).parameter_count == 3073 * 16_384 + 16_385 * 10


def test_more_than_sixteen_hidden_layers_are_refused() -> None:
    with pytest.raises(ConfigError, match="at most 16 hidden layers"):
        ModelSpec(hidden_sizes=(4,) * 17)
