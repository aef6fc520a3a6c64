from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digitpad.config.train_config import TrainConfig
from digitpad.experiments.planning import combinations_of
from digitpad.gui.experiments.own_sweep_page import OwnSweepPage, example_of, settings_to_vary
from tests.gui.conftest import heard, put_on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture
def page(qtbot: QtBot, dressed: QApplication) -> OwnSweepPage:
    """Return the form, shown."""
    made = OwnSweepPage()
    made.show_form_config(TrainConfig(epochs=1, learning_rate=0.2))
    return put_on_screen(qtbot, made)


def vary(page: OwnSweepPage, which: int, name: str, values: str) -> None:
    page.settings[which].choose(next(setting for setting in settings_to_vary() if setting.name == name))
    page.values[which].set_text(values)


def test_two_settings_are_varied_together_and_their_runs_are_counted(qtbot: QtBot, page: OwnSweepPage) -> None:
    vary(page, 0, "learning_rate", "0.1;0.3")
    vary(page, 1, "batch_size", "32;64;128")
    page.seeds.set_text("2")
    assert "12 runs" in page.summary.text()
    (sweep,) = heard(qtbot, page.chosen, page.go.click)
    configs = [each.config for each in combinations_of(sweep)]
    assert [config.batch_size for config in configs] == [32, 64, 128] * 2
    assert {(config.epochs, config.validation) for config in configs} == {(1, 10_000)}


def test_a_value_that_cannot_work_is_told_beside_its_field(page: OwnSweepPage) -> None:
    vary(page, 0, "hidden_sizes", "256;wide")
    assert "wide" in page.values[0].problem
    assert not page.go.isEnabled()
    page.values[0].set_text("256;128")
    assert page.values[0].problem == ""
    assert page.go.isEnabled()


def test_combinations_that_contradict_themselves_are_told(page: OwnSweepPage) -> None:
    vary(page, 0, "kind", "softmax;mlp")
    vary(page, 1, "dropout", "0.2;0.5")
    assert page.problem.isVisible()
    assert page.sweep is None


def test_choosing_by_the_test_part_is_allowed_and_warned_of(page: OwnSweepPage) -> None:
    before = page.note.text()
    page.validation.set_text("0")
    assert page.note.text() != before
    assert page.sweep is not None
    page.validation.set_text("-5")
    assert page.validation.problem


def test_every_setting_comes_with_values_worth_comparing() -> None:
    assert [setting.name for setting in settings_to_vary() if not example_of(setting)] == []
    assert "seed" not in [setting.name for setting in settings_to_vary()]
