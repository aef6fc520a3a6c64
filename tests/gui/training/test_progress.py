import pytest
from pytestqt.qtbot import QtBot

from digitpad.gui.training.progress import RunPanel
from digitpad.training.session import RunState
from tests.support.training_curves import report


@pytest.mark.parametrize("state", [RunState.PAUSED, RunState.STOPPING])
def test_a_report_that_comes_late_does_not_say_that_the_run_goes_on(qtbot: QtBot, state: RunState) -> None:
    panel = RunPanel()
    qtbot.addWidget(panel)
    panel.show_state(RunState.RUNNING)
    panel.show_report(report(1, 2, 3, 0.5, 0.9), RunState.RUNNING)
    running = panel.aside
    panel.show_state(state)
    resting, headline = panel.aside, panel.headline
    panel.show_report(report(1, 2, 4, 0.5, 0.9), state)
    assert panel.aside == resting != running
    assert panel.headline != headline
