from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from digitpad.experiments.planning import plan_of
from digitpad.experiments.ready_made import READY_MADE
from digitpad.experiments.store import SweepStore
from digitpad.gui.experiments.case import CaseState
from digitpad.gui.experiments.keep_dialog import KeepDialog
from digitpad.library.library import Library
from tests.gui.conftest import WAIT, heard, rest
from tests.gui.experiments.conftest import done, sweep_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from digitpad.experiments.sweep import Sweep
    from digitpad.gui.experiments.case import SweepCase
    from digitpad.gui.experiments.runner import SweepRunner
    from digitpad.gui.experiments.window import ExperimentsWindow
    from tests.gui.experiments.conftest import StagedEngine


def chosen(experiments: ExperimentsWindow, sweep: Sweep) -> SweepCase:
    """Add a sweep and choose it, as its form does."""
    experiments.own_page.chosen.emit(sweep)
    case = experiments.sweep_page.case
    assert case is not None
    assert case.sweep == sweep
    return case


def started(experiments: ExperimentsWindow, sweep: Sweep) -> SweepCase:
    case = chosen(experiments, sweep)
    experiments.sweep_page.head.start.click()
    return case


def finished(qtbot: QtBot, experiments: ExperimentsWindow, sweep: Sweep) -> SweepCase:
    case = started(experiments, sweep)
    qtbot.waitUntil(lambda: not case.is_running, timeout=WAIT)
    return case


def cells(experiments: ExperimentsWindow, row: int) -> list[str]:
    return experiments.sweep_page.table.texts()[row + 1]


def test_every_question_is_listed_with_its_time_before_it_starts(experiments: ExperimentsWindow) -> None:
    keys = experiments.list.keys
    assert keys[: len(READY_MADE)] == tuple(each.name for each in READY_MADE)
    assert experiments.list.current == READY_MADE[0].name
    head = experiments.sweep_page.head
    assert READY_MADE[0].question in head.question.text()
    assert "30 runs" in head.facts.text()
    assert "min" in head.facts.text()
    assert experiments.sweep_page.table.rowCount() == 10


def test_a_sweep_fills_its_table_and_marks_the_best_whose_test_part_is_opened(
    qtbot: QtBot, experiments: ExperimentsWindow
) -> None:
    case = finished(qtbot, experiments, sweep_of("batch-size", "32;64;128", seeds=2))
    assert case.state is CaseState.FINISHED
    assert [cells(experiments, row)[1] for row in range(3)] == ["2 of 2"] * 3
    assert cells(experiments, 1)[2] == "90.00\N{NO-BREAK SPACE}%"
    assert cells(experiments, 0)[3].startswith("79.00 to 80.00")
    assert [cells(experiments, row)[0].startswith("★") for row in range(3)] == [False, True, False]
    assert case.standing.test_accuracy is not None
    assert experiments.sweep_page.curves.plot.series[1].ys == (90.0, 90.0)
    assert not experiments.sweep_page.head.start.isVisible()


