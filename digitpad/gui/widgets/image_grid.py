"""Images side by side in rows, as many as fit: the base of every grid, and the grid of a data set's images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
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
_PADDING = 4
_CAPTION_PIXELS = 11
_CAPTION_HEIGHT = 16


@dataclass(frozen=True, slots=True)
class Cell:
    """One image in a grid: its number among all, what it shows, and the name of its class."""

    index: int
    image: QImage
    label: str


C = TypeVar("C", bound=Cell)


class CellGrid(QWidget, Generic[C]):
    """Rows of cells of one size; subclasses paint them.

    `chosen` carries the index of the image that was clicked. `capacity_changed` follows a change of how many fit.
    `turned` carries -1 or 1 when an arrow key leaves the page.
    """

    chosen = Signal(int)
    capacity_changed = Signal()
    turned = Signal(int)

    _usual_columns = 6
    _largest_row_gap: int | None = None  # None to spread the rows over the height

    def __init__(self, cell_size: QSize, gap: int, fixed_rows: int | None = None) -> None:
        super().__init__()
        self._cell_size, self._gap, self._fixed_rows = cell_size, gap, fixed_rows
        self._cells: tuple[C, ...] = ()
        self._selected: int | None = None
        self._known_capacity = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        vertical = QSizePolicy.Policy.Expanding if fixed_rows is None else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)

    @property
    def cells(self) -> tuple[C, ...]:
        """The images on show."""
        return self._cells

    @property
    def selected(self) -> int | None:
        """Index of the chosen image, whether it is on show or not."""
        return self._selected

    @property
    def current(self) -> C | None:
        """The chosen image, if it is on show."""
        return next((cell for cell in self._cells if cell.index == self._selected), None)

    @property
    def columns(self) -> int:
        """Cells side by side."""
        return max((self.width() + self._gap) // (self._cell_size.width() + self._gap), 1)

    @property
    def rows(self) -> int:
        """Cells one above the other."""
        return self._fixed_rows or max((self.height() + self._gap) // (self._cell_size.height() + self._gap), 1)

    @property
    def capacity(self) -> int:
        """How many cells fit."""
        return self.columns * self.rows

    def show_cells(self, cells: tuple[C, ...]) -> None:
        """Show other images."""
        self._cells = cells
        self.select(self._selected)

    def select(self, index: int | None) -> None:
        """Mark the image of that index as chosen, without a signal."""
        self._selected = index
        current = self.current
        self.setAccessibleDescription("" if current is None else self.sentence(current))
        self.update()

    def cell_box(self, position: int) -> QRect:
        """Return the box of a cell, counted from the first on show."""
        row, column = divmod(position, self.columns)
        # Columns and rows share the room left over, so that all edges are straight.
        width = (self.width() + self._gap) / self.columns
        left, right = round(column * width), round((column + 1) * width) - self._gap
        pitch = (self.height() + self._gap) / self.rows
        if self._largest_row_gap is not None:
            pitch = min(pitch, self._cell_size.height() + self._largest_row_gap)
        return QRect(left, round(row * pitch), right - left, self._cell_size.height())

    def sentence(self, cell: C) -> str:
        """Return what a cell shows, as a sentence."""
        return self.tr("Image {number}: {name}").format(number=count(cell.index + 1), name=cell.label)

    def sizeHint(self) -> QSize:
        """Return how large the grid would like to be."""
        return self._size_of(self._usual_columns, 4)

    def minimumSizeHint(self) -> QSize:
        """Return how small the grid may become."""
        return self._size_of(3, 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the image under the mouse."""
        position = self._position_at(event.position().toPoint())
        if position is not None and event.button() is Qt.MouseButton.LeftButton:
            self._choose(self._cells[position].index)

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
        position = shown.index(self._selected) + step if self._selected in shown else 0
        if 0 <= position < len(shown):
            self._move_to(shown[position])
        else:
            self.turned.emit(1 if step > 0 else -1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Emit `capacity_changed` when another number of cells fits."""
        super().resizeEvent(event)
        self._check_capacity()

    def event(self, event: QEvent) -> bool:
        """Show as a tooltip what the cell under the mouse shows."""
        if event.type() is event.Type.ToolTip:
            position = self._position_at(self.mapFromGlobal(self.cursor().pos()))
            if position is not None:
                text = self.sentence(self._cells[position])
                QToolTip.showText(self.cursor().pos(), text, self, self.cell_box(position))
                return True
            QToolTip.hideText()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint every cell."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for position, cell in enumerate(self._cells[: self.capacity]):
            self._paint_cell(painter, self.cell_box(position), cell)

    def _paint_cell(self, painter: QPainter, box: QRect, cell: C) -> None:
        raise NotImplementedError

    def _size_of(self, columns: int, rows: int) -> QSize:
        width, height = self._cell_size.width() + self._gap, self._cell_size.height() + self._gap
        return QSize(columns * width - self._gap, (self._fixed_rows or rows) * height - self._gap)

    def _resize_cells(self, size: QSize) -> None:
        self._cell_size = size
        self.updateGeometry()
        self._check_capacity()

    def _check_capacity(self) -> None:
        if self.capacity != self._known_capacity:
            self._known_capacity = self.capacity
            self.capacity_changed.emit()

    def _position_at(self, point: QPoint) -> int | None:
        shown = range(min(len(self._cells), self.capacity))
        return next((position for position in shown if self.cell_box(position).contains(point)), None)

    def _move_to(self, index: int) -> None:
        self.select(index)

    def _choose(self, index: int) -> None:
        self.select(index)
        self.chosen.emit(index)


class ImageGrid(CellGrid[Cell]):
    """Images enlarged without smoothing, so that their pixels can be seen; `chosen` follows the arrow keys, too."""

    _usual_columns = 8

    def __init__(self, rows: int | None = None) -> None:
        super().__init__(_cell_size(_SIDE), gap=6, fixed_rows=rows)
        self._side = _SIDE
        font = QFont(self.font())
        font.setPixelSize(_CAPTION_PIXELS)
        self.setFont(font)

    def fit_images(self, size: int) -> None:
        """Make room for images of so many pixels each way: each of them a whole number of pixels on screen."""
        side = size * max(round(_SIDE / size), 1)
        self._side = _SIDE if side > _LARGEST_SIDE else side
        self._resize_cells(_cell_size(self._side))

    def _move_to(self, index: int) -> None:
        self._choose(index)

    def _paint_cell(self, painter: QPainter, box: QRect, cell: Cell) -> None:
        tokens, side = theme.current(), self._side
        is_chosen = cell.index == self._selected
        if is_chosen:
            painter.setPen(QPen(theme.color(tokens.accent), 2.0 if self.hasFocus() else 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, side % cell.image.width() != 0)
        left = box.left() + (box.width() - side) // 2
        painter.drawImage(QRect(left, box.top() + _PADDING, side, side), cell.image)
        painter.setPen(theme.color(tokens.text if is_chosen else tokens.muted))
        below = QRect(box.left() + 2, box.bottom() - _CAPTION_HEIGHT - 1, box.width() - 4, _CAPTION_HEIGHT)
        caption = QFontMetrics(self.font()).elidedText(cell.label, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, caption)


def _cell_size(side: int) -> QSize:
    return QSize(side + 2 * _PADDING, side + 2 * _PADDING + _CAPTION_HEIGHT)


def image_at(pixels: object, index: int) -> QImage:
    """Return one image of a data set's pixels: uint8, shape (count, rows, columns) or (count, rows, columns, 3)."""
    return image_of(pixels[index])  # type: ignore[index] # an array, whose type would import numpy


def image_of(pixels: Any) -> QImage:
    """Return pixels as an image: uint8, shape (rows, columns) in grey or (rows, columns, 3) in colour."""
    rows, columns = pixels.shape[:2]
    is_colour = pixels.ndim == 3
    kind = QImage.Format.Format_RGB888 if is_colour else QImage.Format.Format_Grayscale8
    image = QImage(pixels.tobytes(), columns, rows, columns * (3 if is_colour else 1), kind)
    return image.convertToFormat(QImage.Format.Format_RGB32)  # a copy: a QImage made of bytes does not keep them


def cell_of(images: ImageSet, index: int) -> Cell:
    """Return an image of a data set as a cell of a grid."""
    return Cell(index, image_at(images.pixels, index), images.class_names[int(images.labels[index])])


def draw_enlarged(painter: QPainter, room: QRectF, image: QImage) -> None:
    """Draw an image as large as a square has room for, each pixel a whole number of device pixels.

    So all pixels are equally large; an image larger than the square is made smaller and smoothed.
    """
    ratio = painter.device().devicePixelRatioF()
    longest = max(image.width(), image.height(), 1)
    whole = int(room.width() * ratio // longest)
    scale = whole / ratio if whole >= 1 else room.width() / longest
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, whole < 1)
    width, height = image.width() * scale, image.height() * scale
    left = round((room.center().x() - width / 2) * ratio) / ratio
    top = round((room.center().y() - height / 2) * ratio) / ratio
    painter.drawImage(QRectF(left, top, width, height), image)
