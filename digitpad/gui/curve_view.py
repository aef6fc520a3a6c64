"""Learning curves, drawn live: accuracy above, loss below, over the same epochs.

Owns how curves are painted. Does not own their points (`curve_series`) or when they grow (`training_dialog`).

Two panels, because loss and accuracy share no unit: on one plot with two axes their crossing means nothing.
Curves differ in more than colour: the test curve has round marks, and loss has its panel to itself. What is
measured on a few batches is noisy: it is drawn faintly, with its running mean upon it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui import theme
from digitpad.gui.curve_panel import Curve, Panel
from digitpad.gui.curve_readout import paint_readout
from digitpad.gui.curve_series import Series, accuracy_floor, loss_ceiling, smoothed, tick_step
from digitpad.gui.figures import percent

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from digitpad.training import TrainingReport

FIRST_EPOCHS = 20
"""Most epochs the axis spans at first; it doubles as a long run goes on, whose beginning is thus seen as well."""

REPAINT_MILLISECONDS = 100
"""Least time between two paintings of growing curves: smooth enough to watch, and the pad stays quick."""

_HEADING = 30
_GAP = 14
_AXIS_WIDTH = 52
_FOOT = 34
_RIGHT = 14
_ACCURACY_SHARE = 0.58
_MARK_RADIUS = 3.5
_SWATCH = 22
_FAINT = 0.35
_COLUMN_WIDTH = 2
"""Pixels a drawn point stands for: the eye sees no difference, and painting takes half the time."""


class CurveView(QWidget):
    """Train loss, train accuracy and test accuracy of one run over its epochs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._epochs = 1
        self._end = 1
        self._is_empty = True
        self._series = {curve: Series(1.0) for curve in Curve}
        self._pointed_x: float | None = None
        self._repaint = QTimer(self, singleShot=True, interval=REPAINT_MILLISECONDS)
        self._repaint.timeout.connect(self.update)
        self.setMinimumSize(360, 220)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Learning curves"))
        self.setAccessibleDescription(self.tr("No run yet."))

    def sizeHint(self) -> QSize:
        """Return a size at which both panels read well."""
        return QSize(640, 360)

    def expect(self, epochs: int) -> None:
        """Show the axis of a run of so many epochs, unless a run is shown already."""
        if self._is_empty:
            self._end = min(epochs, FIRST_EPOCHS)
            self.update()

    def begin(self, epochs: int) -> None:
        """Clear the curves for a run of so many epochs."""
        self._epochs = epochs
        self._end = min(epochs, FIRST_EPOCHS)
        self._is_empty = False
        self._series = {curve: Series(float(self._end)) for curve in Curve}
        self.setAccessibleDescription(self.tr("The run has just begun."))
        self.update()

    def add(self, report: TrainingReport) -> None:
        """Add what one report tells."""
        x = report.progress * report.epochs
        while x > self._end:
            self._end = min(2 * self._end, self._epochs)
        self._series[Curve.TRAIN_LOSS].append(x, report.train_loss)
        self._series[Curve.TRAIN_ACCURACY].append(x, report.train_accuracy)
        record = report.finished_epoch
        if record is not None:
            self._series[Curve.TEST_ACCURACY].append(float(record.epoch), record.test_accuracy)
            self.setAccessibleDescription(
                self.tr("After epoch {epoch}: train loss {loss}, train accuracy {train}, test accuracy {test}.").format(
                    epoch=record.epoch,
                    loss=f"{record.train_loss:.3f}",
                    train=percent(record.train_accuracy),
                    test=percent(record.test_accuracy),
                )
            )
        if not self._repaint.isActive():
            self._repaint.start()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint both panels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        panels = self._panels()
        for panel in panels:
            self._paint_heading(painter, panel)
            self._paint_grid(painter, panel)
            for curve in panel.curves:
                self._paint_curve(painter, panel, curve)
        self._paint_epochs(painter, panels[-1].plot)
        if self._is_empty:
            self._paint_invitation(painter, panels[0].plot)
        elif self._pointed_x is not None:
            self._paint_pointed(painter, panels, self._pointed_x)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the values at the epoch under the pointer."""
        plot = self._panels()[0].plot
        x = (event.position().x() - plot.left()) / plot.width() * self._end
        self._pointed_x = x if 0 <= x <= self._end else None
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Take the pointed values away."""
        self._pointed_x = None
        self.update()

    def _panels(self) -> tuple[Panel, Panel]:
        room = self.height() - 2 * _HEADING - _GAP - _FOOT
        width = self.width() - _AXIS_WIDTH - _RIGHT
        upper = QRectF(_AXIS_WIDTH, _HEADING, width, room * _ACCURACY_SHARE)
        lower = QRectF(_AXIS_WIDTH, upper.bottom() + _GAP + _HEADING, width, room * (1 - _ACCURACY_SHARE))
        accuracies = self._series[Curve.TRAIN_ACCURACY].means() + self._series[Curve.TEST_ACCURACY].means()
        floor = accuracy_floor(accuracies)
        ceiling = loss_ceiling(self._series[Curve.TRAIN_LOSS].means())
        steps = 5 if floor in (0.0, 0.5) else 4
        return (
            Panel(
                self.tr("Accuracy"),
                (Curve.TRAIN_ACCURACY, Curve.TEST_ACCURACY),
                upper,
                floor,
                1.0,
                steps,
                lambda value: f"{100 * value:g} %",
            ),
            Panel(self.tr("Loss"), (Curve.TRAIN_LOSS,), lower, 0.0, ceiling, 2, lambda value: f"{value:g}"),
        )

    def _color(self, curve: Curve) -> QColor:
        t = theme.current()
        colors = {
            Curve.TRAIN_LOSS: t.accent,
            Curve.TRAIN_ACCURACY: t.second,
            Curve.TEST_ACCURACY: t.good,
        }
        return QColor(colors[curve])

    def _name(self, curve: Curve) -> str:
        return {
            Curve.TRAIN_LOSS: self.tr("train loss"),
            Curve.TRAIN_ACCURACY: self.tr("train accuracy"),
            Curve.TEST_ACCURACY: self.tr("test accuracy"),
        }[curve]

    def _paint_heading(self, painter: QPainter, panel: Panel) -> None:
        top = panel.plot.top() - _HEADING
        font = self.font()
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(theme.current().text))
        line = QRectF(0, top, self.width(), 20)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, panel.title)
        painter.setFont(self.font())
        right = panel.plot.right()
        for curve in reversed(panel.curves):
            name = self._name(curve)
            width = painter.fontMetrics().horizontalAdvance(name)
            painter.setPen(self._color(curve))
            painter.drawText(
                QRectF(right - width, line.top(), width, line.height()),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                name,
            )
            y = line.center().y()
            painter.setPen(QPen(self._color(curve), 2))
            start = right - width - _SWATCH - 6
            painter.drawLine(QPointF(start, y), QPointF(start + _SWATCH, y))
            if curve is Curve.TEST_ACCURACY:
                self._paint_mark(painter, curve, QPointF(start + _SWATCH / 2, y))
            right = start - 16

    def _paint_grid(self, painter: QPainter, panel: Panel) -> None:
        t = theme.current()
        for step in range(panel.steps + 1):
            value = panel.low + (panel.high - panel.low) * step / panel.steps
            y = round(panel.y(value)) + 0.5  # on a pixel, so that the line is one pixel wide
            painter.setPen(QPen(QColor(t.line), 1))
            painter.drawLine(QPointF(panel.plot.left(), y), QPointF(panel.plot.right(), y))
            painter.setPen(QColor(t.muted))
            painter.drawText(
                QRectF(0, y - 10, _AXIS_WIDTH - 8, 20),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                panel.text(round(value, 6)),
            )

    def _paint_curve(self, painter: QPainter, panel: Panel, curve: Curve) -> None:
        columns = self._series[curve].thinned(int(panel.plot.width() / _COLUMN_WIDTH))
        scale = panel.plot.width() / self._end
        xs = [panel.plot.left() + column.x * scale for column in columns]
        points = [QPointF(x, panel.y(column.mean)) for x, column in zip(xs, columns, strict=True)]
        painter.save()
        painter.setClipRect(panel.plot.adjusted(-5, -2, 5, 2))
        color = self._color(curve)
        if curve is not Curve.TEST_ACCURACY:
            painter.setPen(QPen(theme.color(color.name(), _FAINT), 1))
            painter.drawLines(
                [QLineF(x, panel.y(column.low), x, panel.y(column.high)) for x, column in zip(xs, columns, strict=True)]
            )
            # drawLines on segments: an antialiased wide polyline of noisy points is 30 times as slow.
            painter.drawLines([QLineF(start, end) for start, end in pairwise(points)])
            points = [QPointF(x, panel.y(mean)) for x, mean in zip(xs, smoothed(columns), strict=True)]
        painter.setPen(QPen(color, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLines([QLineF(start, end) for start, end in pairwise(points)])
        is_sparse = len(points) * 5 * _MARK_RADIUS <= panel.plot.width()
        if curve is Curve.TEST_ACCURACY:
            for point in points if is_sparse else points[-1:]:
                self._paint_mark(painter, curve, point)
        painter.restore()

    def _paint_mark(self, painter: QPainter, curve: Curve, center: QPointF) -> None:
        painter.setPen(QPen(self._color(curve), 2))
        painter.setBrush(QColor(theme.current().card))
        painter.drawEllipse(center, _MARK_RADIUS, _MARK_RADIUS)

    def _paint_epochs(self, painter: QPainter, plot: QRectF) -> None:
        painter.setPen(QColor(theme.current().muted))
        most = max(int(plot.width() / 50), 1)
        step = tick_step(self._end, most)
        for epoch in range(0, self._end + 1, step):
            x = plot.left() + plot.width() * epoch / self._end
            half = min(40, self.width() - x)  # the last label must not be cut off
            painter.drawText(
                QRectF(x - half, plot.bottom() + 4, 2 * half, 16), Qt.AlignmentFlag.AlignHCenter, str(epoch)
            )
        painter.drawText(
            QRectF(plot.left(), plot.bottom() + 18, plot.width(), 16),
            Qt.AlignmentFlag.AlignHCenter,
            self.tr("epoch"),
        )

    def _paint_invitation(self, painter: QPainter, plot: QRectF) -> None:
        painter.setPen(QColor(theme.current().muted))
        painter.drawText(
            plot,
            Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
            self.tr("Start a run and watch it learn: the curves grow here."),
        )

    def _paint_pointed(self, painter: QPainter, panels: tuple[Panel, Panel], epoch: float) -> None:
        t = theme.current()
        x = panels[0].plot.left() + epoch / self._end * panels[0].plot.width()
        painter.setPen(QPen(QColor(t.muted), 1, Qt.PenStyle.DashLine))
        for panel in panels:
            painter.drawLine(QPointF(x, panel.plot.top()), QPointF(x, panel.plot.bottom()))
        lines = [self.tr("epoch {epoch}").format(epoch=f"{epoch:.2f}")]
        for panel in panels:
            for curve in panel.curves:
                value = self._series[curve].at(epoch)
                if value is not None:
                    figure = f"{value:.3f}" if curve is Curve.TRAIN_LOSS else percent(value)
                    lines.append(f"{self._name(curve)}  {figure}")
        paint_readout(painter, lines, x, panels[0].plot.bottom() - 6, self.width())
