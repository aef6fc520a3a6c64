from dataclasses import replace
from typing import Any

import pytest

from digitpad.config.dataset_info import DatasetName
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.config.recipes import RECIPES
from digitpad.config.train_config import CountedIn, Schedule, TrainConfig
from digitpad.training.effects import find_ineffective, images_known
from digitpad.training.schedules import RunLength, batches_an_epoch, images_an_epoch, learning_rate_at

EVERY, MARKS, RATE, FACTOR = "schedule_every", "schedule_milestones", "schedule", "schedule_factor"
STEP, MULTI, COSINE = ({"schedule": each} for each in (Schedule.STEP, Schedule.MULTI_STEP, Schedule.COSINE))
IN_STEPS, IN_EPOCHS = {"schedule_unit": CountedIn.STEPS}, {"schedule_unit": CountedIn.EPOCHS}

CASES: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    (STEP | {"schedule_every": 1, "epochs": 2}, []),
    (STEP | {"schedule_every": 1, "epochs": 1}, [EVERY]),
    (STEP | {"schedule_every": 1000, "epochs": 2}, [EVERY]),
    (STEP | {"schedule_every": 19, "epochs": 2} | IN_STEPS, []),
    (STEP | {"schedule_every": 20, "epochs": 2} | IN_STEPS, [EVERY]),
    (STEP | {"schedule_every": 9, "epochs": 2, "images": 50} | IN_STEPS, []),
    (STEP | {"schedule_every": 10, "epochs": 2, "images": 50} | IN_STEPS, [EVERY]),
    (STEP | {"schedule_every": 18, "epochs": 2, "validation": 10} | IN_STEPS, [EVERY]),
    ({"validation": 10, "patience": 2, "epochs": 4}, []),
    ({"validation": 10, "patience": 2, "epochs": 3}, ["patience"]),
    ({"validation": 10, "patience": 2, "steps": 28}, []),  # the fourth epoch is cut short
    ({"validation": 10, "patience": 2, "steps": 27}, ["patience"]),
    (STEP | {"schedule_every": 2, "steps": 21} | IN_EPOCHS, []),
    (STEP | {"schedule_every": 2, "steps": 20} | IN_EPOCHS, [EVERY]),
    (MULTI | {"schedule_milestones": (1, 4), "epochs": 5}, []),
    (MULTI | {"schedule_milestones": (1, 4), "epochs": 4}, [MARKS]),
    (COSINE | {"epochs": 1}, [RATE]),
    (COSINE | {"epochs": 1} | IN_STEPS, []),
    (COSINE | {"epochs": 2, "schedule_period": 1000}, []),  # it falls a little all the same
    (STEP | {"epochs": 2, "schedule_factor": 1.0}, [FACTOR]),
    (MULTI | {"schedule_milestones": (9,), "epochs": 4, "schedule_factor": 1.0}, [MARKS, FACTOR]),
]


@pytest.mark.parametrize(("changes", "expected"), CASES)
def test_settings_that_can_do_nothing_are_found(changes: dict[str, Any], expected: list[str]) -> None:
    """With 100 images in batches of 10; what is found is compared with the learning rates themselves."""
    config = TrainConfig(batch_size=10, **changes)
    assert [each.setting for each in find_ineffective(config, 100)] == expected
    length = RunLength.of(config, batches_an_epoch(config, images_an_epoch(config, 100)))
    rates = {learning_rate_at(step, length, config) for step in range(length.steps)}
    if config.schedule is not Schedule.NONE and MARKS not in expected:
        assert (len(rates) == 1) is bool(expected)


def test_where_the_images_are_not_counted_what_does_not_depend_on_them_is_found() -> None:
    config = TrainConfig(
        dataset=DatasetName.FOLDER,
        folder="pictures",
        preprocessing=Preprocessing(reading=Reading.GREY),
        schedule=Schedule.STEP,
        schedule_every=5,
    )
    assert images_known(config) is None
    assert [each.setting for each in find_ineffective(config, None)] == [EVERY]
    assert not find_ineffective(replace(config, epochs=1, steps=9, schedule_unit=CountedIn.EPOCHS), None)
    assert not find_ineffective(TrainConfig(**STEP, schedule_every=9999, **IN_STEPS), None)


def test_every_recipe_is_effective_throughout() -> None:
    for recipe in RECIPES:
        assert not find_ineffective(recipe.config, images_known(recipe.config))
