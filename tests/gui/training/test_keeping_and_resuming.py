from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from digitpad.config.model_spec import ModelSpec
from digitpad.evaluation.calibration import calibrated
from digitpad.gui.training.dialog import TrainingDialog
from digitpad.library.library import Library
from digitpad.library.names import resume_file_of
from digitpad.library.run_records import find_run, load_run, run_names
from digitpad.models.checkpoint import Measurement
from digitpad.training import resume_state
from tests.support.training import LONG, SHORT, WAIT
from tests.support.training_window import begin, click, click_until, look_again, outcome_of, rest_library, stop, train


def test_a_run_stopped_early_offers_its_model(qtbot: QtBot, dialog: TrainingDialog, library: Library) -> None:
    begin(qtbot, dialog)
    stop(qtbot, dialog)
    assert "Stopped early" in dialog.result_panel.text
    with qtbot.waitSignal(dialog.model_kept), qtbot.assertNotEmitted(dialog.model_chosen):
        click(qtbot, dialog.result_panel.keep)
    assert library.load("my-softmax").config == LONG


def test_a_model_may_be_discarded(qtbot: QtBot, dialog: TrainingDialog, library: Library) -> None:
    train(qtbot, dialog)
    click(qtbot, dialog.result_panel.discard)
    assert [entry.name for entry in library.entries() if not entry.is_bundled] == ["mine"]
    assert dialog.run_panel.start.isVisible()


@pytest.mark.parametrize("name", ["mine", "softmax", "", "a/b"])
def test_a_name_that_cannot_be_had_is_explained_beside_it(
    qtbot: QtBot, dialog: TrainingDialog, library: Library, name: str
) -> None:
    train(qtbot, dialog)
    dialog.result_panel.name.setText(name)
    with qtbot.assertNotEmitted(dialog.model_chosen):
        click(qtbot, dialog.result_panel.use)
    assert dialog.result_panel.problem
    assert outcome_of(dialog)
    dialog.result_panel.name.clear()
    qtbot.keyClicks(dialog.result_panel.name, "better")
    assert dialog.result_panel.problem == ""
    with qtbot.waitSignal(dialog.model_chosen):
        qtbot.keyClick(dialog.result_panel.name, Qt.Key.Key_Return)
    assert library.load("better")


