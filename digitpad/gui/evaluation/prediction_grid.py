"""Pictures with what they are and what they were taken for.

A right answer has a tick, a wrong one a cross, a frame, and what it is: no colour is needed to tell them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import percent

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent

SIDE = 64
"""Pixels a picture may take each way: twice 28 or 32."""

_GAP = 8
_WIDEST_GAP = 20
_PADDING = 6
_LINE = 15
_NAME_PIXELS = 11
_LONGEST_CAPTION = 96
_MARK = 9.0

_TILE_SIZE = QSize(SIDE + 4 * _PADDING, SIDE + 2 * _PADDING + 2 * _LINE + 2)
"""Of a picture with two lines below."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture with the answer to it."""

    answer: int  # number of the answer among all
    image: QImage  # what the model was given
    # true, predicted: the names of what it is and what it was taken for
    true: str
    predicted: str
    is_right: bool  # whether these are the same
    confidence: float  # the probability of what it was taken for


class PredictionGrid(QWidget):
    """Rows of tiles, as many as fit.

    `chosen` carries the number of the answer whose picture was clicked, or on which Return was pressed.
    `capacity_changed` follows a change of how many fit. `turned` carries -1 or 1 when the arrow keys leave the page.
    """

    chosen = Signal(int)
    capacity_changed = Signal()
    turned = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles: tuple[Tile, ...] = ()
        self._current: int | None = None
        self._tile_size = _TILE_SIZE
        self._words_are_beside = False
        self._shown_capacity = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._bold, self._figures = controls.use_names_and_figures(self, _NAME_PIXELS)
        self.setAccessibleName(self.tr("Pictures and what the model takes them for"))

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """What is shown."""
        return self._tiles

    @property
    def current(self) -> Tile | None:
        """The tile the keys are on."""
        return None if self._current is None else self._tiles[self._current]

    @property
    def columns(self) -> int:
        """Tiles side by side."""
        return max((self.width() + _GAP) // (self._tile_size.width() + _GAP), 1)

    @property
    def rows(self) -> int:
        """Tiles one above the other."""
        return max((self.height() + _GAP) // (self._tile_size.height() + _GAP), 1)

    @property
    def capacity(self) -> int:
        """How many tiles fit."""
        return self.columns * self.rows

    def use_names(self, names: tuple[str, ...]) -> None:
        """Make room for what the classes are called: below a picture, or beside it if names are long."""
        plain, figures = QFontMetricsF(self.font()), QFontMetricsF(self._figures)
        truths = (plain.horizontalAdvance(self.tr("is {name}").format(name=name)) for name in names)
        predictions = (_MARK + 5 + QFontMetricsF(self._bold).horizontalAdvance(name) for name in names)
        share = figures.horizontalAdvance(percent(1.0))
        longest = max([*truths, *predictions], default=0.0)
        self._words_are_beside = longest + share + 4 > _TILE_SIZE.width() - 2 * _PADDING
        if self._words_are_beside:
            words = min(round(max(longest, share)) + 2, _LONGEST_CAPTION)
            self._tile_size = QSize(SIDE + words + 3 * _PADDING, SIDE + 2 * _PADDING)
        else:
            self._tile_size = _TILE_SIZE
        self._tell_capacity()

    def show_tiles(self, tiles: tuple[Tile, ...], current: int | None = None) -> None:
        """Show other tiles; `current` is the place of the one the keys are on."""
        self._tiles = tiles
        self._set_current(current if current is not None and current < len(tiles) else None)

    def tile_box(self, place: int) -> QRect:
        """Return where a tile lies."""
        row, column = divmod(place, self.columns)
        # Columns share the width left over, so that both edges are straight.
        width = (self.width() + _GAP) / self.columns
        left, right = round(column * width), round((column + 1) * width) - _GAP
        # So do rows, up to where a gap would part them.
        pitch = min((self.height() + _GAP) / self.rows, self._tile_size.height() + _WIDEST_GAP)
        return QRect(left, round(row * pitch), right - left, self._tile_size.height())

    def sentence(self, tile: Tile) -> str:
        """Say what a tile shows."""
        values = {"true": tile.true, "read": tile.predicted, "share": percent(tile.confidence)}
        if tile.is_right:
            return self.tr("{true}, read as {read} with {share}: right").format(**values)
        return self.tr("{true}, read as {read} with {share}: wrong").format(**values)

    def sizeHint(self) -> QSize:
        """Qt asks how large the grid would like to be."""
        return QSize(6 * (self._tile_size.width() + _GAP) - _GAP, 4 * (self._tile_size.height() + _GAP) - _GAP)

    def minimumSizeHint(self) -> QSize:
        """Qt asks how small the grid may become."""
        return QSize(3 * (self._tile_size.width() + _GAP) - _GAP, 2 * (self._tile_size.height() + _GAP) - _GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell when another number of tiles fits."""
        super().resizeEvent(event)
        self._tell_capacity()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the picture under the mouse."""
        place = self._place_at(event.position().toPoint())
        if place is not None and event.button() is Qt.MouseButton.LeftButton:
            self._set_current(place)
            self.chosen.emit(self._tiles[place].answer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move among the pictures with the arrow keys, over the page's edge too; Return chooses."""
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and self.current is not None:
            self.chosen.emit(self.current.answer)
            return
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self.columns,
            Qt.Key.Key_Down: self.columns,
        }.get(key)
        if step is None or not self._tiles:
            super().keyPressEvent(event)
            return
        place = 0 if self._current is None else self._current + step
        if 0 <= place < len(self._tiles):
            self._set_current(place)
        else:
            self.turned.emit(1 if step > 0 else -1)

    def event(self, event: QEvent) -> bool:
        """Say in full what the tile under the mouse shows."""
        if event.type() is event.Type.ToolTip:
            place = self._place_at(self.mapFromGlobal(self.cursor().pos()))
            if place is not None:
                text = self.sentence(self._tiles[place])
                QToolTip.showText(self.cursor().pos(), text, self, self.tile_box(place))
                return True
            QToolTip.hideText()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint every tile."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, tile in enumerate(self._tiles[: self.capacity]):
            self._paint_tile(painter, QRectF(self.tile_box(place)), tile, is_current=place == self._current)

    def _paint_tile(self, painter: QPainter, box: QRectF, tile: Tile, *, is_current: bool) -> None:
        tokens = theme.current()
        edge = tokens.line if tile.is_right else tokens.bad
        painter.setPen(QPen(theme.color(edge, 1.0 if tile.is_right else 0.75), 1.0 if tile.is_right else 1.5))
        painter.setBrush(theme.color(tokens.paper))
        painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 6, 6)
        if self._words_are_beside:
            picture = QRectF(box.left() + _PADDING, box.top() + _PADDING, SIDE, SIDE)
            words = box.adjusted(SIDE + 2 * _PADDING, 0, -_PADDING, 0)
            first = QRectF(words.left(), box.center().y() - 1.5 * _LINE, words.width(), _LINE)
        else:
            picture = QRectF(box.center().x() - SIDE / 2, box.top() + _PADDING, SIDE, SIDE)
            words = box.adjusted(_PADDING, 0, -_PADDING, 0)
            first = QRectF(words.left(), picture.bottom() + 2, words.width(), _LINE)
        self._paint_image(painter, picture, tile.image)
        self._paint_words(painter, first, tile)
        if is_current and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color(tokens.accent), 2.0))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)

    def _paint_image(self, painter: QPainter, place: QRectF, image: QImage) -> None:
        ratio = self.devicePixelRatioF()
        longest = max(image.width(), image.height(), 1)
        whole = int(SIDE * ratio // longest)
        # Whole device pixels a pixel, so that all are equally large; what is larger than that is smoothed.
        scale = whole / ratio if whole >= 1 else SIDE / longest
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, whole < 1)
        width, height = image.width() * scale, image.height() * scale
        left = round((place.center().x() - width / 2) * ratio) / ratio
        top = round((place.center().y() - height / 2) * ratio) / ratio
        painter.drawImage(QRectF(left, top, width, height), image)

    def _paint_words(self, painter: QPainter, first: QRectF, tile: Tile) -> None:
        tokens = theme.current()
        second = first.translated(0, _LINE)
        middle = QPointF(first.left() + _MARK / 2, first.center().y())
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
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.color(tokens.text))
        after_mark = first.adjusted(_MARK + 5, 0, 0, 0)
        painter.setFont(self._bold)
        painter.drawText(after_mark, left, _elided(self._bold, tile.predicted, after_mark.width()))
        if not tile.is_right:
            truth = self.tr("is {name}").format(name=tile.true)
            painter.setFont(self.font())
            painter.drawText(second, left, _elided(self.font(), truth, second.width()))
        painter.setFont(self._figures)
        painter.setPen(theme.color(tokens.muted))
        share = percent(tile.confidence)
        if not self._words_are_beside:
            painter.drawText(first, right, share)
        else:
            painter.drawText(second if tile.is_right else second.translated(0, _LINE), left, share)

    def _place_at(self, point: QPoint) -> int | None:
        shown = range(min(len(self._tiles), self.capacity))
        return next((place for place in shown if self.tile_box(place).contains(point)), None)

    def _set_current(self, place: int | None) -> None:
        self._current = place
        self.setAccessibleDescription("" if self.current is None else self.sentence(self.current))
        self.update()

    def _tell_capacity(self) -> None:
        if self.capacity != self._shown_capacity:
            self._shown_capacity = self.capacity
            self.capacity_changed.emit()


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
