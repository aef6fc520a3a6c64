import shlex
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, QThread, QTimer, SignalInstance
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit, QMessageBox, QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from digitpad.config.config_file import load_config, save_config
from digitpad.config.dataset_info import DatasetName
from digitpad.config.model_and_data_settings import StartFrom
from digitpad.config.model_spec import ModelKind, ModelSpec
from digitpad.config.recipe_targets import TargetKind
from digitpad.config.recipes import RECIPES, Recipe, find_recipe
from digitpad.config.train_command import command_of
from digitpad.config.train_config import TrainConfig
from digitpad.evaluation.calibration import calibrated
from digitpad.gui.training.dialog import TrainingDialog
from digitpad.gui.training.monitor.curve_panel import Span
from digitpad.gui.training.monitor.live_reader import INTERVAL_MILLISECONDS, LiveReader
from digitpad.gui.training.thread import TrainingController
from digitpad.gui.widgets import theme
from digitpad.gui.widgets.error_dialog import ErrorDialog
from digitpad.gui.widgets.two_line_delegate import ABOUT
from digitpad.ink.ink import Ink
from digitpad.library.library import Library
from digitpad.library.names import resume_file_of
from digitpad.library.run_records import find_run, load_run, run_names
from digitpad.models.checkpoint import Measurement
from digitpad.training.outcome import TrainingOutcome
from digitpad.training.session import RunState
from tests.gui.conftest import answer
from tests.gui.training.conftest import WAIT
from tests.support.images import write_cifar_archive
from tests.support.training import LONG, SHORT, fresh_checkpoint


@pytest.fixture
def library(user_folder: Path) -> Library:
    """Return a library with one model of the user's own."""
    made = Library(user_folder)
    made.add("mine", fresh_checkpoint(ModelSpec()))
    return made


@pytest.fixture
def dialog(qtbot: QtBot, controller: TrainingController, library: Library) -> TrainingDialog:
    return shown(qtbot, TrainingDialog(controller, library, "mine"))


@pytest.fixture
def reading_dialog(qtbot: QtBot, controller: TrainingController, library: Library) -> Iterator[TrainingDialog]:
    """Return the training window beside a pad."""
    thread = QThread()
    thread.start()
    yield shown(qtbot, TrainingDialog(controller, library, "mine", reader=LiveReader(thread)))
    thread.quit()
    assert thread.wait(10_000)


