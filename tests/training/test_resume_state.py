"""Going on with a stopped run: exactly as if it had never been stopped, and with nothing else."""

import json
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load as decode_tensors
from safetensors.numpy import save as encode_tensors

from digitpad.config.model_spec import Activation, ModelSpec
from digitpad.config.train_config import InkSource, Optimizer, Schedule, TrainConfig
from digitpad.errors import CheckpointError, ConfigError, TrainingError
from digitpad.models import checkpoint as checkpoints
from digitpad.training import resume_state
from digitpad.training import run as training
from digitpad.training.data import TrainingData, with_validation
from digitpad.training.resume_state import ResumeState
from digitpad.training.run import TrainingRun
from tests.support import training_runs
from tests.support.training_runs import after, assert_same, finished
from tests.support.training_samples import line_ink, small_data

EVERYTHING = replace(
    training_runs.EVERYTHING,
    model=ModelSpec(hidden_sizes=(24, 12), activation=Activation.TANH, dropout=0.3),
    ink=InkSource(path="lines.jsonl", share=0.3),
    epochs=3,
    batch_size=64,
)

CONFIGS = {
    "everything": EVERYTHING,
    "plain": TrainConfig(epochs=2, batch_size=64),
    "momentum": TrainConfig(epochs=2, batch_size=64, momentum=0.9, nesterov=True, schedule=Schedule.COSINE),
    "adam by steps": TrainConfig(optimizer=Optimizer.ADAM, steps=25, batch_size=64, drop_last=True),
    "with replacement": TrainConfig(epochs=2, batch_size=64, replacement=True),
    "validation": TrainConfig(
        epochs=5, batch_size=60, validation=30, keep_best=True, patience=2, learning_rate=2.0, ema_decay=0.5
    ),
    "unshuffled": TrainConfig(epochs=2, batch_size=64, shuffle=False, ema_decay=0.5),
}

PATH = Path("stopped.resume.safetensors")


@pytest.fixture(autouse=True)
def report_after_every_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a run can be stopped after any."""
    ticks = count()
    monkeypatch.setattr(training, "perf_counter", lambda: float(next(ticks)))


def data_for(config: TrainConfig) -> TrainingData:
    data = small_data(600, 100)  # 10 batches, the last of 24
    if config.validation:
        return with_validation(config, data)
    return data if config.ink is None else replace(data, ink=line_ink())


def stopped_after(config: TrainConfig, steps: int) -> ResumeState:
    return after(steps, TrainingRun(config, data_for(config))).state()


def through_a_file(state: ResumeState, folder: Path) -> ResumeState:
    resume_state.save(state, folder / PATH)
    return resume_state.load(folder / PATH)


@pytest.mark.parametrize("name", CONFIGS)
@pytest.mark.parametrize("steps", [1, 7, 9, 10, 13])
def test_resumed_equals_uninterrupted_bit_for_bit(name: str, steps: int, tmp_path: Path) -> None:
    """From mid-epoch, before an epoch's last batch, at its end and in the next one."""
    config = CONFIGS[name]
    whole = TrainingRun(config, data_for(config))
    reports = list(whole)
    state = through_a_file(stopped_after(config, steps), tmp_path)
    resumed = TrainingRun(state.config, data_for(config), stopped=state)
    rest = list(resumed)
    assert [(report.step, report.losses, report.learning_rate) for report in rest] == [
        (report.step, report.losses, report.learning_rate) for report in reports[steps:]
    ]
    ours, theirs = resumed.checkpoint(), whole.checkpoint()
    assert_same(ours.weights, theirs.weights)
    timeless = [replace(record, seconds=0.0) for record in ours.history]
    assert timeless == [replace(record, seconds=0.0) for record in theirs.history]
    assert (ours.kept_epoch, resumed.ended_by_patience) == (theirs.kept_epoch, whole.ended_by_patience)
    assert resumed.times_measured == whole.times_measured == 1
    assert (ours.data, ours.measurements, resumed.curve) == (theirs.data, theirs.measurements, whole.curve)


def test_a_resumed_run_knows_how_often_its_test_part_was_measured(tmp_path: Path) -> None:
    config = CONFIGS["validation"]
    stopped = after(7, TrainingRun(config, data_for(config)))
    stopped.checkpoint()
    resumed = TrainingRun(config, data_for(config), stopped=through_a_file(stopped.state(), tmp_path))
    resumed.checkpoint()
    assert resumed.times_measured == 2


