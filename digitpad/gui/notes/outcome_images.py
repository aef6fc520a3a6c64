"""Pictures titled as a note titles them, in rows; a tick or a cross where the title holds a prediction."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent, QImage, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from digitpad.gui.widgets import theme
from digitpad.gui.widgets.image_grid import draw_enlarged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from digitpad.notes.walk import Image

_TITLE_PIXELS = 11
_GAP, _ROW_GAP = 4, 8
_LARGEST_SIDE, _LEAST_SIDE = 112, 28
_FEW, _SIDE_OF_MANY = 8, 56
"""So many pictures may be large; more of them would push what else came out off the screen."""

_MARKS = {True: "✓ ", False: "✗ ", None: ""}


class OutcomeImages(QWidget):
    """At most so many pictures in a row as the note shows; fewer where their titles need more room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: tuple[tuple[QImage, str, bool | None], ...] = ()
        self._most_columns = 1
        font = QFont(self.font())
        font.setPixelSize(_TITLE_PIXELS)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Pictures"))

    @property
    def titles(self) -> tuple[str, ...]:
        """What stands above the pictures."""
        return tuple(title for _, title, _ in self._images)

    def show_images(self, images: Sequence[Image], columns: int) -> None:
        """Show other pictures."""
        self._images = tuple((qimage(each), _marked(each), each.is_right) for each in images)
        self._most_columns = max(columns, 1)
        self.setAccessibleDescription("; ".join(title.replace("\n", ", ") for title in self.titles))
        self._fit()
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size for all of them."""
        return QSize(380, self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange them for the width there is."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Show the whole title of the picture under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            place = self._place_at(event.pos())
            if place is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self._images[place][1], self, self._box(place))
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint each picture below its title."""
        painter = QPainter(self)
        tokens = theme.current()
        lines, height = self._title_lines(), self.fontMetrics().lineSpacing()
        for place, (image, title, is_right) in enumerate(self._images):
            box = self._box(place)
            if not box.intersects(event.rect()):
                continue
            painter.setPen(theme.color(tokens.bad if is_right is False else tokens.text))
            words = title.split("\n")
            first = box.top() + (lines - len(words)) * height
            for number, line in enumerate(words):
                room = QRect(box.left(), first + number * height, box.width(), height)
                text = self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, room.width())
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
            side = min(box.width(), self._side())
            left = box.left() + (box.width() - side) / 2
            picture = QRectF(left, box.top() + lines * height + 2, side, side)
            draw_enlarged(painter, picture, image)
            if is_right is False:
                painter.setPen(QPen(theme.color(tokens.bad), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(picture)
        painter.end()

    @property
    def columns(self) -> int:
        """Pictures side by side."""
        count = max(min(self._most_columns, len(self._images)), 1)
        needed = max(_LEAST_SIDE, self._widest_line()) + _GAP
        if count <= (fitting := max((self.width() + _GAP) // needed, 1)):
            return count
        rows = math.ceil(len(self._images) / fitting)
        return math.ceil(len(self._images) / rows)  # rows of one length, or nearly

    def _widest_line(self) -> int:
        lines = (line for title in self.titles for line in title.split("\n"))
        return max(map(self.fontMetrics().horizontalAdvance, lines), default=0) + 2

    def _side(self) -> int:
        width = (self.width() + _GAP) // self.columns - _GAP
        return max(min(width, _LARGEST_SIDE if len(self._images) <= _FEW else _SIDE_OF_MANY), 1)

    def _title_lines(self) -> int:
        return max((title.count("\n") + 1 for title in self.titles), default=0)

    def _row_height(self) -> int:
        return self._title_lines() * self.fontMetrics().lineSpacing() + 2 + self._side()

    def _box(self, place: int) -> QRect:
        row, column = divmod(place, self.columns)
        # pictures stay together at the left, as they do in the note
        width = max(min((self.width() + _GAP) // self.columns, max(self._side(), self._widest_line()) + _GAP), 1)
        return QRect(column * width, row * (self._row_height() + _ROW_GAP), width - _GAP, self._row_height())

    def _place_at(self, point: QPoint) -> int | None:
        return next((place for place in range(len(self._images)) if self._box(place).contains(point)), None)

    def _height(self) -> int:
        rows = math.ceil(len(self._images) / self.columns)
        return max(rows * (self._row_height() + _ROW_GAP) - _ROW_GAP, 0)

    def _fit(self) -> None:
        if self.minimumHeight() != self._height():
            self.setFixedHeight(self._height())


def _marked(image: Image) -> str:
    """Return a title with its mark before the last line, which is the prediction."""
    *above, last = image.title.strip().split("\n")
    return "\n".join((*above, _MARKS[image.is_right] + last))


def qimage(image: Image) -> QImage:
    """Return a picture for painting."""
    rows, columns = image.pixels.shape[:2]
    is_colour = image.pixels.ndim == 3
    kind = QImage.Format.Format_RGB888 if is_colour else QImage.Format.Format_Grayscale8
    made = QImage(image.pixels.tobytes(), columns, rows, columns * (3 if is_colour else 1), kind)
    return made.convertToFormat(QImage.Format.Format_RGB32)  # a copy: a QImage made of bytes does not keep them
