"""Images of a data set side by side, each with its class.

Images are painted large without smoothing, so that their pixels can be seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from digitpad.gui.widgets import theme
from digitpad.gui.widgets.number_text import count

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent

    from digitpad.data.image_set import ImageSet

_SIDE = 56
"""Pixels of an image's side: two for each of MNIST's."""

_LARGEST_SIDE = 84
_GAP = 6
_PADDING = 4
_CAPTION_PIXELS = 11
_CAPTION_HEIGHT = 16


@dataclass(frozen=True, slots=True)
class Cell:
    """One image in the grid."""

    index: int  # which image of the data set
    image: QImage  # what it shows
    caption: str  # its class


class ImageGrid(QWidget):
    """Rows of images, as many as fit.

    `chosen` carries the index of the image that was clicked or moved to; `capacity_changed` follows a change of how
    many fit.

    `rows`: rows of cells; None for as many as fit.
    """

    chosen = Signal(int)
    capacity_changed = Signal()

    def __init__(self, rows: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side, self._fixed_rows = _SIDE, rows
        self._cells: tuple[Cell, ...] = ()
        self._selected: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        font = QFont(self.font())
        font.setPixelSize(_CAPTION_PIXELS)
        self.setFont(font)
        vertical = QSizePolicy.Policy.Expanding if rows is None else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """What is shown."""
        return self._cells

    @property
    def selected(self) -> int | None:
        """Index of the chosen image, if it is among those shown or not."""
        return self._selected

    @property
    def columns(self) -> int:
        """Cells side by side."""
        return max((self.width() + _GAP) // (self._side + 2 * _PADDING + _GAP), 1)

    @property
    def rows(self) -> int:
        """Cells one above the other."""
        if self._fixed_rows is not None:
            return self._fixed_rows
        return max((self.height() + _GAP) // (self._cell_height() + _GAP), 1)

    @property
    def capacity(self) -> int:
        """How many images fit."""
        return self.columns * self.rows

    def fit_images(self, size: int) -> None:
        """Make room for images of so many pixels each way: each of them a whole number of pixels on screen."""
        side = size * max(round(_SIDE / size), 1)
        if side > _LARGEST_SIDE:
            side = _SIDE
        if side != self._side:
            self._side = side
            self.updateGeometry()
            self.capacity_changed.emit()

    def show_cells(self, cells: tuple[Cell, ...]) -> None:
        """Show other images."""
        self._cells = cells
        self._describe_choice()
        self.update()

    def select(self, index: int | None) -> None:
        """Mark the image of that index as chosen, without telling anyone."""
        self._selected = index
        self._describe_choice()
        self.update()

    def sizeHint(self) -> QSize:
        """Qt asks how large the grid would like to be."""
        rows = self._fixed_rows or 4
        return QSize(8 * (self._side + 2 * _PADDING + _GAP), rows * (self._cell_height() + _GAP) - _GAP)

    def minimumSizeHint(self) -> QSize:
        """Qt asks how small the grid may become."""
        rows = self._fixed_rows or 2
        return QSize(3 * (self._side + 2 * _PADDING + _GAP), rows * (self._cell_height() + _GAP) - _GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell when another number of images fits."""
        super().resizeEvent(event)
        self.capacity_changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the image under the mouse."""
        place = self._place_at(event.position().toPoint())
        if place is not None and event.button() is Qt.MouseButton.LeftButton:
            self._choose(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move among the images with the arrow keys."""
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self.columns,
            Qt.Key.Key_Down: self.columns,
        }.get(Qt.Key(event.key()))
        if step is None or not self._cells:
            super().keyPressEvent(event)
            return
        shown = [cell.index for cell in self._cells]
        place = shown.index(self._selected) + step if self._selected in shown else 0
        if 0 <= place < len(shown):
            self._choose(place)

    def event(self, event: QEvent) -> bool:
        """Say which image the mouse rests on."""
        if event.type() is event.Type.ToolTip:
            place = self._place_at(self.mapFromGlobal(self.cursor().pos()))
            if place is not None:
                text = self._sentence(self._cells[place])
                QToolTip.showText(self.cursor().pos(), text, self, self._box(place))
                return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint every cell."""
        painter = QPainter(self)
        metrics = QFontMetrics(self.font())
        for place, cell in enumerate(self._cells[: self.capacity]):
            self._paint_cell(painter, metrics, self._box(place), cell)

    def _paint_cell(self, painter: QPainter, metrics: QFontMetrics, box: QRect, cell: Cell) -> None:
        tokens = theme.current()
        is_chosen = cell.index == self._selected
        if is_chosen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            width = 2.0 if self.hasFocus() else 1.5
            painter.setPen(QPen(theme.color(tokens.accent), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        side = self._side
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, side % cell.image.width() != 0)
        left = box.left() + (box.width() - side) // 2
        painter.drawImage(QRect(left, box.top() + _PADDING, side, side), cell.image)
        painter.setPen(theme.color(tokens.text if is_chosen else tokens.muted))
        words = QRect(box.left() + 2, box.bottom() - _CAPTION_HEIGHT - 1, box.width() - 4, _CAPTION_HEIGHT)
        caption = metrics.elidedText(cell.caption, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, caption)

    def _cell_height(self) -> int:
        return self._side + 2 * _PADDING + _CAPTION_HEIGHT

    def _box(self, place: int) -> QRect:
        row, column = divmod(place, self.columns)
        # Columns and rows share the room left over, so that all edges are straight.
        width = (self.width() + _GAP) / self.columns
        left, right = round(column * width), round((column + 1) * width) - _GAP
        top = round(row * (self.height() + _GAP) / self.rows)
        return QRect(left, top, right - left, self._cell_height())

    def _place_at(self, point: QPoint) -> int | None:
        return next(
            (place for place in range(min(len(self._cells), self.capacity)) if self._box(place).contains(point)), None
        )

    def _choose(self, place: int) -> None:
        index = self._cells[place].index
        self.select(index)
        self.chosen.emit(index)

    def _sentence(self, cell: Cell) -> str:
        return self.tr("Image {number}: {name}").format(number=count(cell.index + 1), name=cell.caption)

    def _describe_choice(self) -> None:
        self.setAccessibleDescription(
            next((self._sentence(cell) for cell in self._cells if cell.index == self._selected), "")
        )


def image_at(pixels: object, index: int) -> QImage:
    """Return one image of a data set's pixels: uint8, shape (count, rows, columns) or (count, rows, columns, 3)."""
    one = pixels[index]  # type: ignore[index] # an array, whose type would import numpy
    rows, columns = one.shape[:2]
    is_colour = one.ndim == 3
    kind = QImage.Format.Format_RGB888 if is_colour else QImage.Format.Format_Grayscale8
    image = QImage(one.tobytes(), columns, rows, columns * (3 if is_colour else 1), kind)
    return image.convertToFormat(QImage.Format.Format_RGB32)  # a copy: a QImage made of bytes does not keep them


def cell_of(images: ImageSet, index: int) -> Cell:
    """Return an image of a data set as a cell of a grid."""
    return Cell(index, image_at(images.pixels, index), images.class_names[int(images.labels[index])])
