"""The loop: reports, repeatability, a loss that runs away, and the same weights as the tutorial's loop."""

from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import torch

from digitpad.benchmarks.training import Tutorial, mnist_folder
from digitpad.config.model_spec import DEFAULT_MLP, ModelSpec
from digitpad.config.train_config import Device, Initialization, InkSource, TrainConfig
from digitpad.errors import ConfigError, TrainingError
from digitpad.training import data as training_data
from digitpad.training import run as training
from digitpad.training.batches import Batches
from digitpad.training.devices import available_devices
from digitpad.training.learner import diverged
from digitpad.training.run import TrainingRun, train
from tests.support.training_runs import EVERYTHING, SMALL_MLP, assert_same, finished
from tests.support.training_samples import small_data


@pytest.mark.parametrize("spec", [ModelSpec(), DEFAULT_MLP], ids=["softmax", "mlp"])
def test_the_weights_are_those_of_the_tutorial_loop(spec: ModelSpec) -> None:
    """Torchvision's MNIST, ToTensor, DataLoader and autograd, from the same weights and in the same order."""
    config, data = TrainConfig(model=spec, epochs=1), small_data(1000)
    run = TrainingRun(config, data)
    first = run.checkpoint().weights
    order, variation = (np.random.default_rng(stream) for stream in np.random.SeedSequence(config.seed).spawn(4)[:2])
    with mnist_folder() as folder:
        tutorial = Tutorial(
            config, folder, first, Batches(config, data.train, None, order=order, variation=variation).next_order()
        )
    for steps in (tutorial.steps, run):
        list(steps)
    record = run.checkpoint().history[0]
    assert record.train_loss == pytest.approx(tutorial.loss_sum / 1000, rel=1e-5)
    assert record.train_accuracy == tutorial.correct / 1000
    ours, theirs = run.checkpoint().weights, tutorial.weights()
    for name, array in theirs.items():
        np.testing.assert_allclose(ours[name], array, rtol=0, atol=1e-6)
        assert np.abs(array - first[name]).max() > 1e-4  # there was something to learn


def test_the_first_recipe_of_the_notes_lands_in_the_measured_band() -> None:
    """Softmax regression, SGD 0.03, batch 64, 2 epochs, pixels / 255: 90.2 to 90.4 % over seeds."""
    run = train(TrainConfig(learning_rate=0.03, batch_size=64, epochs=2))
    records = [report.finished_epoch for report in run if report.finished_epoch is not None]
    assert [record.epoch for record in records] == [1, 2]
    assert 0.900 < records[-1].test_accuracy < 0.906
    kept = run.checkpoint()
    assert [(source.name, source.count) for source in kept.data] == [("MNIST train", 60000)]
    assert [(figure.name, figure.count) for figure in kept.measurements] == [("MNIST test", 10000)]
    assert kept.measurements[0].accuracy == records[-1].test_accuracy


def test_reports_follow_the_batches_and_end_with_the_epochs_record() -> None:
    run = TrainingRun(TrainConfig(epochs=3, batch_size=100, learning_rate=0.1), small_data(1250))
    reports = list(run)
    places = [(report.epoch, report.batch) for report in reports]
    assert places == sorted(set(places))
    assert {(report.epochs, report.batches) for report in reports} == {(3, 13)}
    ends = [report for report in reports if report.finished_epoch is not None]
    assert [(end.epoch, end.batch) for end in ends] == [(1, 13), (2, 13), (3, 13)]
    assert reports[-1].progress == 1.0
    assert reports[-1].remaining_seconds == 0.0
    elapsed = [report.elapsed_seconds for report in reports]
    assert elapsed == sorted(elapsed)
    assert all(report.images_per_second > 0 and report.learning_rate == 0.1 for report in reports)
    losses = [end.finished_epoch.train_loss for end in ends]
    assert losses == sorted(losses, reverse=True)
    assert tuple(end.finished_epoch for end in ends) == run.checkpoint().history


