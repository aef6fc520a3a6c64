"""The steps of a walk as a list: a tick where one is done, a dot where one is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from digitpad.gui.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter, QResizeEvent
    from PySide6.QtWidgets import QWidget

_ROW = 26
_PADDING, _NUMBER, _MARK = 8, 22, 20
_TICK, _DOT = "✓", "●"
_STATE = Qt.ItemDataRole.UserRole


class StepList(QListWidget):
    """Shows steps by their titles. `chosen` carries the place of the one that was moved to, from 0."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_StepDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(2 * _ROW + 2 * theme.CONTROL_GAP)
        self.setAccessibleName(self.tr("Steps"))
        self.currentRowChanged.connect(self._choose)

    def show_steps(self, titles: Sequence[str], chosen: int) -> None:
        """Show the steps of another walk, one of them chosen, without a signal."""
        self.blockSignals(True)
        self.clear()
        for title in titles:
            item = QListWidgetItem(title, self)
            item.setToolTip(title)
        self.setCurrentRow(chosen)
        self.blockSignals(False)
        self._reveal(chosen)

    def move_to(self, place: int) -> None:
        """Choose a step, with the signal."""
        self.setCurrentRow(place)

    def mark(self, place: int, *, is_done: bool, is_running: bool) -> None:
        """Mark a step as done or under way."""
        item = self.item(place)
        state = _DOT if is_running else _TICK if is_done else ""
        if item.data(_STATE) != state:
            item.setData(_STATE, state)
            words = {_DOT: self.tr("{title}, under way"), _TICK: self.tr("{title}, done"), "": "{title}"}[state]
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words.format(title=item.text()))

    def is_ticked(self, place: int) -> bool:
        """Return whether a step is shown as done."""
        return bool(self.item(place).data(_STATE) == _TICK)

    def sizeHint(self) -> QSize:
        """Return a size in which some steps are seen."""
        return QSize(220, self.count() * _ROW + 10)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the chosen step in view."""
        super().resizeEvent(event)
        self._reveal(self.currentRow())

    def _choose(self, place: int) -> None:
        if place >= 0:
            self._reveal(place)
            self.chosen.emit(place)

    def _reveal(self, place: int) -> None:
        """Scroll to a step and to those before and after it: one sees that it goes on."""
        if place < 0:
            return
        for each in (place - 1, place + 1, place):
            if 0 <= each < self.count():
                self.scrollToItem(self.item(each))


class _StepDelegate(QStyledItemDelegate):
    """Paints a step's number, its title and its mark."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        """Return how large a row is."""
        return QSize(120, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a row."""
        tokens = theme.current()
        box: QRect = option.rect.adjusted(2, 1, -2, -1)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        if is_chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(tokens.accent))
            painter.drawRoundedRect(box, theme.ITEM_RADIUS, theme.ITEM_RADIUS)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        inner = box.adjusted(_PADDING, 0, -_PADDING, 0)
        painter.setPen(theme.color(tokens.on_accent if is_chosen else tokens.muted))
        painter.drawText(inner.adjusted(0, 0, _NUMBER - 6 - inner.width(), 0), right, str(index.row() + 1))
        painter.setPen(theme.color(tokens.on_accent if is_chosen else tokens.text))
        room = inner.adjusted(_NUMBER, 0, -_MARK, 0)
        title = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, left, title)
        mark = index.data(_STATE)
        if mark:
            painter.setPen(theme.color(tokens.on_accent if is_chosen else tokens.good))
            painter.drawText(inner, right, mark)
        painter.restore()
