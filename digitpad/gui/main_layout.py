"""The window's one page: the pad on the left, square and as large as there is room, all else beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from digitpad.gui.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

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
        """Qt asks how small the page may become."""
        tools, side = self._tools.minimumSizeHint(), self._side.minimumSizeHint()
        left = max(_LEAST_PAD, tools.width())
        height = max(left + theme.CARD_GAP + tools.height(), side.height())
        return QSize(left + side.width() + 3 * theme.MARGIN, height + 2 * theme.MARGIN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything anew."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        margin, tools_height = theme.MARGIN, self._tools.sizeHint().height()
        room_down = self.height() - 2 * margin - theme.CARD_GAP - tools_height
        room_across = self.width() - 3 * margin - self._side.minimumSizeHint().width()
        side = max(min(room_down, room_across), _LEAST_PAD)
        self._pad.setGeometry(margin, margin, side, side)
        self._tools.setGeometry(margin, margin + side + theme.CARD_GAP, side, tools_height)
        left = 2 * margin + side
        self._side.setGeometry(left, margin, self.width() - left - margin, self.height() - 2 * margin)