def test_resumed_while_unaugmented_a_run_ends_as_if_it_had_not_been_stopped(tmp_path: Path) -> None:
    config = replace(EVERYTHING, epochs=10)
    state = through_a_file(stopped_after(config, 94), tmp_path)
    assert state.place.epoch == 10
    resumed = TrainingRun(config, data_for(config), stopped=state)
    list(resumed)
    assert_same(resumed.checkpoint().weights, finished(config, data_for(config)).weights)


def test_a_run_lengthened_while_unaugmented_goes_on_the_same_when_resumed() -> None:
    config = replace(EVERYTHING, epochs=10)
    run = after(94, TrainingRun(config, data_for(config)))
    run.add_epoch()
    state = run.state()
    resumed = TrainingRun(state.config, data_for(config), stopped=state)
    assert_same(after(4, run).checkpoint().weights, after(4, resumed).checkpoint().weights)


def test_a_run_resumed_twice_ends_the_same(tmp_path: Path) -> None:
    state = stopped_after(EVERYTHING, 4)
    for _ in range(2):
        run = TrainingRun(EVERYTHING, data_for(EVERYTHING), stopped=through_a_file(state, tmp_path))
        state = after(8, run).state()
    last = TrainingRun(EVERYTHING, data_for(EVERYTHING), stopped=state)
    list(last)
    assert_same(last.checkpoint().weights, finished(EVERYTHING, data_for(EVERYTHING)).weights)


def test_a_state_does_not_change_as_the_run_goes_on() -> None:
    run = TrainingRun(EVERYTHING, data_for(EVERYTHING))
    next(run)
    state = run.state()
    before = resume_state.encode(state)
    list(run)
    assert resume_state.encode(state) == before


def test_more_epochs_than_at_first_is_one_run_as_long() -> None:
    config = CONFIGS["plain"]
    state = stopped_after(config, 12)
    resumed = TrainingRun(resume_state.lengthened(state.config, epochs=3), data_for(config), stopped=state)
    assert [report.epochs for report in resumed] == [3] * 18
    assert_same(resumed.checkpoint().weights, finished(replace(config, epochs=3), data_for(config)).weights)


@pytest.mark.parametrize("steps", [0, 5, 20])
def test_an_epoch_can_be_added_before_during_and_after_a_run(steps: int) -> None:
    config = CONFIGS["plain"]
    run = after(steps, TrainingRun(config, data_for(config)))
    if steps == 20:
        assert next(run, None) is None
    run.add_epoch()
    assert len(list(run)) == 30 - steps
    kept = run.checkpoint()
    assert kept.config == replace(config, epochs=3)
    assert [record.epoch for record in kept.history] == [1, 2, 3]
    assert_same(kept.weights, finished(replace(config, epochs=3), data_for(config)).weights)


