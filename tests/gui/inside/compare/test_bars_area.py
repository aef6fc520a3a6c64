from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digitpad.gui.inside.compare.bars_area import BarsArea
from digitpad.gui.inside.compare.paired_bars import ModelShares, PairedBars, paired_rows
from tests.gui.conftest import WAIT, put_on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

NAMES = tuple(f"class {index}" for index in range(40))


def saying(*answers: int) -> tuple[ModelShares, ...]:
    """Return what models say that are sure of one class each."""
    return tuple(ModelShares(NAMES, tuple(float(index == answer) for index in range(len(NAMES)))) for answer in answers)


@pytest.fixture
def area(qtbot: QtBot, dressed: QApplication) -> BarsArea:
    made = BarsArea(PairedBars())
    return put_on_screen(qtbot, made, made.minimumSizeHint().width(), 200)


@pytest.mark.parametrize("answers", [(0, 3), (30, 34), (39, 39), (2, 5)])
def test_what_the_models_say_is_in_view(qtbot: QtBot, area: BarsArea, answers: tuple[int, int]) -> None:
    bars = area.widget()
    assert isinstance(bars, PairedBars)
    for each in ((20, 20), answers):
        bars.show_rows(paired_rows(*saying(*each)))
        qtbot.waitUntil(
            lambda: all(area.viewport().rect().contains(box.translated(bars.pos())) for box in bars.answer_boxes()),
            timeout=WAIT,
        )
    assert len(bars.answer_boxes()) == 2
    area.resize(area.width(), 160)
    assert area.viewport().rect().contains(bars.answer_boxes()[0].translated(bars.pos()))


def test_the_scroll_bar_covers_no_number(qtbot: QtBot, area: BarsArea) -> None:
    bars = area.widget()
    assert isinstance(bars, PairedBars)
    bars.show_rows(paired_rows(*saying(1, 2)))
    qtbot.waitUntil(area.verticalScrollBar().isVisible, timeout=WAIT)
    assert bars.width() <= area.viewport().width()


def test_one_may_scroll_away_until_a_model_says_something_else(qtbot: QtBot, area: BarsArea) -> None:
    bars, bar = area.widget(), area.verticalScrollBar()
    assert isinstance(bars, PairedBars)
    bars.show_rows(paired_rows(*saying(0, 1)))
    qtbot.waitUntil(bar.isVisible, timeout=WAIT)
    bar.setValue(bar.maximum())
    less_sure = [ModelShares(NAMES, tuple(0.9 * share for share in side.shares)) for side in saying(0, 1)]
    with qtbot.assertNotEmitted(bars.answers_changed, wait=20):
        bars.show_rows(paired_rows(*less_sure))
    assert bar.value() == bar.maximum()
    bars.show_rows(paired_rows(*saying(1, 0)))
    qtbot.waitUntil(lambda: bar.value() == 0, timeout=WAIT)
