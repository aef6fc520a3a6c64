from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from digitpad.gui.inside.compare.agreement_line import AgreementLine, Pair
from digitpad.library.library import Library
from tests.gui.conftest import WAIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

NAMES = ("mlp", "softmax")
LETTERS = tuple("abcdefghij")
"""Of no test image."""


@pytest.fixture
def line(qtbot: QtBot, dressed: QApplication) -> Iterator[AgreementLine]:
    made = AgreementLine()
    qtbot.addWidget(made)
    yield made
    assert made.work.shut_down()


def test_figures_give_way_to_why_a_later_edition_has_none(qtbot: QtBot, line: AgreementLine) -> None:
    first, second = (Library.of_user().load(name) for name in NAMES)
    with qtbot.waitSignal(line.work.succeeded, timeout=WAIT):
        line.show_pair(Pair(NAMES, first, second))
    assert "%" in line.text()
    with qtbot.waitSignal(line.work.failed, timeout=WAIT) as caught:
        line.show_pair(Pair(NAMES, replace(first, class_names=LETTERS), second))
    assert caught.args[0].title in line.text()
    assert "%" not in line.text()
    with qtbot.waitSignal(line.work.succeeded, timeout=WAIT):
        line.show_pair(Pair(NAMES, first, second))
    assert "%" in line.text()


def test_nothing_is_said_of_a_pair_that_is_gone(qtbot: QtBot, line: AgreementLine) -> None:
    first, second = (Library.of_user().load(name) for name in NAMES)
    with qtbot.waitSignal(line.work.failed, timeout=WAIT):
        line.show_pair(Pair(NAMES, replace(first, class_names=LETTERS), second))
        line.show_pair(None)
    assert not line.text()
