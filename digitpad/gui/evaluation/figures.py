"""The figures of an evaluation: accuracy with its interval, loss, how many were right."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import count, percent

if TYPE_CHECKING:
    from digitpad.evaluation.metrics import Evaluation

_REST = "\N{EN DASH}"


class _Tile(controls.Card):
    """One figure with its caption and a line that says more."""

    def __init__(self, caption: str, tooltip: str) -> None:
        super().__init__()
        self._caption = caption
        self.figure = controls.label(_REST, theme.Role.FIGURE)
        self.more = controls.label("", theme.Role.MUTED)
        self.body.setContentsMargins(14, 8, 10, 8)
        self.body.setSpacing(0)
        self.body.addWidget(controls.label(caption, theme.Role.MUTED))
        self.body.addWidget(self.figure)
        self.body.addWidget(self.more)
        self.setToolTip(tooltip)
        self.setAccessibleDescription(tooltip)
        self.show_figure(_REST, "")

    def show_figure(self, figure: str, more: str) -> None:
        """Show a figure."""
        self.figure.setText(figure)
        self.more.setText(more)
        self.setAccessibleName(f"{self._caption}: {figure}, {more}" if more else f"{self._caption}: {figure}")


class EvaluationFigures(QWidget):
    """Accuracy, correct of all, and loss."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.accuracy = _Tile(
            self.tr("accuracy"),
            self.tr("The share the model got right, and where that share on more such samples lies in 95 % of cases."),
        )
        self.correct = _Tile(self.tr("right"), self.tr("How many samples the model got right, of all with a label."))
        self.loss = _Tile(
            self.tr("loss"),
            self.tr("Mean cross-entropy in nats: how surprised the model was by the right answers. 0 is never."),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.CARD_GAP)
        for tile, share in ((self.accuracy, 5), (self.correct, 4), (self.loss, 4)):
            row.addWidget(tile, share)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_evaluation(self, evaluation: Evaluation) -> None:
        """Show what a model came to."""
        low, high = evaluation.interval
        span = f"{100 * low:.2f} \N{EN DASH} {percent(high, 2)}"
        self.accuracy.show_figure(percent(evaluation.accuracy, 2), self.tr("95 %: {span}").format(span=span))
        self.correct.show_figure(count(evaluation.correct), self._of_all(evaluation))
        if math.isnan(evaluation.loss):
            self.loss.show_figure(_REST, "")
        else:
            self.loss.show_figure(f"{evaluation.loss:.4f}", self.tr("nats"))

    def _of_all(self, evaluation: Evaluation) -> str:
        words = self.tr("of {count}").format(count=count(evaluation.count))
        if evaluation.unreadable:
            words += self.tr(", {count} unreadable").format(count=count(evaluation.unreadable))
        if evaluation.skipped:
            words += self.tr(", {count} unlabelled").format(count=count(evaluation.skipped))
        return words
