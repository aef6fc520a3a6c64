import pytest

from digitpad.config.model_spec import ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.config.recipes import RECIPES, Recipe
from digitpad.experiments.estimate import duration, estimate_of, estimate_seconds, run_seconds
from digitpad.experiments.store import SweepStore
from digitpad.experiments.sweep import JobDone
from digitpad.models.checkpoint import Checkpoint, Measurement
from digitpad.training.reports import Curve
from tests.support.models import random_weights
from tests.support.sweeps import small_plan


@pytest.mark.parametrize(
    "recipe", [it for it in RECIPES if it.targets and it.seconds > 2], ids=lambda recipe: recipe.name
)
def test_a_run_is_said_to_take_about_what_its_recipe_states(recipe: Recipe) -> None:
    assert recipe.seconds / 1.7 < run_seconds(recipe.config) < recipe.seconds * 1.7


def test_processes_share_the_runs_but_none_is_cut_in_two() -> None:
    assert estimate_seconds([10.0] * 6, 1).seconds > 60
    assert 30 < estimate_seconds([10.0] * 6, 2).seconds < 40
    assert estimate_seconds([60.0, 1.0], 8).seconds > 60
    assert estimate_seconds([], 2).seconds == 0


def test_runs_that_are_done_say_how_fast_this_machine_is_and_are_not_counted() -> None:
    plan, store = small_plan("learning-rate=0.01;0.1;0.3"), SweepStore.of_user()
    before = estimate_of(plan, 1, store)
    job = plan.jobs[0]
    measured = (Measurement("MNIST test", 100, 90, 0.1),)
    model = Checkpoint(
        ModelSpec(), Preprocessing(), weights=random_weights(ModelSpec(), 0.1), config=job.config, measurements=measured
    )
    store.add(JobDone(job, model, 50 * run_seconds(job.config), Curve(1, (1.0,))))
    after = estimate_of(plan, 1, store)
    assert (before.runs, after.runs) == (3, 2)
    assert after.seconds > 10 * before.seconds > 0


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "1 s"), (45, "45 s"), (420, "7 min"), (9000, "2.5 h")])
def test_a_time_is_said_in_the_unit_one_would_use(seconds: float, words: str) -> None:
    assert duration(seconds) == words
