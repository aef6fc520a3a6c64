from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from digitpad.config.model_spec import ModelSpec
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.config.train_config import TrainConfig
from digitpad.gui.experiments.curves import CurveFigure
from digitpad.gui.experiments.runs_page import RunsPage
from digitpad.library.run_records import record_run
from digitpad.models.checkpoint import Checkpoint, EpochRecord, Measurement
from digitpad.training.reports import Curve
from tests.gui.conftest import WAIT, put_on_screen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


def finish_run(name: str, learning_rate: float, accuracy: float, created: str) -> str:
    """Record a run that was never trained, and return the record's name."""
    config = TrainConfig(learning_rate=learning_rate)
    history = tuple(EpochRecord(each, 1 / each, 0.5, 0.4, accuracy, 0.1, 1.0) for each in (1, 2))
    made = Checkpoint(ModelSpec(), Preprocessing(), weights={}, config=config, history=history)
    made = replace(made, measurements=(Measurement("MNIST test", 100, round(100 * accuracy), 0.4),), created=created)
    return record_run(made, Curve(1, (1.0, 0.5)), model=name).name


@pytest.fixture
def page(qtbot: QtBot, dressed: QApplication) -> Iterator[RunsPage]:
    """Return the page, shown."""
    made = put_on_screen(qtbot, RunsPage())
    yield made
    assert made.work.shut_down()


def look(qtbot: QtBot, page: RunsPage) -> None:
    with qtbot.waitSignal(page.work.succeeded, timeout=WAIT):
        page.look_again()


def test_without_runs_one_is_told_how_to_get_some(qtbot: QtBot, page: RunsPage) -> None:
    look(qtbot, page)
    assert page.message_title.isVisible()
    assert not page.export.isEnabled()


def test_picked_runs_are_laid_over_one_another_with_what_differs(qtbot: QtBot, page: RunsPage) -> None:
    slow = finish_run("slow", 0.01, 0.8, "2026-01-01T10:00:00+00:00")
    fast = finish_run("fast", 0.1, 0.9, "2026-01-02T10:00:00+00:00")
    finish_run("late", 0.1, 0.7, "2026-01-03T10:00:00+00:00")
    look(qtbot, page)
    page.list.clearSelection()
    for row in (2, 1):  # the latest first
        place = page.list.visualItemRect(page.list.item(row)).center()
        qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.picked == (slow, fast)
    headings, *rows = page.table.texts()
    assert headings[:3] == ["Run", "Learning rate", "Accuracy"]
    assert [row[:2] for row in rows] == [["slow", "0.01"], ["fast", "0.1"]]
    assert [each.name for each in page.curves.plot.series] == ["slow", "fast"]
    assert not page.curves.buttons[CurveFigure.VALIDATION_ACCURACY].isVisible()
    page.curves.buttons[CurveFigure.TRAIN_LOSS].click()
    assert page.curves.plot.series[0].ys == (1.0, 0.5)
    page.table.selectRow(1)
    assert page.curves.plot.stressed == 1


def test_a_damaged_record_is_told_of_and_the_others_are_shown(qtbot: QtBot, page: RunsPage, user_folder: Path) -> None:
    finish_run("sound", 0.1, 0.9, "2026-01-02T10:00:00+00:00")
    (user_folder / "runs" / "2026-broken.json").write_text("{")
    look(qtbot, page)
    assert page.list.count() == 1
    assert "2026-broken" in page.problem.text()