def test_a_folder_that_cannot_be_written_does_not_lose_the_model(
    qtbot: QtBot, dialog: TrainingDialog, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(qtbot, dialog)
    (tmp_path / "file").touch()
    monkeypatch.setenv("DIGITPAD_HOME", str(tmp_path / "file"))
    click(qtbot, dialog.result_panel.use)
    assert dialog.result_panel.problem
    assert outcome_of(dialog)
    monkeypatch.setenv("DIGITPAD_HOME", str(library.folder))
    click(qtbot, dialog.result_panel.use)
    assert library.load("my-softmax")


def test_every_run_is_written_down(qtbot: QtBot, dialog: TrainingDialog) -> None:
    train(qtbot, dialog)
    assert run_names() == ()
    click(qtbot, dialog.result_panel.discard)
    (name,) = run_names()
    assert load_run(name).config == SHORT
    assert load_run(name).model == ""
    begin(qtbot, dialog, LONG)
    stop(qtbot, dialog)
    click(qtbot, dialog.result_panel.keep)
    record = find_run("my-softmax")
    assert record.is_stopped
    assert record.curve.losses
    assert record.measurements


def test_an_epoch_may_be_added_while_the_run_goes_on(qtbot: QtBot, dialog: TrainingDialog) -> None:
    begin(qtbot, dialog, replace(SHORT, epochs=2, batch_size=16))
    click_until(qtbot, dialog.run_panel.more, dialog._training.finished_run)
    assert outcome_of(dialog).config.epochs == 3
    assert dialog.learning.tiles.epoch.figure == "3 of 3"
    assert [record.epoch for record in dialog.learning.table.records] == [1, 2, 3]


def test_an_epoch_may_be_added_to_a_finished_run(qtbot: QtBot, dialog: TrainingDialog, library: Library) -> None:
    train(qtbot, dialog)
    assert dialog.result_panel.more.text() == "+1 epoch"
    dialog.result_panel.name.selectAll()
    qtbot.keyClicks(dialog.result_panel.name, "longer")
    for epochs in (2, 3):
        click_until(qtbot, dialog.result_panel.more, dialog._training.finished_run)
        assert outcome_of(dialog).config.epochs == epochs
    click(qtbot, dialog.result_panel.keep)
    assert len(library.load("longer").history) == 3
    train(qtbot, dialog, replace(SHORT, epochs=3))
    assert dialog.result_panel.chosen_name == "my-softmax"
    np.testing.assert_equal(outcome_of(dialog).checkpoint.weights, library.load("longer").weights)


def test_adding_an_epoch_by_keyboard_leaves_no_button_that_a_second_press_would_stop(
    qtbot: QtBot, dialog: TrainingDialog
) -> None:
    train(qtbot, dialog)
    dialog.result_panel.more.setFocus()
    with qtbot.waitSignal(dialog._training.finished_run, timeout=WAIT):
        qtbot.keyClick(dialog.result_panel.more, Qt.Key.Key_Space)
        assert not isinstance(dialog.focusWidget(), QAbstractButton)


def test_a_stopped_run_goes_on_at_once(qtbot: QtBot, dialog: TrainingDialog) -> None:
    begin(qtbot, dialog)
    stop(qtbot, dialog)
    assert dialog.result_panel.more.text() == "Go on"
    click_until(qtbot, dialog.result_panel.more, dialog._training.reported)
    assert dialog.run_panel.pause.isVisible()
    assert not dialog.form.fields["length"].isEnabled()
    stop(qtbot, dialog)
    assert "Stopped early" in dialog.result_panel.text


def test_a_kept_run_is_resumed_exactly_and_takes_the_place_of_what_it_was(
    qtbot: QtBot, dialog: TrainingDialog, library: Library
) -> None:
    config = replace(SHORT, epochs=2, batch_size=16, momentum=0.9, model=ModelSpec(hidden_sizes=(12,), dropout=0.2))
    begin(qtbot, dialog, config)
    stop(qtbot, dialog)
    assert not dialog.run_panel.resume_stopped.isVisible()
    click(qtbot, dialog.result_panel.keep)
    assert "can be resumed" in dialog.run_panel.message
    assert resume_file_of(library.find("my-mlp").path).is_file()
    assert dialog.run_panel.resume_stopped.isVisible()
    dialog.form.fill(SHORT)
    (action,) = dialog.run_panel.resume_stopped.menu().actions()
    with qtbot.waitSignal(dialog._training.finished_run, timeout=WAIT):
        action.trigger()
    rest_library(dialog)
    assert dialog.form.config == config
    assert not outcome_of(dialog).is_stopped_early
    assert dialog.result_panel.chosen_name == "my-mlp"
    assert [record.epoch for record in dialog.learning.table.records] == [1, 2]
    click(qtbot, dialog.result_panel.keep)
    assert not resume_file_of(library.find("my-mlp").path).exists()
    assert not dialog.run_panel.resume_stopped.isVisible()
    kept = library.load("my-mlp")
    train(qtbot, dialog, config)
    np.testing.assert_equal(outcome_of(dialog).checkpoint.weights, kept.weights)


def test_a_resumed_run_keeps_the_temperature_and_the_noted_measurements_of_its_model(
    qtbot: QtBot, dialog: TrainingDialog, library: Library
) -> None:
    begin(qtbot, dialog, replace(SHORT, epochs=2, batch_size=16))
    stop(qtbot, dialog)
    click(qtbot, dialog.result_panel.keep)
    noted = Measurement("writers B", 20, 15, 0.9, note="Of the same training without its writers, B.")
    stopped = library.load("my-softmax")
    measurements = (*stopped.measurements, noted)
    library.replace("my-softmax", replace(calibrated(stopped, 2.0), temperature=2.0, measurements=measurements))
    run = resume_file_of(library.find("my-softmax").path)
    resume_state.save(replace(resume_state.load(run), model_sha256=""), run)  # its model has other weights now
    with qtbot.waitSignal(dialog._training.finished_run, timeout=WAIT):
        dialog.resume_model("my-softmax")
    rest_library(dialog)
    assert outcome_of(dialog)
    click(qtbot, dialog.result_panel.keep)
    kept = library.load("my-softmax")
    assert len(kept.history) == 2
    assert kept.temperature == 2.0
    assert kept.measurements[1:] == (noted,)
    train(qtbot, dialog, replace(SHORT, epochs=2, batch_size=16))
    for name, array in outcome_of(dialog).checkpoint.weights.items():
        np.testing.assert_allclose(kept.weights[name], array / 2, rtol=1e-6)


def test_a_stopped_run_that_cannot_be_read_is_explained(qtbot: QtBot, dialog: TrainingDialog, library: Library) -> None:
    resume_file_of(library.find("mine").path).write_bytes(b"nothing of use")
    look_again(dialog)
    (action,) = dialog.run_panel.resume_stopped.menu().actions()
    with qtbot.waitSignal(dialog._training.failed, timeout=WAIT):
        action.trigger()
    assert dialog.run_panel.headline == "This stopped run cannot be resumed"
    assert dialog.run_panel.start.isEnabled()


def test_going_on_that_fails_leaves_the_model_from_before(
    qtbot: QtBot, dialog: TrainingDialog, library: Library
) -> None:
    train(qtbot, dialog, SHORT)
    dialog._training.session.close_run()
    with qtbot.waitSignal(dialog._training.failed, timeout=WAIT):
        click(qtbot, dialog.result_panel.more)
    assert dialog.result_panel.isVisible()
    assert not dialog.result_panel.more.isVisible()
    click(qtbot, dialog.result_panel.keep)
    assert len(library.load("my-softmax").history) == 1
