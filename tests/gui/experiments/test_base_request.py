import pytest

from digitpad.config.recipes import RECIPES, Recipe
from digitpad.gui.experiments.base_request import request_of


@pytest.mark.parametrize("recipe", [each for each in RECIPES if not each.needs_ink], ids=lambda recipe: recipe.name)
def test_settings_of_a_form_are_asked_for_as_they_are(recipe: Recipe) -> None:
    assert request_of(recipe.config).config(None) == recipe.config
