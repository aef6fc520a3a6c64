"""The boxes around the digits of a number, with what each was read as, laid over the ink on the pad.

Nothing of it is ever part of a drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QRegion

from digitpad.gui.widgets import theme

if TYPE_CHECKING:
    from digitpad.ink.ink import Bounds

_GAP = 6.0
"""Pixels between the ink and its box."""

_LABEL_HEIGHT = 20.0
_LABEL_PADDING = 6.0
_LABEL_GAP = 4.0
"""Pixels between a box and its label."""

_RIM = 3.0
"""Pixels of the pad's rim that stay free."""

_RADIUS = 6.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One digit of the number on the pad."""

    bounds: Bounds  # the box around its ink, in canvas units, without the width of the pen
    text: str  # what it was read as
    is_chosen: bool = False  # whether it is chosen
    is_doubtful: bool = False  # whether it is called "not a digit?"

    @property
    def label(self) -> str:
        """The text at the box."""
        return f"{self.text}?" if self.is_doubtful else self.text


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where a mark is, in widget pixels."""

    box: QRectF
    label: QRectF


class NumberBoxes:
    """Boxes and labels for a pad of one size, the labels in a font."""

    def __init__(self, font: QFont) -> None:
        self._font = QFont(font)
        self._font.setPixelSize(theme.BODY_PIXELS)
        self._font.setWeight(QFont.Weight.DemiBold)
        self._layouts: tuple[_Layout, ...] = ()
        self.marks: tuple[Mark, ...] = ()

    def show_marks(self, marks: tuple[Mark, ...], scale: float, side: float, pen_width: float) -> QRegion:
        """Show other marks, and return what must be painted anew.

        `marks`: from left to right; `scale`: widget pixels a canvas unit; `side`: of the pad, in widget pixels;
        `pen_width`: of the ink, in canvas units.
        """
        if not marks and not self.marks:
            return QRegion()  # a single digit, many times a second
        before = list(zip(self.marks, self._layouts, strict=True))
        reach = pen_width / 2 * scale + _GAP
        metrics = QFontMetricsF(self._font)
        self._layouts = tuple(_layout(mark, scale, side, reach, metrics) for mark in marks)
        self.marks = marks
        after = list(zip(self.marks, self._layouts, strict=True))
        changed = QRegion()
        for _, layout in [it for it in before if it not in after] + [it for it in after if it not in before]:
            for part in (layout.box, layout.label):
                changed += QRegion(part.toAlignedRect().adjusted(-2, -2, 2, 2))
        return changed

    def at(self, place: QPointF) -> int | None:
        """Return the index of the mark whose label is at a place, if there is one."""
        for index, layout in enumerate(self._layouts):
            if layout.label.contains(place):
                return index
        return None

    def label_at(self, index: int) -> QRect:
        """Return where a label is, in widget pixels."""
        return self._layouts[index].label.toAlignedRect()

    def paint(self, painter: QPainter) -> None:
        """Paint every box and label, the chosen one last."""
        if not self.marks:
            return
        painter.save()
        painter.setFont(self._font)
        in_order = sorted(zip(self.marks, self._layouts, strict=True), key=lambda it: it[0].is_chosen)
        for mark, layout in in_order:
            _paint(painter, mark, layout)
        painter.restore()


def _layout(mark: Mark, scale: float, side: float, reach: float, metrics: QFontMetricsF) -> _Layout:
    inside = QRectF(_RIM, _RIM, side - 2 * _RIM, side - 2 * _RIM)
    corners = QPointF(mark.bounds.left, mark.bounds.top) * scale, QPointF(mark.bounds.right, mark.bounds.bottom) * scale
    box = QRectF(*corners).adjusted(-reach, -reach, reach, reach) & inside
    width = max(_LABEL_HEIGHT, metrics.horizontalAdvance(mark.label) + 2 * _LABEL_PADDING)
    label = QRectF(box.left(), box.top() - _LABEL_GAP - _LABEL_HEIGHT, width, _LABEL_HEIGHT)
    if label.top() < inside.top():
        label.moveTop(box.bottom() + _LABEL_GAP)
    if label.bottom() > inside.bottom():
        label.moveTopLeft(box.topLeft() + QPointF(_LABEL_GAP, _LABEL_GAP))  # ink from edge to edge: within the box
    label.moveLeft(min(label.left(), inside.right() - width))
    return _Layout(box, label)


def _paint(painter: QPainter, mark: Mark, layout: _Layout) -> None:
    tokens = theme.current()
    pen = QPen(theme.color(tokens.accent if mark.is_chosen else tokens.rest), 2.0 if mark.is_chosen else 1.0)
    if mark.is_doubtful:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(layout.box, _RADIUS, _RADIUS)
    filled = mark.is_chosen and not mark.is_doubtful
    painter.setPen(QPen(theme.color(tokens.accent if mark.is_chosen else tokens.rest), 1.0))
    painter.setBrush(theme.color(tokens.accent if filled else tokens.card))
    painter.drawRoundedRect(layout.label, _RADIUS, _RADIUS)
    ink = tokens.on_accent if filled else tokens.accent if mark.is_chosen else tokens.muted
    painter.setPen(theme.color(ink))
    painter.drawText(layout.label, Qt.AlignmentFlag.AlignCenter, mark.label)
