"""The progress bars of a run."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QProgressBar, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import percent

_FULL = 1000
"""Steps of a progress bar: finer than its pixels."""


class RunBars(QWidget):
    """Progress of the whole run and of its epoch."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.whole, self.epoch = QProgressBar(), QProgressBar()
        self._figures = (controls.label(""), controls.label(""))
        self._of_epoch: list[QWidget] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.CARD_GAP)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        captions = (self.tr("Whole run"), self.tr("This epoch"))
        for row, (caption, bar, figure) in enumerate(
            zip(captions, (self.whole, self.epoch), self._figures, strict=True)
        ):
            bar.setTextVisible(False)
            bar.setAccessibleName(caption)
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            figure.setMinimumWidth(figure.fontMetrics().horizontalAdvance("100\N{NO-BREAK SPACE}%"))
            name = controls.label(caption, theme.Role.MUTED)
            grid.addWidget(name, row, 0)
            grid.addWidget(bar, row, 1, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(figure, row, 2)
            self._of_epoch = [name, bar, figure]  # the last row's
        self.show_shares(0.0, 0.0)

    def show_epoch(self, is_shown: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Show the progress of the epoch as well, or that of the run alone."""
        for each in self._of_epoch:
            each.setVisible(is_shown)

    def show_shares(self, whole: float, epoch: float) -> None:
        """Show how much is done, from 0 to 1."""
        for share, bar, figure in zip((whole, epoch), (self.whole, self.epoch), self._figures, strict=True):
            bar.setUpdatesEnabled(False)  # a bar repaints at once, and with it all that waits to be painted
            bar.setRange(0, _FULL)
            bar.setValue(round(share * _FULL))
            bar.setUpdatesEnabled(True)
            figure.setText(percent(share, 0))

    def show_busy(self) -> None:
        """Show that something goes on and nobody knows how long."""
        self.show_shares(0.0, 0.0)
        self.whole.setRange(0, 0)
