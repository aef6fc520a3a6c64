"""What was read, the biggest thing on screen: a class, a number, or "not a digit?", with how sure the model is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH = 172
_LARGEST_DIGIT = 112
_SMALLEST_DIGIT = 56
_DIGIT_LEADING = 1.06
_OTHER_LINES = 74
"""Pixels of the three small lines and the gaps."""

_LONGEST_ROW = 9
"""Digits of a number side by side; a longer number has several rows."""

_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_FOCUS_RADIUS = 6.0
_UNDERLINE = 3.0
"""Pixels of the line below the digit of a number that is looked at."""

_LEADING, _DOUBTFUL_LEADING = 1.3, 1.12
"""Height of a line of small text, and of "not a digit?", as a multiple of its size."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The four lines of a headline."""

    caption: str  # small, above
    name: str  # the class or number, as large as there is room
    sure: str  # how sure the model is
    following: str  # the class that comes second
    is_faint: bool = False  # whether nothing is said yet, so that no line may look like an answer
    # whether the name is "not a digit?": two lines, and how sure the model is does not count much
    is_doubtful: bool = False
    chosen: int | None = None  # which character of a number is looked at; None if the name is no number
    faint: frozenset[int] = frozenset()  # which characters of a number are doubtful
    tip: str = ""  # the tooltip; empty for what a headline is


