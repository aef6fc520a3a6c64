"""The checkpoints of a run: what they hold at any moment, and fine-tuning, which goes on from one."""

from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from digitpad.config.model_spec import Activation
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.config.train_config import TrainConfig
from digitpad.errors import ConfigError
from digitpad.evaluation.metrics import evaluate_model
from digitpad.models import checkpoint
from digitpad.training import run as training
from digitpad.training.run import TrainingRun
from tests.support.training_runs import EVERYTHING, SMALL_MLP, after, assert_same, finished
from tests.support.training_samples import small_data


def test_a_checkpoint_between_two_reports_is_the_state_after_the_last_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopping after batch 4 keeps what a run of those 4 batches alone would have learnt."""
    ticks = count()
    monkeypatch.setattr(training, "perf_counter", lambda: float(next(ticks)))  # a report after every batch
    config = TrainConfig(model=SMALL_MLP, epochs=2, batch_size=100)
    run, undisturbed = (after(3, TrainingRun(config, small_data(1000))) for _ in range(2))
    report, stopped = next(run), run.checkpoint()
    assert (report.batch, stopped.history) == (4, ())
    assert_same(stopped.weights, after(1, undisturbed).checkpoint().weights)
    assert_same(after(16, run).checkpoint().weights, finished(config, small_data(1000)).weights)


def test_a_snapshot_is_the_checkpoint_unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "REPORT_INTERVAL", 0.0)
    run = TrainingRun(TrainConfig(model=SMALL_MLP, ema_decay=0.9), small_data())
    next(run)
    snapshot, whole = run.snapshot(), run.checkpoint()
    assert snapshot.measurements == ()
    assert snapshot.config == whole.config
    assert_same(snapshot.weights, whole.weights)


def test_a_checkpoint_does_not_change_as_training_goes_on() -> None:
    run = TrainingRun(TrainConfig(epochs=2), small_data(640))
    next(run)
    kept = run.checkpoint()
    before = {name: array.copy() for name, array in kept.weights.items()}
    list(run)
    assert_same(kept.weights, before)


def test_a_checkpoint_holds_all_that_is_known_and_survives_its_file(tmp_path: Path) -> None:
    config, data = replace(EVERYTHING, epochs=1), small_data(500)
    kept = finished(config, data)
    checkpoint.save(kept, tmp_path / "model.safetensors")
    loaded = checkpoint.load(tmp_path / "model.safetensors")
    assert replace(loaded, weights={}) == replace(kept, weights={})
    assert_same(loaded.weights, kept.weights)
    assert loaded.config == config
    assert loaded.data[0].sha256 == data.train.sha256
    assert loaded.created.endswith("+00:00")
    assert loaded.digitpad_version


def test_the_figures_in_a_checkpoint_are_what_evaluation_finds() -> None:
    data = small_data(1000, 300)
    kept = finished(replace(EVERYTHING, epochs=1), data)
    found = evaluate_model(kept, data.test.pixels / np.float32(255), data.test.labels).evaluation
    figure = kept.measurements[0]
    assert (figure.count, figure.correct) == (found.count, found.correct)
    assert figure.loss == pytest.approx(found.loss, rel=1e-4)


def test_with_a_running_average_the_averaged_weights_are_kept() -> None:
    config, data = TrainConfig(model=SMALL_MLP, epochs=1, learning_rate=0.2), small_data(1000)
    latest, averaged = finished(config, data), finished(replace(config, ema_decay=0.9), data)
    assert np.abs(latest.weights["layers.0.weight"] - averaged.weights["layers.0.weight"]).max() > 1e-4
    assert averaged.history[0].train_loss == latest.history[0].train_loss
    assert averaged.history[0].test_loss != latest.history[0].test_loss


def test_fine_tuning_goes_on_from_the_checkpoints_weights_and_keeps_its_sources() -> None:
    config, data = TrainConfig(model=SMALL_MLP, epochs=1), small_data(1000)
    first = finished(config, data)
    run = TrainingRun(replace(config, initial="first", seed=9), replace(data, train=data.train.first(500)), first)
    assert_same(run.checkpoint().weights, first.weights)
    list(run)
    second = run.checkpoint()
    assert second.history[0].train_loss < first.history[0].train_loss
    assert [source.count for source in second.data] == [1000, 500]


def test_fine_tuning_may_change_dropout_and_nothing_else_of_the_shape() -> None:
    first = finished(TrainConfig(model=SMALL_MLP, epochs=1), small_data(640))
    TrainingRun(TrainConfig(model=replace(SMALL_MLP, dropout=0.5)), small_data(640), first)
    for changed in ({"hidden_sizes": (32, 17)}, {"activation": Activation.TANH}, {"hidden_sizes": ()}):
        with pytest.raises(ConfigError, match="784-32-16-10 relu"):
            TrainingRun(TrainConfig(model=replace(SMALL_MLP, **changed)), small_data(640), first)


def test_fine_tuning_keeps_the_preprocessing() -> None:
    first = finished(TrainConfig(epochs=1), small_data(640))
    with pytest.raises(ConfigError, match="normalisation must be off, the mean 0"):
        TrainingRun(TrainConfig(preprocessing=Preprocessing(moments=True)), small_data(640), first)


def test_fine_tuning_without_the_weights_is_refused() -> None:
    with pytest.raises(ConfigError, match="mine was to be fine-tuned"):
        TrainingRun(TrainConfig(initial="mine"), small_data(640))
