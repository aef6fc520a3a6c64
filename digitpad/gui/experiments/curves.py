"""Curves of several runs laid over each other, one of which stands out, and the choice of what they show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QButtonGroup, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.overlay_plot import OverlayPlot, Series

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPaintEvent

    from digitpad.gui.widgets.series_look import SeriesLook
    from digitpad.models.checkpoint import EpochRecord

_LONG = 5
"""Epochs from which on a curve's beginning may lie below the frame."""

_AROUND = 0.06
"""Share of an axis beyond the lowest and highest value on it."""

_FAINT = 0.3
"""Opacity of the curves beside the one that stands out."""


class CurveFigure(Enum):
    """A figure of each epoch."""

    TRAIN_LOSS = "train loss"
    TRAIN_ACCURACY = "train accuracy"
    VALIDATION_ACCURACY = "validation accuracy"
    TEST_ACCURACY = "test accuracy"

    @property
    def is_accuracy(self) -> bool:
        """Whether it is a share, not a loss."""
        return self is not CurveFigure.TRAIN_LOSS

    def of(self, record: EpochRecord) -> float | None:
        """Return the figure of an epoch; None where it was not measured."""
        value: float | None = getattr(record, self.value.replace(" ", "_"), None)
        return value


@dataclass(frozen=True, slots=True)
class RunCurves:
    """What is drawn of a run, or of a combination's runs: a curve by figure, a value an epoch from the first on."""

    name: str
    read: Callable[[CurveFigure], tuple[float, ...]]


class CurvesCard(controls.Card):
    """A plot of the runs' curves, and which figure they show.

    `figures`: those to choose from. `has_legend`: whether names stand above the curves; a table may do that.
    """

    def __init__(
        self, figures: Sequence[CurveFigure], parent: QWidget | None = None, *, has_legend: bool = True
    ) -> None:
        super().__init__(parent)
        self._runs: tuple[RunCurves, ...] = ()
        self.plot = EmphasisPlot(has_legend=has_legend)
        tr = self.tr
        names = {
            CurveFigure.TRAIN_LOSS: (
                tr("Train loss"),
                tr("Mean loss of each epoch's batches, as they were trained"),
            ),
            CurveFigure.TRAIN_ACCURACY: (
                tr("Train accuracy, %"),
                tr("Share right of each epoch's batches, as they were trained"),
            ),
            CurveFigure.VALIDATION_ACCURACY: (
                tr("Validation accuracy, %"),
                tr("Share right of the images that were held out, after each epoch"),
            ),
            CurveFigure.TEST_ACCURACY: (tr("Test accuracy, %"), tr("Share right of the test images, after each epoch")),
        }
        self.buttons = {figure: controls.segment(*names[figure]) for figure in figures}
        self._figures = QButtonGroup(self)
        for button in self.buttons.values():
            self._figures.addButton(button)
        self.body.setContentsMargins(theme.MARGIN, theme.CARD_GAP, theme.MARGIN, theme.CARD_GAP)
        self.note = controls.label("", theme.Role.MUTED)
        self.body.addLayout(controls.row(controls.segments(*self.buttons.values()), self.note, None))
        self.body.addWidget(self.plot, 1)
        self.buttons[figures[-1]].setChecked(True)
        self._figures.buttonClicked.connect(self._show)

    @property
    def figure(self) -> CurveFigure:
        """The figure on show."""
        return next(figure for figure, button in self.buttons.items() if button.isChecked())

    def offer(self, figures: Sequence[CurveFigure]) -> None:
        """Let only these figures be chosen: the others were not measured."""
        for figure, button in self.buttons.items():
            button.setVisible(figure in figures)
        if self.figure not in figures:
            self.buttons[figures[-1]].setChecked(True)

    def choose(self, figure: CurveFigure) -> None:
        """Show a figure."""
        self.buttons[figure].setChecked(True)
        self._show()

    def show_runs(self, runs: Sequence[RunCurves]) -> None:
        """Draw the curves of other runs, or of the same as they are by now."""
        self._runs = tuple(runs)
        self._show()

    @Slot()
    def _show(self) -> None:
        figure = self.figure
        scale = 100.0 if figure.is_accuracy else 1.0
        curves = [tuple(scale * value for value in run.read(figure)) for run in self._runs]
        series = [
            Series(run.name, tuple(map(float, range(1, len(curve) + 1))), curve)
            for run, curve in zip(self._runs, curves, strict=True)
        ]
        end = max(map(len, curves), default=0)
        self.plot.show_series(
            series,
            x_name=self.tr("epoch"),
            x_range=(1.0, float(end)) if end > 1 else None,
            y_range=_worth_seeing(curves, is_accuracy=figure.is_accuracy),
        )


def _worth_seeing(curves: Sequence[tuple[float, ...]], *, is_accuracy: bool) -> tuple[float, float] | None:
    """Return the ends of the axis on which long curves can be told apart: without the steep climb of their beginning.

    None for short curves, which are shown whole.
    """
    long = [curve for curve in curves if len(curve) >= _LONG]
    if not long:
        return None
    rest = [value for curve in long for value in curve[len(curve) // 4 :]]
    whole = [value for curve in curves for value in curve]
    low, high = (min(rest), max(whole)) if is_accuracy else (min(whole), max(rest))
    around = _AROUND * (high - low) or 0.1
    return low - around, high + around


class EmphasisPlot(OverlayPlot):
    """Curves of which one may stand out."""

    def __init__(self, parent: QWidget | None = None, *, has_legend: bool = True) -> None:
        self._has_legend = has_legend
        self._stressed: int | None = None
        super().__init__(parent)

    @property
    def stressed(self) -> int | None:
        """Place of the curve that stands out; None if none does."""
        return self._stressed

    def stress(self, place: int | None) -> None:
        """Let the curve of a place stand out; none for None."""
        self._stressed = place
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size at which the curves read well."""
        return QSize(480, 240)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the curves, or that there are none yet."""
        super().paintEvent(event)
        if not any(each.points for each in self.series):
            painter = QPainter(self)
            painter.setPen(theme.color(theme.current().muted))
            painter.drawText(
                self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("The curves of finished runs come here.")
            )
            painter.end()

    def _legend(self) -> list[tuple[QRectF, str]]:
        return super()._legend() if self._has_legend else []

    def _paint_curve(self, painter: QPainter, frame: QRectF, look: SeriesLook, series: Series) -> None:
        is_faint = self._stressed is not None and look.place != self._stressed
        painter.setOpacity(_FAINT if is_faint else 1.0)
        super()._paint_curve(painter, frame, look, series)
        painter.setOpacity(1.0)
