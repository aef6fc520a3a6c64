"""Pictures with what they are, and below it what they were taken for.

A right answer has a tick, a wrong one a cross and a frame: no colour is needed to tell them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.image_grid import Cell, CellGrid, draw_enlarged
from digitpad.gui.widgets.number_text import percent

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

SIDE = 64
"""Pixels a picture may take each way: twice 28 or 32."""

_PADDING = 6
_LINE = 15
_NAME_PIXELS = 11
_LONGEST_CAPTION = 96
_MARK = 9.0

_TILE_SIZE = QSize(SIDE + 4 * _PADDING, SIDE + 2 * _PADDING + 2 * _LINE + 2)
"""Of a picture with two lines below."""


@dataclass(frozen=True, slots=True)
class Tile(Cell):
    """One picture, its label, and the answer to it; `index` is the number of the answer among all."""

    predicted: str  # the name of the class it was taken for
    is_right: bool
    confidence: float  # the probability of what it was taken for


class PredictionGrid(CellGrid[Tile]):
    """Rows of tiles, as many as fit; `chosen` follows a click, and Return on the tile the arrow keys moved to."""

    _largest_row_gap = 20

    def __init__(self) -> None:
        super().__init__(_TILE_SIZE, gap=8)
        self._text_is_beside = False
        self._bold, self._figures = controls.use_names_and_figures(self, _NAME_PIXELS)
        self.setAccessibleName(self.tr("Pictures and what the model takes them for"))

    def use_names(self, names: tuple[str, ...]) -> None:
        """Make room for the names of the classes: below a picture, or beside it if names are long."""
        plain, figures = QFontMetricsF(self.font()), QFontMetricsF(self._figures)
        truths = (plain.horizontalAdvance(self.tr("is {name}").format(name=name)) for name in names)
        predictions = (_MARK + 5 + QFontMetricsF(self._bold).horizontalAdvance(name) for name in names)
        share = figures.horizontalAdvance(percent(1.0))
        longest = max([*truths, *predictions], default=0.0)
        self._text_is_beside = longest + share + 4 > _TILE_SIZE.width() - 2 * _PADDING
        if self._text_is_beside:
            width = min(round(max(longest, share)) + 2, _LONGEST_CAPTION)
            self._resize_cells(QSize(SIDE + width + 3 * _PADDING, SIDE + 2 * _PADDING))
        else:
            self._resize_cells(_TILE_SIZE)

    def show_cells(self, cells: tuple[Tile, ...]) -> None:
        """Show other tiles, with none chosen."""
        self._selected = None
        super().show_cells(cells)

    def sentence(self, cell: Tile) -> str:
        """Return what a tile shows, as a sentence."""
        values = {"true": cell.label, "read": cell.predicted, "share": percent(cell.confidence)}
        if cell.is_right:
            return self.tr("{true}, read as {read} with {share}: right").format(**values)
        return self.tr("{true}, read as {read} with {share}: wrong").format(**values)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the current tile with Return or Space; move with the arrow keys."""
        current = self.current
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and current is not None:
            self.chosen.emit(current.index)
        else:
            super().keyPressEvent(event)

    def _paint_cell(self, painter: QPainter, box: QRect, cell: Tile) -> None:
        self._paint_tile(painter, QRectF(box), cell)
        if cell.index == self._selected and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color(theme.current().accent), 2.0))
            painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_tile(self, painter: QPainter, box: QRectF, tile: Tile) -> None:
        tokens = theme.current()
        edge = tokens.line if tile.is_right else tokens.bad
        painter.setPen(QPen(theme.color(edge, 1.0 if tile.is_right else 0.75), 1.0 if tile.is_right else 1.5))
        painter.setBrush(theme.color(tokens.paper))
        painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 6, 6)
        if self._text_is_beside:
            picture = QRectF(box.left() + _PADDING, box.top() + _PADDING, SIDE, SIDE)
            text = box.adjusted(SIDE + 2 * _PADDING, 0, -_PADDING, 0)
            first = QRectF(text.left(), box.center().y() - 1.5 * _LINE, text.width(), _LINE)
        else:
            picture = QRectF(box.center().x() - SIDE / 2, box.top() + _PADDING, SIDE, SIDE)
            text = box.adjusted(_PADDING, 0, -_PADDING, 0)
            first = QRectF(text.left(), picture.bottom() + 2, text.width(), _LINE)
        draw_enlarged(painter, picture, tile.image)
        self._paint_text(painter, first, tile)

    def _paint_text(self, painter: QPainter, first: QRectF, tile: Tile) -> None:
        tokens = theme.current()
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        truth = self.tr("is {name}").format(name=tile.label)
        painter.setFont(self.font())
        painter.setPen(theme.color(tokens.text))
        painter.drawText(first, left, _elided(self.font(), truth, first.width()))
        second = first.translated(0, _LINE)
        middle = QPointF(second.left() + _MARK / 2, second.center().y())
        painter.setPen(
            QPen(
                theme.color(tokens.good if tile.is_right else tokens.bad),
                1.8,
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
                Qt.PenJoinStyle.RoundJoin,
            )
        )
        painter.drawPolyline(_tick(middle)) if tile.is_right else _draw_cross(painter, middle)
        after_mark = second.adjusted(_MARK + 5, 0, 0, 0)
        painter.setFont(self._bold)
        painter.setPen(theme.color(tokens.text))
        painter.drawText(after_mark, left, _elided(self._bold, tile.predicted, after_mark.width()))
        painter.setFont(self._figures)
        painter.setPen(theme.color(tokens.muted))
        share = percent(tile.confidence)
        if self._text_is_beside:
            painter.drawText(second.translated(0, _LINE), left, share)
        else:
            painter.drawText(second, right, share)


def _elided(font: QFont, text: str, width: float) -> str:
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)


def _tick(middle: QPointF) -> list[QPointF]:
    reach = _MARK / 2
    return [
        middle + QPointF(-reach, 0.1 * reach),
        middle + QPointF(-0.25 * reach, 0.8 * reach),
        middle + QPointF(reach, -0.8 * reach),
    ]


def _draw_cross(painter: QPainter, middle: QPointF) -> None:
    reach = 0.8 * _MARK / 2
    painter.drawLine(middle + QPointF(-reach, -reach), middle + QPointF(reach, reach))
    painter.drawLine(middle + QPointF(-reach, reach), middle + QPointF(reach, -reach))
