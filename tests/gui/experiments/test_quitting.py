from __future__ import annotations

from typing import TYPE_CHECKING

from tests.gui.conftest import WAIT, answer, opened
from tests.gui.experiments.conftest import StagedEngine, sweep_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from digitpad.gui.main_window import MainWindow


def test_a_sweep_is_seen_in_the_main_window_whose_closing_asks_and_stops_it(qtbot: QtBot, window: MainWindow) -> None:
    engine = StagedEngine(rests_at=1)
    window.tool_windows.sweeps._engine_of = lambda _processes: engine
    window.actions_of_window.experiments.trigger()
    experiments = opened(window.tool_windows.experiments)
    experiments.list.choose("own sweep")
    assert experiments.own_page.sweep is not None, "of the settings that the training view opens with"
    experiments.own_page.chosen.emit(sweep_of("batch-size", "32;64"))
    experiments.sweep_page.head.start.click()
    case = experiments.sweep_page.case
    assert case is not None
    experiments.close()
    qtbot.waitUntil(lambda: "Sweep" in window.windowTitle() and case.runs_done == 1, timeout=WAIT)
    answer("Cancel")
    assert not window.close()
    assert not engine.was_closed
    answer("Stop and close")
    assert window.close()
    assert engine.was_closed
