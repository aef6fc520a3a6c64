"""How the drawing on the pad is read by the weights so far, in the pad's own words, and a bar for each class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from digitpad.config.dataset_info import DIGITS
from digitpad.gui.prediction.headline import Headline, Lines
from digitpad.gui.prediction.headline_text import lines_of
from digitpad.gui.prediction.probability_bars import ProbabilityBars
from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from digitpad.gui.prediction.shown_answer import ShownAnswer

_WIDTH = 190
_MOST_BARS = 12
_LEAST_WITH_BARS = 300
"""Pixels from the caption down that ten bars below the headline need; with less, the headline alone is shown."""


class LivePanel(QWidget):
    """A column beside the curves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = controls.label(self.tr("Your drawing, so far"), theme.Role.HEADING)
        self._invitation = controls.label(
            self.tr("Draw on the pad and see here what the model makes of it while it learns."), theme.Role.MUTED
        )
        self._invitation.setWordWrap(True)
        self.headline = Headline(Lines("", "", "", "", is_faint=True))
        self.headline.setFixedSize(_WIDTH, self.headline.minimumSizeHint().height())
        self.bars = ProbabilityBars(DIGITS)
        tooltip = self.tr(
            "What the weights make of the drawing on the pad, a few times a second, read as the pad reads it: draw, "
            "and watch the model learn to read it."
        )
        self.setToolTip(tooltip)
        self.setAccessibleName(self._caption.text())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._caption)
        column.addWidget(self._invitation)
        column.addWidget(self.headline)
        column.addWidget(self.bars, 1)
        column.addStretch(1)
        self.setFixedWidth(_WIDTH)
        self.show_answer(None)

    def minimumSizeHint(self) -> QSize:
        """Qt asks how small the panel may become."""
        return QSize(_WIDTH, 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the bars where there is room for them."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self.bars.setVisible(not self.headline.isHidden() and self.height() >= _LEAST_WITH_BARS)

    @Slot(object)
    def show_answer(self, shown: ShownAnswer | None) -> None:
        """Show what the weights make of the drawing; None if there is nothing to read."""
        self._invitation.setVisible(shown is None)
        self.headline.setVisible(shown is not None)
        self._make_room()
        if shown is None:
            self.setAccessibleDescription(self._invitation.text())
            return
        self.headline.show_lines(lines_of(shown))
        prediction = shown.digit.prediction
        places = sorted(prediction.ranking[:_MOST_BARS])  # of many classes the most probable, in class order
        self.bars.show_probabilities(
            tuple(prediction.class_names[index] for index in places),
            tuple(prediction.probabilities[index] for index in places),
            is_muted=shown.digit.is_doubtful,
        )
        self.setAccessibleDescription(self.headline.accessibleDescription())
