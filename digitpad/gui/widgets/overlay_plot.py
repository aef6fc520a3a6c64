"""Curves laid over each other in one frame, with axes and a legend; what they read shows at the pointer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui.widgets import theme
from digitpad.gui.widgets.plot_axis import PlotAxis, fitted
from digitpad.gui.widgets.readout import paint_readout
from digitpad.gui.widgets.series_look import SeriesLook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

_LEFT, _RIGHT, _FOOT, _TOP = 52, 14, 38, 8
"""Pixels around the frame: for the numbers beside and below it."""

_LEAST_PLOT = 120
_LINE = 20
"""Pixels of height of a line of the legend."""

_SWATCH, _SWATCH_GAP, _LEGEND_GAP = 24, 6, 16
_MARK_DISTANCE = 22
"""Least pixels between two marks of a curve."""

_MOST_READ = 10
"""Curves read at the pointer: those nearest to it."""


@dataclass(frozen=True, slots=True)
class Series:
    """One curve: its name, and the places of its points in their order; what is no number is a gap."""

    name: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]

    @property
    def points(self) -> list[tuple[float, float]]:
        """The points that are numbers."""
        return [(x, y) for x, y in zip(self.xs, self.ys, strict=True) if math.isfinite(x) and math.isfinite(y)]


class OverlayPlot(QWidget):
    """Any number of curves in one frame, told apart by colour and by mark."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series: tuple[Series, ...] = ()
        self._x_name = self._y_name = ""
        self._x = self._y = PlotAxis(0.0, 1.0)
        self._text: Callable[[float], str] = plain_text
        self._pointed: QPointF | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Curves"))
        self._fit_height()

    @property
    def series(self) -> tuple[Series, ...]:
        """The curves on show."""
        return self._series

    def show_series(  # noqa: PLR0913 - a frame is so many things
        self,
        series: Sequence[Series],
        *,
        x_name: str = "",
        y_name: str = "",
        x_range: tuple[float, float] | None = None,
        y_range: tuple[float, float] | None = None,
        text: Callable[[float], str] | None = None,
    ) -> None:
        """Show other curves.

        `x_name`, `y_name`: what the axes are; `x_range`, `y_range`: ends of the frame, None to fit the curves;
        `text`: how a value reads at the axis and at the pointer, None for plain numbers.
        """
        self._series = tuple(series)
        self._x_name, self._y_name = x_name, y_name
        points = [point for each in self._series for point in each.points]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        is_counted = all(x == round(x) for x in xs)
        self._x = _axis(x_range, is_whole=is_counted) or fitted(xs, is_whole=is_counted, is_rounded=False)
        self._y = _axis(y_range) or fitted(ys)
        self._text = text or plain_text
        self.setAccessibleDescription(self._description())
        self._fit_height()
        self.update()

    def texts_at(self, x: float, y: float | None = None) -> list[str]:
        """Return what the curves read nearest to `x`, a line each; of many, those nearest to `y`."""
        read = []
        for each in self._series:
            points = each.points
            if points:
                nearest = min(points, key=lambda point: abs(point[0] - x))
                if abs(nearest[0] - x) <= self._reach(points):
                    read.append((each.name, nearest[1]))
        if len(read) > _MOST_READ and y is not None:
            kept = sorted(read, key=lambda one: abs(one[1] - y))[:_MOST_READ]
            read = [one for one in read if one in kept]
        return [f"{name}  {self._text(value)}" for name, value in read[:_MOST_READ]]

    def sizeHint(self) -> QSize:
        """Return a size at which the curves read well."""
        return QSize(400, self.minimumHeight() + 100)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the legend the lines it needs in this width."""
        super().resizeEvent(event)
        self._fit_height()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint frame, curves, legend and what they read at the pointer."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self._frame()
        self._paint_axes(painter, frame)
        painter.save()
        painter.setClipRect(frame.adjusted(-6, -6, 6, 6))
        for place, each in enumerate(self._series):
            self._paint_curve(painter, frame, SeriesLook(place), each)
        painter.restore()
        for place, (box, name) in enumerate(self._legend()):
            middle = QPointF(box.left(), box.center().y())
            SeriesLook(place).paint_swatch(painter, middle, _SWATCH)
            painter.setPen(QColor(theme.current().text))
            words = box.adjusted(_SWATCH + _SWATCH_GAP, 0, 2, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        if self._pointed is not None:
            self._paint_pointed(painter, frame, self._pointed)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what the curves read under the pointer."""
        self._pointed = event.position() if self._frame().contains(event.position()) else None
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Take that away."""
        self._pointed = None
        self.update()

    def _fit_height(self) -> None:
        self.setMinimumHeight(self._legend_height() + _LEAST_PLOT + _FOOT + _TOP)

    def _legend_height(self) -> int:
        boxes = self._legend()
        return round(boxes[-1][0].bottom()) + 6 if boxes else 0

    def _frame(self) -> QRectF:
        top = self._legend_height() + _TOP + (_LINE if self._y_name else 0)
        return QRectF(_LEFT, top, max(self.width() - _LEFT - _RIGHT, 1), max(self.height() - top - _FOOT, 1))

    def _legend(self) -> list[tuple[QRectF, str]]:
        """Return a place and a name for each curve, in lines as they fit."""
        metrics, room = self.fontMetrics(), max(self.width() - _RIGHT, _SWATCH + 60)
        left, top, boxes = 0.0, 0.0, []
        for each in self._series:
            most = room - _SWATCH - _SWATCH_GAP
            name = metrics.elidedText(each.name, Qt.TextElideMode.ElideRight, most)
            width = _SWATCH + _SWATCH_GAP + metrics.horizontalAdvance(name)
            if left > 0 and left + width > room:
                left, top = 0.0, top + _LINE
            boxes.append((QRectF(left, top, width, _LINE), name))
            left += width + _LEGEND_GAP
        return boxes

    def _paint_axes(self, painter: QPainter, frame: QRectF) -> None:
        t, metrics = theme.current(), painter.fontMetrics()
        line, muted = QPen(QColor(t.line), 1), QColor(t.muted)
        for value in self._y.ticks(max(int(frame.height() / 34), 1)):
            y = round(self._y.place(value, frame.bottom(), frame.top())) + 0.5
            painter.setPen(line)
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            painter.setPen(muted)
            numbers = QRectF(0, y - 10, _LEFT - 8, 20)
            painter.drawText(numbers, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._text(value))
        widest = max(metrics.horizontalAdvance(plain_text(end)) for end in (self._x.low, self._x.high))
        for value in self._x.ticks(max(int(frame.width() / max(48, 2 * widest)), 1)):
            x = self._x.place(value, frame.left(), frame.right())
            text = plain_text(value)
            room = metrics.horizontalAdvance(text) + 2
            left = min(x - room / 2, self.width() - room)  # the last number must not be cut off
            painter.drawText(QRectF(left, frame.bottom() + 4, room, 16), Qt.AlignmentFlag.AlignHCenter, text)
        painter.drawText(
            QRectF(_LEFT, frame.bottom() + 20, frame.width(), 16), Qt.AlignmentFlag.AlignHCenter, self._x_name
        )
        if self._y_name:
            above = QRectF(0, frame.top() - _LINE - 4, frame.right(), 16)
            painter.drawText(above, Qt.AlignmentFlag.AlignLeft, self._y_name)
        painter.setPen(line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(round(frame.left()) + 0.5, round(frame.top()) + 0.5, frame.width(), frame.height()))

    def _paint_curve(self, painter: QPainter, frame: QRectF, look: SeriesLook, series: Series) -> None:
        whole = [(x, y if math.isfinite(x) else math.nan) for x, y in zip(series.xs, series.ys, strict=True)]
        points = [
            QPointF(self._x.place(x, frame.left(), frame.right()), self._y.place(y, frame.bottom(), frame.top()))
            if math.isfinite(y)
            else None
            for x, y in thinned(whole, round(frame.width()))
        ]
        painter.setPen(look.pen)
        # drawLines on segments: an antialiased wide polyline of noisy points is 30 times as slow.
        painter.drawLines(
            [QLineF(start, end) for start, end in pairwise(points) if start is not None and end is not None]
        )
        there = [point for point in points if point is not None]
        last = there[-1] if there else None
        marked: QPointF | None = None
        for point in there:
            if marked is None or point is last or point.x() - marked.x() >= _MARK_DISTANCE:
                look.paint_mark(painter, point)
                marked = point

    def _paint_pointed(self, painter: QPainter, frame: QRectF, pointed: QPointF) -> None:
        x = self._x.value((pointed.x() - frame.left()) / frame.width())
        y = self._y.value((frame.bottom() - pointed.y()) / frame.height())
        texts = self.texts_at(x, y)
        if not texts:
            return
        xs = [point[0] for each in self._series for point in each.points]
        x = min(xs, key=lambda one: abs(one - x))
        place = self._x.place(x, frame.left(), frame.right())
        painter.setPen(QPen(QColor(theme.current().muted), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(place, frame.top()), QPointF(place, frame.bottom()))
        heading = f"{self._x_name} {plain_text(x)}".strip()
        paint_readout(painter, [heading, *texts], place, frame.bottom() - 6, self.width())

    def _reach(self, points: list[tuple[float, float]]) -> float:
        """Return how far beside a curve's points it is still read: half the distance between two, or a little."""
        span = points[-1][0] - points[0][0]
        return max(span / max(len(points) - 1, 1), (self._x.high - self._x.low) / 50) * 0.75

    def _description(self) -> str:
        """Return where each curve ended, for those who do not see it."""
        ends = [f"{each.name}: {self._text(each.points[-1][1])}" for each in self._series if each.points]
        return ", ".join(ends) or self.tr("No curves yet.")


def _axis(ends: tuple[float, float] | None, *, is_whole: bool = False) -> PlotAxis | None:
    return None if ends is None or ends[0] >= ends[1] else PlotAxis(*ends, is_whole)


def plain_text(value: float) -> str:
    """Return how a number reads at an axis: ``0.5``, ``3,000``."""
    if abs(value) >= 1000 and value == round(value):
        return f"{value:,.0f}"
    return f"{value:.4g}"


def thinned(points: list[tuple[float, float]], columns: int) -> list[tuple[float, float]]:
    """Return points of which the eye sees no fewer in so many columns: the lowest and highest of each."""
    if len(points) <= 2 * columns:
        return points
    size = math.ceil(len(points) / columns)
    kept: list[tuple[float, float]] = []
    for start in range(0, len(points), size):
        bucket = [point for point in points[start : start + size] if math.isfinite(point[1])]
        if bucket:
            ends = {min(bucket, key=lambda point: point[1]), max(bucket, key=lambda point: point[1])}
            kept.extend(sorted(ends))
    return kept
