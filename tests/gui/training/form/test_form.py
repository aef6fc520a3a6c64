from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from digitpad.config.dataset_info import DatasetName
from digitpad.config.model_and_data_settings import StartFrom, StrokesChoice
from digitpad.config.model_spec import Activation, DropoutAfter, ModelKind, ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.config.recipes import RECIPES
from digitpad.config.settings_table import CountedIn
from digitpad.config.train_config import (
    Device,
    Initialization,
    InkSource,
    Optimizer,
    Schedule,
    TrainConfig,
)
from digitpad.data.locations import dataset_folder
from digitpad.gui.training.form.form import DEFAULT_CONFIG, SettingsForm
from digitpad.gui.training.recipes import config_of
from digitpad.training.devices import present_devices
from tests.support.images import write_idx_set
from tests.support.training import fresh_checkpoint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from digitpad.config.recipes import Recipe
    from digitpad.gui.widgets.form_fields import TextField


@pytest.fixture
def form(qtbot: QtBot) -> SettingsForm:
    """Return a form as it is at first."""
    made = SettingsForm()
    qtbot.addWidget(made)
    return made


def test_the_form_starts_with_settings_that_work(form: SettingsForm) -> None:
    assert form.config == DEFAULT_CONFIG
    assert not form.problems


def ink_file(folder: Path) -> str:
    """Return the path of an ink file that is there."""
    path = folder / "ink.jsonl"
    path.touch()
    return str(path)


def picture_folder(folder: Path, classes: Sequence[str] = ("cat", "dog", "frog")) -> str:
    """Return the path of a folder of pictures, whose pictures nobody looks at."""
    for part in ("train", "test"):
        for name in classes:
            (folder / "pictures" / part / name).mkdir(parents=True, exist_ok=True)
    return str(folder / "pictures")


DIGITS = TrainConfig(
    model=ModelSpec(hidden_sizes=(32, 16), activation=Activation.TANH, dropout=0.25, dropout_after=DropoutAfter.LAST),
    preprocessing=Preprocessing(moments=True).with_mean_std(),
    augmentation=True,
    initialization=Initialization.XAVIER,
    optimizer=Optimizer.ADAMW,
    betas=(0.8, 0.99),
    weight_decay=0.02,
    learning_rate=2e-3,
    schedule=Schedule.ONE_CYCLE,
    ema_decay=0.99,
    epochs=7,
    batch_size=100,
    seed=2**62,
    threads=2,
    drop_last=True,
)
PICTURES = TrainConfig(
    dataset=DatasetName.CIFAR10,
    preprocessing=Preprocessing(reading=Reading.GREY, image_size=20),
    model=ModelSpec(inputs=400, hidden_sizes=(8,)),
    initialization=Initialization.KAIMING,
    momentum=0.9,
    nesterov=True,
    schedule=Schedule.MULTI_STEP,
    schedule_milestones=(100, 250),
    schedule_factor=0.5,
    steps=400,
    shuffle=False,
    device=Device.CUDA,
)


@pytest.mark.parametrize(
    "config",
    [
        DIGITS,
        replace(DIGITS, optimizer=Optimizer.SGD, betas=(0.9, 0.999), momentum=0.5, model=ModelSpec()),
        replace(DIGITS, schedule=Schedule.STEP, schedule_every=3, schedule_factor=0.2),
        replace(DIGITS, schedule=Schedule.COSINE, optimizer=Optimizer.ADAM),
        PICTURES,
        replace(PICTURES, preprocessing=PICTURES.preprocessing.with_mean_std(DatasetName.CIFAR10)),
        replace(PICTURES, preprocessing=replace(PICTURES.preprocessing, mean=(0.4,), std=(0.3,))),
    ],
)
def test_every_setting_filled_in_is_read_back(form: SettingsForm, config: TrainConfig) -> None:
    form.fill(config)
    assert form.config == config


def test_ink_and_its_writers_held_out_are_read_back(form: SettingsForm, tmp_path: Path) -> None:
    ink = InkSource(path=ink_file(tmp_path), share=0.3, held_out_writers=("A25", "A26"))
    config = replace(DIGITS, ink=ink)
    form.fill(config)
    assert form.config == config


def test_slashed_noughts_are_read_back_and_mean_nothing_beside_augmentation(form: SettingsForm, tmp_path: Path) -> None:
    ink = InkSource(path=ink_file(tmp_path), share=0.3, slashed=0.2)
    config = replace(DIGITS, augmentation=False, ink=ink)
    form.fill(config)
    assert form.config == config
    form.fields["ink_slashed"].set_text("1.5")
    assert "from 0 to 1" in form.fields["ink_slashed"].problem
    form.fields["augmentation"].check(True)
    assert not form.fields["ink_slashed"].isVisibleTo(form)
    assert form.config == replace(config, augmentation=True, ink=replace(ink, slashed=0.0))


