"""The probabilities of a drawing over one of its transformations, painted."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.explanation.transformations import PLACES, STEPS, Transformation
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import percent, signed
from digitpad.gui.widgets.readout import paint_readout

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from digitpad.gui.inside.lens.lens_thread import Curve

_RIVALS, _LEAST = 3, 0.01
"""Most classes shown beside the answer, and the least probability that one must reach somewhere."""

AXIS_WIDTH, RIGHT_MARGIN = 64, 10
"""Pixels beside the curves, for what lies above them to be in line."""

_HEADING, _FOOT = 26, 20
_SWATCH = 16
_LABELLED = {-1.0: Qt.AlignmentFlag.AlignLeft, 0.0: Qt.AlignmentFlag.AlignHCenter, 1.0: Qt.AlignmentFlag.AlignRight}
"""Places whose amounts stand below the plot."""


def amount_text(transformation: Transformation, place: float) -> str:
    """Return the amount at a place of a transformation's range, in its unit: ``+30°``."""
    amount = transformation.amount(place)
    match transformation:
        case Transformation.MOVE_X | Transformation.MOVE_Y:
            return f"{signed(100 * amount, 0)}\N{NO-BREAK SPACE}%" if amount else "0\N{NO-BREAK SPACE}%"
        case Transformation.TURN:
            return f"{signed(amount, 0)}°" if amount else "0°"
        case Transformation.SCALE:
            return f"×\N{NO-BREAK SPACE}{amount:.2f}"
        case Transformation.THICKEN:
            text = QCoreApplication.translate("TransformationPlot", "{amount} px")
            return text.format(amount=signed(amount, 1) if amount else "0")


