from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from digitpad.datasets import Part, read_mnist
from digitpad.gui.training_fields import DataChoice, StartFrom
from digitpad.gui.training_reading import MNIST_TRAIN_COUNT
from digitpad.gui.training_recipes import OFFERED, config_of
from digitpad.gui.training_settings import DEFAULT_CONFIG, SettingsForm
from digitpad.spec import (
    Activation,
    InkSource,
    ModelKind,
    ModelSpec,
    Optimizer,
    Preprocessing,
    Schedule,
    TrainConfig,
)
from tests.gui.training import fresh_checkpoint

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from digitpad.gui.form_fields import TextField
    from digitpad.recipes import Recipe


@pytest.fixture
def form(qtbot: QtBot) -> SettingsForm:
    """Return a form as it is at first."""
    made = SettingsForm()
    qtbot.addWidget(made)
    return made


def test_the_form_starts_with_settings_that_work(form: SettingsForm) -> None:
    assert form.config == DEFAULT_CONFIG
    assert not form.problems


def test_an_epoch_shows_as_many_images_as_mnist_trains_on() -> None:
    assert len(read_mnist(Part.TRAIN)) == MNIST_TRAIN_COUNT


def test_every_setting_filled_in_is_read_back(form: SettingsForm, tmp_path: Path) -> None:
    ink = tmp_path / "ink.jsonl"
    ink.touch()
    config = TrainConfig(
        model=ModelSpec(hidden_sizes=(32, 16), activation=Activation.TANH, dropout=0.25),
        preprocessing=Preprocessing(moments=True).with_mean_std(),
        ink=InkSource(path=str(ink), share=0.3),
        augmentation=True,
        optimizer=Optimizer.ADAMW,
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
    form.fill(config)
    assert form.config == config
    sgd = replace(config, optimizer=Optimizer.SGD, momentum=0.5, ink=None, model=ModelSpec())
    form.fill(sgd)
    assert form.config == sgd


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("learning_rate", "0", "above 0"),
        ("learning_rate", "-1", "above 0"),
        ("learning_rate", "nan", "above 0"),
        ("learning_rate", "inf", "above 0"),
        ("learning_rate", "fast", "not a number"),
        ("epochs", "0", "at least 1"),
        ("epochs", "", "whole number"),
        ("batch_size", "0", "at least 1"),
        ("batch_size", "60001", "60000"),
        ("seed", "-1", "from 0"),
        ("seed", "9223372036854775808", "2**63"),
        ("weight_decay", "-0.1", "from 0"),
        ("momentum", "1", "below 1"),
        ("ema_decay", "1.5", "below 1"),
    ],
)
def test_a_value_that_cannot_work_is_explained_beside_its_field(
    form: SettingsForm, name: str, text: str, word: str
) -> None:
    field: TextField = getattr(form.optimization, name)
    good = field.text
    field.set_text(text)
    assert form.config is None
    assert word in field.problem
    assert field.editor.accessibleDescription() == field.problem
    assert [problem for problem in form.problems if problem != field.problem] == []
    field.set_text(good)
    assert field.problem == ""
    assert form.config == DEFAULT_CONFIG


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("hidden_sizes", "256, 0", "units"),
        ("hidden_sizes", "20000", "16,384"),
        ("hidden_sizes", "", "softmax"),
        ("hidden_sizes", " ".join(["8"] * 17), "16 hidden layers"),
        ("dropout", "1", "Dropout"),
        ("dropout", "half", "not a number"),
    ],
)
def test_a_shape_that_cannot_work_is_explained_beside_its_field(
    form: SettingsForm, name: str, text: str, word: str
) -> None:
    field: TextField = getattr(form.model, name)
    field.set_text(text)
    assert form.config is None
    assert word in field.problem


def test_a_problem_is_shown_in_the_row_of_its_field(form: SettingsForm) -> None:
    form.optimization.learning_rate.set_text("0")
    shown = [label.text() for label in form.findChildren(QLabel) if label.isVisibleTo(form)]
    assert form.optimization.learning_rate.problem in shown


