"""How many images a data set has of each class, as bars one can choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.focus_ring import is_ringed
from digitpad.gui.widgets.number_text import count

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent

_ROW = 22
_BAR = 8
_NAME_SHARE = 0.42
_FOCUS_RADIUS = 4.0
_INDENT = 5
"""Pixels beside a row's text, for the frame of the focus."""


class ClassBars(QWidget):
    """A row for each class: name, bar, count. `chosen` carries the class that was clicked, -1 for all of them."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._counts: tuple[int, ...] = ()
        self._selected: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        controls.use_tabular_figures(self, theme.SMALL_PIXELS)
        self.setAccessibleName(self.tr("Images of each class"))
        self.setToolTip(self.tr("How many images there are of each class. Click one to see that class alone."))

    @property
    def counts(self) -> tuple[int, ...]:
        """The counts on show, one a class."""
        return self._counts

    @property
    def selected(self) -> int | None:
        """The class that is shown alone; None for all."""
        return self._selected

    def show_counts(self, names: tuple[str, ...], counts: tuple[int, ...]) -> None:
        """Show the counts of another part; all of its classes."""
        self._names, self._counts = names, counts
        self._select(None)
        self.updateGeometry()

    def row_box(self, row: int) -> QRect:
        """Return the box of a class."""
        return QRect(0, row * _ROW, self.width(), _ROW)

    def sizeHint(self) -> QSize:
        """Return how large the bars would like to be."""
        return QSize(240, _ROW * max(len(self._names), 1))

    def minimumSizeHint(self) -> QSize:
        """Return how small the bars may become."""
        return QSize(160, self.sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the class under the mouse, or all again."""
        row = int(event.position().y() // _ROW)
        if 0 <= row < len(self._names):
            self._choose(None if row == self._selected else row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move among the classes with the arrow keys; Escape shows all again."""
        last = len(self._names) - 1
        now = self._selected
        if event.key() == Qt.Key.Key_Down and last >= 0:
            self._choose(0 if now is None else min(now + 1, last))
        elif event.key() == Qt.Key.Key_Up and last >= 0:
            self._choose(last if now is None else max(now - 1, 0))
        elif event.key() == Qt.Key.Key_Escape and now is not None:
            self._choose(None)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint every row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(controls.without_tabular_figures(bold))
        most = max(self._counts, default=1) or 1
        name_width = min(
            max((metrics.horizontalAdvance(name) for name in self._names), default=0.0), self.width() * _NAME_SHARE
        )
        figures = QFontMetricsF(bold)
        count_width = max((figures.horizontalAdvance(count(number)) for number in self._counts), default=0.0)
        tokens = theme.current()
        for row, (name, number) in enumerate(zip(self._names, self._counts, strict=True)):
            is_chosen = row == self._selected
            box = QRectF(self.row_box(row)).adjusted(_INDENT, 0, -_INDENT, 0)
            font = bold if is_chosen else self.font()
            painter.setFont(controls.without_tabular_figures(font))
            painter.setPen(theme.color(tokens.text if is_chosen or self._selected is None else tokens.muted))
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, name_width)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
            painter.setFont(font)
            painter.setPen(theme.color(tokens.muted))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count(number))
            left = box.left() + name_width + 12
            track = QRectF(left, box.center().y() - _BAR / 2, box.right() - left - count_width - 12, _BAR)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(tokens.track))
            painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
            track.setWidth(max(track.width() * number / most, 2.0 if number else 0.0))
            painter.setBrush(theme.color(tokens.accent if is_chosen else tokens.rest))
            painter.drawRoundedRect(track, min(_BAR / 2, track.width() / 2), min(_BAR / 2, track.width() / 2))

        if is_ringed(self):
            focused = QRectF(self.rect() if self._selected is None else self.row_box(self._selected))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color(tokens.accent), 1.0))
            painter.drawRoundedRect(focused.adjusted(0.5, 0.5, -0.5, -0.5), _FOCUS_RADIUS, _FOCUS_RADIUS)

    def _choose(self, row: int | None) -> None:
        self._select(row)
        self.chosen.emit(-1 if row is None else row)

    def _select(self, row: int | None) -> None:
        self._selected = row
        if row is None:
            pairs = zip(self._names, self._counts, strict=True)
            self.setAccessibleDescription(", ".join(f"{name}: {count(number)}" for name, number in pairs))
        else:
            text = self.tr("{name} alone: {count}")
            self.setAccessibleDescription(text.format(name=self._names[row], count=count(self._counts[row])))
        self.update()
