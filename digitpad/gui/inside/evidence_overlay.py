"""Evidence on the drawing itself: each piece of a stroke in blue for the class, in orange against it."""

from __future__ import annotations

from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from digitpad.gui.pad.coordinates import PAD_SIZE
from digitpad.gui.widgets import theme

if TYPE_CHECKING:
    from digitpad.gui.pad.canvas import Canvas
    from digitpad.ink.ink import Ink

_WIDTH_SHARE = 0.62
"""Of the pen's width, so that ink stays around the colour."""

_MOST_INK = 50 * PAD_SIZE
"""Canvas units of lines that are coloured; more fills the pad, and has no parts to tell apart."""

_SHADES = 12
"""Of each colour: more cannot be told apart, and lines of one shade are painted in one go."""


class EvidenceOverlay(QWidget):
    """Lies over the pad, lets every press through, and is no part of the drawing."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._pieces: dict[int, list[QLineF]] = {}  # by how much they speak for the class, from -_SHADES to _SHADES
        self._box = QRectF()
        self._painted: QPixmap | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        canvas.resized.connect(self.resize)
        self.resize(canvas.size())
        self.hide()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        return not self._pieces

    def show_evidence(self, ink: Ink | None, values: tuple[tuple[float, ...], ...]) -> None:
        """Show the evidence around each point of each stroke; None and () for nothing.

        Nothing either of so much ink that it has no parts to tell apart.
        """
        largest = max((abs(value) for stroke in values for value in stroke), default=0.0)
        before, self._box, self._pieces, self._painted = self._box, QRectF(), {}, None
        if ink is not None and ink.bounds is not None and largest > 0.0 and _length(ink) <= _MOST_INK:
            for stroke, around in zip(ink.strokes, values, strict=True):
                points = list(stroke)
                for start, end, value in zip(points, points[1:] or points, around, strict=False):
                    line = QLineF(start.x, start.y, end.x, end.y)
                    self._pieces.setdefault(round(value / largest * _SHADES), []).append(line)
            reach = self._canvas.pen_width
            left, top, right, bottom = ink.bounds
            self._box = QRectF(left - reach, top - reach, right - left + 2 * reach, bottom - top + 2 * reach)
        self.setVisible(bool(self._pieces))
        scale = self._scale
        dirty = before | self._box
        self.update(QRectF(dirty.topLeft() * scale, dirty.size() * scale).toAlignedRect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint in another size."""
        super().resizeEvent(event)
        self._painted = None

    def changeEvent(self, event: QEvent) -> None:
        """The theme changed: paint in its colours."""
        self._painted = None
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lay on what was painted; ink that grows below asks for it more often than evidence changes."""
        if self._painted is None:
            ratio = self.devicePixelRatioF()
            self._painted = QPixmap(self.size() * ratio)
            self._painted.setDevicePixelRatio(ratio)
            self._painted.fill(Qt.GlobalColor.transparent)
            self._paint_on(self._painted)
        ratio = self._painted.devicePixelRatioF()
        place = QRectF(event.rect())
        source = QRectF(place.topLeft() * ratio, place.size() * ratio)
        QPainter(self).drawPixmap(place, self._painted, source)

    def _paint_on(self, pixmap: QPixmap) -> None:
        """Paint the pieces, paler for less."""
        tokens = theme.current()
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._scale, self._scale)
        pen = QPen(theme.color(tokens.accent), self._canvas.pen_width * _WIDTH_SHARE)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        for shade in sorted(self._pieces, key=abs):
            end = tokens.accent if shade > 0 else tokens.second
            pen.setColor(theme.mixed(tokens.paper, end, abs(shade) / _SHADES))
            painter.setPen(pen)
            painter.drawLines(self._pieces[shade])
        painter.end()

    @property
    def _scale(self) -> float:
        """Pixels a canvas unit."""
        return max(min(self.width(), self.height()), 1) / PAD_SIZE


def _length(ink: Ink) -> float:
    """Return how long all lines are together, in canvas units."""
    return sum(hypot(end.x - start.x, end.y - start.y) for stroke in ink.strokes for start, end in pairwise(stroke))
