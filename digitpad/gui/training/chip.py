"""A training under way, as a small button in the main window, wherever its view is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import percent
from digitpad.training.session import RunState

if TYPE_CHECKING:
    from digitpad.gui.training.thread import TrainingController
    from digitpad.training.reports import TrainingReport

_BAR = QSize(72, 4)
_PADDING = 12


class TrainingChip(QAbstractButton):
    """Says how far a run is, or that its model waits to be kept; hidden where there is none.

    `text_changed` carries what it says: the window's title says it as well, for a task bar to show.
    """

    text_changed = Signal(str)

    def __init__(self, training: TrainingController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._training = training
        self.progress = 0.0
        controls.use_tabular_figures(self, theme.SMALL_PIXELS)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(self.tr("Show the training that is under way"))
        self.hide()
        training.reported.connect(self._show_report)
        training.state_changed.connect(self._show_state)
        training.released.connect(self._show_state)
        training.failed.connect(self._show_failure)

    def sizeHint(self) -> QSize:
        """Return the room of the text and the bar."""
        width = self.fontMetrics().horizontalAdvance(self.text()) + _BAR.width() + theme.CONTROL_GAP + 2 * _PADDING
        return QSize(width, self.fontMetrics().lineSpacing() + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the text and how far the run is."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_chosen = self.underMouse() or self.hasFocus()
        painter.setPen(theme.color(tokens.text if is_chosen else tokens.muted))
        room = QRectF(self.rect()).adjusted(_PADDING, 0, -_PADDING, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        bar = QRectF(room.right() - _BAR.width(), 0, _BAR.width(), _BAR.height())
        bar.moveTop(room.center().y() - bar.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        for width, shade in ((bar.width(), tokens.line), (bar.width() * self.progress, tokens.accent)):
            painter.setBrush(theme.color(shade))
            filled = QRectF(bar.topLeft(), bar.size())
            filled.setWidth(width)
            painter.drawRoundedRect(filled, _BAR.height() / 2, _BAR.height() / 2)

    @Slot(object)
    def _show_report(self, report: TrainingReport) -> None:
        self.progress = report.progress
        self._show_state()

    @Slot()
    def _show_failure(self) -> None:
        self._show_text("")

    @Slot()
    def _show_state(self) -> None:
        training = self._training
        if training.state is RunState.PREPARING:
            self.progress = 0.0
        share = percent(self.progress, 0)
        texts = {
            RunState.PREPARING: self.tr("Preparing to train"),
            RunState.RUNNING: self.tr("Training, {share}").format(share=share),
            RunState.PAUSED: self.tr("Training rests at {share}").format(share=share),
            RunState.STOPPING: self.tr("Training stops"),
        }
        waits = self.tr("A trained model waits to be kept") if training.session.outcome is not None else ""
        self._show_text(texts.get(training.state, waits))

    def _show_text(self, text: str) -> None:
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
            self.updateGeometry()
            self.text_changed.emit(text)
        self.setVisible(bool(text))
        self.update()
