"""How the drawing on the pad is read by the weights so far: the class, how sure, and a bar for each class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from digitpad.config.dataset_info import DIGITS
from digitpad.gui.prediction.probability_bars import ProbabilityBars
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import percent

if TYPE_CHECKING:
    from digitpad.gui.training.monitor.live_reader import LivePrediction

_WIDTH = 190
_MOST_BARS = 12


class LivePanel(QWidget):
    """A column beside the curves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = controls.label(self.tr("Your drawing, so far"), theme.Role.HEADING)
        self._name = controls.label("", theme.Role.FIGURE)
        self._sure = controls.label("", theme.Role.MUTED)
        self._sure.setWordWrap(True)
        self.bars = ProbabilityBars(DIGITS)
        self.bars.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        tooltip = self.tr(
            "What the weights make of the drawing on the pad, a few times a second: draw, and watch the model learn to "
            "read it."
        )
        self.setToolTip(tooltip)
        self.setAccessibleName(self._caption.text())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._caption)
        column.addWidget(self._name)
        column.addWidget(self._sure)
        column.addWidget(self.bars, 1)
        column.addStretch(0)
        self.setFixedWidth(_WIDTH)
        self.show_reading(None)

    @property
    def text(self) -> str:
        """What is said."""
        return f"{self._name.text()} {self._sure.text()}".strip()

    def minimumSizeHint(self) -> QSize:
        """Qt asks how small the panel may become."""
        return QSize(_WIDTH, 200)

    @Slot(object)
    def show_reading(self, reading: LivePrediction | None) -> None:
        """Show a reading; None if there is nothing to read."""
        self._name.setVisible(reading is not None)
        self.bars.setVisible(reading is not None)
        if reading is None:
            self._sure.setText(self.tr("Draw on the pad and see here what the model makes of it while it learns."))
            self.setAccessibleDescription(self._sure.text())
            return
        best = max(range(len(reading.probabilities)), key=reading.probabilities.__getitem__)
        name = reading.class_names[best]
        metrics = self._name.fontMetrics()
        self._name.setText(metrics.elidedText(name, Qt.TextElideMode.ElideRight, _WIDTH))
        self._sure.setText(self.tr("{share} sure").format(share=percent(reading.probabilities[best], 0)))
        shown = self._shown(reading.probabilities)
        self.bars.show_probabilities(
            tuple(reading.class_names[index] for index in shown), tuple(reading.probabilities[index] for index in shown)
        )
        self.setAccessibleDescription(self.text)

    @staticmethod
    def _shown(probabilities: tuple[float, ...]) -> list[int]:
        """Return the classes there is room for, in their order: of many, the most probable."""
        ranking = sorted(range(len(probabilities)), key=lambda index: -probabilities[index])
        return sorted(ranking[:_MOST_BARS])
