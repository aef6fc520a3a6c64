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
        self._invitation = controls.label("", theme.Role.MUTED)
        self.headline = Headline(Lines("", "", "", "", is_faint=True))
        self.headline.setFixedSize(_WIDTH, self.headline.minimumSizeHint().height())
        self._brief = controls.label("", theme.Role.HEADING)
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
        column.addLayout(controls.row(self._caption, (self._brief, 1)))
        column.addWidget(self._invitation)
        column.addWidget(self.headline)
        column.addWidget(self.bars, 100)
        column.addStretch(1)  # for when the bars are hidden
        self.setFixedWidth(_WIDTH)
        self._is_slim = self._is_answered = self._is_withheld = False
        self.show_answer(None)

    def minimumSizeHint(self) -> QSize:
        """Qt asks how small the panel may become."""
        return super().minimumSizeHint() if self._is_slim else QSize(_WIDTH, 200)

    def set_slim(self, is_slim: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Lie beneath the curves of a narrow view as one line; or stand beside them."""
        self._is_slim = is_slim
        controls.fix_width(self, None if is_slim else _WIDTH)
        self._show_parts()

    def _show_parts(self) -> None:
        """Show a reading as a line, or as a column; or the invitation to draw."""
        self._invitation.setText(self._invitation_text)
        self._invitation.setWordWrap(not self._is_slim)
        self._invitation.setVisible(not self._is_answered)
        self._caption.setVisible(self._is_answered or not self._is_slim)
        self._brief.setVisible(self._is_answered and self._is_slim)
        self.headline.setVisible(self._is_answered and not self._is_slim)
        self.bars.setVisible(not self.headline.isHidden() and self.height() >= _LEAST_WITH_BARS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the bars where there is room for them."""
        super().resizeEvent(event)
        self._show_parts()

    @property
    def _invitation_text(self) -> str:
        if self._is_withheld:
            return self.tr("Guess first: then this model's answer shows here, too.")
        if self._is_slim:
            return self.tr("Draw on the pad to see it read here.")
        return self.tr("Draw on the pad and see here what the model makes of it while it learns.")

    @Slot(object)
    def show_answer(self, shown: ShownAnswer | None) -> None:
        """Show what the weights make of the drawing; None if there is nothing to read."""
        self._is_answered, self._is_withheld = shown is not None, False
        self._show_parts()
        if shown is None:
            self.setAccessibleDescription(self._invitation_text)
            return
        lines = lines_of(shown)
        self.headline.show_lines(lines)
        self._brief.setText(" · ".join(filter(None, (lines.name.replace("\n", " "), lines.sure))))
        prediction = shown.digit.prediction
        places = sorted(prediction.ranking[:_MOST_BARS])  # of many classes the most probable, in class order
        self.bars.show_probabilities(
            tuple(prediction.class_names[index] for index in places),
            tuple(prediction.probabilities[index] for index in places),
            is_muted=shown.digit.is_doubtful,
        )
        self.setAccessibleDescription(self.headline.accessibleDescription())

    @Slot()
    def withhold_answer(self) -> None:
        """Show no answer: it would tell what one has still to guess."""
        self._is_answered, self._is_withheld = False, True
        self._show_parts()
        self.setAccessibleDescription(self._invitation_text)
