"""Painting of learning curves: headings with their legends, grids, curves and their marks.

Curves differ in more than colour: those of the test part have round marks, those of the validation part have marks that
stand on a corner, and the colour of text, which differs from all others by its lightness. What is measured on a few
batches is noisy: it is drawn faintly, with its running mean upon it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen

from digitpad.gui.training.monitor.curve_panel import CurveKind, LayerCurve
from digitpad.gui.training.monitor.curve_series import smoothed, tick_step
from digitpad.gui.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QPainter

    from digitpad.gui.training.monitor.curve_panel import Panel, Plotted, Span
    from digitpad.gui.training.monitor.curve_series import Series

AXIS_WIDTH = 52
_MARK_RADIUS = 3.5
_SWATCH = 22
_SWATCH_GAP = 6
_LEGEND_GAP = 16
_BELOW_HEADING = 5
"""Pixels the uppermost number gives way to a heading close above it."""

_SQUEEZED = 0.6
"""Of the widths of a legend, where there is little room."""

_FAINT = 0.35
_COLUMN_WIDTH = 2
"""Pixels a drawn point stands for: the eye sees no difference, and painting takes half the time."""


def curve_color(curve: Plotted) -> QColor:
    """Return what a curve is drawn in."""
    t = theme.current()
    if isinstance(curve, LayerCurve):
        return QColor((t.accent, t.second, t.good, t.muted)[curve.layer % 4])
    return QColor(
        {
            CurveKind.TRAIN_LOSS: t.accent,
            CurveKind.TRAIN_ACCURACY: t.second,
            CurveKind.TEST_ACCURACY: t.good,
            CurveKind.TEST_LOSS: t.good,
            CurveKind.VALIDATION_ACCURACY: t.text,
            CurveKind.VALIDATION_LOSS: t.text,
            CurveKind.LEARNING_RATE: t.accent,
        }[curve]
    )


def curve_name(curve: Plotted) -> str:
    """Return what a curve is called."""
    if isinstance(curve, LayerCurve):
        name = QCoreApplication.translate("CurveView", "layer {number}").format(number=curve.layer + 1)
        return QCoreApplication.translate("CurveView", "output") if curve.is_output else name
    return {
        CurveKind.TRAIN_LOSS: QCoreApplication.translate("CurveView", "train loss"),
        CurveKind.TRAIN_ACCURACY: QCoreApplication.translate("CurveView", "train accuracy"),
        CurveKind.TEST_ACCURACY: QCoreApplication.translate("CurveView", "test accuracy"),
        CurveKind.TEST_LOSS: QCoreApplication.translate("CurveView", "test loss"),
        CurveKind.VALIDATION_ACCURACY: QCoreApplication.translate("CurveView", "validation accuracy"),
        CurveKind.VALIDATION_LOSS: QCoreApplication.translate("CurveView", "validation loss"),
        CurveKind.LEARNING_RATE: QCoreApplication.translate("CurveView", "learning rate"),
    }[curve]


def paint_heading(painter: QPainter, panel: Panel, height: int, font: QFont) -> None:
    """Paint a panel's title so far above its plot, and at its right its curves; what says less gives way."""
    bold = QFont(font)
    bold.setWeight(bold.Weight.DemiBold)
    metrics, right = QFontMetricsF(font), panel.plot.right()
    legend = _legend(panel)
    room = right - QFontMetricsF(bold).horizontalAdvance(panel.title) - _LEGEND_GAP
    if _legend_width(legend, metrics) > room:
        legend = _legend(panel, is_short=True)
    squeeze = 1.0 if _legend_width(legend, metrics) <= room else _SQUEEZED
    is_titled = _legend_width(legend, metrics, squeeze) <= room or any(
        isinstance(curve, LayerCurve) for curve in panel.curves
    )
    while is_titled and len(legend) > 1 and _legend_width(legend, metrics, squeeze) > room:
        del legend[-2]  # so many layers that their names would lie upon the title; the output's is the last
    line = QRectF(0, panel.plot.top() - height, right, 20)
    if is_titled:
        painter.setFont(bold)
        painter.setPen(QColor(theme.current().text))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, panel.title)
        left = QFontMetricsF(bold).horizontalAdvance(panel.title) + _SWATCH_GAP
        if left + metrics.horizontalAdvance(panel.note) + _LEGEND_GAP <= right - _legend_width(
            legend, metrics, squeeze
        ):
            painter.setFont(font)
            painter.setPen(QColor(theme.current().muted))
            painter.drawText(line.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, panel.note)
    painter.setFont(font)
    for curve, name in reversed(legend):
        width = metrics.horizontalAdvance(name)
        painter.setPen(curve_color(curve))
        place = QRectF(right - width, line.top(), width + 1, line.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        end = QPointF(right - width - squeeze * _SWATCH_GAP, line.center().y())
        right = _paint_swatch(painter, curve, end, squeeze * _SWATCH) - squeeze * _LEGEND_GAP


def _legend(panel: Panel, *, is_short: bool = False) -> list[tuple[Plotted, str]]:
    """Return the curves of a panel that its title does not name, and what they are called beside it."""
    legend: list[tuple[Plotted, str]] = []
    for curve in panel.curves:
        name = curve_name(curve)
        if name == panel.title.lower():
            continue
        if isinstance(curve, LayerCurve) and not curve.is_output:
            name = str(curve.layer + 1)  # the titles say that it is a layer
        elif curve is CurveKind.TRAIN_LOSS and not is_short:
            name = QCoreApplication.translate("CurveView", "train loss: each step, smoothed")
        legend.append((curve, name))
    return legend


def _legend_width(legend: list[tuple[Plotted, str]], metrics: QFontMetricsF, squeeze: float = 1.0) -> float:
    widths = (metrics.horizontalAdvance(name) + squeeze * (_SWATCH_GAP + _SWATCH) for _, name in legend)
    return sum(widths) + squeeze * _LEGEND_GAP * max(len(legend) - 1, 0)


def _paint_swatch(painter: QPainter, curve: Plotted, end: QPointF, width: float) -> float:
    """Paint a piece of a curve as it looks in the plot, and return where it starts."""
    start = end - QPointF(width, 0)
    if curve.is_noisy:
        painter.setPen(QPen(theme.color(curve_color(curve).name(), _FAINT), 7, c=Qt.PenCapStyle.FlatCap))
        painter.drawLine(start, end)
    painter.setPen(QPen(curve_color(curve), 2))
    painter.drawLine(start, end)
    if curve.is_marked:
        _paint_mark(painter, curve, (start + end) / 2)
    return start.x()


def paint_grid(painter: QPainter, panel: Panel, *, is_close: bool) -> None:
    """Paint a panel's lines and the numbers beside them; fewer, where they would lie upon one another."""
    t = theme.current()
    line = painter.fontMetrics().ascent() + (_BELOW_HEADING if is_close else 0) + 2
    apart = (each for each in range(1, panel.steps) if panel.steps % each == 0)
    stride = next((each for each in apart if each * panel.plot.height() >= panel.steps * line), panel.steps)
    for step in range(0, panel.steps + 1, stride):
        value = panel.at_line(step)
        y = round(panel.y(value)) + 0.5  # on a pixel, so that the line is one pixel wide
        painter.setPen(QPen(QColor(t.line), 1))
        painter.drawLine(QPointF(panel.plot.left(), y), QPointF(panel.plot.right(), y))
        painter.setPen(QColor(t.muted))
        below = _BELOW_HEADING if is_close and step == panel.steps else 0
        painter.drawText(
            QRectF(0, y - 10 + below, AXIS_WIDTH - 8, 20),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            panel.text(float(f"{value:.6g}")),
        )


def paint_curve(painter: QPainter, panel: Panel, curve: Plotted, series: Series, end: float) -> None:
    """Paint one curve over an axis that ends there."""
    columns = series.thinned(int(panel.plot.width() / _COLUMN_WIDTH))
    scale = panel.plot.width() / end
    xs = [panel.plot.left() + column.x * scale for column in columns]
    points = [QPointF(x, panel.y(column.mean)) for x, column in zip(xs, columns, strict=True)]
    painter.save()
    painter.setClipRect(panel.plot.adjusted(-5, -2, 5, 2))
    color = curve_color(curve)
    if curve.is_noisy:
        painter.setPen(QPen(theme.color(color.name(), _FAINT), 1))
        painter.drawLines(
            [QLineF(x, panel.y(column.low), x, panel.y(column.high)) for x, column in zip(xs, columns, strict=True)]
        )
        # drawLines on segments: an antialiased wide polyline of noisy points is 30 times as slow.
        painter.drawLines([QLineF(start, end) for start, end in pairwise(points)])
        points = [QPointF(x, panel.y(mean)) for x, mean in zip(xs, smoothed(columns), strict=True)]
    painter.setPen(QPen(color, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLines([QLineF(start, end) for start, end in pairwise(points)])
    if curve.is_marked:
        is_sparse = len(points) * 5 * _MARK_RADIUS <= panel.plot.width()
        for point in points if is_sparse else points[-1:]:
            _paint_mark(painter, curve, point)
    painter.restore()


def paint_axis(  # noqa: PLR0913 - an axis is so many things
    painter: QPainter, plot: QRectF, span: Span, end: int, size: QSize, *, is_close: bool
) -> None:
    """Paint the numbers beneath the lowest panel, in a widget of that size; what they count below or beside them."""
    painter.setPen(QColor(theme.current().muted))
    widest = painter.fontMetrics().horizontalAdvance(f"{end:,}")
    step = tick_step(end, max(int(plot.width() / max(50, 2 * widest)), 1))
    for mark in range(0, end + 1, step):
        x = plot.left() + plot.width() * mark / end
        text = f"{mark:,}"
        room = painter.fontMetrics().horizontalAdvance(text) + 2
        left = min(x - room / 2, size.width() - room)  # the last label must not be cut off
        painter.drawText(QRectF(left, plot.bottom() + 4, room, 16), Qt.AlignmentFlag.AlignHCenter, text)
    words = (QCoreApplication.translate("CurveView", "epoch"), QCoreApplication.translate("CurveView", "step"))
    below = QRectF(plot.left(), plot.bottom() + 18, plot.width(), 16)
    beside = QRectF(0, plot.bottom() + 4, AXIS_WIDTH - 8, 16)
    place, side = (beside, Qt.AlignmentFlag.AlignLeft) if is_close else (below, Qt.AlignmentFlag.AlignHCenter)
    painter.drawText(place, side, words[span.is_by_steps])


def paint_divergence(painter: QPainter, panel: Panel, x: float, last: QPointF | None, text: str) -> None:
    """Paint that a curve leaves its panel at x, from its last point on, and say so beside it."""
    painter.setPen(QPen(QColor(theme.current().bad), 1, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(x, panel.plot.top()), QPointF(x, panel.plot.bottom()))
    painter.setPen(QPen(QColor(theme.current().bad), 2))
    top = QPointF(x, panel.plot.top())
    if last is not None:
        painter.drawLine(last, top)
    painter.drawLine(top - QPointF(5, 5), top + QPointF(5, 5))
    painter.drawLine(top - QPointF(5, -5), top + QPointF(5, -5))
    width = painter.fontMetrics().horizontalAdvance(text)
    left = x + 12 if x + 12 + width <= panel.plot.right() else x - 12 - width
    place = QRectF(left, panel.plot.bottom() - 24, width, 18)
    painter.fillRect(place, QColor(theme.current().card))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def _paint_mark(painter: QPainter, curve: Plotted, center: QPointF) -> None:
    painter.setPen(QPen(curve_color(curve), 2))
    painter.setBrush(QColor(theme.current().card))
    if not isinstance(curve, LayerCurve) and curve.is_of_validation:
        reach = _MARK_RADIUS + 1
        corners = ((0, -reach), (reach, 0), (0, reach), (-reach, 0))
        painter.drawPolygon([center + QPointF(*corner) for corner in corners])
        return
    painter.drawEllipse(center, _MARK_RADIUS, _MARK_RADIUS)
