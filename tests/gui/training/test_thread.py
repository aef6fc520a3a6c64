import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.config.train_config import InkSource, TrainConfig
from digitpad.errors import ConfigError, InkError, TrainingError
from digitpad.gui.training.thread import TrainingController
from digitpad.training.outcome import TrainingOutcome
from digitpad.training.reports import TrainingReport
from digitpad.training.run import TrainingRun
from digitpad.training.session import REPORT_SECONDS, SNAPSHOT_SECONDS, RunState
from tests.support.training import LONG, SHORT, WAIT, fresh_checkpoint


def finish(qtbot: QtBot, controller: TrainingController, config: TrainConfig) -> TrainingOutcome:
    with qtbot.waitSignal(controller.finished_run, timeout=WAIT) as waiting:
        controller.start(config)
    return waiting.args[0]


def begin(qtbot: QtBot, controller: TrainingController, config: TrainConfig = LONG) -> None:
    with qtbot.waitSignal(controller.reported, timeout=WAIT):
        controller.start(config)


def stop(qtbot: QtBot, controller: TrainingController, *, keep: bool = True) -> TrainingOutcome:
    with qtbot.waitSignal(controller.finished_run, timeout=WAIT) as waiting:
        controller.stop(keep=keep)
    return waiting.args[0]


def pause(qtbot: QtBot, controller: TrainingController) -> None:
    with qtbot.waitSignal(controller.paused, timeout=WAIT):
        controller.pause()


def test_a_run_prepares_reports_and_ends_with_a_model(qtbot: QtBot, controller: TrainingController) -> None:
    reports: list[TrainingReport] = []
    controller.reported.connect(reports.append)
    states: list[RunState] = []
    controller.state_changed.connect(states.append)
    with qtbot.waitSignal(controller.prepared, timeout=WAIT):
        outcome = finish(qtbot, controller, SHORT)
    assert states == [RunState.PREPARING, RunState.RUNNING, RunState.IDLE]
    assert not outcome.is_stopped_early
    assert outcome.checkpoint.measurements[0].accuracy > 0.85
    assert reports[-1].finished_epoch is not None
    assert reports[-1].progress == 1.0


def test_no_more_than_twenty_reports_a_second_reach_the_window(qtbot: QtBot, controller: TrainingController) -> None:
    reports: list[TrainingReport] = []
    controller.reported.connect(reports.append)
    config = replace(SHORT, epochs=3, batch_size=8)
    began = time.monotonic()
    finish(qtbot, controller, config)
    within = [report for report in reports if report.finished_epoch is None]
    assert 2 < len(within) <= (time.monotonic() - began) / REPORT_SECONDS + 2


def test_stopping_keeps_what_was_learnt(qtbot: QtBot, controller: TrainingController) -> None:
    begin(qtbot, controller)
    with qtbot.waitSignal(controller.finished_run, timeout=WAIT) as waiting:
        controller.stop()
        assert controller.state is RunState.STOPPING
    outcome = waiting.args[0]
    assert outcome.is_stopped_early
    assert all(np.isfinite(array).all() for array in outcome.checkpoint.weights.values())
    assert outcome.checkpoint.measurements[0].count == 10_000
    assert not controller.is_running


def test_a_run_nobody_wants_leaves_nothing_and_cannot_be_gone_on_with(
    qtbot: QtBot, controller: TrainingController
) -> None:
    begin(qtbot, controller)
    outcome = stop(qtbot, controller, keep=False)
    assert outcome.checkpoint is None
    assert not outcome.can_go_on


def test_stopping_before_the_first_batch_leaves_nothing_to_keep(qtbot: QtBot, controller: TrainingController) -> None:
    with qtbot.waitSignal(controller.finished_run, timeout=WAIT) as waiting:
        controller.start(LONG)
        controller.stop()
    assert waiting.args[0].checkpoint is None
    assert waiting.args[0].is_stopped_early


def test_a_paused_run_reports_nothing_until_it_is_resumed(qtbot: QtBot, controller: TrainingController) -> None:
    begin(qtbot, controller)
    pause(qtbot, controller)
    assert controller.state is RunState.PAUSED
    with qtbot.assertNotEmitted(controller.reported, wait=300):
        pass
    with qtbot.waitSignal(controller.reported, timeout=WAIT):
        controller.resume()
    assert controller.state is RunState.RUNNING


def test_a_paused_run_can_be_stopped_and_kept(qtbot: QtBot, controller: TrainingController) -> None:
    begin(qtbot, controller)
    pause(qtbot, controller)
    assert stop(qtbot, controller).checkpoint is not None


def test_the_time_of_a_pause_does_not_count(qtbot: QtBot, controller: TrainingController) -> None:
    reports: list[TrainingReport] = []
    controller.reported.connect(reports.append)
    begin(qtbot, controller)
    pause(qtbot, controller)
    before = reports[-1].elapsed_seconds
    with qtbot.assertNotEmitted(controller.reported, wait=1500):
        pass
    with qtbot.waitSignal(controller.reported, timeout=WAIT):
        controller.resume()
    assert reports[-1].elapsed_seconds - before < 1.4


def test_a_loss_that_runs_away_is_told_and_the_next_run_works(qtbot: QtBot, controller: TrainingController) -> None:
    with qtbot.waitSignal(controller.failed, timeout=WAIT) as waiting:
        controller.start(replace(SHORT, learning_rate=1e38))
    error = waiting.args[0]
    assert isinstance(error, TrainingError)
    assert "1e+38" in error.detail
    assert not controller.is_running
    assert finish(qtbot, controller, SHORT).checkpoint is not None


