"""The layout of the main window: the pad on the left, square and as large as there is room, all else beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QWidget

from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QResizeEvent

    from digitpad.gui.actions import Actions

_LEAST_PAD = 280


class PadArea(QWidget):
    """Places a square pad, a row of tools below it, and a column beside it.

    Qt's layouts know no width for height, so this one is done by hand.
    """

    def __init__(self, pad: QWidget, tools: QWidget, side: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pad, self._tools, self._side = pad, tools, side
        for child in (pad, tools, side):
            child.setParent(self)

    def minimumSizeHint(self) -> QSize:
        """Return how small the page may become."""
        tools, side = self._tools.minimumSizeHint(), self._side.minimumSizeHint()
        left = max(_LEAST_PAD, tools.width())
        height = max(left + theme.CARD_GAP + tools.height(), side.height())
        return QSize(left + side.width() + 3 * theme.MARGIN, height + 2 * theme.MARGIN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything out anew."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        margin, tools_height = theme.MARGIN, self._tools.sizeHint().height()
        room_down = self.height() - 2 * margin - theme.CARD_GAP - tools_height
        room_across = self.width() - 3 * margin - self._side.minimumSizeHint().width()
        side = max(min(room_down, room_across), _LEAST_PAD)
        self._pad.setGeometry(margin, margin, side, side)
        self._tools.setGeometry(margin, margin + side + theme.CARD_GAP, side, tools_height)
        left = 2 * margin + side
        self._side.setGeometry(left, margin, self.width() - left - margin, self.height() - 2 * margin)


class NextCard(controls.Card):
    """The card below the answer: train, teach, look after models."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.train = _button(actions.train, theme.Role.PRIMARY)
        self.teach = _button(actions.teach)
        self.models = _button(actions.models)
        self.body.setContentsMargins(theme.MARGIN, theme.CARD_GAP, theme.MARGIN, theme.CARD_GAP)
        self.body.addLayout(controls.row(self.train, self.teach, self.models, None, spacing=theme.CARD_GAP))


def _button(action: QAction, role: theme.Role = theme.Role.SECONDARY) -> QPushButton:
    made = controls.button(action.iconText(), action.toolTip(), role)
    made.clicked.connect(action.trigger)
    return made