class TransformationPlot(QWidget):
    """Curves of the answer, in blue, and of its strongest rivals, with a marker; pointing reads values off."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curve: Curve | None = None
        self._shown: tuple[int, ...] = ()
        self._marker = STEPS
        self._pointed: int | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._bold, self._figures = controls.use_names_and_figures(self, theme.SMALL_PIXELS)
        self.setAccessibleName(self.tr("Probabilities over the change"))

    @property
    def curve(self) -> Curve | None:
        """What is shown; None for nothing."""
        return self._curve

    @property
    def pointed(self) -> int | None:
        """The index of the place that is read off; None for none."""
        return self._pointed

    @property
    def classes(self) -> tuple[int, ...]:
        """Indices of the classes shown: the answer, then its rivals, the strongest first."""
        return self._shown

    def show_curve(self, curve: Curve | None) -> None:
        """Show other curves; None for none."""
        if curve is None and self._curve is None:
            return
        self._curve, self._shown = curve, () if curve is None else _shown(curve, self._marker)
        self.setAccessibleDescription("" if curve is None else self._described(curve))
        self.update()

    def mark(self, index: int) -> None:
        """Move the marker to a place, by its index."""
        self._marker = index
        self.show_curve(self._curve)  # the class that wins there is among them

    def sizeHint(self) -> QSize:
        """Return a size at which the curves read well."""
        return QSize(380, 190)

    def minimumSizeHint(self) -> QSize:
        """Return how small the plot may become."""
        return QSize(240, 100)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the grid, the curves, the marker and what is read off."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot = self._plot()
        self._paint_grid(painter, plot)
        if self._curve is None:
            return
        self._paint_marker(painter, plot)
        for rank in reversed(range(len(self._shown))):
            self._paint_class(painter, plot, rank)
        self._paint_names(painter)
        if self._pointed is not None:
            self._paint_pointed(painter, plot, self._curve, self._pointed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read off the place nearest to the pointer."""
        plot = self._plot()
        share = (event.position().x() - plot.left()) / plot.width()
        self._pointed = round(share * 2 * STEPS) if 0.0 <= share <= 1.0 else None
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing off any more."""
        super().leaveEvent(event)
        self._pointed = None
        self.update()

    def _plot(self) -> QRectF:
        return QRectF(self.rect()).adjusted(AXIS_WIDTH, _HEADING, -RIGHT_MARGIN, -_FOOT)

    def _paint_grid(self, painter: QPainter, plot: QRectF) -> None:
        tokens = theme.current()
        painter.setFont(self._figures)
        for share in (0.0, 0.5, 1.0):
            y = round(plot.bottom() - share * plot.height()) + 0.5  # on a pixel, so that the line is one pixel wide
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(tokens.muted))
            room = QRectF(0, y - 10, AXIS_WIDTH - 8, 20)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, percent(share, 0))
        if self._curve is None:
            return
        foot = QRectF(plot.left(), plot.bottom() + 4, plot.width(), _FOOT - 4)
        for place, alignment in _LABELLED.items():
            painter.drawText(foot, alignment, amount_text(self._curve.transformation, place))

    def _paint_marker(self, painter: QPainter, plot: QRectF) -> None:
        x = round(_x(plot, self._marker)) + 0.5
        painter.setPen(QPen(QColor(theme.current().muted), 1))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))

    def _paint_class(self, painter: QPainter, plot: QRectF, rank: int) -> None:
        if self._curve is None:
            return
        values = [row[self._shown[rank]] for row in self._curve.rows]
        points = [QPointF(_x(plot, index), plot.bottom() - value * plot.height()) for index, value in enumerate(values)]
        painter.setPen(_pen(rank))
        lines = [QLineF(start, end) for start, end in pairwise(points) if not math.isnan(start.y() + end.y())]
        painter.drawLines(lines)
        at = points[self._marker]
        if not math.isnan(at.y()):
            painter.setBrush(QColor(theme.current().card))
            painter.setPen(QPen(_pen(rank).color(), 2))
            painter.drawEllipse(at, 3.5, 3.5)

    def _paint_names(self, painter: QPainter) -> None:
        if self._curve is None:
            return
        names = self._curve.question.subject.checkpoint.class_names
        painter.setFont(self._bold)
        metrics = painter.fontMetrics()
        room = (self.width() - AXIS_WIDTH - RIGHT_MARGIN) / max(len(self._shown), 1)
        left = float(AXIS_WIDTH)
        for rank, index in enumerate(self._shown):
            name = metrics.elidedText(names[index], Qt.TextElideMode.ElideRight, int(room) - _SWATCH - 18)
            painter.setPen(_pen(rank))
            painter.drawLine(QPointF(left, 9), QPointF(left + _SWATCH, 9))
            painter.setPen(QColor(theme.current().text))
            width = metrics.horizontalAdvance(name) + 2
            box = QRectF(left + _SWATCH + 6, 0, width, 18)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
            left = box.right() + 12

    def _paint_pointed(self, painter: QPainter, plot: QRectF, curve: Curve, index: int) -> None:
        x = round(_x(plot, index)) + 0.5
        painter.setPen(QPen(QColor(theme.current().line), 1))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        names, row = curve.question.subject.checkpoint.class_names, curve.rows[index]
        lines = [amount_text(curve.transformation, PLACES[index])]
        if any(map(math.isnan, row)):
            lines.append(self.tr("nothing to read"))
        else:
            lines += [f"{names[each]}  {percent(row[each])}" for each in self._shown]
        painter.setFont(self._figures)
        paint_readout(painter, lines, x, plot.bottom() - 2, self.width())

    def _described(self, curve: Curve) -> str:
        names = curve.question.subject.checkpoint.class_names
        parts = []
        for index in self._shown:
            values = [row[index] for row in curve.rows if not math.isnan(row[index])]
            if values:
                text = self.tr("{name}: {least} to {most}")
                parts.append(text.format(name=names[index], least=percent(min(values)), most=percent(max(values))))
        return ", ".join(parts)


def _shown(curve: Curve, marker: int) -> tuple[int, ...]:
    """Return the answer to the drawing as it is, then its rivals: the winner at the marker, then the strongest."""
    prediction = curve.question.subject.prediction
    if prediction is None:
        return ()
    answer, here = prediction.ranking[0], curve.rows[marker]
    columns = [[value for value in column if not math.isnan(value)] for column in zip(*curve.rows, strict=True)]
    winner = max(range(len(here)), key=here.__getitem__)
    strongest = sorted(range(len(columns)), key=lambda index: (index != winner, -sum(columns[index])))
    rivals = [each for each in strongest if each != answer and max(columns[each], default=0.0) >= _LEAST]
    return answer, *rivals[:_RIVALS]


def _x(plot: QRectF, index: int) -> float:
    return plot.left() + plot.width() * index / (2 * STEPS)


def _pen(rank: int) -> QPen:
    """Return the line of a class: the answer blue, its strongest rival orange, the others grey, the last dashed."""
    tokens = theme.current()
    color = (tokens.accent, tokens.second, tokens.muted, tokens.muted)[rank]
    style = Qt.PenStyle.DashLine if rank == _RIVALS else Qt.PenStyle.SolidLine
    return QPen(QColor(color), 2, style, Qt.PenCapStyle.RoundCap)