def test_a_folder_of_pictures_gives_its_classes(form: SettingsForm, tmp_path: Path) -> None:
    form.fields["dataset"].choose(DatasetName.FOLDER)
    assert form.fields["image_size"].isVisibleTo(form)
    assert form.config is None
    assert "name the folder" in form.fields["folder"].problem
    form.fields["folder"].set_text(str(tmp_path))
    assert form.config is None
    assert form.fields["folder"].problem
    form.fields["folder"].set_text(picture_folder(tmp_path))
    form.fields["image_size"].set_text("16")
    assert form.config is not None
    assert form.config.folder == str(tmp_path / "pictures")
    assert form.config.preprocessing.image_size == 16
    assert form.config.preprocessing.is_to_be_measured
    assert (form.config.model.inputs, form.config.model.classes) == (768, 3)
    assert form.can_start
    kept = form.config
    form.fill(TrainConfig())
    form.fill(kept)
    assert form.config == kept


def test_a_data_set_is_read_in_its_own_way_when_it_is_chosen(form: SettingsForm) -> None:
    form.fields["dataset"].choose(DatasetName.CIFAR10)
    assert form.fields["reading"].value is Reading.COLOUR
    assert form.fields["image_size"].text == "32"
    assert not form.fields["augmentation"].isVisibleTo(form)
    assert form.config is not None
    assert form.config.preprocessing == Preprocessing(reading=Reading.COLOUR, image_size=32).with_mean_std(
        DatasetName.CIFAR10
    )
    form.fields["dataset"].choose(DatasetName.MNIST)
    assert form.config == DEFAULT_CONFIG


def test_a_data_set_that_is_not_here_is_shown_so_with_where_to_get_it(form: SettingsForm) -> None:
    form.fields["dataset"].choose(DatasetName.KMNIST)
    assert form.config is not None
    assert not form.can_start
    assert "digitpad data get kmnist" in form.fields["dataset"].problem
    assert form.fields["dataset"].words == "KMNIST (not here)"
    form.fields["dataset"].choose(DatasetName.MNIST)
    assert form.can_start


def test_devices_that_are_not_here_are_shown_so(form: SettingsForm) -> None:
    shown = {form.fields["device"].box.itemText(index) for index in range(3)}
    absent = set(Device) - present_devices()
    assert len({text for text in shown if "not here" in text}) == len(absent)
    for device in absent:
        form.fields["device"].choose(device)
        assert not form.can_start
        assert "not here" in form.fields["device"].problem


def test_only_fields_that_apply_are_shown(form: SettingsForm) -> None:
    fields = form.fields
    form.parts.section_of("shuffle").open()
    assert not fields["schedule_every"].isVisibleTo(form)
    fields["schedule"].choose(Schedule.STEP)
    assert fields["schedule_every"].isVisibleTo(form)
    assert fields["schedule_factor"].isVisibleTo(form)
    assert fields["schedule_every"].label == "Epochs between changes"
    fields["unit"].choose(CountedIn.STEPS)
    assert fields["schedule_every"].label == "Steps between changes"
    fields["schedule"].choose(Schedule.MULTI_STEP)
    assert not fields["schedule_every"].isVisibleTo(form)
    assert fields["schedule_milestones"].isVisibleTo(form)
    fields["schedule"].choose(Schedule.COSINE)
    assert not fields["schedule_factor"].isVisibleTo(form)
    assert fields["nesterov"].isVisibleTo(form)
    assert not fields["betas"].isVisibleTo(form)
    fields["optimizer"].choose(Optimizer.ADAM)
    assert not fields["nesterov"].isVisibleTo(form)
    assert fields["betas"].isVisibleTo(form)


def test_sections_say_what_in_them_is_not_as_usual(form: SettingsForm) -> None:
    assert [section.heading.note for section in form.parts.sections] == [""] * 5
    form.fill(replace(DIGITS, shuffle=False))
    parts = form.parts
    assert parts.section_of("dropout").heading.note == "dropout 0.25, after the last layer, Xavier"
    assert parts.section_of("shuffle").heading.note == "no shuffling, drop last, decay 0.02, averaging 0.99"
    assert parts.section_of("seed").heading.note == f"seed {2**62}, 2 threads"
    assert not any(section.is_open for section in parts.sections)


def test_a_section_opens_for_what_is_wrong_in_it(form: SettingsForm) -> None:
    form.fields["threads"].set_text("0")
    assert form.parts.section_of("seed").is_open
    assert not form.parts.section_of("shuffle").is_open