def test_softmax_regression_has_no_hidden_layers_to_set(form: SettingsForm) -> None:
    form.model.hidden_sizes.set_text("nonsense")
    form.model.kind.choose(ModelKind.SOFTMAX)
    assert form.config is not None
    assert form.config.model == ModelSpec()
    assert not form.model.hidden_sizes.isVisibleTo(form)
    form.model.kind.choose(ModelKind.MLP)
    assert form.model.hidden_sizes.isVisibleTo(form)
    assert form.config is None


def test_momentum_is_offered_for_sgd_alone(form: SettingsForm) -> None:
    form.optimization.momentum.set_text("nonsense")
    form.optimization.optimizer.choose(Optimizer.ADAM)
    assert form.config is not None
    assert form.config.momentum == 0.0
    assert not form.optimization.momentum.isVisibleTo(form)


def test_an_ink_file_must_be_there(form: SettingsForm, tmp_path: Path) -> None:
    assert not form.data.ink_path.isVisibleTo(form)
    form.data.source.choose(DataChoice.MNIST_AND_INK)
    assert form.data.ink_path.isVisibleTo(form)
    assert "Choose" in form.data.ink_path.problem
    form.data.ink_path.set_text(str(tmp_path / "none.jsonl"))
    assert "none.jsonl" in form.data.ink_path.problem
    there = tmp_path / "ink.jsonl"
    there.touch()
    form.data.ink_path.set_text(str(there))
    form.data.ink_share.set_text("0.25")
    assert form.config is not None
    assert form.config.ink == InkSource(path=str(there), share=0.25)
    form.data.ink_share.set_text("1")
    assert "between 0 and 1" in form.data.ink_share.problem


def test_fine_tuning_keeps_shape_and_preprocessing_of_the_current_model(form: SettingsForm) -> None:
    spec = ModelSpec(hidden_sizes=(24,), activation=Activation.TANH)
    checkpoint = fresh_checkpoint(spec, Preprocessing(moments=True))
    form.set_current_model("mine", checkpoint)
    assert form.initial is None
    form.model.start.choose(StartFrom.CURRENT)
    assert form.initial is checkpoint
    assert form.config is not None
    assert form.config.model == spec
    assert form.config.preprocessing == checkpoint.preprocessing
    assert form.config.initial == "mine"
    assert not form.model.hidden_sizes.isEnabled()
    assert form.model.hidden_sizes.text == "24"
    form.model.start.choose(StartFrom.SCRATCH)
    assert form.model.hidden_sizes.isEnabled()
    assert form.config.initial is None


def test_a_model_that_cannot_be_loaded_cannot_be_fine_tuned(form: SettingsForm) -> None:
    form.set_current_model("mine", fresh_checkpoint(ModelSpec()))
    form.model.start.choose(StartFrom.CURRENT)
    form.forget_current_model()
    assert form.initial is None
    assert form.config is not None
    assert form.config.initial is None


def test_parameters_and_samples_are_counted(form: SettingsForm) -> None:
    assert form.summary == "242,762 parameters · 60,000 images an epoch"
    form.fill(TrainConfig(batch_size=7000, drop_last=True))
    assert form.summary == "7,850 parameters · 56,000 images an epoch"


def test_every_control_has_a_name_and_says_what_it_does(form: SettingsForm) -> None:
    controls = [field.control for field in form._all_fields()]
    controls += [form.data.augmentation, form.data.mean_std, form.data.moments]
    for control in controls:
        assert control.accessibleName()
        assert len(control.toolTip()) > 30


def test_settings_that_do_not_go_together_are_explained(form: SettingsForm) -> None:
    form.fill(TrainConfig(momentum=0.9, nesterov=True))
    assert form.config is not None
    form.optimization.momentum.set_text("0")
    assert form.config is None
    assert "omentum" in form.summary + "".join(form.problems)


@pytest.mark.parametrize("recipe", OFFERED, ids=lambda recipe: recipe.name)
def test_every_recipe_offered_is_read_back_from_the_form(form: SettingsForm, recipe: Recipe, tmp_path: Path) -> None:
    ink = tmp_path / "ink.jsonl"
    ink.touch()
    form.fill(config_of(recipe, str(ink)))
    assert form.config == recipe.with_ink(str(ink) if recipe.needs_ink else None)
