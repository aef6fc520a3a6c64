"""The reliability diagram: how often answers are right, by how sure the model was of them.

A bar shows how often the answers of a bin are right, a tick across it how sure the model was; the colour of failure is
between the two where it was too sure. The diagonal is where an honest model's bars end. Below are the numbers
of answers.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import count, percent
from digitpad.gui.widgets.readout import paint_readout

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from digitpad.evaluation.calibration import Reliability, ReliabilityBin

_NAME_PIXELS = 11
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_COUNT_BAR = 26.0
"""Pixels of the tallest bar of the numbers of answers."""

_GAP = 2.0
_SERIF = 3.0


class ReliabilityDiagram(QWidget):
    """The diagram; `bin_chosen` carries the number of the bin clicked or moved to."""

    bin_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reliability: Reliability | None = None
        self._selected: int | None = None
        self._hovered: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        controls.use_tabular_figures(self, _NAME_PIXELS)
        self.setAccessibleName(self.tr("Reliability diagram"))

    @property
    def reliability(self) -> Reliability | None:
        """The reliability on show."""
        return self._reliability

    @property
    def selected(self) -> int | None:
        """The number of the chosen bin."""
        return self._selected

    def show_reliability(self, reliability: Reliability | None) -> None:
        """Show other answers, with no bin chosen."""
        self._reliability, self._hovered = reliability, None
        self.select(None)

    def select(self, number: int | None) -> None:
        """Mark a bin as chosen, without a signal."""
        self._selected = number
        self.setAccessibleDescription(" ".join(self.sentences(number)) if number is not None else self.summary())
        self.update()

    def summary(self) -> str:
        """Return how far confidence and accuracy are apart over all answers, as a sentence."""
        shown = self._reliability
        if shown is None or not shown.count:
            return ""
        error = self.tr("Expected calibration error {error}").format(error=percent(shown.error, 2))
        points = f"{100 * abs(shown.overconfidence):.2f}"
        if float(points) == 0.0:
            return self.tr("{error}: on average as often right as it says.").format(error=error)
        text = (
            self.tr("{error}: on average {points} points surer than it is right.")
            if shown.overconfidence > 0.0
            else self.tr("{error}: on average right {points} points more often than it says.")
        )
        return text.format(error=error, points=points)

    def sentences(self, number: int) -> list[str]:
        """Return what a bin holds, in short lines."""
        shown = self._reliability
        if shown is None:
            return []
        part = shown.bins[number]
        lines = [
            self.tr("Confidence {low} to {high}: {count} answers").format(
                low=percent(part.low, 1), high=percent(part.high, 1), count=count(part.count)
            )
        ]
        if part.accuracy is None or part.interval is None:
            return lines
        low, high = part.interval
        return [
            *lines,
            self.tr("{share} sure on average").format(share=percent(part.mean_confidence, 1)),
            self.tr("{share} right, 95 %: {low} to {high}").format(
                share=percent(part.accuracy, 1), low=percent(low, 1), high=percent(high, 1)
            ),
        ]

    def bin_box(self, number: int) -> QRectF:
        """Return the box of a bin, with the room above its bar."""
        plot = self._plot()
        width = plot.width() / self._bin_count
        return QRectF(plot.left() + number * width, plot.top(), width, plot.height())

    def sizeHint(self) -> QSize:
        """Return how large the diagram would like to be."""
        return QSize(500, 440)

    def minimumSizeHint(self) -> QSize:
        """Return how small the diagram may become."""
        return QSize(330, 240)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what the bin under the mouse holds."""
        self._hover(self._bin_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Go back to the chosen bin."""
        super().leaveEvent(event)
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the bin under the mouse."""
        number = self._bin_at(event.position())
        if number is not None and event.button() is Qt.MouseButton.LeftButton:
            self._choose(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move among the bins that hold answers with the arrow keys; from none, to the surest."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        filled = [] if self._reliability is None else [k for k, part in enumerate(self._reliability.bins) if part.count]
        if step is None or not filled:
            super().keyPressEvent(event)
            return
        self._hover(None)
        if self._selected is None:
            self._choose(filled[-1])
            return
        beyond = [k for k in filled if (k - self._selected) * step > 0]
        if beyond:
            self._choose(beyond[0] if step > 0 else beyond[-1])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the axes, the bars, and what the bin under the mouse or the chosen one holds."""
        shown = self._reliability
        if shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot = self._plot()
        marked = self._selected if self._hovered is None else self._hovered
        self._paint_key(painter, plot.left())
        self._paint_axes(painter, plot)
        most = max((part.count for part in shown.bins), default=0)
        for number, part in enumerate(shown.bins):
            self._paint_count(painter, number, part, most)
            if part.count:
                self._paint_bar(painter, self.bin_box(number), part)
        painter.setPen(QPen(theme.color(theme.current().muted), 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(plot.bottomLeft(), plot.topRight()))
        for number, part in enumerate(shown.bins):
            if part.count:
                self._paint_marks(painter, self.bin_box(number), part)
        if marked is not None:
            self._paint_marked(painter, plot, marked)

    def _paint_key(self, painter: QPainter, left: float) -> None:
        """Paint a line above that explains the colours and lines."""
        tokens, metrics = theme.current(), QFontMetricsF(self.font())
        middle = metrics.height() / 2
        painter.setFont(self.font())
        for text, paint in (
            (self.tr("right"), theme.color(tokens.accent, 0.75)),
            (self.tr("sure"), QColor(tokens.second)),
            (self.tr("too sure"), theme.color(tokens.bad, 0.35)),
            (self.tr("95 % interval"), QColor(tokens.text)),
            (self.tr("honest"), None),
        ):
            swatch = QRectF(left, middle - 4, 12, 8)
            if paint is None:
                painter.setPen(QPen(QColor(tokens.muted), 1.2, Qt.PenStyle.DashLine))
                painter.drawLine(QLineF(swatch.bottomLeft(), swatch.topRight()))
            elif paint == QColor(tokens.second):
                painter.fillRect(QRectF(left, middle - 1.2, 12, 2.4), paint)
            elif paint == QColor(tokens.text):
                _paint_interval(painter, swatch.center().x(), swatch.top(), swatch.bottom())
            else:
                painter.fillRect(swatch, paint)
            painter.setPen(QColor(tokens.muted))
            painter.drawText(QPointF(left + 16, metrics.ascent()), text)
            left += 16 + metrics.horizontalAdvance(text) + 12

    def _paint_axes(self, painter: QPainter, plot: QRectF) -> None:
        tokens, metrics = theme.current(), QFontMetricsF(self.font())
        painter.setFont(self.font())
        for tick in _TICKS:
            y = plot.bottom() - tick * plot.height()
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawLine(QLineF(plot.left(), y, plot.right(), y))
            painter.setPen(QColor(tokens.muted))
            beside = QRectF(0, y - metrics.height() / 2, plot.left() - 6, metrics.height())
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{100 * tick:.0f}")
            x = plot.left() + tick * plot.width()
            painter.drawText(
                QRectF(x - 30, plot.bottom() + 3, 60, metrics.height()),
                Qt.AlignmentFlag.AlignCenter,
                f"{100 * tick:.0f}",
            )
        below = QRectF(plot.left(), plot.bottom() + 3 + metrics.height(), plot.width(), metrics.height())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.tr("how sure the model was, %"))
        painter.drawText(
            QRectF(plot.left(), self.height() - metrics.height(), plot.width(), metrics.height()),
            Qt.AlignmentFlag.AlignCenter,
            self.tr("how many answers"),
        )
        painter.save()
        painter.translate(metrics.height() / 2, plot.center().y())
        painter.rotate(-90)
        across = QRectF(-plot.height() / 2, -metrics.height() / 2, plot.height(), metrics.height())
        painter.drawText(across, Qt.AlignmentFlag.AlignCenter, self.tr("how often it was right, %"))
        painter.restore()

    def _paint_bar(self, painter: QPainter, box: QRectF, part: ReliabilityBin) -> None:
        """Paint how often a bin's answers are right, and what is missing to how sure the model was."""
        tokens, accuracy = theme.current(), part.accuracy or 0.0
        inner = box.adjusted(_GAP / 2, 0, -_GAP / 2, 0)
        right, sure = (box.bottom() - share * box.height() for share in (accuracy, part.mean_confidence))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(tokens.accent, 0.75))
        painter.drawRoundedRect(QRectF(inner.left(), right, inner.width(), box.bottom() - right), 2, 2)
        if right > sure:
            painter.setBrush(theme.color(tokens.bad, 0.35))
            painter.drawRoundedRect(QRectF(inner.left(), sure, inner.width(), right - sure), 2, 2)

    def _paint_marks(self, painter: QPainter, box: QRectF, part: ReliabilityBin) -> None:
        """Paint how sure the model was as a tick, and the interval of how often it is right."""
        tokens, middle = theme.current(), box.center().x()
        sure = box.bottom() - part.mean_confidence * box.height()
        painter.setPen(QPen(QColor(tokens.second), 2.4))
        painter.drawLine(QLineF(box.left() + _GAP, sure, box.right() - _GAP, sure))
        if part.interval is None:
            return
        low, high = (box.bottom() - share * box.height() for share in part.interval)
        _paint_interval(painter, middle, high, low)

    def _paint_count(self, painter: QPainter, number: int, part: ReliabilityBin, most: int) -> None:
        """Paint how many answers a bin holds: nearly all lie in the last one, so by the root."""
        tokens, metrics = theme.current(), QFontMetricsF(self.font())
        box = self.bin_box(number)
        foot = self.height() - 2 * metrics.height() - 4
        tall = _COUNT_BAR * math.sqrt(part.count / most) if most else 0.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.rest))
        if part.count:
            painter.drawRect(QRectF(box.left() + _GAP / 2, foot - max(tall, 1.0), box.width() - _GAP, max(tall, 1.0)))
        painter.setPen(QColor(tokens.muted))
        painter.setFont(controls.fitting(self.font(), str(part.count), box.width() - 1, (_NAME_PIXELS, 10, 9, 8)))
        painter.drawText(
            QRectF(box.left() - 4, foot + 1, box.width() + 8, metrics.height()),
            Qt.AlignmentFlag.AlignCenter,
            str(part.count) if part.count else "\N{MIDDLE DOT}",
        )

    def _paint_marked(self, painter: QPainter, plot: QRectF, number: int) -> None:
        tokens, box = theme.current(), self.bin_box(number)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens.text), 2.0 if self.hasFocus() and self._hovered is None else 1.2))
        painter.drawRoundedRect(box.adjusted(-0.5, 0.5, 0.5, -0.5), 3, 3)
        painter.setFont(self.font())
        # At the feet of the tall bars: what matters of them is where they end.
        paint_readout(painter, self.sentences(number), plot.right() + 4, plot.bottom() - 6, plot.right())

    @property
    def _bin_count(self) -> int:
        return 1 if self._reliability is None else len(self._reliability.bins)

    def _plot(self) -> QRectF:
        metrics = QFontMetricsF(self.font())
        left = metrics.height() + metrics.horizontalAdvance("100") + 10
        top = 1.5 * metrics.height() + 6
        below = 4 * metrics.height() + _COUNT_BAR + 18
        return QRectF(left, top, self.width() - left - 12, self.height() - top - below)

    def _bin_at(self, point: QPointF) -> int | None:
        plot = self._plot()
        if self._reliability is None or not plot.left() <= point.x() < plot.right() or point.y() < plot.top():
            return None
        return int((point.x() - plot.left()) / plot.width() * self._bin_count)

    def _hover(self, number: int | None) -> None:
        if number != self._hovered:
            self._hovered = number
            self.update()

    def _choose(self, number: int) -> None:
        self.select(number)
        self.bin_chosen.emit(number)


def _paint_interval(painter: QPainter, x: float, top: float, bottom: float) -> None:
    painter.setPen(QPen(QColor(theme.current().text), 1.2))
    painter.drawLine(QLineF(x, top, x, bottom))
    for y in (top, bottom):
        painter.drawLine(QLineF(x - _SERIF, y, x + _SERIF, y))
