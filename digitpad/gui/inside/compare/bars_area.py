"""The room of the paired bars: enough for ten classes; of more, what the models say is in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from digitpad.gui.inside.compare.paired_bars import PairedBars

_LEAST_HEIGHT = 160
"""Pixels, for ten rows."""


class BarsArea(QScrollArea):
    """Scrolls the bars, and whenever a model says something else, to that."""

    def __init__(self, bars: PairedBars, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars = bars
        self.setWidget(bars)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        bars.answers_changed.connect(self._follow)

    def minimumSizeHint(self) -> QSize:
        """Return how small the room may become: no narrower than the bars beside their scroll bar."""
        least = self._bars.minimumSizeHint()
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(least.width() + bar, min(least.height(), _LEAST_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep in view what the models say."""
        super().resizeEvent(event)
        self._bring()

    @Slot()
    def _follow(self) -> None:
        self.updateGeometry()
        QTimer.singleShot(0, self._bring)  # once the bars have their size

    @Slot()
    def _bring(self) -> None:
        """Scroll as little as shows both answers, or else the left model's."""
        boxes, room = self._bars.answer_boxes(), self.viewport().height()
        if not boxes:
            return
        whole = boxes[0].united(boxes[-1])
        if whole.height() > room:
            whole = boxes[0]
        bar = self.verticalScrollBar()
        bar.setValue(min(max(bar.value(), whole.top() + whole.height() - room), whole.top()))
