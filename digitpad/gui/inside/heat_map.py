"""A square of signed numbers, one a pixel of the raster, with the outline of the ink and a cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui.widgets import theme
from digitpad.gui.widgets.signed_image import signed_image

if TYPE_CHECKING:
    from typing import Any

_INSET = 3.0
_INKED = 0.5
"""Share of ink from which a pixel lies within the outline."""

_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class HeatMap(QWidget):
    """Shows one signed number a pixel. `pointed` carries the row and column under the cursor, -1 and -1 for none.

    The cursor is the mouse, or the arrow keys while the map has the focus.
    """

    pointed = Signal(int, int)

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._values: Any = None
        self._largest: float | None = None
        self._ink: Any = None
        self._cursor = (-1, -1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def cursor_pixel(self) -> tuple[int, int]:
        """Row and column under the cursor; -1 and -1 for none."""
        return self._cursor

    def show_values(self, values: Any, ink: Any = None, largest: float | None = None) -> None:
        """Show an array, shape (rows, columns); None for nothing.

        `ink`: the raster behind it, of the same shape, 0.0 to 1.0, for the outline; `largest`: the amount in full
        colour, the largest of the values for None.
        """
        self._values, self._ink, self._largest = values, ink, largest
        row, column = self._cursor
        if values is not None and (row >= values.shape[0] or column >= values.shape[1]):
            self._cursor = (-1, -1)
        self.update()

    def point_at(self, row: int, column: int) -> None:
        """Move the cursor."""
        if (row, column) != self._cursor:
            self._cursor = (row, column)
            self.update()
            self.pointed.emit(row, column)

    def sizeHint(self) -> QSize:
        """Return how large the map would like to be."""
        return QSize(self._side, self._side)

    def minimumSizeHint(self) -> QSize:
        """Return how small it may become."""
        return QSize(self._side // 2, self._side // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be no higher than wide: what follows comes right below."""
        super().resizeEvent(event)
        self.setMaximumHeight(max(self.width(), self._side // 2))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        square = self._square()
        if self._values is None or not square.contains(event.position()):
            self.point_at(-1, -1)
            return
        rows, columns = self._values.shape
        at = event.position() - square.topLeft()
        row, column = int(at.y() / square.height() * rows), int(at.x() / square.width() * columns)
        self.point_at(min(row, rows - 1), min(column, columns - 1))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing once the mouse is gone."""
        super().leaveEvent(event)
        self.point_at(-1, -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor by the arrow keys; from the middle, if it is nowhere."""
        move = _MOVES.get(Qt.Key(event.key()))
        if move is None or self._values is None:
            super().keyPressEvent(event)
            return
        rows, columns = self._values.shape
        row, column = self._cursor if self._cursor != (-1, -1) else (rows // 2, columns // 2)
        self.point_at(min(max(row + move[0], 0), rows - 1), min(max(column + move[1], 0), columns - 1))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the frame, the numbers, the outline and the cursor."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        square = self._square()
        frame = square.adjusted(-_INSET + 0.5, -_INSET + 0.5, _INSET - 0.5, _INSET - 0.5)
        painter.setPen(QPen(theme.color(tokens.accent if self.hasFocus() else tokens.line), 1.0))
        painter.setBrush(theme.color(tokens.paper))
        painter.drawRoundedRect(frame, theme.CONTROL_RADIUS, theme.CONTROL_RADIUS)
        if self._values is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.drawImage(square, signed_image(self._values, self._largest))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        rows, columns = self._values.shape
        cell = QPointF(square.width() / columns, square.height() / rows)
        if self._ink is not None:
            painter.setPen(QPen(theme.color(tokens.muted, 0.7), 1.0))
            painter.drawLines(_outline(self._ink, square.topLeft(), cell))
        row, column = self._cursor
        if row >= 0:
            painter.setPen(QPen(theme.color(tokens.text), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            left, top = square.left() + column * cell.x(), square.top() + row * cell.y()
            painter.drawRect(QRectF(left, top, cell.x(), cell.y()))

    def changeEvent(self, event: QEvent) -> None:
        """The theme changed: paint in its colours."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def _square(self) -> QRectF:
        """Return where the numbers are: the largest square in the middle, whole pixels to a number where it can."""
        room = min(self.width(), self.height()) - 2 * _INSET
        if self._values is not None:
            longest = max(self._values.shape)
            whole = room // longest * longest
            room = whole if whole >= longest else room
        return QRectF((self.width() - room) // 2, (self.height() - room) // 2, room, room)


def _outline(ink: Any, corner: QPointF, cell: QPointF) -> list[QLineF]:
    """Return the lines between pixels of ink and of paper, and around ink that reaches the border below or right."""
    rows, columns = ink.shape
    padded = (ink >= _INKED).copy()
    padded.resize((rows * columns + columns,), refcheck=False)  # a row of paper below
    is_inked = padded.reshape(rows + 1, columns)
    right, below = is_inked[:-1].copy(), is_inked[:-1] != is_inked[1:]
    right[:, :-1] ^= is_inked[:-1, 1:]
    xs = [corner.x() + column * cell.x() for column in range(columns + 1)]
    ys = [corner.y() + row * cell.y() for row in range(rows + 1)]
    lines = [QLineF(xs[column + 1], ys[row], xs[column + 1], ys[row + 1]) for row, column in _places(right)]
    return lines + [QLineF(xs[column], ys[row + 1], xs[column + 1], ys[row + 1]) for row, column in _places(below)]


def _places(marked: Any) -> zip[tuple[int, int]]:
    rows, columns = marked.nonzero()
    return zip(rows.tolist(), columns.tolist(), strict=True)