def test_a_report_comes_before_another_batch_could_overstep_the_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a clock that goes on by 4 ms whenever it is read, which is once a batch, eleven batches fit."""
    ticks = count()
    monkeypatch.setattr(training, "perf_counter", lambda: next(ticks) * 0.004)
    reports = list(TrainingRun(TrainConfig(epochs=1, batch_size=10), small_data(300)))
    gaps = np.diff([0, *(report.batch for report in reports)])
    assert set(gaps[:-1]) == {11}
    assert training.REPORT_INTERVAL <= 0.05


def test_every_slow_batch_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = count()
    monkeypatch.setattr(training, "perf_counter", lambda: next(ticks) * 0.2)
    assert len(list(TrainingRun(TrainConfig(epochs=1, batch_size=100), small_data(500)))) == 5


def test_pauses_are_left_out_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour between two reports does not show."""
    now = count()
    offset = [0.0]
    monkeypatch.setattr(training, "perf_counter", lambda: next(now) * 0.02 + offset[0])
    elapsed = []
    run = TrainingRun(TrainConfig(epochs=2, batch_size=100), small_data(1000))
    for report in run:
        elapsed.append(report.elapsed_seconds)
        offset[0] += 3600.0
    assert elapsed[-1] < 3.0
    assert sum(record.seconds for record in run.checkpoint().history) == pytest.approx(elapsed[-1], abs=0.2)


@pytest.mark.parametrize("config", [TrainConfig(model=SMALL_MLP), EVERYTHING], ids=["plain", "everything"])
def test_the_same_seed_gives_the_same_weights_and_another_seed_others(config: TrainConfig, ink_path: Path) -> None:
    """Whatever torch's and numpy's global generators hold, with every random part switched on."""
    ink = InkSource(path=str(ink_path), share=0.3, held_out_writers=("BERT",))
    data, runs = small_data(500), []
    if config.augmentation:
        learnt, held_out = training_data.read_ink_source(ink)
        config, data = replace(config, ink=ink), replace(data, ink=learnt, held_out_ink=held_out)
    for seed in (config.seed, config.seed, config.seed + 1):
        torch.manual_seed(len(runs))
        np.random.seed(len(runs))  # noqa: NPY002 - the global generator is what must not matter
        runs.append(finished(replace(config, seed=seed), data).weights)
    assert_same(runs[0], runs[1])
    assert any(not np.array_equal(runs[0][name], runs[2][name]) for name in runs[0])


def test_a_run_by_steps_measures_at_the_end_of_each_pass_and_at_its_end() -> None:
    data = small_data(1000, 100)  # 10 batches a pass
    run = TrainingRun(TrainConfig(steps=25, batch_size=100, learning_rate=0.1), data)
    reports = list(run)
    ends = [report for report in reports if report.finished_epoch is not None]
    assert [(end.epoch, end.batch, end.batches, end.step) for end in ends] == [
        (1, 10, 10, 10),
        (2, 10, 10, 20),
        (3, 5, 5, 25),
    ]
    assert {(report.epochs, report.steps) for report in reports} == {(3, 25)}
    assert (reports[-1].progress, reports[-1].remaining_seconds) == (1.0, 0.0)
    assert [loss for report in reports for loss in report.losses] == list(run.curve.losses)
    assert len(run.curve.losses) == 25
    history = run.checkpoint().history
    assert [record.epoch for record in history] == [1, 2, 3]
    by_epochs = finished(TrainConfig(epochs=2, batch_size=100, learning_rate=0.1), data).history
    assert [record.test_loss for record in history[:2]] == [record.test_loss for record in by_epochs]


def test_unshuffled_epochs_all_come_in_the_order_of_the_data() -> None:
    config = TrainConfig(epochs=2, batch_size=100, shuffle=False, learning_rate=0.1)
    weights = [
        finished(replace(config, seed=seed, initialization=Initialization.NORMAL), small_data(500)).weights
        for seed in (0, 0)
    ]
    assert_same(*weights)
    order, variation = (np.random.default_rng(stream) for stream in (0, 1))
    batches = Batches(config, small_data(500).train, None, order=order, variation=variation)
    assert [batches.next_order().tolist() for _ in range(2)] == [list(range(500))] * 2


