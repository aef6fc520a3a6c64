"""Learning curves, drawn live: accuracy above, loss below, and the learning rate if it is asked for.

Panels of their own, because loss and accuracy share no unit: on one plot with two axes their crossing means nothing.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from digitpad.gui.training.monitor.curve_painter import curve_name, paint_divergence
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
from digitpad.gui.training.monitor.plot_view import PlotView
from digitpad.gui.widgets.form_values import write_number
from digitpad.gui.widgets.number_text import count, percent
from digitpad.training.reports import BEYOND_HOPE

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from digitpad.config.train_config import TrainConfig
    from digitpad.gui.training.monitor.curve_panel import Plotted
    from digitpad.models.checkpoint import EpochRecord
    from digitpad.training.reports import Divergence, TrainingReport
    from digitpad.training.session import Prepared


class CurveView(PlotView):
    """Loss, accuracy and learning rate of one run over its epochs, or over its steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shows_rate = self._has_validation = False
        self._accuracy = Gathering()
        self._hopeless_x: float | None = None  # where the loss grew without end
        self.setAccessibleName(self.tr("Learning curves"))
        self.setAccessibleDescription(self.tr("No run yet."))

    @property
    def has_validation(self) -> bool:
        """Whether the run, or the one that may come, measures its epochs on a validation part."""
        return self._has_validation

    def show_learning_rate(self, is_shown: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Show the learning rate beneath the others, or leave them its room."""
        self._shows_rate = is_shown
        self._expect_panels(3 if is_shown else 2)
        self.update()

    def expect(self, config: TrainConfig) -> None:
        """Show the axis and the curves of a config's run, unless a run is shown already."""
        if self._is_empty:
            self._has_validation = config.validation > 0
        super().expect(config)

    def begin(self, config: TrainConfig) -> None:
        """Clear the curves for a config's run."""
        super().begin(config)
        self._has_validation = config.validation > 0
        self._accuracy = Gathering()
        self._hopeless_x = None
        self.setAccessibleDescription(self.tr("The run has just begun."))

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
        x, scale = self._follow(report), self._span.per_step(report)
        first = report.step - len(report.losses) + 1
        for step, loss in enumerate(report.losses, start=first):
            self._put(CurveKind.TRAIN_LOSS, step * scale, loss)
        accuracy = self._accuracy.add(report.train_accuracy, len(report.losses), report.batches)
        if accuracy is not None:
            self._put(CurveKind.TRAIN_ACCURACY, x, accuracy)
        self._put(CurveKind.LEARNING_RATE, x, report.learning_rate)
        if report.finished_epoch is not None:
            self._put_record(x, report.finished_epoch)

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

    def _put_record(self, x: float, record: EpochRecord) -> None:
        accuracy, loss = self._measured
        self._put(accuracy, x, record.measured_accuracy)
        self._put(loss, x, record.measured_loss)
        text = self.tr("Epoch {epoch}: mean train loss {loss}, mean train accuracy {train}, {measured} {figure}.")
        self.setAccessibleDescription(
            text.format(
                epoch=record.epoch,
                loss=f"{record.train_loss:.3f}",
                train=percent(record.train_accuracy),
                measured=curve_name(accuracy),
                figure=percent(record.measured_accuracy),
            )
        )

    @property
    def _measured(self) -> tuple[CurveKind, CurveKind]:
        """The curves of what an epoch is measured on: the validation part if there is one, else the test part."""
        if self._has_validation:
            return CurveKind.VALIDATION_ACCURACY, CurveKind.VALIDATION_LOSS
        return CurveKind.TEST_ACCURACY, CurveKind.TEST_LOSS

    def _panels(self) -> tuple[Panel, ...]:
        shares = (0.44, 0.32, 0.24) if self._shows_rate else (0.58, 0.42)
        plots = self._plots(shares)
        panels = (self._accuracy_panel(plots[0]), self._loss_panel(plots[1]))
        return (*panels, self._rate_panel(plots[2])) if self._shows_rate else panels

    def _accuracy_panel(self, plot: QRectF) -> Panel:
        curves = (CurveKind.TRAIN_ACCURACY, self._measured[0])
        accuracies = [mean for curve in curves for mean in self._of(curve).means()]
        floor = accuracy_floor(accuracies)
        steps = 5 if floor in (0.0, 0.5) else 4
        if plot.height() < 110:
            steps = 2
        note = self.tr("the test part is measured at the end") if self._has_validation else ""
        return Panel(self.tr("Accuracy"), curves, plot, floor, 1.0, steps, lambda value: f"{100 * value:g} %", note)

    def _loss_panel(self, plot: QRectF) -> Panel:
        losses = self._of(CurveKind.TRAIN_LOSS).means()
        curves = (CurveKind.TRAIN_LOSS, self._measured[1])
        if self._hopeless_x is not None:  # from 2 to a thousand million within a few steps
            return Panel(self.tr("Loss"), curves, plot, *decades(losses), power_text, is_logarithmic=True)
        ceiling = loss_ceiling(losses)
        return Panel(self.tr("Loss"), curves, plot, 0.0, ceiling, 2, lambda value: f"{value:g}")

    def _rate_panel(self, plot: QRectF) -> Panel:
        rates = self._of(CurveKind.LEARNING_RATE).means()
        ceiling = nice_ceiling(max(rates)) if rates else 0.1
        return Panel(self.tr("Learning rate"), (CurveKind.LEARNING_RATE,), plot, 0.0, ceiling, 1, write_number)

    def _paint_more(self, painter: QPainter, panels: tuple[Panel, ...]) -> None:
        """Paint where the loss grew without end, if it did."""
        if self._hopeless_x is None:
            return
        panel = panels[1]
        left, scale = panel.plot.left(), panel.plot.width() / self._end
        last = self._of(CurveKind.TRAIN_LOSS).last_point()
        point = None if last is None else QPointF(left + last[0] * scale, panel.y(last[1]))
        paint_divergence(painter, panel, left + self._hopeless_x * scale, point, self._hopeless_text())

    def _texts_at(self, x: float, panels: tuple[Panel, ...]) -> list[str]:
        """Return what each curve reads there."""
        values = [(curve, self._at(curve, x)) for panel in panels for curve in panel.curves]
        return [f"{curve_name(curve)}  {_figure(curve, value)}" for curve, value in values if value is not None]


def _figure(curve: Plotted, value: float) -> str:
    if curve is CurveKind.LEARNING_RATE:
        return f"{value:.4g}"
    return percent(value) if isinstance(curve, CurveKind) and curve.is_share else f"{value:.3f}"
