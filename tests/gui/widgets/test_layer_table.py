from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QLabel

from digitpad.config.model_spec import DEFAULT_MLP
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.gui.widgets.layer_table import LayerTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


class _Dialect(QTranslator):
    """A language that differs from English in what one layer does."""

    def translate(self, context: str, source: str, _disambiguation: str | None = None, _n: int = -1) -> str:
        """Return the words for a text; none for what is as in English."""
        if (context, source) == ("summary", "{outputs} weighted sums of {inputs} numbers, each with a bias"):
            return "{outputs} sums over {inputs}"
        return ""


@pytest.fixture
def dialect(dressed: QApplication) -> Iterator[QTranslator]:
    """Have the window speak another language."""
    made = _Dialect()
    dressed.installTranslator(made)
    yield made
    dressed.removeTranslator(made)


@pytest.mark.usefixtures("dialect")
def test_what_a_layer_does_is_told_in_the_users_language(qtbot: QtBot) -> None:
    view = LayerTable()
    qtbot.addWidget(view)
    view.show_model(DEFAULT_MLP, Preprocessing())
    assert "256 sums over 784" in {cell.toolTip() for cell in view.findChildren(QLabel)}
