"""The confusion matrix: what each class was taken for, with the recall of each row and the precision of each column.

A right answer is on the diagonal in the accent's colour, a wrong one beside it in the colour of failure; position and
number tell the two apart without either colour.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from digitpad.gui.evaluation.confusion_layout import MARGIN_WIDTH, Matrix, MatrixLayout, laid_out
from digitpad.gui.evaluation.contrast import readable_on
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import count, percent

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QMouseEvent

_NAME_PIXELS = 11
_LEAST_FOR_TEXT = 22.0
"""Pixels of a cell below which its number is left out: it could not be read."""

_GAP = 2.0

_WORST_SEEN = 0.15
"""Share of a class misread as another from which on the colour of failure is at its strongest, at least."""


class ConfusionMatrix(QWidget):
    """The matrix; `cell_chosen` carries the true and the predicted class of the cell clicked or moved to."""

    cell_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix: Matrix | None = None
        self._selected: tuple[int, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._bold, self._figures = controls.use_names_and_figures(self, _NAME_PIXELS)
        self.setAccessibleName(self.tr("Confusion matrix"))

    @property
    def matrix(self) -> Matrix | None:
        """The matrix on show."""
        return self._matrix

    @property
    def selected(self) -> tuple[int, int] | None:
        """True and predicted class of the chosen cell."""
        return self._selected

    def show_matrix(self, matrix: Matrix | None) -> None:
        """Show another matrix, with no cell chosen."""
        self._matrix = matrix
        self.select(None)

    def select(self, cell: tuple[int, int] | None) -> None:
        """Mark a cell as chosen, without a signal."""
        self._selected = cell
        self.setAccessibleDescription("" if cell is None else self.sentence(*cell))
        self.update()

    def sentence(self, true: int, predicted: int) -> str:
        """Return what a cell holds, as a sentence."""
        matrix = self._matrix
        if matrix is None:
            return ""
        number, whole = matrix.counts[true][predicted], sum(matrix.counts[true])
        names = matrix.class_names
        values = {"true": names[true], "read": names[predicted], "count": count(number), "all": count(whole)}
        values["share"] = percent(number / whole) if whole else "\N{EN DASH}"
        if true == predicted:
            return self.tr("{true} read as {read}, which is right: {count} of {all} ({share})").format(**values)
        return self.tr("{true} read as {read}: {count} of {all} ({share})").format(**values)

    def cell_box(self, true: int, predicted: int) -> QRectF:
        """Return the box of a cell."""
        return self._layout().cell(true, predicted)

    def sizeHint(self) -> QSize:
        """Return how large the matrix would like to be."""
        return QSize(500, 470)

    def minimumSizeHint(self) -> QSize:
        """Return how small the matrix may become."""
        return QSize(330, 280)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the mouse."""
        cell = self._cell_at(event.position())
        if cell is not None and event.button() is Qt.MouseButton.LeftButton:
            self._choose(cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move among the cells with the arrow keys; from none, to the worst mistake."""
        step = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }.get(Qt.Key(event.key()))
        if step is None or self._matrix is None:
            super().keyPressEvent(event)
            return
        if self._selected is None:
            self._choose(self._worst())
            return
        row, column = self._selected[0] + step[0], self._selected[1] + step[1]
        last = len(self._matrix.class_names) - 1
        self._choose((min(max(row, 0), last), min(max(column, 0), last)))

    def event(self, event: QEvent) -> bool:
        """Show as a tooltip what the cell under the mouse holds."""
        if event.type() is event.Type.ToolTip:
            cell = self._cell_at(QPointF(self.mapFromGlobal(self.cursor().pos())))
            if cell is not None:
                QToolTip.showText(self.cursor().pos(), self.sentence(*cell), self, self.cell_box(*cell).toRect())
                return True
            QToolTip.hideText()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the matrix and its margins."""
        matrix = self._matrix
        if matrix is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        layout = self._layout()
        self._paint_names(painter, layout, matrix)
        if layout.has_names:
            self._paint_margins(painter, layout, matrix)
        worst = max(matrix.worst_share, _WORST_SEEN)
        for row, counts in enumerate(matrix.counts):
            whole = max(sum(counts), 1)
            for column, number in enumerate(counts):
                is_right = row == column
                # Mistakes are rare: by the root, one in a hundred can be seen as well as one in five.
                share = number / whole if is_right else math.sqrt(number / whole / worst)
                strength = 0.14 + (0.86 if is_right else 0.72) * share
                self._paint_cell(painter, layout.cell(row, column), number, strength, is_right=is_right)
        self._paint_choice(painter, layout)

    def _paint_cell(self, painter: QPainter, box: QRectF, number: int, strength: float, *, is_right: bool) -> None:
        tokens = theme.current()
        gap = min(_GAP, box.width() / 8)
        inner = box.adjusted(gap / 2, gap / 2, -gap / 2, -gap / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        if number:
            painter.setBrush(theme.color(tokens.accent if is_right else tokens.bad, strength))
        else:
            painter.setBrush(theme.color(tokens.track))
        radius = min(4.0, inner.height() / 5)
        painter.drawRoundedRect(inner, radius, radius)
        if number and min(box.width(), box.height()) >= _LEAST_FOR_TEXT * 0.8 and box.width() >= _LEAST_FOR_TEXT:
            painter.setPen(readable_on(tokens.accent if is_right else tokens.bad, strength))
            text = self._number(number, inner.width() - 2)
            painter.setFont(self._fitting(text, inner.width() - 2, is_bold=is_right))
            painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_names(self, painter: QPainter, layout: MatrixLayout, matrix: Matrix) -> None:
        tokens = theme.current()
        metrics = QFontMetricsF(self.font())
        chosen = self._selected or (-1, -1)
        size = len(matrix.class_names)
        painter.setFont(self.font())
        painter.setPen(theme.color(tokens.muted))
        across = QRectF(layout.left, 0, size * layout.width, metrics.height())
        painter.drawText(across, Qt.AlignmentFlag.AlignCenter, self.tr("read as"))
        painter.save()
        painter.translate(metrics.height() / 2, layout.top + size * layout.height / 2)
        painter.rotate(-90)
        painter.drawText(
            QRectF(-60, -metrics.height() / 2, 120, metrics.height()), Qt.AlignmentFlag.AlignCenter, self.tr("true")
        )
        painter.restore()
        if not layout.has_names:
            return
        room = layout.left - metrics.height() - 8
        for index, name in enumerate(matrix.class_names):
            is_row, is_column = index == chosen[0], index == chosen[1]
            painter.setFont(self._bold if is_row else self.font())
            painter.setPen(theme.color(tokens.text if is_row else tokens.muted))
            beside = QRectF(metrics.height() + 2, layout.top + index * layout.height, room, layout.height)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            shown = QFontMetricsF(painter.font()).elidedText(name, Qt.TextElideMode.ElideRight, room)
            painter.drawText(beside, right, shown)
            painter.setFont(self._bold if is_column else self.font())
            painter.setPen(theme.color(tokens.text if is_column else tokens.muted))
            self._paint_column_name(painter, layout, index, name)

    def _paint_column_name(self, painter: QPainter, layout: MatrixLayout, index: int, name: str) -> None:
        metrics = QFontMetricsF(painter.font())
        above = metrics.height() + 4
        room = layout.top - above - 4
        middle = layout.left + (index + 0.5) * layout.width
        if not layout.names_are_upright:
            box = QRectF(middle - layout.width / 2, above, layout.width, room)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
            return
        painter.save()
        painter.translate(middle, layout.top - 4)
        painter.rotate(-90)
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, -layout.width / 2, room, layout.width), left, shown)
        painter.restore()

    def _paint_margins(self, painter: QPainter, layout: MatrixLayout, matrix: Matrix) -> None:
        size = len(matrix.class_names)
        painter.setFont(self.font())
        painter.setPen(theme.color(theme.current().muted))
        metrics = QFontMetricsF(self.font())
        right, bottom = layout.left + size * layout.width + 6, layout.top + size * layout.height
        align_right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        heading = QRectF(right, layout.top - metrics.height() - 4, MARGIN_WIDTH - 6, metrics.height())
        painter.drawText(heading, align_right, self.tr("recall"))
        beside = QRectF(0, bottom + 4, layout.left - 6, metrics.height())
        painter.drawText(beside, align_right, self.tr("precision"))
        fitting = self._fitting("100.0", layout.width - 3, is_bold=False)
        for index, (recall, precision) in enumerate(zip(matrix.recalls, matrix.precisions, strict=True)):
            painter.setFont(self._figures)
            row = QRectF(right, layout.top + index * layout.height, MARGIN_WIDTH - 6, layout.height)
            painter.drawText(row, align_right, _share(recall))
            if layout.width >= _LEAST_FOR_TEXT:
                column = QRectF(layout.left + index * layout.width, bottom + 4, layout.width, metrics.height())
                painter.setFont(fitting)
                painter.drawText(column, Qt.AlignmentFlag.AlignCenter, _share(precision))

    def _paint_choice(self, painter: QPainter, layout: MatrixLayout) -> None:
        if self._selected is None:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color(theme.current().text), 2.0 if self.hasFocus() else 1.5))
        box = layout.cell(*self._selected)
        radius = min(5.0, box.height() / 5)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _number(self, number: int, width: float) -> str:
        """Return a number with its thousands apart if there is room for that in the larger letters."""
        apart = count(number)
        return apart if QFontMetricsF(self._figures).horizontalAdvance(apart) <= width else str(number)

    def _fitting(self, text: str, width: float, *, is_bold: bool) -> QFont:
        """Return the largest font in which a number fits its cell."""
        font = QFont(self._figures)
        font.setWeight(QFont.Weight.DemiBold if is_bold else QFont.Weight.Normal)
        return controls.fitting(font, text, width, (theme.SMALL_PIXELS, _NAME_PIXELS, 10, 9))

    def _layout(self) -> MatrixLayout:
        names = () if self._matrix is None else self._matrix.class_names
        return laid_out(names, QSizeF(self.size()), QFontMetricsF(self._bold), self.tr("precision"))

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        if self._matrix is None:
            return None
        layout, size = self._layout(), len(self._matrix.class_names)
        column = math.floor((point.x() - layout.left) / layout.width)
        row = math.floor((point.y() - layout.top) / layout.height)
        return (row, column) if 0 <= row < size and 0 <= column < size else None

    def _worst(self) -> tuple[int, int]:
        """Return the cell of the most frequent mistake; the first one if there is none."""
        counts = () if self._matrix is None else self._matrix.counts
        cells = [(row, column) for row in range(len(counts)) for column in range(len(counts)) if row != column]
        return max(cells, key=lambda cell: counts[cell[0]][cell[1]], default=(0, 0))

    def _choose(self, cell: tuple[int, int]) -> None:
        self.select(cell)
        self.cell_chosen.emit(*cell)


def _share(share: float | None) -> str:
    return "\N{EN DASH}" if share is None else f"{100 * share:.1f}"
