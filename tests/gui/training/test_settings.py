import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from digitpad.config.config_file import load_config, save_config
from digitpad.config.dataset_info import DatasetName
from digitpad.config.model_and_data_settings import StartFrom
from digitpad.config.model_spec import ModelKind, ModelSpec
from digitpad.config.recipe_targets import TargetKind
from digitpad.config.recipes import RECIPES, Recipe, find_recipe
from digitpad.config.train_command import command_of
from digitpad.gui.training.dialog import TrainingDialog
from digitpad.gui.widgets.error_dialog import ErrorDialog
from digitpad.gui.widgets.two_line_delegate import ABOUT
from digitpad.library.library import Library
from digitpad.library.run_records import load_run, run_names
from tests.support.images import write_cifar_archive
from tests.support.training import LONG, SHORT, WAIT, fresh_checkpoint
from tests.support.training_window import begin, click, click_until, look_again, outcome_of, rest_library, stop, train


@pytest.fixture
def settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file that is chosen whenever one is asked for."""
    path = tmp_path / "settings.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    return path


def choose_recipe(dialog: TrainingDialog, name: str) -> Recipe:
    recipe = find_recipe(name)
    index = RECIPES.index(recipe) + 1
    dialog.recipes.box.setCurrentIndex(index)
    dialog.recipes.box.activated.emit(index)
    return recipe


def test_the_settings_of_a_run_under_way_cannot_be_changed(qtbot: QtBot, dialog: TrainingDialog) -> None:
    begin(qtbot, dialog)
    assert not dialog.form.fields["length"].isEnabled()
    assert not dialog.recipes.box.isEnabled()
    stop(qtbot, dialog)
    assert not dialog.form.fields["length"].isEnabled()
    click(qtbot, dialog.result_panel.discard)
    assert dialog.form.fields["length"].isEnabled()
    assert dialog.recipes.box.isEnabled()


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
    rest_library(dialog)
    assert dialog.form.fields["kind"].value is ModelKind.MLP


def test_fine_tuning_goes_on_from_what_the_current_model_has_become(dialog: TrainingDialog, library: Library) -> None:
    dialog.form.fields["start"].choose(StartFrom.CURRENT)
    library.delete("mine")
    library.add("mine", fresh_checkpoint(ModelSpec(hidden_sizes=(16,))))
    look_again(dialog)
    assert dialog.form.initial.spec.hidden_sizes == (16,)


def test_a_model_that_is_back_can_be_fine_tuned_again(dialog: TrainingDialog, library: Library) -> None:
    deleted = library.delete("mine")
    look_again(dialog)
    library.restore(deleted)
    look_again(dialog)
    dialog.form.fields["start"].choose(StartFrom.CURRENT)
    assert dialog.form.initial is not None


def test_settings_to_fine_tune_stay_when_another_model_changes(dialog: TrainingDialog, library: Library) -> None:
    dialog.form.fields["start"].choose(StartFrom.CURRENT)
    dialog.form.fields["dataset"].choose(DatasetName.KMNIST)
    library.add("other", fresh_checkpoint(ModelSpec()))
    look_again(dialog)
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


def test_a_recipes_result_stands_beside_the_notes_number(qtbot: QtBot, dialog: TrainingDialog) -> None:
    recipe = find_recipe("softmax-sgd")
    train(qtbot, dialog, recipe.config)
    text = dialog.result_panel.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "After 2 epochs: 90." in text
    assert "the note: 92.11 % (expected 90.2 to 90.4 %) · pixels / 255" in text
    click(qtbot, dialog.result_panel.discard)
    (name,) = run_names()
    assert load_run(name).recipe == "softmax-sgd"


def test_the_list_of_recipes_says_what_to_expect(dialog: TrainingDialog) -> None:
    box = dialog.recipes.box
    said = [str(box.itemData(index, ABOUT)) for index in range(1, box.count())]
    assert len(said) == len(RECIPES)
    for recipe, text in zip(RECIPES, said, strict=True):
        final = [figure for figure in recipe.targets if figure.kind is TargetKind.FINAL and figure.plain is not None]
        assert all(figure.note_says in text for figure in final)
    assert "90.2 to 90.4" in said[0]


def test_a_recipe_with_mean_and_std_is_still_the_recipe(dialog: TrainingDialog) -> None:
    dialog.form.fill(find_recipe("softmax-sgd").config)
    assert "90.2 to 90.4" in dialog.recipes.note
    dialog.form.fields["mean_std"].check(True)
    assert dialog.recipes.recipe is find_recipe("softmax-sgd")
    assert "91.9 to 92.1" in dialog.recipes.note


def test_pictures_in_colour_are_learnt_once_they_are_here(
    qtbot: QtBot, dialog: TrainingDialog, library: Library
) -> None:
    dialog.form.fill(find_recipe("mlp-cifar").config)
    assert not dialog.run_panel.start.isEnabled()
    assert "digitpad data get cifar10" in dialog.form.fields["dataset"].problem
    write_cifar_archive(library.folder / "data" / "cifar10")
    look_again(dialog)
    assert dialog.run_panel.start.isEnabled()
    click_until(qtbot, dialog.run_panel.start, dialog._training.failed)
    assert "64" in dialog.run_panel.message  # as large as all these pictures together
    dialog.form.fields["batch_size"].set_text("4")
    dialog.form.fields["length"].set_text("12")
    assert "1,000" in dialog.form.fields["schedule_every"].problem
    dialog.form.fields["schedule_every"].set_text("4")
    click_until(qtbot, dialog.run_panel.start, dialog._training.finished_run)
    click(qtbot, dialog.result_panel.keep)
    kept = library.load("my-mlp")
    assert kept.class_names[0] == "airplane"
    assert kept.spec.inputs == 3072
    assert [record.epoch for record in kept.history] == [1, 2, 3]


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
