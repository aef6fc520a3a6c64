"""The settings form for the tests of it."""

import pytest
from pytestqt.qtbot import QtBot

from digitpad.gui.training.form.form import SettingsForm


@pytest.fixture
def form(qtbot: QtBot) -> SettingsForm:
    made = SettingsForm()
    qtbot.addWidget(made)
    return made