def test_epochs_learnt_before_a_loss_runs_away_are_not_lost(qtbot: QtBot, controller: TrainingController) -> None:
    # An L2 penalty this strong makes the weights grow by 8 % a step: they run away in the fourth epoch.
    config = replace(SHORT, epochs=20, weight_decay=20.8)
    outcome = finish(qtbot, controller, config)
    assert isinstance(outcome.error, TrainingError)
    assert outcome.is_stopped_early
    assert [record.epoch for record in outcome.checkpoint.history] == [1, 2, 3]
    assert all(np.isfinite(array).all() for array in outcome.checkpoint.weights.values())


@pytest.mark.parametrize("kind", [MemoryError, OSError, RuntimeError])
def test_epochs_learnt_before_anything_else_goes_wrong_are_not_lost(
    qtbot: QtBot, controller: TrainingController, monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    epochs = []
    learn = TrainingRun.__next__

    def learn_two_epochs(run: TrainingRun) -> TrainingReport:
        if len(epochs) == 2:
            raise kind
        report = learn(run)
        if report.finished_epoch is not None:
            epochs.append(report.finished_epoch)
        return report

    monkeypatch.setattr(TrainingRun, "__next__", learn_two_epochs)
    outcome = finish(qtbot, controller, replace(SHORT, epochs=20))
    assert isinstance(outcome.error, TrainingError)
    assert [record.epoch for record in outcome.checkpoint.history] == [1, 2]


def test_a_config_that_does_not_fit_the_data_is_refused(qtbot: QtBot, controller: TrainingController) -> None:
    with qtbot.waitSignal(controller.failed, timeout=WAIT) as waiting:
        controller.start(replace(SHORT, batch_size=60_001))
    assert isinstance(waiting.args[0], ConfigError)


def test_lines_of_an_ink_file_that_are_left_out_are_told(
    qtbot: QtBot, controller: TrainingController, tmp_path: Path
) -> None:
    path = tmp_path / "some.jsonl"
    good = {"label": 1, "strokes": [[[50, 10], [50, 90]]]}
    path.write_text(f"{json.dumps(good)}\nnonsense\n{json.dumps(good)}\n")
    with qtbot.waitSignal(controller.prepared, timeout=WAIT) as waiting:
        outcome = finish(qtbot, controller, replace(SHORT, ink=InkSource(path=str(path), share=0.1)))
    (problem,) = waiting.args[0].problems
    assert isinstance(problem, InkError)
    assert "2" in str(problem)
    assert outcome.checkpoint is not None


def test_fine_tuning_goes_on_from_the_weights_given(qtbot: QtBot, controller: TrainingController) -> None:
    initial = fresh_checkpoint(SHORT.model, Preprocessing())
    config = replace(SHORT, learning_rate=1e-9, initial="mine")
    with qtbot.waitSignal(controller.finished_run, timeout=WAIT) as waiting:
        controller.start(config, initial)
    for name, weights in waiting.args[0].checkpoint.weights.items():
        np.testing.assert_allclose(weights, initial.weights[name], atol=1e-6)


def test_only_one_run_goes_on_at_a_time(qtbot: QtBot, controller: TrainingController) -> None:
    begin(qtbot, controller)
    with pytest.raises(RuntimeError):
        controller.start(SHORT)


def test_shutting_down_in_mid_training_ends_the_thread(qtbot: QtBot, controller: TrainingController) -> None:
    begin(qtbot, controller)
    assert controller.shut_down()
    assert not controller._work.thread_of_worker.isRunning()


def test_shutting_down_before_any_run_is_no_wait(controller: TrainingController) -> None:
    assert controller.shut_down()


def test_the_training_window_loads_without_torch_or_numpy() -> None:
    program = (
        "import sys, digitpad.gui.training.dialog;"
        "print([name for name in ('torch', 'torchvision', 'numpy', 'PIL') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_every_steps_loss_reaches_the_window(qtbot: QtBot, controller: TrainingController) -> None:
    reports: list[TrainingReport] = []
    controller.reported.connect(reports.append)
    finish(qtbot, controller, replace(SHORT, batch_size=16))
    assert sum(len(report.losses) for report in reports) == reports[-1].steps == 3750


def test_nobody_is_shown_weights_unless_they_are_watched(qtbot: QtBot, controller: TrainingController) -> None:
    shown: list[object] = []
    controller.learnt.connect(shown.append)
    begin(qtbot, controller)
    with qtbot.assertNotEmitted(controller.learnt, wait=400):
        pass
    controller.watch(True)
    qtbot.waitUntil(lambda: len(shown) >= 3, timeout=WAIT)
    stop(qtbot, controller)


def test_weights_are_shown_a_few_times_a_second_at_most(qtbot: QtBot, controller: TrainingController) -> None:
    shown: list[float] = []
    controller.learnt.connect(lambda _: shown.append(time.monotonic()))
    controller.watch(True)
    begin(qtbot, controller)
    qtbot.waitUntil(lambda: len(shown) >= 4, timeout=WAIT)
    assert (shown[3] - shown[0]) / 3 >= 0.8 * SNAPSHOT_SECONDS
    stop(qtbot, controller, keep=False)


def test_a_run_let_go_cannot_be_gone_on_with(qtbot: QtBot, controller: TrainingController) -> None:
    assert finish(qtbot, controller, SHORT).can_go_on
    controller.release()
    with qtbot.waitSignal(controller.failed, timeout=WAIT) as waiting:
        controller.go_on()
    assert waiting.args[0].title == "This run is closed"
    assert controller.state is RunState.IDLE
