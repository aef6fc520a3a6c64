"""What a finished recipe's result says of its note in the window."""

from digitpad.config.recipes import find_recipe
from digitpad.gui.training.result import recipe_text
from digitpad.training.outcome import TrainingOutcome
from tests.training.test_recipe_results import some_checkpoint


def test_a_result_says_why_it_comes_out_so() -> None:
    recipe = find_recipe("softmax-sgd")
    for config, others in ((recipe.config, "91.9 to 92.1 %"), (recipe.with_mean_std(), "90.2 to 90.4 %")):
        text = recipe_text(TrainingOutcome(config, some_checkpoint(config), is_stopped_early=False))
        assert others in text.splitlines()[1]


def test_a_result_states_the_right_loss_and_the_notes() -> None:
    config = find_recipe("mlp-sigmoid").config
    text = recipe_text(TrainingOutcome(config, some_checkpoint(config), is_stopped_early=False))
    assert "0.3000" in text
    assert "0.0094" in text