class Headline(QWidget):
    """Four lines, painted, so that a new answer moves nothing around it.

    `digit_chosen` carries the index of a digit of the number.
    """

    digit_chosen = Signal(int)

    def __init__(self, lines: Lines, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._corner: QWidget | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        controls.use_tabular_figures(self)
        self.setAccessibleName(self.tr("Prediction"))
        self._tip = self.tr("The class the model finds most probable, how sure it is, and its second choice.")
        self.setToolTip(self._tip)

    @property
    def lines(self) -> Lines:
        """What is shown."""
        return self._lines

    def show_lines(self, lines: Lines) -> None:
        """Show other lines."""
        if lines == self._lines:
            return
        is_number = lines.chosen is not None
        if is_number != (self._lines.chosen is not None):
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_number else Qt.FocusPolicy.NoFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor if is_number else Qt.CursorShape.ArrowCursor)
        self._lines = lines
        self.setToolTip(lines.tip or self._tip)
        spoken = (lines.name.replace("\n", " "), lines.sure, lines.following)
        self.setAccessibleDescription(" ".join(text for text in spoken if text))
        self.update()

    def set_corner(self, widget: QWidget) -> None:
        """Give the caption's line something at its end."""
        self._corner = widget
        widget.setParent(self)
        self._place_corner()

    def sizeHint(self) -> QSize:
        """Qt asks how large the headline would like to be."""
        return QSize(round(_WIDTH * self._enlargement), 190)

    def minimumSizeHint(self) -> QSize:
        """Qt asks how small the headline may become."""
        return QSize(round(_WIDTH * self._enlargement), round(133 * self._enlargement))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the corner where it belongs."""
        super().resizeEvent(event)
        self._place_corner()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the digit under the mouse."""
        for index, box in enumerate(self._digit_boxes()):
            if box.contains(event.position()):
                self.digit_chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look at the digit before or after."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        chosen = self._lines.chosen
        if step is None or chosen is None:
            super().keyPressEvent(event)
        elif 0 <= chosen + step < len(self._lines.name):
            self.digit_chosen.emit(chosen + step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the four lines from the top down."""
        tokens, lines = theme.current(), self._lines
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        body, figure = self.font().pixelSize(), round(theme.FIGURE_PIXELS * self._enlargement)
        self._paint_line(painter, 0.0, lines.caption, body, tokens.muted)
        box = self._name_box()
        if lines.is_doubtful:
            self._paint_doubtful(painter, box)
        elif lines.chosen is not None:
            self._paint_number(painter)
        else:
            strong = tokens.line if lines.is_faint else tokens.text
            self._paint_line(
                painter, box.top(), lines.name, self._name_pixels(), strong, QFont.Weight.DemiBold, _DIGIT_LEADING
            )
        y = box.bottom() + 6
        if lines.is_doubtful:
            y = self._paint_line(painter, y + 4, lines.sure, body, tokens.muted, leading=1.6)
        else:
            y = self._paint_line(painter, y, lines.sure, figure, tokens.text, QFont.Weight.DemiBold)
        self._paint_line(painter, y + 4, lines.following, body, tokens.muted)

    @property
    def _enlargement(self) -> float:
        """How much larger than usual all text is: for a projector."""
        return self.font().pixelSize() / theme.BODY_PIXELS

    def _name_pixels(self) -> int:
        larger = self._enlargement
        room = int((self.height() - _OTHER_LINES * larger) / _DIGIT_LEADING)
        return min(max(room, round(_SMALLEST_DIGIT * larger)), round(_LARGEST_DIGIT * larger))

    def _name_box(self) -> QRectF:
        """Return where the name is painted."""
        return QRectF(0, self.font().pixelSize() * _LEADING + 2, self.width(), self._name_pixels() * _DIGIT_LEADING)

    def _digit_font(self) -> QFont:
        """Return the font in which a number fits its rows."""
        font = _sized(self.font(), self._name_pixels() // self._row_count())
        row = "0" * -(-len(self._lines.name) // self._row_count())
        width = QFontMetricsF(font).horizontalAdvance(row)
        if width > self.width():
            font.setPixelSize(max(int(font.pixelSize() * self.width() / width), theme.SMALL_PIXELS))
        return font

    def _row_count(self) -> int:
        """Return in how many rows a number is painted: a long one would be small in one."""
        return -(-len(self._lines.name) // _LONGEST_ROW)

    def _digit_boxes(self) -> Sequence[QRectF]:
        """Return where each digit of a number is painted; nothing for what is no number."""
        if self._lines.chosen is None:
            return ()
        metrics = QFontMetricsF(self._digit_font())
        name, whole, rows = self._lines.name, self._name_box(), self._row_count()
        left = -max(metrics.leftBearing(name[0]), 0.0)
        width, height = metrics.horizontalAdvance("0"), whole.height() / rows
        cells = [divmod(index, -(-len(name) // rows)) for index in range(len(name))]
        return [QRectF(left + column * width, whole.top() + row * height, width, height) for row, column in cells]

    def _paint_number(self, painter: QPainter) -> None:
        tokens, lines = theme.current(), self._lines
        font = self._digit_font()
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        for index, (character, box) in enumerate(zip(lines.name, self._digit_boxes(), strict=True)):
            is_chosen, is_faint = index == lines.chosen, index in lines.faint
            painter.setPen(theme.color(tokens.rest if is_faint else tokens.accent if is_chosen else tokens.text))
            baseline = box.center().y() + metrics.capHeight() / 2
            painter.drawText(QPointF(box.left(), baseline), character)
            if is_chosen:
                painter.setPen(QPen(theme.color(tokens.accent), _UNDERLINE))
                y = min(baseline + metrics.descent() / 2 + _UNDERLINE, box.bottom())
                bearing = max(metrics.leftBearing(character), 1.0)
                painter.drawLine(QPointF(box.left() + bearing, y), QPointF(box.right() - bearing, y))
            if is_chosen and self.hasFocus():
                painter.setPen(QPen(theme.color(tokens.accent), 1.0))
                painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), _FOCUS_RADIUS, _FOCUS_RADIUS)

    def _paint_doubtful(self, painter: QPainter, box: QRectF) -> None:
        rows = self._lines.name.split("\n")
        font = _sized(self.font(), int(box.height() / len(rows) / _DOUBTFUL_LEADING))
        theme_font = controls.without_tabular_figures(font)
        widest = max(QFontMetricsF(theme_font).horizontalAdvance(row) for row in rows)
        if widest > self.width():
            theme_font.setPixelSize(int(theme_font.pixelSize() * self.width() / widest))
        painter.setFont(theme_font)
        painter.setPen(theme.color(theme.current().text))
        height = theme_font.pixelSize() * _DOUBTFUL_LEADING
        top = box.center().y() - height * len(rows) / 2
        for index, row in enumerate(rows):
            margin = _margin(theme_font, row)
            painter.drawText(
                QRectF(-margin, top + index * height, box.width() + margin, height),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                row,
            )

    def _place_corner(self) -> None:
        if self._corner is not None:
            size = self._corner.sizeHint()
            top = round((theme.BODY_PIXELS * _LEADING - size.height()) / 2)
            self._corner.setGeometry(self.width() - size.width(), top, size.width(), size.height())

    def _paint_line(  # noqa: PLR0913, PLR0917 - a line of text is so many things
        self,
        painter: QPainter,
        top: float,
        text: str,
        pixels: int,
        shade: str,
        weight: QFont.Weight = QFont.Weight.Normal,
        leading: float = _LEADING,
    ) -> float:
        """Paint one line, made smaller if it is too wide, and return where the next may begin."""
        height = pixels * leading
        font = _sized(self.font(), pixels, weight)
        width = QFontMetricsF(font).horizontalAdvance(text)
        if width > self.width():
            font.setPixelSize(max(int(pixels * self.width() / width), theme.SMALL_PIXELS))
            text = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, self.width())
        painter.setFont(font)
        painter.setPen(theme.color(shade))
        # Every letter has a margin of its own, which would break the left edge.
        bearing = _margin(font, text)
        box = QRectF(-bearing, top, self.width() + bearing, height)
        # Lines stand closer than letters are high: Qt would cut what hangs below.
        painter.drawText(box, _LINE | Qt.TextFlag.TextDontClip, text)
        return top + height


def _margin(font: QFont, text: str) -> float:
    """Return how far from the left the first letter begins: its outline, for font metrics are in whole pixels.

    Rounded down to the quarters of a pixel in which text is placed, so that nothing of the letter is cut.
    """
    outline = QPainterPath()
    outline.addText(0.0, 0.0, font, text[:1])
    return max(math.floor(4.0 * outline.boundingRect().left()) / 4.0, 0.0)


def _sized(font: QFont, pixels: int, weight: QFont.Weight = QFont.Weight.DemiBold) -> QFont:
    made = QFont(font)
    made.setPixelSize(pixels)
    made.setWeight(weight)
    return made
