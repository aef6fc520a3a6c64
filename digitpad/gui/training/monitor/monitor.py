"""What one watches while a model trains: curves or a table of epochs, figures, and the reading of the pad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QStackedWidget,
    QWidget,
)

from digitpad.gui.training.monitor.curve_panel import CurveKind
from digitpad.gui.training.monitor.curves import CurveView
from digitpad.gui.training.monitor.epoch_table import EpochTable
from digitpad.gui.training.monitor.live_panel import LivePanel
from digitpad.gui.training.progress import StatTiles
from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from digitpad.config.train_config import TrainConfig
    from digitpad.training.reports import Divergence, TrainingReport
    from digitpad.training.session import Prepared


_SLIM_CURVES = 150
"""Least pixels of height of the curves where there is little room."""

_WIDE = 780
"""Pixels at which a table of epochs and the pad's reading stand side by side."""


class MonitorCard(controls.Card):
    """Curves, epochs, figures and the pad's reading."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curves = CurveView()
        self.table = EpochTable()
        self.tiles = StatTiles()
        self.live = LivePanel()
        self.curves_button = controls.segment(self.tr("Curves"), self.tr("Loss and accuracy over the run"))
        self.epochs_button = controls.segment(self.tr("Epochs"), self.tr("The same in figures"))
        self.rate_box = QCheckBox(self.tr("Learning rate"))
        tooltip = self.tr("Show beneath the curves how the learning rate changes: worth it with a schedule.")
        self.rate_box.setToolTip(tooltip)
        self.rate_box.setAccessibleName(self.rate_box.text())
        self.rate_box.setAccessibleDescription(tooltip)
        self._pages = QStackedWidget()
        self._is_live = False
        self._least_curves = self.curves.minimumHeight()
        self._build()
        self._make_room()

    @property
    def is_by_steps(self) -> bool:
        """Whether the run is counted in steps."""
        return self.curves.span.is_by_steps

    def expect(self, config: TrainConfig) -> None:
        """Show the axes of a run that may come."""
        self.curves.expect(config)

    def begin(self, config: TrainConfig) -> None:
        """Clear everything for a run."""
        self.curves.begin(config)
        self.table.begin()
        self.tiles.begin(config.epochs if config.steps is None else None)
        self._begin_live()

    def restore(self, run: Prepared) -> None:
        """Show what a run had come to before it was resumed."""
        self.curves.restore(run)
        self.table.begin(run.history)
        self.tiles.begin(None)
        self._begin_live()

    def add(self, report: TrainingReport) -> None:
        """Show the figures of a report."""
        self.curves.add(report)
        self.tiles.show_report(report, *map(self.curves.latest, (CurveKind.TRAIN_LOSS, CurveKind.TRAIN_ACCURACY)))
        if report.finished_epoch is not None:
            self.table.add(report.finished_epoch)

    @Slot(object)
    def show_divergence(self, divergence: Divergence) -> None:
        """Show how the loss grew without end."""
        self.curves.show_divergence(divergence)
        self.tiles.train_loss.show_figure(self.tr("no end"))

    def set_slim(self, is_slim: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Draw the parts together in a narrow view."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._middle.setDirection(down if is_slim else across)
        self.body.setSpacing(theme.CONTROL_GAP if is_slim else theme.CARD_GAP)
        self.tiles.epoch.setVisible(not is_slim)  # the line beneath says it as well
        for tile in (self.tiles.train_loss, self.tiles.train_accuracy, self.tiles.test_accuracy):
            tile.set_slim(is_slim)
        self.live.set_slim(is_slim)
        self.curves.setMinimumHeight(_SLIM_CURVES if is_slim else self._least_curves)

    def rest(self) -> None:
        """Show no more what unfinished weights make of the pad."""
        self._is_live = False
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the pad's reading if there is room for it."""
        super().resizeEvent(event)
        self._make_room()

    def _begin_live(self) -> None:
        self.live.show_answer(None)
        self._is_live = True
        self._make_room()

    def _make_room(self) -> None:
        """Leave a table of epochs the whole width of a narrow window."""
        has_room = self._pages.currentWidget() is self.curves or self.width() >= _WIDE
        self.live.setVisible(self._is_live and has_room)

    def _build(self) -> None:
        self.body.setSpacing(theme.CARD_GAP)
        choice = QButtonGroup(self)
        for button in (self.curves_button, self.epochs_button):
            choice.addButton(button)
        self.curves_button.setChecked(True)
        choice.buttonClicked.connect(self._turn_to)
        self.rate_box.toggled.connect(self.curves.show_learning_rate)
        head = QHBoxLayout()
        head.addWidget(controls.segments(self.curves_button, self.epochs_button))
        head.addStretch(1)
        head.addWidget(self.rate_box)
        self._pages.addWidget(self.curves)
        self._pages.addWidget(self.table)
        self._middle = middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        middle.setSpacing(theme.MARGIN)
        middle.addWidget(self._pages, 1)
        middle.addWidget(self.live)
        self.body.addLayout(head)
        self.body.addLayout(middle, 1)
        self.body.addWidget(self.tiles)

    @Slot(QAbstractButton)
    def _turn_to(self, button: QAbstractButton) -> None:
        has_curves = button is self.curves_button
        self._pages.setCurrentWidget(self.curves if has_curves else self.table)
        self.rate_box.setVisible(has_curves)
        self._make_room()
