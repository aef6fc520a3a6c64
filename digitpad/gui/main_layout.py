"""The middle of the main window: the pad on the left, square and as large as there is room, all else beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, QTimer, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QResizeEvent

    from digitpad.gui.actions import Actions
    from digitpad.gui.models.card import ModelCard
    from digitpad.gui.prediction.panel import PredictionPanel

_LEAST_PAD = 280
_MOST_PAD = 0.6
"""Of the width: on a large screen the answer grows as well."""

_GOOD_PAD = 440
"""Pixels: the side column is made compact before the pad gets smaller than this."""


class PadArea(QWidget):
    """Places a square pad, a row of tools below it, and a column beside it.

    Qt's layouts know no width for height, so this one is done by hand.
    """

    def __init__(self, pad: QWidget, tools: QWidget, side: SideColumn, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pad, self._tools, self._side = pad, tools, side
        for child in (pad, tools, side):
            child.setParent(self)
        side.measured.connect(self._lay_out)

    def minimumSizeHint(self) -> QSize:
        """Return how small the page may become."""
        tools, side = self._tools.minimumSizeHint(), self._side.least_size
        left = self._least_left()
        height = max(left + theme.CARD_GAP + tools.height(), side.height())
        return QSize(left + side.width() + 3 * theme.MARGIN, height + 2 * theme.MARGIN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything out anew."""
        super().resizeEvent(event)
        self._lay_out()

    @Slot()
    def _lay_out(self) -> None:
        margin, tools_height = theme.MARGIN, self._tools.sizeHint().height()
        room_down = self.height() - 2 * margin - theme.CARD_GAP - tools_height
        room_down = min(room_down, round(self.width() * _MOST_PAD))
        room_beside_whole = self.width() - 3 * margin - self._side.whole_width
        self._side.be_compact(is_compact=room_beside_whole < min(room_down, max(_GOOD_PAD, self.width() // 2)))
        room_across = self.width() - 3 * margin - self._side.present_width
        side = max(min(room_down, room_across), _LEAST_PAD)
        self._pad.setGeometry(margin, margin, side, side)
        self._tools.setGeometry(margin, margin + side + theme.CARD_GAP, side, tools_height)
        left = 2 * margin + side
        self._side.setGeometry(left, margin, self.width() - left - margin, self.height() - 2 * margin)

    def _least_left(self) -> int:
        return max(_LEAST_PAD, self._tools.minimumSizeHint().width())


class SideColumn(QWidget):
    """Which model, what it says and what one can do next: narrow where views beside the pad need the room.

    `measured`: its forms need other room than they did.
    """

    measured = Signal()

    def __init__(
        self, model_card: ModelCard, panel: PredictionPanel, next_card: NextCard, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._cards = (model_card, panel, next_card)
        self._column = controls.column(model_card, (panel, 1), next_card, spacing=theme.CARD_GAP, owner=self)
        self._is_compact = False
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.timeout.connect(self._measure_again)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        """The text has another size: both forms need other room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()
            self._settled.start()  # what is within it may get its text after it

    @Slot()
    def _measure_again(self) -> None:
        self._measure()
        self.measured.emit()

    @property
    def present_width(self) -> int:
        """The least width in the present form."""
        return self.least_size.width() if self._is_compact else self.whole_width

    def be_compact(self, *, is_compact: bool) -> None:
        """Take the narrow form or the wide one."""
        if is_compact != self._is_compact:
            self._set_compact(is_compact=is_compact)

    def _measure(self) -> None:
        present = self._is_compact
        self._set_compact(is_compact=True)
        self.least_size = self.minimumSizeHint()
        self._set_compact(is_compact=False)
        self.whole_width = self.minimumSizeHint().width()
        self._set_compact(is_compact=present)

    def _set_compact(self, *, is_compact: bool) -> None:
        self._is_compact = is_compact
        for card in self._cards:
            card.be_compact(is_compact=is_compact)
            card.body.invalidate()
            card.updateGeometry()
        self._column.invalidate()  # Qt would tell it only once events are handled


class NextCard(controls.Card):
    """The card below the answer: train, teach, look after models."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.train = _button(actions.train, theme.Role.PRIMARY)
        self.teach = _button(actions.teach)
        self.models = _button(actions.models)
        self._row = controls.row(self.train, self.teach, self.models, None)
        self.body.addLayout(self._row)
        self.be_compact(is_compact=False)

    def be_compact(self, *, is_compact: bool) -> None:
        """Give the buttons less room around them, or the usual."""
        across = theme.CARD_GAP if is_compact else theme.MARGIN
        self.body.setContentsMargins(across, theme.CARD_GAP, across, theme.CARD_GAP)
        self._row.setSpacing(theme.CONTROL_GAP if is_compact else theme.CARD_GAP)


def _button(action: QAction, role: theme.Role = theme.Role.SECONDARY) -> QPushButton:
    made = controls.button(action.iconText(), action.toolTip(), role)
    made.clicked.connect(action.trigger)
    return made
