"""One bar a class, in class order: the probabilities of a prediction.

Bars never change places, so that the eye learns where each class is; the winner alone carries the accent colour, and
weight besides.
"""

from __future__ import annotations

import math
from itertools import zip_longest
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui.widgets import controls, theme

_BAR_PIXELS = 10
_LEAST_FILL = 2.0
"""Pixels of the smallest bar: a class is never quite out of the question."""

_PADDING, _GROUND_RADIUS = 6.0, 6.0

_NAME_GAP = 16
_NAME_SHARE = 0.35
"""Most of the width that class names may take."""


class _Row(NamedTuple):  # made and compared many times a second, which takes a dataclass four times as long
    """One class as it is shown: its name, the filled share of its bar, and its per cent."""

    name: str
    share: float
    figure: str
    is_winner: bool
    is_muted: bool = False


class ProbabilityBars(QWidget):
    """A bar for each class, with its name and its per cent. `class_chosen` carries the index of the one clicked.

    Up and Down, then Enter or Space, choose one without a mouse.
    """

    class_chosen = Signal(int)

    def __init__(self, class_names: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _rows(class_names, ())
        self._probabilities: tuple[float, ...] = ()
        self._asked: tuple[int | None, int | None] = (None, None)
        self._pointed: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        controls.use_tabular_figures(self)
        self.setAccessibleName(self.tr("Probability of each class"))
        self.setToolTip(
            self.tr("How sure the model is of each class, in per cent. Click one to see why, another to see why not.")
        )

    @property
    def probabilities(self) -> tuple[float, ...]:
        """The probabilities on show, one a class; empty while the bars rest."""
        return self._probabilities

    def show_probabilities(
        self, class_names: tuple[str, ...], probabilities: tuple[float, ...], *, is_muted: bool = False
    ) -> None:
        """Show the probabilities of a prediction; none for bars at rest. Muted, no bar is accented."""
        rows = _rows(class_names, probabilities, is_muted=is_muted)
        for index, (old, new) in enumerate(zip_longest(self._rows, rows)):
            if old != new:
                height = self.height() / len(rows)
                top = math.floor(index * height)
                self.update(0, top, self.width(), math.ceil((index + 1) * height) - top)
        is_resized = len(rows) != len(self._rows)
        self._rows, self._probabilities = rows, probabilities
        if is_resized:
            self.updateGeometry()
            self.update()
            self._pointed = None
        shares = (f"{row.name}: {row.figure} %" for row in rows) if probabilities else ()
        self.setAccessibleDescription(", ".join(shares))

    def show_asked(self, class_index: int | None, against: int | None) -> None:
        """Mark the class whose evidence is shown, and the one it is against; None for neither."""
        self._asked = (class_index, against)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the class under the mouse."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.class_chosen.emit(self._index_at(event.position().y()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that a class can be clicked."""
        self._point_at(self._index_at(event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse is gone."""
        super().leaveEvent(event)
        self._point_at(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The focus went elsewhere."""
        super().focusOutEvent(event)
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Point at a class, or choose it."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None:
            start = self._pointed if self._pointed is not None else -1 if step > 0 else len(self._rows)
            self._point_at(min(max(start + step, 0), len(self._rows) - 1))
        elif self._pointed is not None and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.class_chosen.emit(self._pointed)
        else:
            super().keyPressEvent(event)

    def _index_at(self, y: float) -> int:
        return min(max(int(y / self.height() * len(self._rows)), 0), len(self._rows) - 1)

    def _point_at(self, index: int | None) -> None:
        if index != self._pointed:
            self._pointed = index
            self.update()

    def sizeHint(self) -> QSize:
        """Return how large the bars would like to be."""
        return QSize(340, 40 * len(self._rows))

    def minimumSizeHint(self) -> QSize:
        """Return how small the bars may become."""
        return QSize(180, 15 * len(self._rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that Qt asks for."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(bold)
        are_digits = all(row.name.isdecimal() for row in self._rows)
        names = metrics if are_digits else QFontMetricsF(controls.without_tabular_figures(bold))
        widest = max(names.horizontalAdvance(row.name) for row in self._rows)
        name_width = min(widest, self.width() * _NAME_SHARE)
        figure_width = metrics.horizontalAdvance("100.0")
        for index, row in enumerate(self._rows):
            box = self._row_box(index, len(self._rows))
            if not event.rect().intersects(box.toAlignedRect()):
                continue
            self._paint_ground(painter, index, box)
            box = box.adjusted(_PADDING, 0, -_PADDING, 0)
            font = bold if row.is_winner else self.font()
            painter.setFont(font if are_digits else controls.without_tabular_figures(font))
            painter.setPen(theme.color(theme.current().text if row.is_winner else theme.current().muted))
            name = names.elidedText(row.name, Qt.TextElideMode.ElideRight, name_width)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
            painter.setFont(font)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, row.figure)
            left = box.left() + name_width + _NAME_GAP
            track = QRectF(left, 0, box.right() - left - figure_width - _NAME_GAP, _BAR_PIXELS)
            track.moveTop(box.center().y() - _BAR_PIXELS / 2)
            _paint_bar(painter, track, row)

    def _paint_ground(self, painter: QPainter, index: int, box: QRectF) -> None:
        """Mark the class asked for in the colour of what speaks for it, the other in that of what speaks against."""
        tokens = theme.current()
        if index not in {*self._asked, self._pointed}:
            return
        asked = theme.color(tokens.accent if index == self._asked[0] else tokens.second, 0.14)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(asked if index in self._asked else theme.color(tokens.muted, 0.12))
        painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), _GROUND_RADIUS, _GROUND_RADIUS)

    def _row_box(self, index: int, count: int) -> QRectF:
        height = self.height() / count
        return QRectF(0, index * height, self.width(), height)


def _rows(
    class_names: tuple[str, ...], probabilities: tuple[float, ...], *, is_muted: bool = False
) -> tuple[_Row, ...]:
    if not probabilities:
        return tuple(_Row(name, 0.0, "", is_winner=False) for name in class_names)
    winner = max(range(len(probabilities)), key=probabilities.__getitem__)
    return tuple(
        # Finer than a pixel, no bar changes to the eye.
        _Row(name, round(share, 3), f"{100 * share:.1f}", index == winner and not is_muted, is_muted)
        for index, (name, share) in enumerate(zip(class_names, probabilities, strict=True))
    )


def _paint_bar(painter: QPainter, track: QRectF, row: _Row) -> None:
    tokens = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(tokens.track))
    painter.drawRoundedRect(track, _BAR_PIXELS / 2, _BAR_PIXELS / 2)
    if not row.figure:
        return  # at rest nothing is believed, not even a little
    filled = QRectF(track)
    filled.setWidth(max(track.width() * row.share, _LEAST_FILL))
    radius = min(_BAR_PIXELS / 2, filled.width() / 2)
    painter.setBrush(theme.color(tokens.accent if row.is_winner else tokens.rest))
    painter.drawRoundedRect(filled, radius, radius)
