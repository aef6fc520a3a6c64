"""The charts of an evaluation: the confusion matrix or the reliability diagram, one at a time."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from digitpad.gui.evaluation.confusion_layout import Matrix
from digitpad.gui.evaluation.confusion_matrix import ConfusionMatrix
from digitpad.gui.evaluation.reliability_diagram import ReliabilityDiagram
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import percent

if TYPE_CHECKING:
    from digitpad.gui.evaluation.thread import EvaluationOutcome


class Chart(Enum):
    """What is drawn."""

    CONFUSION = 0
    RELIABILITY = 1


class EvaluationCharts(controls.Card):
    """Two segments, and below them the chart they choose.

    `cell_chosen` carries the true and the predicted class of a cell of the matrix, `bin_chosen` the ends of a bin of
    confidence.
    """

    cell_chosen = Signal(int, int)
    bin_chosen = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.confusion = ConfusionMatrix()
        self.reliability = ReliabilityDiagram()
        self.summary = controls.label("", theme.Role.MUTED)
        self.to_confusion = controls.segment(self.tr("Confusion"), self.tr("What each class was taken for"))
        self.to_reliability = controls.segment(
            self.tr("Reliability"), self.tr("How often answers are right, by how sure the model was of them")
        )
        self._build()
        self.show_chart(Chart.CONFUSION)

    @property
    def chart(self) -> Chart:
        """What is shown."""
        return Chart(self._pages.currentIndex())

    def show_chart(self, chart: Chart) -> None:
        """Show one of the charts."""
        self._pages.setCurrentIndex(chart.value)
        (self.to_confusion, self.to_reliability)[chart.value].setChecked(True)

    def show_outcome(self, outcome: EvaluationOutcome) -> None:
        """Draw the result of an evaluation."""
        evaluation, reliability = outcome.judgement.evaluation, outcome.reliability
        figures = evaluation.per_class
        self.confusion.show_matrix(
            Matrix(
                outcome.class_names,
                tuple(map(tuple, evaluation.confusion.tolist())),
                tuple(made.recall for made in figures),
                tuple(made.precision for made in figures),
            )
        )
        self.reliability.show_reliability(reliability)
        self.summary.setText(self.reliability.summary())
        error = percent(reliability.error, 2) if reliability.count else "\N{EN DASH}"
        self.to_reliability.setText(self.tr("Reliability ({error})").format(error=error))

    def _build(self) -> None:
        self._group = QButtonGroup(self)
        for chart, button in zip(Chart, (self.to_confusion, self.to_reliability), strict=True):
            self._group.addButton(button, chart.value)
        head = controls.row(controls.segments(self.to_confusion, self.to_reliability), None)
        below = QWidget()
        controls.column(self.summary, (self.reliability, 1), owner=below)
        self.summary.setWordWrap(True)
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.confusion)
        self._pages.addWidget(below)
        self.body.setContentsMargins(theme.CARD_GAP, theme.CARD_GAP, theme.CARD_GAP, theme.CARD_GAP)
        self.body.addLayout(head)
        self.body.addWidget(self._pages, 1)
        self._group.idClicked.connect(self._pages.setCurrentIndex)
        self.confusion.cell_chosen.connect(self.cell_chosen)
        self.reliability.bin_chosen.connect(self._on_bin_chosen)

    @Slot(int)
    def _on_bin_chosen(self, number: int) -> None:
        shown = self.reliability.reliability
        if shown is not None:
            self.bin_chosen.emit(shown.bins[number].low, shown.bins[number].high)
