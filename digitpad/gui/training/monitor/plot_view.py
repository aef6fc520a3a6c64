"""A plot of a run: panels above one another over its epochs or its steps, and what they read at the pointer."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui.training.monitor.curve_painter import (
    AXIS_WIDTH,
    paint_axis,
    paint_curve,
    paint_grid,
    paint_heading,
)
from digitpad.gui.training.monitor.curve_panel import Plotted, Span
from digitpad.gui.training.monitor.curve_series import Series
from digitpad.gui.widgets import theme
from digitpad.gui.widgets.number_text import count
from digitpad.gui.widgets.readout import paint_readout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from digitpad.config.train_config import TrainConfig
    from digitpad.gui.training.monitor.curve_panel import Panel
    from digitpad.training.reports import TrainingReport

REPAINT_MILLISECONDS = 100
"""Least time between two paintings of growing curves: smooth enough to watch, and the pad stays quick."""

LEAST_PLOT = 70
"""Pixels of height with which a plot still reads well."""

_RIGHT = 14


@dataclass(frozen=True, slots=True)
class _Heights:
    """Pixels around the plots."""

    heading: int
    gap: int  # between two panels
    foot: int

    def around(self, panels: int) -> int:
        """Return what so many panels need besides their plots."""
        return panels * self.heading + (panels - 1) * self.gap + self.foot


_ROOMY, _CLOSE = _Heights(30, 14, 34), _Heights(22, 6, 20)
_ROOMY_PLOT = 90
"""Pixels of height of a plot below which what is around it draws together."""


class PlotView(QWidget):
    """Curves of one run over its epochs, or over its steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._span = Span(1, is_by_steps=False)
        self._end = 1
        self._is_empty = True
        self._series: dict[Plotted, Series] = {}
        self._pointed_x: float | None = None
        self._repaint = QTimer(self, singleShot=True, interval=REPAINT_MILLISECONDS)
        self._repaint.timeout.connect(self.update)
        self.setMinimumWidth(300)
        self._expect_panels(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)

    @property
    def span(self) -> Span:
        """What the curves are drawn over."""
        return self._span

    def sizeHint(self) -> QSize:
        """Return a size at which both panels read well."""
        return QSize(640, 360)

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
        self._series = {}
        self.update()

    def latest(self, curve: Plotted) -> float | None:
        """Return what a curve reads at its end; None if it has not begun."""
        return self._of(curve).latest(is_smoothed=curve.is_noisy)

    def _of(self, curve: Plotted) -> Series:
        if curve not in self._series:
            self._series[curve] = Series(float(self._end))
        return self._series[curve]

    def _follow(self, report: TrainingReport) -> float:
        """Take on a run's length, which may have grown, repaint soon, and return where its last step stands."""
        self._span = Span(report.steps if self._span.is_by_steps else report.epochs, self._span.is_by_steps)
        if not self._repaint.isActive():
            self._repaint.start()
        return report.step * self._span.per_step(report)

    def _put(self, curve: Plotted, x: float, y: float) -> None:
        while x > self._end + 1e-6 and self._end < self._span.end:
            self._end = min(2 * self._end, self._span.end)
        self._of(curve).append(x, y)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the panels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        panels = self._panels()
        heights = self._heights(len(panels))
        for panel in panels:
            paint_heading(painter, panel, heights.heading, self.font())
            paint_grid(painter, panel, is_close=heights is _CLOSE)
            for curve in panel.curves:
                paint_curve(painter, panel, curve, self._of(curve), self._end)
        self._paint_more(painter, panels)
        paint_axis(painter, panels[-1].plot, self._span, self._end, self.size(), is_close=heights is _CLOSE)
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

    @abstractmethod
    def _panels(self) -> tuple[Panel, ...]:
        """Return the panels from the top down."""

    @abstractmethod
    def _texts_at(self, x: float, panels: tuple[Panel, ...]) -> list[str]:
        """Return what the curves read there, in lines; nothing where there are none."""

    def _at(self, curve: Plotted, x: float) -> float | None:
        """Return what a curve reads there; None if it does not reach it."""
        return self._of(curve).at(x, is_smoothed=curve.is_noisy)

    def _paint_more(self, painter: QPainter, panels: tuple[Panel, ...]) -> None:
        """Paint what else there is upon the curves."""

    def _plots(self, shares: Sequence[float]) -> list[QRectF]:
        """Return where panels lie that have these shares of the height."""
        heights = self._heights(len(shares))
        room = max(self.height() - heights.around(len(shares)) - len(shares) * LEAST_PLOT, 0)
        width = self.width() - AXIS_WIDTH - _RIGHT
        plots, top = [], 0.0
        for share in shares:
            plots.append(QRectF(AXIS_WIDTH, top + heights.heading, width, LEAST_PLOT + room * share))
            top = plots[-1].bottom() + heights.gap
        return plots

    def _heights(self, panels: int) -> _Heights:
        is_roomy = self.height() >= _ROOMY.around(panels) + panels * _ROOMY_PLOT
        return _ROOMY if is_roomy else _CLOSE

    def _expect_panels(self, panels: int) -> None:
        """Ask for the height that so many panels need."""
        self.setMinimumHeight(_CLOSE.around(panels) + panels * LEAST_PLOT)

    def _paint_invitation(self, painter: QPainter, plot: QRectF) -> None:
        painter.setPen(QColor(theme.current().muted))
        painter.drawText(
            plot,
            Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
            self.tr("Start a run and watch it learn: the curves grow here."),
        )

    def _paint_pointed(self, painter: QPainter, panels: tuple[Panel, ...], pointed: float) -> None:
        texts = self._texts_at(pointed, panels)
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
