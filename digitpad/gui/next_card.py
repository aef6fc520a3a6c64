"""What one can do next: train, teach, look after models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from digitpad.gui.actions import Actions


class NextCard(controls.Card):
    """The card below the answer."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.train = _button(actions.train, theme.Role.PRIMARY)
        self.teach = _button(actions.teach)
        self.models = _button(actions.models)
        row = QHBoxLayout()
        row.setSpacing(theme.CARD_GAP)
        for button in (self.train, self.teach, self.models):
            row.addWidget(button)
        row.addStretch(1)
        self.body.setContentsMargins(theme.MARGIN, theme.CARD_GAP, theme.MARGIN, theme.CARD_GAP)
        self.body.addLayout(row)


def _button(action: QAction, role: theme.Role = theme.Role.SECONDARY) -> QPushButton:
    made = controls.button(action.iconText(), action.toolTip(), role)
    made.clicked.connect(action.trigger)
    return made
