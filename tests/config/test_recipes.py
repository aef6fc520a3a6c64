from dataclasses import replace

import pytest

from digitpad.config.dataset_info import DatasetName
from digitpad.config.model_spec import Activation, DropoutAfter, ModelSpec
from digitpad.config.preprocessing_spec import reading_for
from digitpad.config.recipes import RECIPES, find_recipe, recipe_of
from digitpad.config.train_config import CountedIn, Initialization, InkSource, Optimizer, Sampling, Schedule
from digitpad.errors import ConfigError

NOTES = ("softmax-sgd", "mlp-relu", "softmax-wikidocs", "mlp-sigmoid", "softmax-fashion", "mlp-cifar")


def test_every_recipe_has_a_name_of_its_own_and_is_found_by_it() -> None:
    assert len({recipe.name for recipe in RECIPES}) == len(RECIPES)
    for recipe in RECIPES:
        assert find_recipe(recipe.name) is recipe
        assert recipe.title
        assert recipe.note.endswith(".")


def test_an_unknown_recipe_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="softmax-sgd, mlp-relu") as error:
        find_recipe("softmax")
    assert "softmax is not one of" in error.value.detail


@pytest.mark.parametrize("name", NOTES)
def test_the_notes_recipes_run_on_plain_pixels_with_plain_sgd(name: str) -> None:
    config = find_recipe(name).with_ink(None)
    assert config.preprocessing == reading_for(config.dataset)
    assert not config.preprocessing.is_normalised
    assert config.optimizer is Optimizer.SGD
    assert not config.augmentation


def test_the_notes_recipes_are_what_the_notes_say() -> None:
    configs = {name: find_recipe(name).config for name in NOTES}
    assert {name: (c.learning_rate, c.batch_size, c.epochs) for name, c in configs.items()} == {
        "softmax-sgd": (0.03, 64, 2),
        "mlp-relu": (0.03, 64, 10),
        "softmax-wikidocs": (0.1, 100, 15),
        "mlp-sigmoid": (0.01, 32, 10),
        "softmax-fashion": (0.1, 256, 10),
        "mlp-cifar": (0.01, 64, 2),  # its epochs do not count
    }
    assert configs["mlp-relu"].model == ModelSpec(hidden_sizes=(256, 128, 64))
    assert configs["mlp-sigmoid"].model == ModelSpec(hidden_sizes=(512, 256), activation=Activation.SIGMOID)
    assert configs["mlp-sigmoid"].momentum == 0.5
    assert (configs["softmax-wikidocs"].drop_last, configs["softmax-wikidocs"].seed) == (True, 777)


def test_the_recipes_of_other_data_are_what_their_notes_say() -> None:
    fashion, cifar = (find_recipe(name).config for name in ("softmax-fashion", "mlp-cifar"))
    assert (fashion.dataset, fashion.initialization) == (DatasetName.FASHION_MNIST, Initialization.NORMAL)
    assert fashion.model == ModelSpec()
    assert cifar.model == ModelSpec(inputs=3072, hidden_sizes=(128, 64), dropout=0.5, dropout_after=DropoutAfter.LAST)
    assert (cifar.dataset, cifar.steps) == (DatasetName.CIFAR10, 3000)
    assert (cifar.schedule, cifar.schedule_every, cifar.schedule_factor) == (Schedule.STEP, 1000, 0.5)
    assert (cifar.sampling, cifar.scheduled_in) == (Sampling.REPLACEMENT, CountedIn.STEPS)
    others = (
        replace(cifar, momentum=0.9, nesterov=True, weight_decay=0.0005),
        replace(cifar, optimizer=Optimizer.ADAM),
    )
    assert [find_recipe(f"mlp-cifar-{name}").config for name in ("nesterov", "adam")] == [
        others[0],
        replace(others[1], learning_rate=0.001, betas=(0.9, 0.999)),
    ]


def test_a_schedule_that_counts_as_the_run_does_is_the_recipes_whether_that_is_said_or_not() -> None:
    recipe = find_recipe("mlp-cifar")
    assert recipe.is_run_by(replace(recipe.config, schedule_unit=None))
    assert not recipe.is_run_by(replace(recipe.config, schedule_unit=CountedIn.EPOCHS))


@pytest.mark.parametrize("name", NOTES)
def test_a_recipe_is_known_by_its_config_and_by_its_variants_but_not_when_it_is_changed(name: str) -> None:
    recipe = find_recipe(name)
    for config in (recipe.config, recipe.with_mean_std(), replace(recipe.config, seed=3, threads=2)):
        assert recipe_of(config) is recipe
    for changes in ({"learning_rate": 0.02}, {"epochs": 3}, {"dataset": DatasetName.KMNIST}):
        if "epochs" in changes and recipe.config.steps is not None:
            continue
        if "dataset" in changes and recipe.config.dataset is not DatasetName.FASHION_MNIST:
            continue
        assert recipe_of(replace(recipe.config, **changes)) is None


def test_a_bundled_models_recipe_is_known_with_its_ink() -> None:
    recipe = find_recipe("bundled-mlp")
    assert recipe_of(recipe.with_ink("pens.jsonl", ("A",))) is recipe


@pytest.mark.parametrize("name", ["bundled-softmax", "bundled-mlp"])
def test_the_bundled_models_recipes_ask_for_ink_and_take_it_by_their_share(name: str) -> None:
    recipe = find_recipe(name)
    with pytest.raises(ConfigError, match=f"{name} is trained on pen strokes as well"):
        recipe.with_ink(None)
    config = recipe.with_ink("pens.jsonl", ("A25",))
    assert recipe.ink_share is not None
    assert config.ink == InkSource(
        path="pens.jsonl", share=recipe.ink_share, held_out_writers=("A25",), slashed=recipe.ink_slashed
    )
    assert replace(config, ink=None) == recipe.config


def test_a_notes_recipe_takes_no_ink() -> None:
    with pytest.raises(ConfigError, match="Leave the ink file out"):
        find_recipe("softmax-sgd").with_ink("pens.jsonl")
