"""Which epoch of a run is kept, and when it stops early."""

from dataclasses import replace
from functools import partial
from itertools import count

import numpy as np
import pytest

from digitpad.config.model_spec import ModelSpec
from digitpad.config.train_config import TrainConfig
from digitpad.errors import ConfigError
from digitpad.models.checkpoint import EpochRecord
from digitpad.training import run as training
from digitpad.training.data import with_validation
from digitpad.training.run import TrainingRun
from digitpad.training.selection import Selection, flat, unflat
from tests.support.models import random_weights
from tests.support.training_runs import after, assert_same
from tests.support.training_samples import small_data

CONFIG = TrainConfig(epochs=8, batch_size=60, learning_rate=2.0, validation=100, keep_best=True)
"""Its steps are so large that the accuracy goes up and down."""


def run_of(config: TrainConfig) -> TrainingRun:
    return TrainingRun(config, with_validation(config, small_data(700, 200)))


def record(epoch: int, accuracy: float, loss: float = 1.0) -> EpochRecord:
    return EpochRecord(epoch, 1.0, 0.5, None, None, 0.1, 1.0, loss, accuracy)


def test_the_most_accurate_epoch_is_best_and_of_equal_ones_that_of_the_lower_loss() -> None:
    selection = Selection(CONFIG)
    for epoch, (accuracy, loss) in enumerate([(0.8, 1.0), (0.9, 1.0), (0.9, 0.9), (0.9, 0.9), (0.85, 0.1)], start=1):
        selection.note(record(epoch, accuracy, loss), 10 * epoch, lambda: {"epoch": np.float32(epoch)})  # type: ignore[dict-item] # noqa: B023 - called at once
    assert selection.best is not None
    assert (selection.best.epoch, selection.best.step) == (3, 30)
    assert selection.weights == {"epoch": np.float32(3)}


def test_a_run_is_over_once_so_many_epochs_did_no_better() -> None:
    selection, over = Selection(replace(CONFIG, patience=2)), []
    for epoch, accuracy in enumerate([0.5, 0.4, 0.6, 0.6, 0.6], start=1):
        selection.note(record(epoch, accuracy), epoch, dict)
        over.append(selection.is_over)
    assert over == [False, False, False, False, True]


def test_weights_come_back_from_one_vector() -> None:
    spec = ModelSpec(hidden_sizes=(7, 5))
    weights = random_weights(spec, 0.1)
    assert_same(unflat(flat(weights, spec), spec), weights)


@pytest.mark.parametrize("config", [CONFIG, replace(CONFIG, ema_decay=0.5), replace(CONFIG, steps=75)])
def test_the_weights_of_the_best_epoch_are_kept_and_measured(config: TrainConfig) -> None:
    """Averaged ones where they are averaged; epochs that a run by steps cuts short count as well."""
    run, ends = run_of(config), {}
    for report in run:
        if report.finished_epoch is not None:
            ends[report.epoch] = run.snapshot().weights
    kept = run.checkpoint()
    by_accuracy = {
        each.epoch: (each.validation_accuracy or 0.0, -(each.validation_loss or 0.0)) for each in kept.history
    }
    best = max(by_accuracy, key=lambda epoch: by_accuracy[epoch])
    assert kept.kept_epoch == best < len(ends)
    assert_same(kept.weights, ends[best])
    test, validation = kept.measurements
    assert (test.name, validation.name) == ("MNIST test", "MNIST validation")
    assert validation.accuracy == by_accuracy[best][0]


def test_the_test_part_is_measured_once_at_the_end() -> None:
    run = run_of(CONFIG)
    list(run)
    assert {(each.test_loss, each.test_accuracy) for each in run.history} == {(None, None)}
    assert run.times_measured == 0
    run.checkpoint()
    assert run.times_measured == 1


def test_without_keeping_the_best_the_last_weights_are_kept() -> None:
    run = run_of(replace(CONFIG, keep_best=False))
    list(run)
    kept = run.checkpoint()
    assert kept.kept_epoch is None
    assert_same(kept.weights, run.snapshot().weights)


def test_before_the_first_epochs_end_the_present_weights_are_all_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training, "perf_counter", partial(next, count()))  # so that each batch is reported
    run = run_of(CONFIG)
    next(run)
    assert run.checkpoint().kept_epoch is None


def test_early_stopping_ends_a_run_which_goes_on_as_one_of_more_patience() -> None:
    config = replace(CONFIG, epochs=30, patience=2)
    run = run_of(config)
    last = list(run)[-1]
    assert run.ended_by_patience
    assert last.ended_by_patience
    assert last.is_last
    assert last.remaining_seconds == 0.0
    best = run.checkpoint().kept_epoch
    assert best is not None
    assert len(run.history) == best + 2 < 30
    run.add_epoch()
    list(run)
    assert len(run.history) >= best + 3
    longer = run_of(replace(config, patience=3))
    list(longer)
    assert run.config == longer.config
    assert_same(run.checkpoint().weights, longer.checkpoint().weights)


def test_a_run_that_was_lengthened_still_keeps_the_best_of_all_its_epochs() -> None:
    short, long = run_of(replace(CONFIG, epochs=4)), run_of(replace(CONFIG, epochs=5))
    list(short)
    short.add_epoch()
    list(short)
    list(long)
    assert short.checkpoint().kept_epoch == long.checkpoint().kept_epoch
    assert_same(short.checkpoint().weights, long.checkpoint().weights)


@pytest.mark.parametrize(
    "change", [{"keep_best": True}, {"patience": 3}, {"validation": -1}, {"validation": 9, "patience": 0}]
)
def test_choosing_without_a_validation_part_is_refused(change: dict[str, int]) -> None:
    with pytest.raises(ConfigError):
        TrainConfig(**change)  # type: ignore[arg-type]


def test_a_run_that_breaks_off_is_measured_by_the_weights_kept_until_then() -> None:
    run = run_of(CONFIG)
    while next(run).finished_epoch is None:
        pass
    kept = run.epoch_checkpoint()
    assert (kept.kept_epoch, kept.measurements) == (1, ())
    measured = run.measured(kept)
    assert [each.name for each in measured.measurements] == ["MNIST test", "MNIST validation"]
    assert measured.measurements[1].accuracy == run.history[0].validation_accuracy


def test_stopped_within_an_epoch_a_run_keeps_the_best_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "perf_counter", partial(next, count()))  # so that each batch is reported
    run = run_of(CONFIG)
    after(10, run)
    first = run.snapshot().weights
    after(3, run)
    kept = run.checkpoint()
    assert kept.kept_epoch == 1
    assert_same(kept.weights, first)
    assert any(not np.array_equal(first[name], array) for name, array in run.snapshot().weights.items())