@pytest.mark.parametrize("is_over", [False, True])
def test_an_epoch_added_to_a_run_by_steps_completes_the_pass_that_was_cut_short(
    is_over: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    config = TrainConfig(steps=15, batch_size=64)
    whole = finished(replace(config, steps=25), data_for(config))
    run = after(15, TrainingRun(config, data_for(config)))
    if is_over:
        assert next(run, None) is None
    run.add_epoch()
    assert [report.step for report in run] == list(range(16, 26))
    kept = run.checkpoint()
    assert [record.epoch for record in kept.history] == [1, 2, 3]
    assert kept.history[1].train_loss == pytest.approx(whole.history[1].train_loss)
    assert_same(kept.weights, whole.weights)


def test_a_closed_run_has_no_state_and_is_not_lengthened() -> None:
    run = TrainingRun(CONFIGS["plain"], data_for(CONFIGS["plain"]))
    next(run)
    run.close()
    with pytest.raises(TrainingError, match="closed"):
        run.state()
    run.add_epoch()
    assert list(run) == []


@pytest.mark.parametrize(("epochs", "steps"), [(None, 30), (2, None)])
def test_what_cannot_be_gone_on_with_is_refused(epochs: int | None, steps: int | None) -> None:
    """Counted otherwise than it was, or no longer than it has been."""
    state = stopped_after(replace(CONFIGS["plain"], epochs=3), 20)
    with pytest.raises(ConfigError, match=r"counted in epochs|already taken 20 of 20 steps"):
        TrainingRun(
            resume_state.lengthened(state.config, epochs=epochs, steps=steps), data_for(state.config), stopped=state
        )
    by_steps = stopped_after(CONFIGS["adam by steps"], 2)
    with pytest.raises(ConfigError, match="counted in steps"):
        resume_state.lengthened(by_steps.config, epochs=5)


def test_other_data_than_before_is_refused() -> None:
    state = stopped_after(EVERYTHING, 3)
    changed = replace(data_for(EVERYTHING), ink=replace(line_ink(), sha256="0" * 64))
    with pytest.raises(ConfigError, match="The data has changed"):
        TrainingRun(EVERYTHING, changed, stopped=state)
    fewer = replace(small_data(500, 100), ink=line_ink(), train=replace(small_data(500).train))
    with pytest.raises(ConfigError):
        TrainingRun(EVERYTHING, fewer, stopped=state)


def forged(state: ResumeState, **changes: object) -> bytes:
    """Return the bytes of the same file with other arrays; None takes one out."""
    content = resume_state.encode(state)
    arrays = decode_tensors(content) | {name: array for name, array in changes.items() if array is not None}
    kept = {name: array for name, array in arrays.items() if changes.get(name, array) is not None}
    length = int.from_bytes(content[:8], "little")
    metadata = json.loads(content[8 : 8 + length])["__metadata__"]
    return encode_tensors(kept, metadata)


@pytest.mark.parametrize(
    "changes",
    [
        {"weights": None},
        {"weights": np.zeros(3, np.float32)},
        {"weights": np.full(EVERYTHING.model.parameter_count, np.nan, np.float32)},
        {"mean_square": np.zeros(EVERYTHING.model.parameter_count, np.float64)},
        {"average": None},
        {"momentum": np.zeros(EVERYTHING.model.parameter_count, np.float32)},
        {"order_generator": np.zeros(5, np.uint64)},
        {"order": np.zeros((2, 2), np.int64)},
        {"something": np.zeros(1, np.float32)},
    ],
)
def test_a_damaged_file_is_refused(changes: dict[str, np.ndarray | None]) -> None:
    with pytest.raises(CheckpointError, match="cannot be resumed"):
        resume_state.decode(forged(stopped_after(EVERYTHING, 3), **changes), PATH)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"order": np.full(600, 640, np.int64)}, "other data"),
        ({"order": np.arange(5)}, "other data"),
        ({"ink_left": np.array([-1])}, "other data"),
        ({"dropout_generator": np.zeros(16, np.uint8)}, "another device"),
    ],
)
def test_samples_that_are_not_there_and_random_numbers_of_another_device_are_refused(
    changes: dict[str, np.ndarray], reason: str
) -> None:
    state = resume_state.decode(forged(stopped_after(EVERYTHING, 3), **changes), PATH)
    with pytest.raises(ConfigError, match=reason):
        TrainingRun(EVERYTHING, data_for(EVERYTHING), stopped=state)


def test_a_model_is_no_stopped_run_and_a_stopped_run_no_model() -> None:
    run = TrainingRun(CONFIGS["plain"], data_for(CONFIGS["plain"]))
    next(run)
    with pytest.raises(CheckpointError):
        checkpoints.decode(resume_state.encode(run.state()), PATH)
    with pytest.raises(CheckpointError):
        resume_state.decode(checkpoints.encode(run.checkpoint()), PATH)


@pytest.mark.parametrize("length", [0, 8, 200, -1])
def test_a_truncated_file_is_refused(length: int) -> None:
    with pytest.raises(CheckpointError):
        resume_state.decode(resume_state.encode(stopped_after(CONFIGS["plain"], 1))[:length], PATH)


@pytest.mark.parametrize(
    "changes",
    [
        {"order_generator": np.array([1, 2, 3, 4, 2**40, 0], np.uint64)},
        {"order_generator": np.array([1, 2, 3, 5, 0, 2**63], np.uint64)},
        {"curve": np.zeros(5000)},
        {"curve_pending": np.zeros(5000)},
    ],
    ids=["switch", "half a word", "curve", "rest of the curve"],
)
def test_a_state_that_no_run_can_have_is_refused(changes: dict[str, np.ndarray]) -> None:
    content = resume_state.encode(stopped_after(CONFIGS["plain"], 3))
    length = int.from_bytes(content[:8], "little")
    metadata = json.loads(content[8 : 8 + length])["__metadata__"]
    forged = encode_tensors(decode_tensors(content) | changes, metadata)
    with pytest.raises(CheckpointError, match=r"forged\.safetensors"):
        resume_state.decode(forged, Path("forged.safetensors"))
