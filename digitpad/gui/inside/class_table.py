"""A table of numbers, a row a class, painted, so that ten new rows a move cost little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAST_WIDTH = 280
_MOST_FOR_NAMES = 0.34
"""Of the width, for names that are long."""

_LEAST_NAMES, _NUMBER_GAP = 24, 4


class ClassTable(QWidget):
    """Shows a name and some numbers a row, one row of them in bold.

    `titles`: of the columns, that of the names first; `row_height`: in pixels; `name_share`: of the width, for names of
    ordinary length.
    """

    def __init__(self, titles: Sequence[str], row_height: int = 28, name_share: float = 0.22) -> None:
        super().__init__()
        self._titles, self._row_height, self._name_share = tuple(titles), row_height, name_share
        self._rows: tuple[tuple[str, ...], ...] = ()
        self._bold: int | None = None
        self._bold_font, self._figures = controls.use_names_and_figures(self, theme.BODY_PIXELS)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """What is shown, a name and its numbers a row."""
        return self._rows

    def name_columns(self, titles: Sequence[str]) -> None:
        """Give the columns other titles."""
        self._titles = tuple(titles)

    def show_rows(self, rows: Sequence[tuple[str, ...]], bold: int | None = None) -> None:
        """Show other rows; `bold` is the index of the one that matters."""
        if len(rows) != len(self._rows):
            self._rows = tuple(rows)
            self.updateGeometry()
        self._rows, self._bold = tuple(rows), bold
        self.update()

    def sizeHint(self) -> QSize:
        """Return how large the table is."""
        return QSize(380, self._row_height * (len(self._rows) + 1))

    def minimumSizeHint(self) -> QSize:
        """Return how small it may become."""
        return QSize(_LEAST_WIDTH, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the titles and the rows."""
        painter = QPainter(self)
        tokens, first = theme.current(), self._names_width()
        painter.setPen(theme.color(tokens.muted))
        self._paint_row(painter, 0, self._titles, controls.without_tabular_figures(self.font()), first)
        painter.setPen(QPen(theme.color(tokens.line), 1.0))
        painter.drawLine(0, self._row_height - 1, self.width(), self._row_height - 1)
        for index, cells in enumerate(self._rows):
            is_bold = index == self._bold
            painter.setPen(theme.color(tokens.text if is_bold or self._bold is None else tokens.muted))
            self._paint_row(painter, index + 1, cells, self._row_font(index), first)

    def _names_width(self) -> float:
        metrics = QFontMetricsF(self._bold_font)
        widest = max((metrics.horizontalAdvance(name) for name, *_ in self._rows), default=0.0) + theme.CONTROL_GAP
        wanted = max(self.width() * self._name_share, min(widest, self.width() * _MOST_FOR_NAMES))
        # A name may be cut, a number never.
        number = max((self._number_width(index, cells) for index, cells in enumerate(self._rows)), default=0.0)
        room = self.width() - (len(self._titles) - 1) * (number + _NUMBER_GAP)
        return max(min(wanted, room), _LEAST_NAMES)

    def _number_width(self, row: int, cells: tuple[str, ...]) -> float:
        return QFontMetricsF(self._row_font(row)).horizontalAdvance(max(cells[1:], key=len, default=""))

    def _row_font(self, row: int) -> QFont:
        font = QFont(self._figures)
        font.setWeight(QFont.Weight.DemiBold if row == self._bold else QFont.Weight.Normal)
        return font

    def _paint_row(self, painter: QPainter, row: int, cells: tuple[str, ...], font: QFont, first: float) -> None:
        height = self._row_height
        width = (self.width() - first) / (len(cells) - 1)
        name_font = controls.without_tabular_figures(font)
        name = QFontMetricsF(name_font).elidedText(cells[0], Qt.TextElideMode.ElideRight, first - _NUMBER_GAP)
        painter.setFont(name_font)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, row * height, first, height), middle | Qt.AlignmentFlag.AlignLeft, name)
        painter.setFont(font)
        for column, text in enumerate(cells[1:]):
            box = QRectF(first + column * width, row * height, width, height)
            painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, text)
