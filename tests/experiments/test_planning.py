import re
from dataclasses import replace
from pathlib import Path

import pytest

from digitpad.config.dataset_info import DatasetName
from digitpad.config.train_config import InkSource, TrainConfig
from digitpad.data.switch_dataset import with_dataset
from digitpad.errors import ConfigError, InkError
from digitpad.experiments.fingerprint import fingerprint_of, key_of, train_count
from digitpad.experiments.planning import combinations_of, plan_of, variation_of
from digitpad.experiments.sweep import Sweep
from digitpad.library.library import Library
from digitpad.training.request import TrainRequest
from tests.support.cli import add_model
from tests.support.images import write_picture_folder
from tests.support.inks import STROKES, write_lines


def sweep_of(*variations: str, seeds: int = 1, recipe: str = "mlp-relu", **asked: object) -> Sweep:
    base = TrainRequest(recipe=recipe, asked=asked)
    return Sweep(base=base, variations=tuple(map(variation_of, variations)), seeds=seeds)


def test_every_value_goes_with_every_other_and_every_seed() -> None:
    plan = plan_of(sweep_of("hidden=8;8,4", "augment=on;off", seeds=2, seed=5))
    assert [dict(each.settings) for each in plan.combinations] == [
        {"hidden": hidden, "augment": augment} for hidden in ("8", "8,4") for augment in ("on", "off")
    ]
    assert [(job.combination, job.config.seed) for job in plan.jobs] == [(n, seed) for n in range(4) for seed in (5, 6)]
    assert plan.jobs[3].config.model.hidden_sizes == (8,)
    assert [job.config.augmentation for job in plan.jobs] == [True, True, False, False] * 2
    assert len({job.key for job in plan.jobs}) == 8


@pytest.mark.parametrize(
    ("variations", "named"),
    [
        (["rate=1"], "rate"),
        (["hidden"], "hidden"),
        (["hidden="], "hidden"),
        (["hidden=8;;9"], "hidden"),
        (["hidden=8;08"], "hidden"),
        (["hidden=8", "hidden=9"], "hidden"),
        (["epochs=one"], "--epochs"),
        (["batch-size=32"], "batch-size"),
        (["seed=1;2"], "seed"),
        (["optimizer=sgd;adam", "nesterov=on"], "optimizer=sgd, nesterov=on"),
        (["epochs=1;2", "steps=5"], "epochs=1, steps=5"),
        (["learning-rate=0.1;-1"], "learning-rate=-1"),
        (["schedule=step", "schedule-every=2;1000"], "schedule=step, schedule-every=1000"),
    ],
)
def test_what_cannot_work_is_refused_by_its_name(variations: list[str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        combinations_of(sweep_of(*variations, batch_size=64))


def test_combinations_that_come_to_the_same_are_refused() -> None:
    sweep = replace(sweep_of(), combinations=((("hidden", "8"),), (("hidden", "08"),)))
    with pytest.raises(ConfigError, match="hidden=8 and hidden=08"):
        combinations_of(sweep)


@pytest.mark.parametrize("variation", ["train-images=60001", "batch-size=60001", "train-images=50001"])
def test_more_images_than_there_are_are_refused_before_anything_starts(variation: str) -> None:
    held_out = 10_000 if "50001" in variation else 0
    with pytest.raises(ConfigError, match=variation):
        plan_of(sweep_of(variation, validation=held_out))


def test_a_sweep_of_countless_runs_is_refused() -> None:
    with pytest.raises(ConfigError, match="2,000"):
        combinations_of(sweep_of("threads=1;2", seeds=1001))


def test_a_key_is_of_settings_and_data_and_not_of_where_the_data_lies(tmp_path: Path) -> None:
    keys = []
    for place in ("here", "there", "other"):
        write_picture_folder(tmp_path / place, each=3 if place == "other" else 2)
        config = with_dataset(TrainConfig(), DatasetName.FOLDER, str(tmp_path / place))
        keys.append(key_of(config, fingerprint_of(config)))
    assert keys[0] == keys[1] != keys[2]
    config = TrainConfig(ink=InkSource(path="a.jsonl"))
    assert key_of(config, "x") == key_of(replace(config, ink=InkSource(path="b.jsonl")), "x")
    assert len({key_of(config, "x"), key_of(config, "y"), key_of(replace(config, seed=1), "x")}) == 3


def test_a_fingerprint_is_of_the_model_to_go_on_from_too(tmp_path: Path) -> None:
    write_picture_folder(tmp_path / "pictures", each=2)
    plain = with_dataset(TrainConfig(), DatasetName.FOLDER, str(tmp_path / "pictures"))
    assert train_count(plain) == 4
    tuned, checkpoint = replace(plain, initial="mine"), add_model("mine")
    before = fingerprint_of(tuned)
    assert before == fingerprint_of(tuned) != fingerprint_of(plain)
    Library.of_user().replace("mine", replace(checkpoint, created="2026-01-01T10:00:00+00:00"))
    assert fingerprint_of(tuned) != before


def test_a_fingerprint_is_of_the_inks_content_too(tmp_path: Path) -> None:
    ink = tmp_path / "ink.jsonl"
    config = TrainConfig(ink=InkSource(path=str(ink)))
    with pytest.raises(InkError, match=re.escape(str(ink))):
        fingerprint_of(config)
    prints = set()
    for count in (1, 2):
        write_lines(ink, *[{"strokes": STROKES}] * count)
        prints.add(fingerprint_of(config))
    assert len(prints) == 2


def test_keys_stay_as_they_are_so_that_finished_runs_are_found_again() -> None:
    assert key_of(TrainConfig(epochs=3, seed=1), "data") == "b81b8cfeda9a411e1ab93caaed9489e1"
