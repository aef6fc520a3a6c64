"""One bar a class, in class order: where a model's belief lies.

Owns how the bars look. Does not own the probabilities (`recognizer`). Bars never change places, so that the eye
learns where each digit is; the winner alone carries the accent colour, and weight besides.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui import theme
from digitpad.gui.figures import percent

_BAR_PIXELS = 10
_LEAST_FILL = 2.0
"""Pixels of the smallest bar: a class is never quite out of the question."""

_NAME_GAP = 16
_NAME_SHARE = 0.35
"""Most of the width that class names may take."""


class ProbabilityBars(QWidget):
    """A bar for each class, with its name and its per cent."""

    def __init__(self, class_names: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = class_names
        self._probabilities: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.use_tabular_figures(self)
        self.setAccessibleName(self.tr("Probability of each digit"))
        self.setToolTip(
            self.tr("How sure the model is of each digit, in per cent. The bars add up to 100: softmax sees to that.")
        )

    @property
    def probabilities(self) -> tuple[float, ...]:
        """What is shown, one a class; empty while the bars rest."""
        return self._probabilities

    def show_probabilities(self, class_names: tuple[str, ...], probabilities: tuple[float, ...]) -> None:
        """Show what a model says; no probabilities for bars at rest."""
        if class_names == self._names and probabilities == self._probabilities:
            return
        self._names, self._probabilities = class_names, probabilities
        described = (f"{name}: {percent(share)}" for name, share in zip(class_names, probabilities, strict=False))
        self.setAccessibleDescription(", ".join(described))
        self.update()

    def sizeHint(self) -> QSize:
        """Qt asks how large the bars would like to be."""
        return QSize(340, 40 * len(self._names))

    def minimumSizeHint(self) -> QSize:
        """Qt asks how small the bars may become."""
        return QSize(180, 20 * len(self._names))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint all rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(bold)
        name_width = min(max(metrics.horizontalAdvance(name) for name in self._names), self.width() * _NAME_SHARE)
        figure_width = metrics.horizontalAdvance("100.0")
        height = self.height() / len(self._names)
        winner = max(range(len(self._probabilities)), key=self._probabilities.__getitem__, default=-1)
        for index, name in enumerate(self._names):
            row = QRectF(0, index * height, self.width(), height)
            painter.setFont(bold if index == winner else self.font())
            painter.setPen(theme.color(theme.current().text if index == winner else theme.current().muted))
            elided = metrics.elidedText(name, Qt.TextElideMode.ElideRight, name_width)
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)
            if self._probabilities:
                figure = f"{100 * self._probabilities[index]:.1f}"
                painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, figure)
            track = QRectF(
                name_width + _NAME_GAP,
                row.center().y() - _BAR_PIXELS / 2,
                self.width() - name_width - figure_width - 2 * _NAME_GAP,
                _BAR_PIXELS,
            )
            share = self._probabilities[index] if self._probabilities else 0.0
            _paint_bar(painter, track, share, is_winner=index == winner)


def _paint_bar(painter: QPainter, track: QRectF, share: float, *, is_winner: bool) -> None:
    tokens = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(tokens.track))
    painter.drawRoundedRect(track, _BAR_PIXELS / 2, _BAR_PIXELS / 2)
    filled = QRectF(track)
    filled.setWidth(max(track.width() * share, _LEAST_FILL))
    radius = min(_BAR_PIXELS / 2, filled.width() / 2)
    painter.setBrush(theme.color(tokens.accent if is_winner else tokens.rest))
    painter.drawRoundedRect(filled, radius, radius)