@pytest.fixture
def settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file that is chosen whenever one is asked for."""
    path = tmp_path / "settings.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    return path


def shown(qtbot: QtBot, dialog: TrainingDialog) -> TrainingDialog:
    """Show a window, and leave nothing in the end that closing would ask about."""
    qtbot.addWidget(dialog, before_close_func=lambda dialog: dialog._training.shut_down())
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def click(qtbot: QtBot, button: QAbstractButton) -> None:
    """Click a button the user can see and use."""
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def click_until(qtbot: QtBot, button: QAbstractButton, signal: SignalInstance) -> None:
    with qtbot.waitSignal(signal, timeout=WAIT):
        click(qtbot, button)


def begin(qtbot: QtBot, dialog: TrainingDialog, config: TrainConfig = LONG) -> None:
    dialog.form.fill(config)
    click_until(qtbot, dialog.run_panel.start, dialog._training.reported)


def train(qtbot: QtBot, dialog: TrainingDialog, config: TrainConfig = SHORT) -> None:
    dialog.form.fill(config)
    click_until(qtbot, dialog.run_panel.start, dialog._training.finished_run)


def stop(qtbot: QtBot, dialog: TrainingDialog) -> None:
    click_until(qtbot, dialog.run_panel.stop, dialog._training.finished_run)


def outcome_of(dialog: TrainingDialog) -> TrainingOutcome:
    """Return what the run came to that waits to be kept."""
    assert dialog._training.session.outcome is not None
    return dialog._training.session.outcome


def choose_recipe(dialog: TrainingDialog, name: str) -> Recipe:
    recipe = find_recipe(name)
    index = RECIPES.index(recipe) + 1
    dialog.recipes.box.setCurrentIndex(index)
    dialog.recipes.box.activated.emit(index)
    return recipe


def test_one_epoch_is_trained_shown_kept_and_used(qtbot: QtBot, dialog: TrainingDialog, library: Library) -> None:
    train(qtbot, dialog)
    assert dialog.learning.tiles.epoch.figure == "1 of 1"
    assert dialog.learning.tiles.test_accuracy.figure.endswith("%")
    assert "of 10,000 test images · 95 % interval" in dialog.result_panel.text
    assert dialog.result_panel.chosen_name == "my-softmax"
    told: list[str] = []
    dialog.model_kept.connect(told.append)
    dialog.model_chosen.connect(told.append)
    click(qtbot, dialog.result_panel.use)
    assert told == ["my-softmax", "my-softmax"]
    kept = library.load("my-softmax")
    assert kept.config == SHORT
    assert kept.measurements[0].accuracy > 0.85
    assert "my-softmax" in dialog.run_panel.message
    assert dialog.run_panel.start.isVisible()


def test_the_settings_of_a_run_under_way_cannot_be_changed(qtbot: QtBot, dialog: TrainingDialog) -> None:
    begin(qtbot, dialog)
    assert not dialog.form.fields["length"].isEnabled()
    assert not dialog.recipes.box.isEnabled()
    stop(qtbot, dialog)
    assert not dialog.form.fields["length"].isEnabled()
    click(qtbot, dialog.result_panel.discard)
    assert dialog.form.fields["length"].isEnabled()
    assert dialog.recipes.box.isEnabled()


def test_while_preparing_the_window_says_so(qtbot: QtBot, dialog: TrainingDialog) -> None:
    dialog.form.fill(SHORT)
    click(qtbot, dialog.run_panel.start)
    assert dialog.run_panel.headline == "Preparing…"
    assert "PyTorch" in dialog.run_panel.aside
    assert dialog.findChildren(QProgressBar)[0].maximum() == 0
    with qtbot.waitSignal(dialog._training.finished_run, timeout=WAIT):
        pass


def test_a_second_press_on_start_does_not_stop_the_run(qtbot: QtBot, dialog: TrainingDialog) -> None:
    dialog.form.fill(LONG)
    qtbot.keyClick(dialog.run_panel.start, Qt.Key.Key_Space)
    assert dialog._training.state is RunState.PREPARING
    focused = dialog.focusWidget()
    assert not isinstance(focused, QAbstractButton)
    assert dialog.run_panel.pause.pos() == dialog.run_panel.start.pos()
    assert not dialog.run_panel.pause.isEnabled()


def test_progress_is_shown_for_run_and_epoch_with_time_and_speed(qtbot: QtBot, dialog: TrainingDialog) -> None:
    begin(qtbot, dialog, replace(SHORT, epochs=2, batch_size=16))
    qtbot.waitUntil(
        lambda: dialog._training.state is RunState.IDLE or dialog.learning.tiles.epoch.figure == "2 of 2", timeout=WAIT
    )
    whole, epoch = dialog.findChildren(QProgressBar)
    assert whole.value() >= 500
    assert 0 <= epoch.value() <= 1000
    assert "Epoch 2 of 2 · batch" in dialog.run_panel.headline
    assert "left" in dialog.run_panel.aside
    assert "images/s" in dialog.run_panel.aside
    with qtbot.waitSignal(dialog._training.finished_run, timeout=WAIT):
        pass
    assert whole.value() == 1000


def test_pausing_rests_and_resuming_goes_on(qtbot: QtBot, dialog: TrainingDialog) -> None:
    begin(qtbot, dialog)
    click_until(qtbot, dialog.run_panel.pause, dialog._training.paused)
    assert dialog.run_panel.aside == "paused"
    headline = dialog.run_panel.headline
    with qtbot.assertNotEmitted(dialog._training.reported, wait=300):
        pass
    assert dialog.run_panel.headline == headline
    click_until(qtbot, dialog.run_panel.resume, dialog._training.reported)
    assert dialog.run_panel.pause.isVisible()


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
    qtbot: QtBot, dialog: TrainingDialog, library: Library, tmp_path: Path
) -> None:
    train(qtbot, dialog)
    good = library.folder
    (tmp_path / "file").touch()
    library.folder = tmp_path / "file"
    click(qtbot, dialog.result_panel.use)
    assert dialog.result_panel.problem
    assert outcome_of(dialog)
    library.folder = good
    click(qtbot, dialog.result_panel.use)
    assert library.load("my-softmax")


def test_a_failed_run_says_what_to_do_and_keeps_the_settings(qtbot: QtBot, dialog: TrainingDialog) -> None:
    config = replace(SHORT, learning_rate=1e38)
    dialog.form.fill(config)
    click_until(qtbot, dialog.run_panel.start, dialog._training.failed)
    assert dialog.run_panel.headline == "Training ran away"
    assert "1e+38" in dialog.run_panel.message
    assert dialog.form.config == config
    assert dialog.form.fields["learning_rate"].isEnabled()
    train(qtbot, dialog)
    assert outcome_of(dialog)


def test_start_waits_for_settings_that_work(dialog: TrainingDialog) -> None:
    dialog.form.fields["learning_rate"].set_text("0")
    assert not dialog.run_panel.start.isEnabled()
    dialog.form.fields["learning_rate"].set_text("0.1")
    assert dialog.run_panel.start.isEnabled()


def test_the_current_model_can_be_fine_tuned(qtbot: QtBot, dialog: TrainingDialog) -> None:
    dialog.form.fill(SHORT)
    dialog.form.fields["start"].choose(StartFrom.CURRENT)
    click_until(qtbot, dialog.run_panel.start, dialog._training.finished_run)
    assert outcome_of(dialog).config.initial == "mine"
    assert dialog.result_panel.chosen_name == "mine-tuned"


def test_the_settings_follow_the_current_model_only_when_no_run_uses_them(
    qtbot: QtBot, dialog: TrainingDialog, library: Library
) -> None:
    library.add("deep", fresh_checkpoint(ModelSpec(hidden_sizes=(16,))))
    dialog.form.fields["start"].choose(StartFrom.CURRENT)
    click_until(qtbot, dialog.run_panel.start, dialog._training.reported)
    dialog.set_current_model("deep")
    assert dialog.form.fields["kind"].value is ModelKind.SOFTMAX
    with qtbot.waitSignal(dialog._training.finished_run, timeout=WAIT):
        dialog._training.stop(keep=False)
    assert dialog.form.fields["kind"].value is ModelKind.MLP


def test_fine_tuning_goes_on_from_what_the_current_model_has_become(dialog: TrainingDialog, library: Library) -> None:
    dialog.form.fields["start"].choose(StartFrom.CURRENT)
    library.delete("mine")
    library.add("mine", fresh_checkpoint(ModelSpec(hidden_sizes=(16,))))
    dialog.look_again()
    assert dialog.form.initial.spec.hidden_sizes == (16,)


def test_a_model_that_is_back_can_be_fine_tuned_again(dialog: TrainingDialog, library: Library) -> None:
    deleted = library.delete("mine")
    dialog.look_again()
    library.restore(deleted)
    dialog.look_again()
    dialog.form.fields["start"].choose(StartFrom.CURRENT)
    assert dialog.form.initial is not None


def test_settings_to_fine_tune_stay_when_another_model_changes(dialog: TrainingDialog, library: Library) -> None:
    dialog.form.fields["start"].choose(StartFrom.CURRENT)
    dialog.form.fields["dataset"].choose(DatasetName.KMNIST)
    library.add("other", fresh_checkpoint(ModelSpec()))
    dialog.look_again()
    assert dialog.form.fields["dataset"].value is DatasetName.KMNIST


def test_a_recipe_fills_the_form_and_a_change_makes_it_ones_own(dialog: TrainingDialog) -> None:
    recipe = choose_recipe(dialog, "mlp-sigmoid")
    assert dialog.form.config == recipe.config
    assert dialog.recipes.recipe is recipe
    assert dialog.recipes.note.startswith(recipe.note)
    dialog.form.fields["length"].set_text("3")
    assert dialog.recipes.recipe is None
    dialog.form.fields["length"].set_text(str(recipe.config.epochs))
    assert dialog.recipes.box.currentText() == recipe.title


def test_a_recipe_that_needs_ink_asks_for_the_file(dialog: TrainingDialog, tmp_path: Path) -> None:
    recipe = choose_recipe(dialog, "bundled-mlp")
    assert dialog.recipes.recipe is recipe
    assert not dialog.run_panel.start.isEnabled()
    assert "Choose" in dialog.form.fields["ink_path"].problem
    ink = tmp_path / "ink.jsonl"
    ink.touch()
    dialog.form.fields["ink_path"].set_text(str(ink))
    assert dialog.form.config == recipe.with_ink(str(ink))
    assert dialog.recipes.recipe is recipe


def test_the_title_tells_how_the_run_stands(qtbot: QtBot, dialog: TrainingDialog) -> None:
    titles: list[str] = []
    dialog.windowTitleChanged.connect(titles.append)
    train(qtbot, dialog)
    assert "Train a model - 100 %" in [title.replace("\N{NO-BREAK SPACE}", " ") for title in titles]
    assert dialog.windowTitle() == "Train a model - finished"
    click(qtbot, dialog.result_panel.discard)
    assert dialog.windowTitle() == "Train a model"


def test_the_window_does_not_lie_on_the_pad(qtbot: QtBot, controller: TrainingController, library: Library) -> None:
    pad = QWidget()
    qtbot.addWidget(pad)
    pad.show()
    beside = TrainingDialog(controller, library, "mine", pad)
    beside.show()
    assert beside.windowHandle().transientParent() is None
    assert not beside.isModal()


def test_closing_at_rest_asks_nothing(dialog: TrainingDialog) -> None:
    assert dialog.close()
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    "close", [QWidget.close, lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape)], ids=["button", "escape"]
)
def test_closing_in_mid_training_can_be_thought_better_of(
    qtbot: QtBot, dialog: TrainingDialog, close: Callable[[QWidget], object]
) -> None:
    begin(qtbot, dialog)
    asked = answer("Cancel")
    assert not close(dialog)
    assert "being trained" in asked[0]
    assert dialog.isVisible()
    assert dialog._training.state is RunState.RUNNING


def test_closing_in_mid_training_may_keep_what_was_learnt(
    qtbot: QtBot, dialog: TrainingDialog, library: Library
) -> None:
    begin(qtbot, dialog)
    answer("Stop and keep")
    with qtbot.waitSignal(dialog.model_kept):
        assert dialog.close()
    assert not dialog.isVisible()
    assert not dialog._training.is_running
    assert library.load("my-softmax").config == LONG


def test_closing_in_mid_training_may_discard(qtbot: QtBot, dialog: TrainingDialog, library: Library) -> None:
    begin(qtbot, dialog)
    answer("Stop and discard")
    with qtbot.waitSignal(dialog._training.finished_run, timeout=WAIT):
        assert dialog.close()
    assert not dialog._training.is_running
    assert [entry.name for entry in library.entries() if not entry.is_bundled] == ["mine"]


def test_closing_with_a_model_not_kept_asks(qtbot: QtBot, dialog: TrainingDialog, library: Library) -> None:
    train(qtbot, dialog)
    asked = answer("Keep")
    assert dialog.close()
    assert "not in the library" in asked[0]
    assert library.load("my-softmax")


def test_closing_stays_open_if_the_model_cannot_be_kept(qtbot: QtBot, dialog: TrainingDialog) -> None:
    train(qtbot, dialog)
    dialog.result_panel.name.setText("mine")
    answer("Keep")
    assert not dialog.close()
    assert dialog.result_panel.problem


def test_a_run_that_ends_while_the_question_is_open_is_kept_all_the_same(
    qtbot: QtBot, dialog: TrainingDialog, library: Library
) -> None:
    begin(qtbot, dialog, replace(SHORT, epochs=3))

    def press_later() -> None:
        if dialog._training.is_running:
            QTimer.singleShot(20, press_later)
            return
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        box.buttons()[0].click()

    QTimer.singleShot(0, press_later)
    assert dialog.close()
    assert library.load("my-softmax")


def test_closing_while_preparing_and_keeping_nothing_closes(qtbot: QtBot, dialog: TrainingDialog) -> None:
    dialog.form.fill(LONG)
    click(qtbot, dialog.run_panel.start)
    answer("Stop and keep")
    assert dialog.close()
    assert not dialog._training.is_running


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
    with qtbot.waitSignal(dialog._training.finished_run, timeout=WAIT):
        dialog.resume_model("my-softmax")
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
    dialog.look_again()
    (action,) = dialog.run_panel.resume_stopped.menu().actions()
    with qtbot.waitSignal(dialog._training.failed, timeout=WAIT):
        action.trigger()
    assert dialog.run_panel.headline == "This run cannot be gone on with"
    assert dialog.run_panel.start.isEnabled()


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


def test_a_recipes_result_stands_beside_the_notes_number(qtbot: QtBot, dialog: TrainingDialog) -> None:
    recipe = find_recipe("softmax-sgd")
    train(qtbot, dialog, recipe.config)
    text = dialog.result_panel.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "the note says 92.11 %; here 90." in text
    assert "(expected 90.2 to 90.4 %) · pixels / 255" in text
    click(qtbot, dialog.result_panel.discard)
    (name,) = run_names()
    assert load_run(name).recipe == "softmax-sgd"


def test_pictures_in_colour_are_learnt_once_they_are_here(
    qtbot: QtBot, dialog: TrainingDialog, library: Library
) -> None:
    dialog.form.fill(find_recipe("mlp-cifar").config)
    assert not dialog.run_panel.start.isEnabled()
    assert "digitpad data get cifar10" in dialog.form.fields["dataset"].problem
    write_cifar_archive(library.folder / "data" / "cifar10")
    dialog.look_again()
    assert dialog.run_panel.start.isEnabled()
    click_until(qtbot, dialog.run_panel.start, dialog._training.failed)
    assert "64" in dialog.run_panel.message  # as large as all these pictures together
    dialog.form.fields["batch_size"].set_text("4")
    dialog.form.fields["length"].set_text("12")
    click_until(qtbot, dialog.run_panel.start, dialog._training.finished_run)
    click(qtbot, dialog.result_panel.keep)
    kept = library.load("my-mlp")
    assert kept.class_names[0] == "airplane"
    assert kept.spec.inputs == 3072
    assert [record.epoch for record in kept.history] == [1, 2, 3]


def test_the_list_of_recipes_says_what_to_expect(dialog: TrainingDialog) -> None:
    box = dialog.recipes.box
    said = [str(box.itemData(index, ABOUT)) for index in range(1, box.count())]
    assert len(said) == len(RECIPES)
    for recipe, text in zip(RECIPES, said, strict=True):
        assert all(figure.note_says in text for figure in recipe.targets if figure.kind is TargetKind.FINAL)
    assert "90.2 to 90.4" in said[0]


def test_a_recipe_with_mean_and_std_is_still_the_recipe(dialog: TrainingDialog) -> None:
    dialog.form.fill(find_recipe("softmax-sgd").config)
    assert "90.2 to 90.4" in dialog.recipes.note
    dialog.form.fields["mean_std"].check(True)
    assert dialog.recipes.recipe is find_recipe("softmax-sgd")
    assert "91.9 to 92.1" in dialog.recipes.note


def test_the_drawing_on_the_pad_is_read_while_a_model_learns(qtbot: QtBot, reading_dialog: TrainingDialog) -> None:
    live, reader = reading_dialog.learning.live, reading_dialog._reader
    assert not live.isVisible()
    begin(qtbot, reading_dialog)
    assert live.isVisible()
    assert "Draw on the pad" in live.text
    with qtbot.waitSignal(reader.read, timeout=WAIT, check_params_cb=lambda reading: reading is not None):
        reading_dialog.show_drawing(Ink.of([[(10.0, 10.0), (12.0, 200.0)]]))
    assert live.text.endswith("sure")
    assert sum(live.bars.probabilities) == pytest.approx(1.0, abs=1e-5)
    with qtbot.waitSignal(reader.read, timeout=WAIT, check_params_cb=lambda reading: reading is None):
        reading_dialog.show_drawing(Ink())
    assert "Draw on the pad" in live.text
    stop(qtbot, reading_dialog)
    click(qtbot, reading_dialog.result_panel.discard)
    assert not live.isVisible()


def test_the_drawing_is_not_read_by_the_weights_of_an_earlier_run(
    qtbot: QtBot, controller: TrainingController, reading_dialog: TrainingDialog
) -> None:
    reader = reading_dialog._reader
    with qtbot.waitSignal(reader.read, timeout=WAIT):
        reading_dialog.show_drawing(Ink.of([[(10.0, 10.0), (12.0, 200.0)]]))
        controller.learnt.emit(fresh_checkpoint(ModelSpec()))
    reading_dialog.form.fill(replace(SHORT, learning_rate=1e38))
    click_until(qtbot, reading_dialog.run_panel.start, controller.failed)
    with qtbot.assertNotEmitted(reader.read, wait=4 * INTERVAL_MILLISECONDS):
        reading_dialog.show_drawing(Ink.of([[(10.0, 10.0), (200.0, 12.0)]]))


def test_settings_are_saved_and_loaded_from_the_menu(dialog: TrainingDialog, settings_file: Path) -> None:
    dialog.form.fill(LONG)
    dialog.parts.config_button.save.trigger()
    assert load_config(settings_file) == LONG
    assert "settings.json" in dialog.run_panel.message
    dialog.form.fill(SHORT)
    dialog.parts.config_button.load.trigger()
    assert dialog.form.config == LONG


def test_loaded_settings_that_fine_tune_go_on_from_that_model(dialog: TrainingDialog, settings_file: Path) -> None:
    for name, is_at_hand in (("mine", True), ("another", False)):
        save_config(replace(SHORT, initial=name), settings_file)
        dialog.parts.config_button.load.trigger()
        assert (dialog.form.initial is not None) == is_at_hand
        assert (f"fine-tune “{name}”" in dialog.run_panel.message) != is_at_hand


def test_settings_that_cannot_be_loaded_are_explained(dialog: TrainingDialog, settings_file: Path) -> None:
    settings_file.write_text("{}")
    before = dialog.form.config
    dialog.parts.config_button.load.trigger()
    shown = [box for box in dialog.findChildren(ErrorDialog) if box.isVisible()]
    assert [box.error.title for box in shown] == ["These settings cannot be loaded"]
    shown[0].close()
    assert dialog.form.config == before


def test_adding_an_epoch_by_keyboard_leaves_no_button_that_a_second_press_would_stop(
    qtbot: QtBot, dialog: TrainingDialog
) -> None:
    train(qtbot, dialog)
    dialog.result_panel.more.setFocus()
    with qtbot.waitSignal(dialog._training.finished_run, timeout=WAIT):
        qtbot.keyClick(dialog.result_panel.more, Qt.Key.Key_Space)
        assert not isinstance(dialog.focusWidget(), QAbstractButton)


def test_settings_are_copied_as_a_command(dialog: TrainingDialog) -> None:
    dialog.form.fill(SHORT)
    dialog.parts.config_button.copy.trigger()
    words = tuple(shlex.split(QApplication.clipboard().text()))
    assert words == command_of(SHORT, "my-softmax")
    dialog.form.fields["length"].set_text("0")
    assert not dialog.parts.config_button.copy.isEnabled()


def test_one_may_look_at_the_data(qtbot: QtBot, dialog: TrainingDialog) -> None:
    dialog.form.fields["dataset"].choose(DatasetName.KMNIST)
    with qtbot.waitSignal(dialog.data_wanted) as waiting:
        click(qtbot, dialog.parts.browse)
    assert waiting.args == [DatasetName.KMNIST, ""]


def test_epochs_stand_in_a_table_that_can_be_copied(qtbot: QtBot, dialog: TrainingDialog) -> None:
    train(qtbot, dialog, replace(SHORT, epochs=2))
    click(qtbot, dialog.learning.epochs_button)
    table = dialog.learning.table
    assert table.isVisible()
    assert not dialog.learning.curves.isVisible()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:2] == ["epoch", "train loss"]
    assert [line.split("\t")[0] for line in lines[1:]] == ["1", "2"]
    click(qtbot, dialog.learning.curves_button)
    assert dialog.learning.curves.isVisible()


def test_a_run_by_steps_is_told_in_steps(qtbot: QtBot, dialog: TrainingDialog) -> None:
    train(qtbot, dialog, replace(SHORT, steps=300))
    assert "Step 300 of 300" in dialog.run_panel.headline
    assert dialog.learning.curves.span == Span(300, is_by_steps=True)


def test_everything_fits_on_a_small_screen(qtbot: QtBot, dialog: TrainingDialog) -> None:
    hint = dialog.minimumSizeHint()
    assert hint.width() <= 1024
    assert hint.height() <= 640
    train(qtbot, dialog)
    assert dialog.minimumSizeHint().width() <= 1024


def test_the_tab_key_goes_through_the_settings_from_the_top_down(dialog: TrainingDialog) -> None:
    for section in dialog.form.parts.sections:
        section.open()
    QApplication.processEvents()
    at: list[tuple[int, int]] = []
    widget = dialog.recipes.box
    while (widget := widget.nextInFocusChain()) is not dialog.recipes.box:
        is_reached = widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if is_reached and dialog.form.isAncestorOf(widget):
            middle = widget.mapTo(dialog, widget.rect().center())
            at.append((middle.y() // 4, middle.x()))
    assert len(at) > 25
    assert at == sorted(at)


def test_every_button_and_field_has_a_name_and_a_tooltip(dialog: TrainingDialog) -> None:
    for control in (*dialog.findChildren(QAbstractButton), *dialog.findChildren(QLineEdit)):
        if control.objectName().startswith("qt_"):
            continue
        assert control.accessibleName(), control
        assert control.toolTip(), control


def test_the_window_follows_the_theme(dressed: QApplication, dialog: TrainingDialog) -> None:
    assert dialog.grab().toImage().pixelColor(5, 5).lightness() > 200
    theme.apply_theme(dressed, theme.Theme.DARK)
    assert dialog.grab().toImage().pixelColor(5, 5).lightness() < 60
