"""The cells of a table of results that are no text: a row's curve, how far it is, and where its seeds lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from digitpad.gui.widgets import theme
from digitpad.gui.widgets.series_look import SeriesLook

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

PAINTED = Qt.ItemDataRole.UserRole
"""What a cell is painted of: a `Spread`, or the share that is done."""

_INSET = 12
_BAR = 3
_DOT = 3.5
_SWATCH = 26


@dataclass(frozen=True, slots=True)
class Spread:
    """The figures of a combination's seeds, on a scale that all rows share."""

    values: tuple[float, ...]
    # low, high: of all rows
    low: float
    high: float

    def place(self, value: float) -> float:
        """Return where a figure lies on the scale, from 0 to 1."""
        return 0.5 if self.high <= self.low else (value - self.low) / (self.high - self.low)


class SwatchDelegate(QStyledItemDelegate):
    """Paints a piece of a row's curve, which makes the table its legend."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a cell."""
        super().paint(painter, option, index)
        box = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            # On a ground of its own: some curves have nearly the colour of what is chosen.
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(theme.current().card))
            painter.drawRoundedRect(box.adjusted(5, 5, -5, -5), theme.ITEM_RADIUS, theme.ITEM_RADIUS)
        start = QPointF(box.center().x() - _SWATCH / 2, box.center().y())
        SeriesLook(index.row()).paint_swatch(painter, start, _SWATCH)
        painter.restore()


class SpreadDelegate(QStyledItemDelegate):
    """Paints a dot a seed, a bar from the lowest to the highest, and a line at their mean."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a cell."""
        super().paint(painter, option, index)
        spread = index.data(PAINTED)
        if not isinstance(spread, Spread) or not spread.values:
            return
        tokens, box = theme.current(), QRectF(option.rect).adjusted(_INSET, 0, -_INSET, 0)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        shade = theme.color(tokens.on_accent if is_chosen else tokens.accent)
        y = box.center().y()
        places = [box.left() + spread.place(value) * box.width() for value in spread.values]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color(tokens.on_accent, 0.5) if is_chosen else theme.color(tokens.line), 1))
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setPen(QPen(shade, 2))
        painter.drawLine(QPointF(min(places), y), QPointF(max(places), y))
        mean = sum(places) / len(places)
        painter.drawLine(QPointF(mean, y - 7), QPointF(mean, y + 7))
        painter.setBrush(theme.color(tokens.accent if is_chosen else tokens.card))
        for x in places:
            painter.drawEllipse(QPointF(x, y), _DOT, _DOT)
        painter.restore()


class ShareDelegate(QStyledItemDelegate):
    """Paints a bar below the text of a cell while what it says is under way."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a cell."""
        super().paint(painter, option, index)
        share = index.data(PAINTED)
        if not isinstance(share, float) or not 0.0 < share < 1.0:
            return
        tokens, box = theme.current(), QRectF(option.rect).adjusted(_INSET, 0, -_INSET, 0)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        bar = QRectF(box.left(), box.bottom() - 6, box.width(), _BAR)
        done = QRectF(bar.topLeft(), bar.size())
        done.setWidth(share * bar.width())
        for shape, shade in (
            (bar, theme.color(tokens.line)),
            (done, theme.color(tokens.on_accent if is_chosen else tokens.accent)),
        ):
            painter.setBrush(shade)
            painter.drawRoundedRect(shape, _BAR / 2, _BAR / 2)
        painter.restore()
