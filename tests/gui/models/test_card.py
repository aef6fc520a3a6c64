from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digitpad.gui.models.card import ModelCard
from digitpad.gui.models.choice import ModelChoice
from tests.gui.conftest import put_on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

LONG = "A very long name & more of a model of mine"


@pytest.fixture
def card(qtbot: QtBot, dressed: QApplication) -> ModelCard:
    """Return the card of a model with a long name, as wide as beside a dock."""
    choice = ModelChoice(LONG)
    made = ModelCard(choice)
    choice.setParent(made)
    return put_on_screen(qtbot, made, 316, 150)


def shown(card: ModelCard) -> str:
    return card.library.text().replace("&&", "&")


@pytest.mark.parametrize("width", [316, 300, 420])
def test_a_long_name_ends_in_an_ellipsis_in_the_room_there_is(qtbot: QtBot, card: ModelCard, width: int) -> None:
    card.resize(width, 150)
    assert card.width() == width
    name, _, rest = shown(card).partition("…")
    assert rest
    assert LONG.startswith(name)
    qtbot.waitUntil(lambda: card.library.sizeHint().width() <= card.library.width())
    assert card.library.mapTo(card, card.library.rect().topRight()).x() < width - card.body.contentsMargins().right()


def test_a_long_name_is_whole_where_there_is_room(card: ModelCard) -> None:
    card.resize(620, 150)
    assert shown(card).startswith(LONG)
    card.resize(316, 150)
    assert card.width() == 316