@pytest.mark.parametrize("device", [Device.CUDA, Device.MPS])
def test_a_device_that_is_not_here_is_refused_by_name_and_one_that_is_trains(device: Device) -> None:
    config = TrainConfig(model=SMALL_MLP, epochs=2, batch_size=50, learning_rate=0.1, momentum=0.9, device=device)
    if device in available_devices():
        assert finished(config, small_data(1000)).history[-1].train_accuracy > 0.5
        return
    with pytest.raises(ConfigError, match=device.name):
        TrainingRun(config, small_data(1000))


def test_training_lowers_the_loss_with_everything_switched_on() -> None:
    config = replace(EVERYTHING, epochs=6)
    history = finished(config, small_data(1000)).history
    assert history[-1].train_loss < 0.7 * history[0].train_loss
    assert history[-1].test_accuracy > 0.7


@pytest.mark.parametrize("config", [TrainConfig(learning_rate=1e38), TrainConfig(model=SMALL_MLP, learning_rate=1e25)])
def test_a_loss_that_is_no_number_ends_training_and_names_the_learning_rate(config: TrainConfig) -> None:
    run = TrainingRun(config, small_data(1000))
    with pytest.raises(TrainingError, match=r"at a learning rate of 1e\+") as error:
        list(run)
    assert f"{config.learning_rate:g}" in error.value.detail
    assert list(run) == []


def test_what_was_learnt_before_a_loss_ran_away_is_kept() -> None:
    """An L2 penalty this strong makes the weights grow by 8 % a step, until they overflow."""
    config = TrainConfig(learning_rate=0.1, weight_decay=20.8, batch_size=10, epochs=40)
    run = TrainingRun(config, small_data(1000))
    with pytest.raises(TrainingError, match="ran away"):
        list(run)
    kept = run.checkpoint()
    assert kept.history
    assert all(np.isfinite(array).all() for array in kept.weights.values())


@pytest.mark.parametrize(("learning_rate", "smaller"), [(0.5, "0.05"), (1e30, "0.1")])
def test_whose_training_ran_away_is_told_a_learning_rate_that_may_work(learning_rate: float, smaller: str) -> None:
    assert f"for example {smaller}." in diverged(TrainConfig(learning_rate=learning_rate)).detail


def test_weights_that_are_no_numbers_are_never_handed_out() -> None:
    """The only batch overflows the weights, and no loss follows that would show it."""
    run = TrainingRun(TrainConfig(learning_rate=1e38, batch_size=500, epochs=1, momentum=0.9), small_data(500))
    with pytest.raises(TrainingError, match="smaller"):
        list(run)
    assert all(np.isfinite(array).all() for array in run.checkpoint().weights.values())


def test_a_batch_larger_than_the_data_is_refused_before_training() -> None:
    with pytest.raises(ConfigError, match="60001 images was asked for, and there are 60000"):
        train(TrainConfig(batch_size=60001))


def test_a_closed_run_gives_no_report_and_no_checkpoint() -> None:
    run = TrainingRun(TrainConfig(), small_data(640))
    next(run)
    run.close()
    assert list(run) == []
    with pytest.raises(TrainingError, match="closed"):
        run.checkpoint()
    run.close()


def test_torch_uses_the_threads_the_config_says() -> None:
    try:
        TrainingRun(TrainConfig(threads=2), small_data(640))
        assert torch.get_num_threads() == 2
    finally:
        TrainingRun(TrainConfig(threads=1), small_data(640))
    assert torch.get_num_threads() == 1


def test_images_are_no_longer_varied_in_the_last_epochs() -> None:
    run = TrainingRun(replace(EVERYTHING, epochs=10), small_data(train=200, test=100))
    drawn_from = {
        report.finished_epoch.epoch: run.state().samples.variation_generator.tolist()
        for report in run
        if report.finished_epoch is not None
    }
    assert drawn_from[8] != drawn_from[9]
    assert drawn_from[9] == drawn_from[10]
