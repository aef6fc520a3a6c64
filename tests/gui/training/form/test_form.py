from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from digitpad.config.dataset_info import DatasetName
from digitpad.config.model_and_data_settings import StartFrom
from digitpad.config.model_spec import Activation, DropoutAfter, ModelKind, ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.config.recipes import RECIPES, Recipe
from digitpad.config.train_config import CountedIn, Device, Initialization, InkSource, Optimizer, Schedule, TrainConfig
from digitpad.gui.training.form.form import DEFAULT_CONFIG, SettingsForm
from digitpad.gui.training.recipes import config_of
from tests.support.training import fresh_checkpoint, ink_file, picture_folder

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


def test_the_form_starts_with_settings_that_work(form: SettingsForm) -> None:
    assert form.config == DEFAULT_CONFIG
    assert not form.problems


@pytest.mark.parametrize(
    "config",
    [
        DIGITS,
        replace(DIGITS, optimizer=Optimizer.SGD, betas=(0.9, 0.999), momentum=0.5, model=ModelSpec()),
        replace(DIGITS, schedule=Schedule.STEP, schedule_every=3, schedule_factor=0.2),
        replace(DIGITS, schedule=Schedule.COSINE, optimizer=Optimizer.ADAM, replacement=True),
        replace(DIGITS, schedule=Schedule.COSINE, schedule_period=300, schedule_unit=CountedIn.STEPS),
        replace(DIGITS, validation=10_000, keep_best=True, patience=3),
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
    assert form.config.preprocessing == Preprocessing(reading=Reading.COLOUR, image_size=32).with_mean_std(
        DatasetName.CIFAR10
    )
    form.fields["dataset"].choose(DatasetName.MNIST)
    assert form.config == DEFAULT_CONFIG


def test_only_fields_that_apply_are_shown(form: SettingsForm) -> None:
    fields = form.fields
    form.parts.section_of("sampling").open()
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
    assert parts.section_of("sampling").heading.note == "Fixed order, drop last, decay 0.02, averaging 0.99"
    assert parts.section_of("seed").heading.note == f"seed {2**62}, 2 threads"
    assert not any(section.is_open for section in parts.sections)


def test_sections_open_by_keyboard(qtbot: QtBot, form: SettingsForm) -> None:
    form.show()
    section = form.parts.section_of("sampling")
    qtbot.keyClick(section.heading, Qt.Key.Key_Space)
    assert section.is_open
    assert form.fields["weight_decay"].isVisible()
    qtbot.keyClick(section.heading, Qt.Key.Key_Space)
    assert not form.fields["weight_decay"].isVisible()


def test_the_layers_are_those_the_settings_make(form: SettingsForm) -> None:
    assert sum(row.parameters for row in form.parts.layers.rows) == DEFAULT_CONFIG.model.parameter_count
    form.fields["hidden_sizes"].set_text("12")
    assert [row.shape for row in form.parts.layers.rows if row.layer == "Linear"] == [(12,), (10,)]


def test_softmax_regression_has_no_hidden_layers_to_set(form: SettingsForm) -> None:
    form.fields["hidden_sizes"].set_text("nonsense")
    form.fields["kind"].choose(ModelKind.SOFTMAX)
    assert form.config.model == ModelSpec()
    assert not form.fields["hidden_sizes"].isVisibleTo(form)
    form.fields["kind"].choose(ModelKind.MLP)
    assert form.fields["hidden_sizes"].isVisibleTo(form)
    assert form.config is None


def test_momentum_is_offered_for_sgd_alone(form: SettingsForm) -> None:
    form.fields["momentum"].set_text("nonsense")
    form.fields["optimizer"].choose(Optimizer.ADAM)
    assert form.config.momentum == 0.0
    assert not form.fields["momentum"].isVisibleTo(form)


def test_fine_tuning_keeps_shape_and_preprocessing_of_the_current_model(form: SettingsForm) -> None:
    spec = ModelSpec(hidden_sizes=(24,), activation=Activation.TANH)
    checkpoint = fresh_checkpoint(spec, Preprocessing(moments=True))
    form.set_current_model("mine", checkpoint)
    assert form.initial is None
    form.fields["start"].choose(StartFrom.CURRENT)
    assert form.initial is checkpoint
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
    assert form.config.initial is None


def test_parameters_and_samples_are_counted(form: SettingsForm) -> None:
    assert form.summary == "242,762 parameters · 60,000 images an epoch"
    form.fill(TrainConfig(batch_size=7000, drop_last=True))
    assert form.summary == "7,850 parameters · 56,000 images an epoch"
    form.fill(TrainConfig(batch_size=7000, validation=10_000))
    assert form.summary == "7,850 parameters · 50,000 images an epoch"


def test_every_control_has_a_name_and_says_what_it_does(form: SettingsForm) -> None:
    controls = [field.control for field in form.parts.fields]
    for control in controls:
        assert control.accessibleName()
        assert len(control.toolTip()) > 30


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_every_recipe_offered_is_read_back_from_the_form(form: SettingsForm, recipe: Recipe, tmp_path: Path) -> None:
    ink = ink_file(tmp_path)
    form.fill(config_of(recipe, ink))
    assert form.config == recipe.with_ink(ink if recipe.needs_ink else None)
