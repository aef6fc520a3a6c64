"""The training session that window and command line share, and keeping what its runs came to."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from digitpad.config.train_config import TrainConfig
from digitpad.errors import InkError, TrainingError
from digitpad.evaluation.calibration import calibrated
from digitpad.library.keeping import KeptModel, keep, stopped_runs
from digitpad.library.library import Library
from digitpad.library.names import resume_file_of
from digitpad.library.run_records import load_run
from digitpad.models.checkpoint import Measurement
from digitpad.training import run, temperature
from digitpad.training import session as sessions
from digitpad.training.data import with_validation
from digitpad.training.learner import diverged
from digitpad.training.outcome import TrainingOutcome
from digitpad.training.reports import BEYOND_HOPE, Divergence, TrainingReport
from digitpad.training.session import Event, Prepared, RunState, TrainingSession
from tests.support.training_samples import small_data

CONFIG = TrainConfig(epochs=3, batch_size=64)
NOTED = Measurement("writers B", 20, 15, 0.9, note="Of the same training without its writers, B.")


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> TrainingSession:
    """Return a session whose runs learn from a few images."""
    monkeypatch.setattr(run, "read_training_data", lambda *_, **__: small_data())
    return TrainingSession()


def follow(session: TrainingSession, events: Iterator[Event], *, stops: bool = False) -> TrainingOutcome:
    """Follow a run to its end, or stop it after its first report."""
    for event in events:
        session.note_event(event)
        if stops and isinstance(event, TrainingReport):
            session.stop()
    assert session.outcome is not None
    return session.outcome


def stopped_model(session: TrainingSession) -> KeptModel:
    """Keep a run that was stopped as "mine", with a temperature and a measurement of another training."""
    outcome = follow(session, session.start(CONFIG), stops=True)
    session.release()
    model = outcome.checkpoint
    assert model is not None
    noted = replace(calibrated(model, 2.0), temperature=2.0, measurements=(*model.measurements, NOTED))
    return keep(replace(outcome, checkpoint=noted), "mine", Library.of_user())


def resumed(session: TrainingSession, kept: KeptModel) -> Iterator[Event]:
    return session.resume_stopped(resume_file_of(kept.path), kept.path, kept.name)


def test_a_run_is_prepared_reported_and_waits_to_be_kept(session: TrainingSession) -> None:
    events = session.start(CONFIG)
    states = [session.state]
    for event in events:
        session.note_event(event)
        states += [session.state] if session.state is not states[-1] else []
        if isinstance(event, Prepared):
            assert (event.config, event.is_resumed, event.history) == (CONFIG, False, ())
    assert states == [RunState.PREPARING, RunState.RUNNING, RunState.IDLE]
    assert (session.can_start, session.can_go_on) == (False, True)
    session.release()
    assert (session.can_start, session.can_go_on) == (True, False)


def test_what_is_asked_of_a_run_that_is_not_under_way_changes_nothing(session: TrainingSession) -> None:
    for ask in (session.add_epoch, session.pause, session.resume, session.stop):
        ask()
        assert session.state is RunState.IDLE
    checkpoint = follow(session, session.start(CONFIG)).checkpoint
    assert checkpoint is not None
    assert len(checkpoint.history) == CONFIG.epochs


def test_while_a_run_is_under_way_no_other_starts(session: TrainingSession) -> None:
    session.start(CONFIG)
    with pytest.raises(RuntimeError):
        session.start(CONFIG)


def test_a_run_that_was_stopped_is_resumed_from_its_file_or_goes_on_at_once(session: TrainingSession) -> None:
    whole = follow(session, session.start(CONFIG)).checkpoint
    session.release()
    stopped = follow(session, session.start(CONFIG), stops=True)
    assert (stopped.is_stopped_early, stopped.stopped is not None) == (True, True)
    gone_on = follow(session, session.go_on()).checkpoint
    assert whole is not None
    assert gone_on is not None
    assert all(np.array_equal(gone_on.weights[name], array) for name, array in whole.weights.items())


def test_a_resumed_model_keeps_its_temperature_and_what_only_another_training_could_measure(
    session: TrainingSession,
) -> None:
    kept = stopped_model(session)
    library = Library.of_user()
    assert stopped_runs(library) == ("mine",)
    ended = keep(follow(session, resumed(session, kept)), "mine", library)
    model = library.load("mine")
    assert (model.temperature, model.measurements[-1], len(model.history)) == (2.0, NOTED, 3)
    assert (ended.resume_file, stopped_runs(library)) == (None, ())
    assert (load_run(str(ended.record)).model, load_run(str(ended.record)).is_stopped) == ("mine", False)


def test_a_resumed_model_is_not_lost_with_the_data_its_temperature_needs(
    session: TrainingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = stopped_model(session)
    events = resumed(session, kept)
    session.note_event(next(events))

    def fail(*_: object) -> None:
        raise InkError("There is no such file", "It was moved away.")

    monkeypatch.setattr(temperature, "with_temperature", fail)
    outcome = follow(session, events)
    assert outcome.error is None
    assert outcome.checkpoint is not None
    assert len(outcome.checkpoint.history) == 3


def test_so_does_one_that_breaks_off_after_an_epoch(session: TrainingSession, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = stopped_model(session)
    events = resumed(session, kept)
    session.note_event(next(events))
    step = run.TrainingRun.__next__

    def fail_in_the_last_epoch(running: run.TrainingRun) -> TrainingReport:
        report = step(running)
        if report.epoch == 3:
            raise TrainingError("Broken off", "By a test.")
        return report

    monkeypatch.setattr(run.TrainingRun, "__next__", fail_in_the_last_epoch)
    outcome = follow(session, events)
    assert isinstance(outcome.error, TrainingError)
    assert outcome.checkpoint is not None
    assert (outcome.checkpoint.temperature, outcome.checkpoint.measurements[-1]) == (2.0, NOTED)


def test_a_run_that_runs_away_tells_the_losses_that_did(session: TrainingSession) -> None:
    told: list[Event] = []
    events = map(told.append, session.start(replace(CONFIG, learning_rate=1e34)))
    with pytest.raises(TrainingError, match="ran away"):
        deque(events, maxlen=0)
    divergence = told[-1]
    assert isinstance(divergence, Divergence)
    first = divergence.step - len(divergence.losses)
    assert divergence.losses[divergence.first_hopeless_step - first - 2] < BEYOND_HOPE
    assert not divergence.losses[divergence.first_hopeless_step - first - 1] < BEYOND_HOPE
    assert len(divergence.curve.losses) == first


@pytest.mark.parametrize("runs_away", [True, False])
def test_losses_held_back_are_told_before_a_run_breaks_off(
    session: TrainingSession, monkeypatch: pytest.MonkeyPatch, *, runs_away: bool
) -> None:
    """Its first report and the ends of epochs alone are passed on at once; it ends in the second, after step 25."""
    monkeypatch.setattr(run, "REPORT_INTERVAL", 0.0)
    monkeypatch.setattr(sessions, "REPORT_SECONDS", 1e9)
    step = run.TrainingRun.__next__

    def end_early(running: run.TrainingRun) -> TrainingReport:
        report = step(running)
        if report.step > 25:
            raise diverged(CONFIG)
        if report.step == 25 and not runs_away:
            session.stop()
        return report

    monkeypatch.setattr(run.TrainingRun, "__next__", end_early)
    events = list(session.start(CONFIG))
    reports = [event for event in events if isinstance(event, TrainingReport)]
    assert len(reports) == 3
    assert sum(len(report.losses) for report in reports) == reports[-1].step == 25
    assert [type(event) for event in events].count(Divergence) == runs_away


VALIDATED = TrainConfig(epochs=30, batch_size=64, learning_rate=2.0, validation=200, keep_best=True, patience=2)


@pytest.fixture
def validated_session(monkeypatch: pytest.MonkeyPatch) -> TrainingSession:
    monkeypatch.setattr(run, "read_training_data", lambda config, **_: with_validation(config, small_data()))
    return TrainingSession()


def test_a_run_ended_by_patience_is_finished_and_goes_on_for_an_epoch_more(validated_session: TrainingSession) -> None:
    outcome = follow(validated_session, validated_session.start(VALIDATED))
    assert (outcome.is_stopped_early, outcome.stopped, outcome.ended_by_patience) == (False, None, True)
    assert outcome.times_measured == 1
    assert outcome.checkpoint is not None
    epochs = len(outcome.checkpoint.history)
    assert outcome.checkpoint.kept_epoch == epochs - 2 < 28
    record = load_run(str(keep(outcome, "mine", Library.of_user()).record))
    assert (record.kept_epoch, record.ended_by_patience, record.is_stopped) == (epochs - 2, True, False)
    longer = follow(validated_session, validated_session.go_on())
    assert longer.times_measured == 2
    assert longer.checkpoint is not None
    assert len(longer.checkpoint.history) >= epochs + 1


def test_a_validated_run_that_breaks_off_keeps_its_best_epoch_measured(
    validated_session: TrainingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = run.TrainingRun.__next__

    def fail_in_the_second_epoch(running: run.TrainingRun) -> TrainingReport:
        report = step(running)
        if report.epoch == 2:
            raise TrainingError("Broken off", "By a test.")
        return report

    monkeypatch.setattr(run.TrainingRun, "__next__", fail_in_the_second_epoch)
    outcome = follow(validated_session, validated_session.start(VALIDATED))
    assert isinstance(outcome.error, TrainingError)
    assert outcome.checkpoint is not None
    assert outcome.checkpoint.kept_epoch == 1
    assert [each.name for each in outcome.checkpoint.measurements] == ["MNIST test", "MNIST validation"]
