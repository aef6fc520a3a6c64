from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from digitpad.config.dataset_info import DatasetName
from digitpad.config.model_and_data_settings import StartFrom, StrokesChoice
from digitpad.config.model_spec import ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing, Reading
from digitpad.config.train_config import CountedIn, Device, InkSource, Optimizer, Sampling, Schedule
from digitpad.data.locations import dataset_folder
from digitpad.gui.training.form.form import DEFAULT_CONFIG, SettingsForm
from digitpad.training.devices import present_devices
from tests.support.images import write_idx_set
from tests.support.training import fresh_checkpoint, ink_file, picture_folder


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


def test_a_section_opens_for_what_is_wrong_in_it(form: SettingsForm) -> None:
    form.fields["threads"].set_text("0")
    assert form.parts.section_of("seed").is_open
    assert not form.parts.section_of("sampling").is_open


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
        ("learning_rate", "nan", "at most"),
        ("learning_rate", "inf", "at most"),
        ("learning_rate", "fast", "not a number"),
        ("length", "0", "at least 1"),
        ("length", "", "whole number"),
        ("batch_size", "0", "at least 1"),
        ("batch_size", "60001", "60000"),
        ("weight_decay", "-0.1", "from 0"),
        ("momentum", "1", "below 1"),
        ("ema_decay", "1.5", "below 1"),
        ("validation", "-1", "from 0"),
        ("validation", "60000", "Hold out fewer"),
        ("validation", "", "whole number"),
        ("images", "60001", "60000"),
        ("images", "-1", "1 or more"),
        ("patience", "3", "test set"),
        ("patience", "soon", "whole number"),
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
        ("image_size", "3", "4 to 256"),
        ("image_size", "257", "4 to 256"),
        ("image_size", "large", "whole number"),
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
        "image_size": replace(DEFAULT_CONFIG, preprocessing=Preprocessing(reading=Reading.GREY)),
    }
    form.fill(need.get(name, DEFAULT_CONFIG))
    before = form.config
    assert before is not None
    field = form.fields[name]
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
    ("changed", "at"),
    [
        ({"images": "32"}, "batch_size"),
        ({"images": "50000", "validation": "10001"}, "validation"),
        ({"validation": "60000", "patience": "2"}, "validation"),
        ({"validation": "10000", "patience": "4"}, "patience"),  # of 5 epochs
    ],
)
def test_settings_that_clash_are_explained_beside_one_field(
    form: SettingsForm, changed: dict[str, str], at: str
) -> None:
    for name, text in changed.items():
        form.fields[name].set_text(text)
    assert form.problems == (form.fields[at].problem,)


def test_nesterov_without_momentum_is_explained_beside_it(form: SettingsForm) -> None:
    form.fields["nesterov"].check(True)
    assert form.config.nesterov
    form.fields["momentum"].set_text("0")
    assert form.config is None
    assert "Set a momentum" in form.fields["nesterov"].problem
    assert form.parts.section_of("sampling").is_open


def test_keeping_the_best_epoch_by_the_test_part_is_refused_beside_its_box(form: SettingsForm) -> None:
    form.fields["validation"].set_text("10000")
    form.fields["keep_best"].check(True)
    assert form.config.keep_best
    form.fields["validation"].set_text("0")
    assert form.config is None
    assert "test set" in form.fields["keep_best"].problem


def test_unshuffled_ink_is_explained_beside_the_box(form: SettingsForm, tmp_path: Path) -> None:
    form.fields["strokes"].choose(StrokesChoice.FROM_FILE)
    form.fields["ink_path"].set_text(ink_file(tmp_path))
    assert form.config is not None
    form.fields["sampling"].choose(Sampling.NONE)
    assert form.config is None
    assert "Shuffle" in form.fields["sampling"].problem


def test_a_schedule_that_would_do_nothing_is_refused_beside_its_field(form: SettingsForm) -> None:
    fields = form.fields
    fields["schedule"].choose(Schedule.STEP)
    fields["schedule_every"].set_text("1000")
    assert not form.can_start
    assert "1,000" in fields["schedule_every"].problem
    fields["schedule_unit"].choose(CountedIn.STEPS)
    assert form.can_start
    assert form.config.schedule_every == 1000
    fields["schedule_factor"].set_text("1")
    assert "another factor" in fields["schedule_factor"].problem
    fields["schedule"].choose(Schedule.COSINE)
    fields["schedule_unit"].choose(None)
    fields["length"].set_text("1")
    assert "count in steps" in fields["schedule"].problem
    form.fill(replace(DEFAULT_CONFIG, schedule=Schedule.STEP, schedule_every=9))
    assert fields["schedule_every"].problem  # of an old file as well
    fields["length"].set_text("0")
    assert not fields["schedule_every"].problem  # no one knows how long it is


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


def test_an_ink_file_must_be_there(form: SettingsForm, tmp_path: Path) -> None:
    assert not form.fields["ink_path"].isVisibleTo(form)
    form.fields["strokes"].choose(StrokesChoice.FROM_FILE)
    assert form.fields["ink_path"].isVisibleTo(form)
    assert "Choose" in form.fields["ink_path"].problem
    form.fields["ink_path"].set_text(str(tmp_path / "none.jsonl"))
    assert "none.jsonl" in form.fields["ink_path"].problem
    there = ink_file(tmp_path)
    form.fields["ink_path"].set_text(there)
    form.fields["ink_share"].set_text("0.25")
    assert form.config.ink == InkSource(path=there, share=0.25)
    form.fields["ink_share"].set_text("1")
    assert "between 0 and 1" in form.fields["ink_share"].problem
