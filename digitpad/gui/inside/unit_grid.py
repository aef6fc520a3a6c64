"""The outputs of a hidden layer: one cell a unit, always in the same place."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui.widgets import theme
from digitpad.gui.widgets.signed_image import signed_image

_DOT = 3.0


class UnitGrid(QWidget):
    """Shows a layer. `pointed` carries the unit under the cursor, `toggled` the one that was clicked.

    The cursor follows the mouse, or the arrow keys while the grid has the focus, and stays where it was left.
    """

    pointed = Signal(int)
    toggled = Signal(int)

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count, self.columns = count, min(count, 32)  # columns: cells side by side
        self._cell_height = 8
        self._values: Any = None
        self._largest = 0.0
        self._off: frozenset[int] = frozenset()
        self.dead: frozenset[int] = frozenset()  # those with a dot
        self.cursor_unit: int | None = None  # the one under the cursor
        # Where lines, dots of dead units and crosses of those that are off are painted.
        self._lines: list[QLineF] = []
        self._dots: list[QPointF] = []
        self._crosses: list[QLineF] = []
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.fit(self.columns, self._cell_height)

    def fit(self, columns: int, cell_height: int) -> None:
        """Lay the cells out in so many columns, of that height in pixels."""
        self.columns, self._cell_height = columns, cell_height
        self.setFixedHeight(-(-self._count // columns) * cell_height + 1)
        self._place()

    def show_outputs(self, values: Any) -> None:
        """Show an array of one output a unit; None for a layer at rest."""
        self._values = values
        self._largest = 0.0 if values is None else float(abs(values).max())
        self.update()

    def mark(self, off: frozenset[int], dead: frozenset[int]) -> None:
        """Cross out the units that are switched off, and dot the dead ones."""
        if (off, dead) != (self._off, self.dead):
            self._off, self.dead = off, dead
            self._place()

    def point_at(self, unit: int | None) -> None:
        """Move the cursor; without a signal for None, which takes it away."""
        if unit == self.cursor_unit:
            return
        self.cursor_unit = unit
        self.update()
        if unit is not None:
            self.pointed.emit(unit)

    def cell_box(self, unit: int) -> QRect:
        """Return the box of a unit, with the lines around it."""
        row, column = divmod(unit, self.columns)
        left, right = self._edge(column), self._edge(column + 1)
        return QRect(left, row * self._cell_height, right - left + 1, self._cell_height + 1)

    def sizeHint(self) -> QSize:
        """Return how large the grid would like to be."""
        return QSize(12 * self.columns, self.height())

    def minimumSizeHint(self) -> QSize:
        """Return how small the grid may become."""
        return QSize(4 * self.columns, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find the places of the cells anew."""
        super().resizeEvent(event)
        self._place()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        unit = self._unit_at(event.position())
        if unit is not None:
            self.point_at(unit)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Switch the unit under the mouse."""
        unit = self._unit_at(event.position())
        if unit is not None and event.button() is Qt.MouseButton.LeftButton:
            self.point_at(unit)
            self.toggled.emit(unit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor by the arrow keys, switch its unit by Space."""
        key = Qt.Key(event.key())
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self.columns,
            Qt.Key.Key_Down: self.columns,
        }.get(key)
        if key == Qt.Key.Key_Space and self.cursor_unit is not None:
            if not event.isAutoRepeat():
                self.toggled.emit(self.cursor_unit)
        elif step is None:
            super().keyPressEvent(event)
        elif self.cursor_unit is None:
            self.point_at(0)
        elif 0 <= self.cursor_unit + step < self._count:
            self.point_at(self.cursor_unit + step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint all cells as one image, then the lines between them and the marks."""
        tokens = theme.current()
        rows = -(-self._count // self.columns)
        whole = QRect(0, 0, self.width(), self.height())
        painter = QPainter(self)
        painter.setClipRegion(self._region())
        painter.fillRect(whole, theme.color(tokens.paper))
        if self._values is not None:
            padded = self._values.copy()
            padded.resize((rows, self.columns), refcheck=False)
            painter.drawImage(whole.adjusted(0, 0, -1, -1), signed_image(padded, self._largest))
        painter.setPen(QPen(theme.color(tokens.line), 1.0))
        painter.drawLines(self._lines)
        self._paint_marks(painter)
        painter.setClipping(False)
        if self.cursor_unit is not None:
            painter.setPen(QPen(theme.color(tokens.accent if self.hasFocus() else tokens.text), 2.0))
            painter.drawRect(self.cell_box(self.cursor_unit))
        elif self.hasFocus():
            painter.setPen(QPen(theme.color(tokens.accent), 1.0))
            painter.drawRect(whole.adjusted(0, 0, -1, -1))

    def _paint_marks(self, painter: QPainter) -> None:
        tokens = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.dead:
            painter.setPen(QPen(theme.color(tokens.muted), _DOT, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPoints(self._dots)
        if self._off:
            painter.setPen(QPen(theme.color(tokens.text), 1.5))
            painter.drawLines(self._crosses)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _place(self) -> None:
        """Find where all that does not follow the drawing is painted."""
        height, rows = self._cell_height, -(-self._count // self.columns)
        self._lines = [QLineF(x, 0, x, self.height()) for x in map(self._edge, range(self.columns + 1))]
        self._lines += [QLineF(0, row * height, self.width(), row * height) for row in range(rows + 1)]
        self._dots = [QRectF(self.cell_box(unit)).center() for unit in self.dead]
        self._crosses = []
        for unit in self._off:
            box = QRectF(self.cell_box(unit)).adjusted(2.5, 2.5, -2.5, -2.5)
            self._crosses += [QLineF(box.topLeft(), box.bottomRight()), QLineF(box.bottomLeft(), box.topRight())]
        self.update()

    def _region(self) -> QRegion:
        """Return where there are units: the last row may be shorter."""
        whole, rest = divmod(self._count, self.columns)
        region = QRegion(0, 0, self.width(), whole * self._cell_height + 1) if whole else QRegion()
        if rest:
            region += QRegion(0, whole * self._cell_height, self._edge(rest) + 1, self._cell_height + 1)
        return region

    def _edge(self, column: int) -> int:
        return round(column * (self.width() - 1) / self.columns)

    def _unit_at(self, point: QPointF) -> int | None:
        column = int(point.x() * self.columns / max(self.width(), 1))
        row = int(point.y() / self._cell_height)
        unit = row * self.columns + column
        return unit if 0 <= column < self.columns and point.y() >= 0 and unit < self._count else None

    def changeEvent(self, event: QEvent) -> None:
        """The theme changed: paint in its colours."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)