def test_sections_open_by_keyboard(qtbot: QtBot, form: SettingsForm) -> None:
    form.show()
    section = form.parts.section_of("shuffle")
    qtbot.keyClick(section.heading, Qt.Key.Key_Space)
    assert section.is_open
    assert form.fields["weight_decay"].isVisible()
    qtbot.keyClick(section.heading, Qt.Key.Key_Space)
    assert not form.fields["weight_decay"].isVisible()


def test_the_layers_are_those_the_settings_make(form: SettingsForm) -> None:
    assert sum(row.parameters for row in form.parts.layers.rows) == DEFAULT_CONFIG.model.parameter_count
    form.fields["hidden_sizes"].set_text("12")
    assert [row.shape for row in form.parts.layers.rows if row.layer == "Linear"] == [(12,), (10,)]


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("schedule_milestones", "8, 5", "larger"),
        ("schedule_milestones", "", "multi-step"),
        ("schedule_milestones", "soon", "whole numbers"),
        ("schedule_every", "0", "1 or more"),
        ("schedule_factor", "0", "above 0"),
        ("betas", "0.9", "two numbers"),
        ("betas", "0.9, 1", "below 1"),
        ("learning_rate", "0", "above 0"),
        ("learning_rate", "-1", "above 0"),
        ("learning_rate", "nan", "above 0"),
        ("learning_rate", "inf", "above 0"),
        ("learning_rate", "fast", "not a number"),
        ("length", "0", "at least 1"),
        ("length", "", "whole number"),
        ("batch_size", "0", "at least 1"),
        ("batch_size", "60001", "60000"),
        ("weight_decay", "-0.1", "from 0"),
        ("momentum", "1", "below 1"),
        ("ema_decay", "1.5", "below 1"),
    ],
)
def test_a_value_that_cannot_work_is_explained_beside_its_field(
    form: SettingsForm, name: str, text: str, word: str
) -> None:
    need = {
        "schedule_milestones": replace(DEFAULT_CONFIG, schedule=Schedule.MULTI_STEP, schedule_milestones=(2, 4)),
        "schedule_every": replace(DEFAULT_CONFIG, schedule=Schedule.STEP),
        "schedule_factor": replace(DEFAULT_CONFIG, schedule=Schedule.STEP),
        "betas": replace(DEFAULT_CONFIG, momentum=0.0, optimizer=Optimizer.ADAM),
    }
    form.fill(need.get(name, DEFAULT_CONFIG))
    before = form.config
    assert before is not None
    field: TextField = form.fields[name]
    good = field.text
    field.set_text(text)
    assert form.config is None
    assert word in field.problem
    assert field.editor.accessibleDescription() == field.problem
    assert [problem for problem in form.problems if problem != field.problem] == []
    field.set_text(good)
    assert field.problem == ""
    assert form.config == before


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("seed", "-1", "from 0"),
        ("seed", "9223372036854775808", "2**63"),
        ("threads", "65", "1 to 64"),
        ("threads", "", "whole number"),
        ("hidden_sizes", "256, 0", "units"),
        ("hidden_sizes", "20000", "16,384"),
        ("hidden_sizes", "", "softmax"),
        ("hidden_sizes", " ".join(["8"] * 17), "16 hidden layers"),
        ("dropout", "1", "Dropout"),
        ("dropout", "half", "not a number"),
    ],
)
def test_a_shape_or_a_machine_setting_that_cannot_work_is_explained_beside_its_field(
    form: SettingsForm, name: str, text: str, word: str
) -> None:
    field: TextField = form.fields[name]
    field.set_text(text)
    assert form.config is None
    assert word in field.problem


@pytest.mark.parametrize("text", ["3", "257", "large"])
def test_an_image_size_that_cannot_work_is_explained_beside_its_field(form: SettingsForm, text: str) -> None:
    form.fields["reading"].choose(Reading.GREY)
    assert form.config is not None
    form.fields["image_size"].set_text(text)
    assert form.config is None
    assert form.fields["image_size"].problem


def test_nesterov_without_momentum_is_explained_beside_it(form: SettingsForm) -> None:
    form.fields["nesterov"].check(True)
    assert form.config is not None
    assert form.config.nesterov
    form.fields["momentum"].set_text("0")
    assert form.config is None
    assert "Set a momentum" in form.fields["nesterov"].problem
    assert form.parts.section_of("shuffle").is_open


def test_unshuffled_ink_is_explained_beside_the_box(form: SettingsForm, tmp_path: Path) -> None:
    form.fields["strokes"].choose(StrokesChoice.FROM_FILE)
    form.fields["ink_path"].set_text(ink_file(tmp_path))
    assert form.config is not None
    form.fields["shuffle"].check(False)
    assert form.config is None
    assert "Shuffle" in form.fields["shuffle"].problem


