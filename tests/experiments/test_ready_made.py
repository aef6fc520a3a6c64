import pytest

from digitpad.config.model_spec import DEFAULT_MLP
from digitpad.errors import ConfigError
from digitpad.experiments.planning import combinations_of
from digitpad.experiments.ready_made import READY_MADE, ReadyMade, find_ready_made


@pytest.mark.parametrize("ready_made", READY_MADE, ids=lambda each: each.name)
def test_each_can_be_planned_and_asks_something(ready_made: ReadyMade) -> None:
    assert len(combinations_of(ready_made.sweep)) >= 4
    assert ready_made.sweep.name == ready_made.name
    assert ready_made.question.endswith("?")
    assert ready_made.reading


def test_why_four_layers_has_one_to_five_at_equal_and_at_growing_parameters() -> None:
    models = [each.config.model for each in combinations_of(find_ready_made("why-four-layers").sweep)]
    assert [len(model.hidden_sizes) for model in models] == [1, 2, 3, 4, 5] * 2
    equal, growing = ([model.parameter_count for model in part] for part in (models[:5], models[5:]))
    assert models[2] == DEFAULT_MLP
    assert max(equal) / min(equal) < 1.02
    assert growing == sorted(set(growing))
    assert (growing[0], growing[-1]) == (203_530, 466_698)


def test_a_name_that_is_none_of_them_is_refused() -> None:
    with pytest.raises(ConfigError, match="why-four-layers"):
        find_ready_made("why-five-layers")
