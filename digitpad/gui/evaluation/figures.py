"""The figures of an evaluation: accuracy with its interval, loss, how many were right."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import count, percent
from digitpad.gui.widgets.stat_tile import NO_FIGURE, StatTile

if TYPE_CHECKING:
    from digitpad.evaluation.metrics import Evaluation


class EvaluationFigures(QWidget):
    """Accuracy, correct of all, and loss."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.accuracy = StatTile(
            self.tr("accuracy"),
            self.tr("The share the model got right, and where that share on more such samples lies in 95 % of cases."),
            has_detail=True,
        )
        self.correct = StatTile(
            self.tr("right"), self.tr("How many samples the model got right, of all with a label."), has_detail=True
        )
        self.loss = StatTile(
            self.tr("loss"),
            self.tr("Mean cross-entropy in nats: how surprised the model was by the right answers. 0 is never."),
            has_detail=True,
        )
        controls.row((self.accuracy, 5), (self.correct, 4), (self.loss, 4), spacing=theme.CARD_GAP, owner=self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_evaluation(self, evaluation: Evaluation) -> None:
        """Show the figures of an evaluation."""
        low, high = evaluation.interval
        span = f"{100 * low:.2f} \N{EN DASH} {percent(high, 2)}"
        self.accuracy.show_figure(percent(evaluation.accuracy, 2), self.tr("95 %: {span}").format(span=span))
        self.correct.show_figure(count(evaluation.correct), self._of_all(evaluation))
        if math.isnan(evaluation.loss):
            self.loss.show_figure(NO_FIGURE)
        else:
            self.loss.show_figure(f"{evaluation.loss:.4f}", self.tr("nats"))

    def _of_all(self, evaluation: Evaluation) -> str:
        text = self.tr("of {count}").format(count=count(evaluation.count))
        if evaluation.unreadable:
            text += self.tr(", {count} unreadable").format(count=count(evaluation.unreadable))
        if evaluation.skipped:
            text += self.tr(", {count} unlabelled").format(count=count(evaluation.skipped))
        return text