def test_a_model_with_other_classes_is_not_fine_tuned(form: SettingsForm, tmp_path: Path) -> None:
    write_idx_set(dataset_folder(DatasetName.FASHION_MNIST))
    form.set_current_model("mine", fresh_checkpoint(ModelSpec()))
    form.fields["start"].choose(StartFrom.CURRENT)
    form.fields["dataset"].choose(DatasetName.FASHION_MNIST)
    assert form.config is None
    assert "Only MNIST" in form.fields["dataset"].problem
    form.fields["dataset"].choose(DatasetName.FOLDER)
    form.fields["folder"].set_text(picture_folder(tmp_path))
    assert "10 classes" in form.fields["folder"].problem


def test_a_problem_is_shown_in_the_row_of_its_field(form: SettingsForm) -> None:
    form.fields["learning_rate"].set_text("0")
    shown = [label.text() for label in form.findChildren(QLabel) if label.isVisibleTo(form)]
    assert form.fields["learning_rate"].problem in shown


def test_softmax_regression_has_no_hidden_layers_to_set(form: SettingsForm) -> None:
    form.fields["hidden_sizes"].set_text("nonsense")
    form.fields["kind"].choose(ModelKind.SOFTMAX)
    assert form.config is not None
    assert form.config.model == ModelSpec()
    assert not form.fields["hidden_sizes"].isVisibleTo(form)
    form.fields["kind"].choose(ModelKind.MLP)
    assert form.fields["hidden_sizes"].isVisibleTo(form)
    assert form.config is None


def test_momentum_is_offered_for_sgd_alone(form: SettingsForm) -> None:
    form.fields["momentum"].set_text("nonsense")
    form.fields["optimizer"].choose(Optimizer.ADAM)
    assert form.config is not None
    assert form.config.momentum == 0.0
    assert not form.fields["momentum"].isVisibleTo(form)


def test_an_ink_file_must_be_there(form: SettingsForm, tmp_path: Path) -> None:
    assert not form.fields["ink_path"].isVisibleTo(form)
    form.fields["strokes"].choose(StrokesChoice.FROM_FILE)
    assert form.fields["ink_path"].isVisibleTo(form)
    assert "Choose" in form.fields["ink_path"].problem
    form.fields["ink_path"].set_text(str(tmp_path / "none.jsonl"))
    assert "none.jsonl" in form.fields["ink_path"].problem
    there = tmp_path / "ink.jsonl"
    there.touch()
    form.fields["ink_path"].set_text(str(there))
    form.fields["ink_share"].set_text("0.25")
    assert form.config is not None
    assert form.config.ink == InkSource(path=str(there), share=0.25)
    form.fields["ink_share"].set_text("1")
    assert "between 0 and 1" in form.fields["ink_share"].problem


def test_fine_tuning_keeps_shape_and_preprocessing_of_the_current_model(form: SettingsForm) -> None:
    spec = ModelSpec(hidden_sizes=(24,), activation=Activation.TANH)
    checkpoint = fresh_checkpoint(spec, Preprocessing(moments=True))
    form.set_current_model("mine", checkpoint)
    assert form.initial is None
    form.fields["start"].choose(StartFrom.CURRENT)
    assert form.initial is checkpoint
    assert form.config is not None
    assert form.config.model == spec
    assert form.config.preprocessing == checkpoint.preprocessing
    assert form.config.initial == "mine"
    assert not form.fields["hidden_sizes"].isEnabled()
    assert form.fields["hidden_sizes"].text == "24"
    form.fields["start"].choose(StartFrom.SCRATCH)
    assert form.fields["hidden_sizes"].isEnabled()
    assert form.config.initial is None


def test_a_model_that_cannot_be_loaded_cannot_be_fine_tuned(form: SettingsForm) -> None:
    form.set_current_model("mine", fresh_checkpoint(ModelSpec()))
    form.fields["start"].choose(StartFrom.CURRENT)
    form.forget_current_model()
    assert form.initial is None
    assert form.config is not None
    assert form.config.initial is None


def test_parameters_and_samples_are_counted(form: SettingsForm) -> None:
    assert form.summary == "242,762 parameters · 60,000 images an epoch"
    form.fill(TrainConfig(batch_size=7000, drop_last=True))
    assert form.summary == "7,850 parameters · 56,000 images an epoch"


def test_every_control_has_a_name_and_says_what_it_does(form: SettingsForm) -> None:
    controls = [field.control for field in form.parts.fields]
    for control in controls:
        assert control.accessibleName()
        assert len(control.toolTip()) > 30


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_every_recipe_offered_is_read_back_from_the_form(form: SettingsForm, recipe: Recipe, tmp_path: Path) -> None:
    ink = tmp_path / "ink.jsonl"
    ink.touch()
    form.fill(config_of(recipe, str(ink)))
    assert form.config == recipe.with_ink(str(ink) if recipe.needs_ink else None)
