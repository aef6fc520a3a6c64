from digitpad.experiments.planning import combinations_of
from digitpad.experiments.ready_made import find_ready_made
from digitpad.experiments.sweep import Sweep, Variation
from digitpad.gui.experiments.naming import heading_of, names_of, title_of
from digitpad.training.request import TrainRequest

GRID = Sweep(
    base=TrainRequest(recipe="mlp-relu"),
    variations=(Variation("activation", ("relu", "sigmoid")), Variation("learning-rate", ("0.1",))),
)


def test_the_only_setting_that_differs_stands_above_its_values() -> None:
    layers = combinations_of(find_ready_made("why-four-layers").sweep)
    assert heading_of(layers) == "Hidden layers"
    assert names_of(layers)[1] == "263-132"


def test_what_all_have_in_common_is_left_out() -> None:
    assert names_of(combinations_of(GRID)) == ("ReLU", "Sigmoid")
    assert title_of(GRID) == "Activation and Learning rate, mlp-relu"


def test_where_combinations_name_other_settings_what_few_have_comes_first() -> None:
    names = names_of(combinations_of(find_ready_made("optimizers").sweep))
    assert [name.partition(",")[0] for name in names] == ["SGD", "momentum 0.9", "Nesterov", "Adam"]