def test_a_chosen_row_lets_its_curve_stand_out(qtbot: QtBot, experiments: ExperimentsWindow) -> None:
    finished(qtbot, experiments, sweep_of("batch-size", "32;64"))
    table, plot = experiments.sweep_page.table, experiments.sweep_page.curves.plot
    place = table.visualItemRect(table.item(0, 1)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert plot.stressed == 0


def test_stopping_keeps_what_is_done_and_going_on_does_the_rest(
    qtbot: QtBot, experiments: ExperimentsWindow, engine: StagedEngine
) -> None:
    engine.rests_at = 1
    case = started(experiments, sweep_of("batch-size", "32;64;128"))
    qtbot.waitUntil(lambda: case.standing.rows[1].under_way == (0.5,), timeout=WAIT)
    head = experiments.sweep_page.head
    assert "%" in experiments.windowTitle()
    head.stop.click()
    qtbot.waitUntil(lambda: not case.is_running, timeout=WAIT)
    assert engine.was_closed
    assert (case.state, case.runs_done) == (CaseState.STOPPED, 1)
    assert head.start.isVisible()
    engine.rests_at = None
    head.start.click()
    qtbot.waitUntil(lambda: not case.is_running, timeout=WAIT)
    assert (case.state, case.runs_done) == (CaseState.FINISHED, 3)


def test_runs_that_fail_say_why_and_the_others_go_on(
    qtbot: QtBot, experiments: ExperimentsWindow, engine: StagedEngine
) -> None:
    engine.fails = (32,)
    case = finished(qtbot, experiments, sweep_of("batch-size", "32;64"))
    assert case.standing.best == 1
    assert "It diverged" in experiments.sweep_page.head.warning.text()
    assert cells(experiments, 0)[1] == "0 of 1, 1 failed"
    engine.fails = ()
    experiments.sweep_page.head.start.click()  # once more
    qtbot.waitUntil(lambda: not case.is_running, timeout=WAIT)
    assert case.standing.runs_failed == 0


def test_one_sweep_at_a_time_goes_on_while_another_is_looked_at(
    qtbot: QtBot, experiments: ExperimentsWindow, engine: StagedEngine
) -> None:
    engine.rests_at = 0
    case = started(experiments, sweep_of("batch-size", "32;64"))
    qtbot.waitUntil(engine.has_come.is_set, timeout=WAIT)
    experiments.list.choose(READY_MADE[1].name)
    head = experiments.sweep_page.head
    assert not head.start.isEnabled()
    experiments.close()
    engine.may_go_on.set()
    qtbot.waitUntil(lambda: case.state is CaseState.FINISHED, timeout=WAIT)
    assert head.start.isEnabled()


def test_a_sweep_of_another_day_is_listed_and_read_when_it_is_looked_at(qtbot: QtBot, runner: SweepRunner) -> None:
    plan, store = plan_of(sweep_of("batch-size", "32;64", seeds=2)), SweepStore.of_user()
    store.begin(plan)
    for job in plan.jobs[:3]:
        store.add(done(job, 0.7))
    heard(qtbot, runner.cases_changed, runner.look_again)
    (case,) = runner.own
    qtbot.waitUntil(lambda: case.state is CaseState.STOPPED, timeout=WAIT)
    assert case.runs_done == 3
    assert case.standing.runs_done == 0
    heard(qtbot, runner.changed, runner.read, case)
    assert case.standing.rows[0].accuracies == (0.7, 0.7)
    assert case.standing.rows[1].accuracies == (0.7,)


def test_the_model_of_the_best_can_be_kept(qtbot: QtBot, experiments: ExperimentsWindow) -> None:
    finished(qtbot, experiments, sweep_of("batch-size", "32;64"))
    experiments.sweep_page.head.keep.click()
    (dialog,) = experiments.findChildren(KeepDialog)
    dialog.name.set_text("mlp")  # taken by a bundled one
    dialog.keep.click()
    rest(dialog._library)
    assert dialog.name.problem
    dialog.name.set_text("winner")
    assert heard(qtbot, experiments.model_kept, dialog.keep.click) == ["winner"]
    config = Library.of_user().load("winner").config
    assert config is not None
    assert config.batch_size == 64


def test_the_table_is_copied_and_saved_with_all_figures(qtbot: QtBot, experiments: ExperimentsWindow) -> None:
    finished(qtbot, experiments, sweep_of("batch-size", "32;64", seeds=2))
    table = experiments.sweep_page.table
    table.copy()
    assert "★ 64\t2 of 2\t90.00" in QGuiApplication.clipboard().text()
    heading, *rows = table.csv().splitlines()
    assert heading.startswith("batch-size,seeds,accuracies,mean")
    assert rows[1].startswith("64,2,0.9 0.9,0.9")
    assert rows[1].endswith(",True")


def test_without_a_validation_part_one_is_warned(experiments: ExperimentsWindow) -> None:
    chosen(experiments, sweep_of("batch-size", "32;64"))
    assert not experiments.sweep_page.head.warning.isVisible()
    chosen(experiments, sweep_of("batch-size", "32;64", validation=0))
    assert experiments.sweep_page.head.warning.isVisible()


def test_runs_that_a_sweep_has_had_meanwhile_can_be_compared_at_once(
    qtbot: QtBot, experiments: ExperimentsWindow
) -> None:
    page = experiments.runs_page
    finished(qtbot, experiments, sweep_of("batch-size", "32;64"))
    qtbot.waitUntil(lambda: not page.work.is_busy, timeout=WAIT)
    with qtbot.waitSignal(page.work.succeeded, timeout=WAIT):
        experiments.list.choose("finished runs")
    assert page.list.count() == 2


def test_a_head_that_grows_leaves_the_table_whole(
    qtbot: QtBot, experiments: ExperimentsWindow, engine: StagedEngine
) -> None:
    engine.fails = (32,)
    experiments.resize(1240, 760)  # with room for both, the curves' least height included
    finished(qtbot, experiments, sweep_of("batch-size", "32;64;128"))
    table = experiments.sweep_page.table
    qtbot.waitUntil(lambda: table.height() >= table.whole_height, timeout=WAIT)
