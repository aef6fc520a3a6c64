from dataclasses import replace

import numpy as np
import pytest

from digitpad.config.recipes import find_recipe
from digitpad.training.fresh_model import make_fresh_model
from digitpad.training.run import TrainingRun
from tests.support.training_samples import small_data


@pytest.mark.parametrize("name", ["softmax-sgd", "softmax-wikidocs", "mlp-relu", "softmax-fashion"])
def test_it_is_what_a_run_has_before_its_first_step(name: str) -> None:
    config = replace(find_recipe(name).config, batch_size=4)
    fresh = make_fresh_model(config, tuple("abcdefghij"))
    begun = TrainingRun(config, small_data(64, 20)).snapshot()
    assert fresh.weights.keys() == begun.weights.keys()
    for key, array in begun.weights.items():
        np.testing.assert_array_equal(fresh.weights[key], array)
    assert (fresh.spec, fresh.preprocessing, fresh.config) == (begun.spec, begun.preprocessing, config)
    assert fresh.class_names == tuple("abcdefghij")
