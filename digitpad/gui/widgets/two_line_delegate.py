"""The look of a list's items: a title, and below it a fainter line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from digitpad.gui.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

ABOUT = Qt.ItemDataRole.UserRole
"""The item's fainter line."""

_PADDING = 10
_LINE = 18
_SPACE = 7
_WIDEST = 620


class TwoLineDelegate(QStyledItemDelegate):
    """Paints two lines an item."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return how large an item would like to be."""
        lines = 2 if index.data(ABOUT) else 1
        metrics = option.fontMetrics
        texts = (index.data(), index.data(ABOUT) or "")
        width = max(metrics.horizontalAdvance(text) for text in texts) + 2 * _PADDING + 12
        return QSize(min(width, _WIDEST), lines * _LINE + 2 * _SPACE)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint an item."""
        tokens = theme.current()
        box: QRect = option.rect
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setClipRect(box)
        if is_chosen:
            painter.setRenderHint(painter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(tokens.accent))
            painter.drawRoundedRect(box.adjusted(2, 1, -2, -1), theme.ITEM_RADIUS, theme.ITEM_RADIUS)
        line = QRect(box.left() + _PADDING, box.top() + _SPACE, box.width() - 2 * _PADDING, _LINE)
        font = painter.font()
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(theme.color(tokens.on_accent if is_chosen else tokens.text))
        title = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, align, title)
        if index.data(ABOUT):
            font.setWeight(font.Weight.Normal)
            painter.setFont(font)
            painter.setPen(theme.color(tokens.on_accent if is_chosen else tokens.muted))
            room = line.translated(0, _LINE)
            about = painter.fontMetrics().elidedText(index.data(ABOUT), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, align, about)
        painter.restore()
