"""Learning curves, drawn live: accuracy above, loss below, and the learning rate if it is asked for.

Panels of their own, because loss and accuracy share no unit: on one plot with two axes their crossing means nothing.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui.training.monitor.curve_painter import (
    AXIS_WIDTH,
    FOOT,
    HEADING,
    curve_name,
    paint_axis,
    paint_curve,
    paint_divergence,
    paint_grid,
    paint_heading,
)
from digitpad.gui.training.monitor.curve_panel import CurveKind, Panel, Span
from digitpad.gui.training.monitor.curve_series import (
    Gathering,
    Series,
    accuracy_floor,
    decades,
    loss_ceiling,
    nice_ceiling,
    power_text,
)
from digitpad.gui.widgets import theme
from digitpad.gui.widgets.form_values import write_number
from digitpad.gui.widgets.number_text import count, percent
from digitpad.gui.widgets.readout import paint_readout
from digitpad.training.reports import BEYOND_HOPE

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from digitpad.config.train_config import TrainConfig
    from digitpad.models.checkpoint import EpochRecord
    from digitpad.training.reports import Divergence, TrainingReport
    from digitpad.training.session import Prepared

REPAINT_MILLISECONDS = 100
"""Least time between two paintings of growing curves: smooth enough to watch, and the pad stays quick."""

_GAP = 14
_RIGHT = 14


class CurveView(QWidget):
    """Loss, accuracy and learning rate of one run over its epochs, or over its steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._span = Span(1, is_by_steps=False)
        self._end = 1
        self._is_empty = True
        self._shows_rate = False
        self._series = {curve: Series(1.0) for curve in CurveKind}
        self._accuracy = Gathering()
        self._hopeless_x: float | None = None  # where the loss grew without end
        self._pointed_x: float | None = None
        self._repaint = QTimer(self, singleShot=True, interval=REPAINT_MILLISECONDS)
        self._repaint.timeout.connect(self.update)
        self.setMinimumSize(300, 220)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Learning curves"))
        self.setAccessibleDescription(self.tr("No run yet."))

    @property
    def span(self) -> Span:
        """What the curves are drawn over."""
        return self._span

    def sizeHint(self) -> QSize:
        """Return a size at which both panels read well."""
        return QSize(640, 360)

    def show_learning_rate(self, is_shown: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Show the learning rate beneath the others, or leave them its room."""
        self._shows_rate = is_shown
        self.update()

    def expect(self, config: TrainConfig) -> None:
        """Show the axis of a config's run, unless a run is shown already."""
        if self._is_empty:
            self._span = Span.of(config)
            self._end = self._span.first
            self.update()

    def begin(self, config: TrainConfig) -> None:
        """Clear the curves for a config's run."""
        self._span = Span.of(config)
        self._end = self._span.first
        self._is_empty = False
        self._series = {curve: Series(float(self._end)) for curve in CurveKind}
        self._accuracy = Gathering()
        self._hopeless_x = None
        self.setAccessibleDescription(self.tr("The run has just begun."))
        self.update()

    def restore(self, run: Prepared) -> None:
        """Show what a run had come to before it was resumed."""
        self.begin(run.config)
        scale = 1.0 if self._span.is_by_steps else 1.0 / run.batches
        for point, loss in enumerate(run.curve.losses, start=1):
            self._put(CurveKind.TRAIN_LOSS, point * run.curve.stride * scale, loss)
        for record in run.history:
            x = record.epoch * run.batches * scale
            self._put(CurveKind.TRAIN_ACCURACY, x, record.train_accuracy)
            self._put(CurveKind.LEARNING_RATE, x, record.learning_rate)
            self._put_record(x, record)

    def add(self, report: TrainingReport) -> None:
        """Add the points of a report."""
        scale = self._span.per_step(report)
        self._span = Span(report.steps if self._span.is_by_steps else report.epochs, self._span.is_by_steps)
        first = report.step - len(report.losses) + 1
        for step, loss in enumerate(report.losses, start=first):
            self._put(CurveKind.TRAIN_LOSS, step * scale, loss)
        x = report.step * scale
        accuracy = self._accuracy.add(report.train_accuracy, len(report.losses), report.batches)
        if accuracy is not None:
            self._put(CurveKind.TRAIN_ACCURACY, x, accuracy)
        self._put(CurveKind.LEARNING_RATE, x, report.learning_rate)
        if report.finished_epoch is not None:
            self._put_record(x, report.finished_epoch)
        if not self._repaint.isActive():
            self._repaint.start()

    def show_divergence(self, divergence: Divergence) -> None:
        """Show how the loss grew without end: step by step, if that was before an epoch was over."""
        if not self._span.is_by_steps and divergence.step < divergence.batches:
            self._end = max(divergence.first_hopeless_step, 2)  # two, so that there is a way from one to the other
            self._span = Span(self._end, is_by_steps=True)
            self._series = {kind: series.stretched(divergence.batches) for kind, series in self._series.items()}
            curve, self._series[CurveKind.TRAIN_LOSS] = divergence.curve, Series(float(self._end))
            for point, loss in enumerate(curve.losses, start=1):
                self._put(CurveKind.TRAIN_LOSS, point * curve.stride, loss)
        scale = 1.0 if self._span.is_by_steps else 1.0 / divergence.batches
        for step, loss in enumerate(divergence.losses, start=divergence.step - len(divergence.losses) + 1):
            self._put(CurveKind.TRAIN_LOSS, step * scale, loss if loss < BEYOND_HOPE else math.nan)
        self._hopeless_x = divergence.first_hopeless_step * scale
        self.setAccessibleDescription(self._hopeless_text())
        self.update()

    def _hopeless_text(self) -> str:
        if self._span.is_by_steps:
            return self.tr("At step {step} the loss grew without end.").format(step=count(self._hopeless_x or 0.0))
        return self.tr("In epoch {epoch} the loss grew without end.").format(epoch=math.ceil(self._hopeless_x or 0.0))

    def latest(self, curve: CurveKind) -> float | None:
        """Return what a curve reads at its end; None if it has not begun."""
        return self._series[curve].latest(is_smoothed=curve.is_noisy)

    def _put(self, curve: CurveKind, x: float, y: float) -> None:
        while x > self._end + 1e-6 and self._end < self._span.end:
            self._end = min(2 * self._end, self._span.end)
        self._series[curve].append(x, y)

    def _put_record(self, x: float, record: EpochRecord) -> None:
        self._put(CurveKind.TEST_ACCURACY, x, record.test_accuracy)
        self._put(CurveKind.TEST_LOSS, x, record.test_loss)
        self.setAccessibleDescription(
            self.tr("Epoch {epoch}: mean train loss {loss}, mean train accuracy {train}, test accuracy {test}.").format(
                epoch=record.epoch,
                loss=f"{record.train_loss:.3f}",
                train=percent(record.train_accuracy),
                test=percent(record.test_accuracy),
            )
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the panels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        panels = self._panels()
        for panel in panels:
            paint_heading(painter, panel, self.font())
            paint_grid(painter, panel)
            for curve in panel.curves:
                paint_curve(painter, panel, curve, self._series[curve], self._end)
        if self._hopeless_x is not None:
            self._paint_divergence(painter, panels[1], self._hopeless_x)
        paint_axis(painter, panels[-1].plot, self._span, self._end, self.width())
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

    def _panels(self) -> tuple[Panel, ...]:
        shares = (0.44, 0.32, 0.24) if self._shows_rate else (0.58, 0.42)
        gaps = len(shares) - 1
        room = self.height() - len(shares) * HEADING - gaps * _GAP - FOOT
        width = self.width() - AXIS_WIDTH - _RIGHT
        plots, top = [], 0.0
        for share in shares:
            plots.append(QRectF(AXIS_WIDTH, top + HEADING, width, room * share))
            top = plots[-1].bottom() + _GAP
        panels = (self._accuracy_panel(plots[0]), self._loss_panel(plots[1]))
        return (*panels, self._rate_panel(plots[2])) if self._shows_rate else panels

    def _accuracy_panel(self, plot: QRectF) -> Panel:
        accuracies = self._series[CurveKind.TRAIN_ACCURACY].means() + self._series[CurveKind.TEST_ACCURACY].means()
        floor = accuracy_floor(accuracies)
        steps = 5 if floor in (0.0, 0.5) else 4
        if plot.height() < 90:
            steps = 2 if steps == 4 else 1
        curves = (CurveKind.TRAIN_ACCURACY, CurveKind.TEST_ACCURACY)
        return Panel(self.tr("Accuracy"), curves, plot, floor, 1.0, steps, lambda value: f"{100 * value:g} %")

    def _loss_panel(self, plot: QRectF) -> Panel:
        losses = self._series[CurveKind.TRAIN_LOSS].means()
        curves = (CurveKind.TRAIN_LOSS, CurveKind.TEST_LOSS)
        if self._hopeless_x is not None:  # from 2 to a thousand million within a few steps
            return Panel(self.tr("Loss"), curves, plot, *decades(losses), power_text, is_logarithmic=True)
        ceiling = loss_ceiling(losses)
        return Panel(self.tr("Loss"), curves, plot, 0.0, ceiling, 2, lambda value: f"{value:g}")

    def _rate_panel(self, plot: QRectF) -> Panel:
        rates = self._series[CurveKind.LEARNING_RATE].means()
        ceiling = nice_ceiling(max(rates)) if rates else 0.1
        return Panel(self.tr("Learning rate"), (CurveKind.LEARNING_RATE,), plot, 0.0, ceiling, 1, write_number)

    def _paint_invitation(self, painter: QPainter, plot: QRectF) -> None:
        painter.setPen(QColor(theme.current().muted))
        painter.drawText(
            plot,
            Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
            self.tr("Start a run and watch it learn: the curves grow here."),
        )

    def _paint_divergence(self, painter: QPainter, panel: Panel, hopeless: float) -> None:
        scale = panel.plot.width() / self._end
        last = self._series[CurveKind.TRAIN_LOSS].last_point()
        point = None if last is None else QPointF(panel.plot.left() + last[0] * scale, panel.y(last[1]))
        paint_divergence(painter, panel, panel.plot.left() + hopeless * scale, point, self._hopeless_text())

    def _paint_pointed(self, painter: QPainter, panels: tuple[Panel, ...], pointed: float) -> None:
        values = [
            (curve, self._series[curve].at(pointed, is_smoothed=curve.is_noisy))
            for panel in panels
            for curve in panel.curves
        ]
        texts = [f"{curve_name(curve)}  {_figure(curve, value)}" for curve, value in values if value is not None]
        if not texts:
            return  # the run has not come this far
        t = theme.current()
        x = panels[0].plot.left() + pointed / self._end * panels[0].plot.width()
        painter.setPen(QPen(QColor(t.muted), 1, Qt.PenStyle.DashLine))
        for panel in panels:
            painter.drawLine(QPointF(x, panel.plot.top()), QPointF(x, panel.plot.bottom()))
        heading = self.tr("epoch {epoch}").format(epoch=f"{pointed:.2f}")
        if self._span.is_by_steps:
            heading = self.tr("step {step}").format(step=count(pointed))
        paint_readout(painter, [heading, *texts], x, panels[0].plot.bottom() - 6, self.width())


def _figure(curve: CurveKind, value: float) -> str:
    if curve is CurveKind.LEARNING_RATE:
        return f"{value:.4g}"
    return percent(value) if curve in {CurveKind.TRAIN_ACCURACY, CurveKind.TEST_ACCURACY} else f"{value:.3f}"
