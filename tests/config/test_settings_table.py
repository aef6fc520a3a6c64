from collections import Counter
from dataclasses import fields

from digitpad.config.settings_table import FORM, LEARNING, SETTINGS
from digitpad.config.train_config import TrainConfig


def test_the_form_has_each_setting_with_a_label_once() -> None:
    placed = Counter(setting.name for part in FORM for row in part.cells for setting, _ in row)
    assert placed == Counter(setting.name for setting in SETTINGS.values() if setting.label)


def test_every_field_of_a_config_can_be_set() -> None:
    others = {"model", "preprocessing", "dataset", "folder", "ink", "initial", "replacement"}
    assert "sampling" in SETTINGS  # shuffling and replacement in one
    assert {field.name for field in fields(TrainConfig)} - others == {setting.name for setting in LEARNING}
