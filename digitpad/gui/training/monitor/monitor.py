"""What one watches while a model trains: curves, layers or a table of epochs, figures, and the reading of the pad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QStackedWidget,
    QWidget,
)

from digitpad.config.model_spec import Activation
from digitpad.gui.training.monitor.curve_panel import CurveKind
from digitpad.gui.training.monitor.curves import CurveView
from digitpad.gui.training.monitor.epoch_table import EpochTable
from digitpad.gui.training.monitor.layer_view import LayerView
from digitpad.gui.training.monitor.live_panel import LivePanel
from digitpad.gui.training.monitor.note_log_view import NoteLogView
from digitpad.gui.training.monitor.stat_tiles import StatTiles
from digitpad.gui.training.monitor.templates import COMFORTABLE, TemplateView, templates_of
from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent

    from digitpad.config.train_config import TrainConfig
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.training.reports import Divergence, TrainingReport
    from digitpad.training.session import Prepared


_LEAST_PAGE, _LEAST_SLIM_PAGE = 220, 150
"""Pixels of height of what one watches; the curves scroll where they need more."""

_NO_LIMIT = 16_777_215
"""Qt's own largest height."""

_WIDE = 780
"""Pixels at which a table of epochs and the pad's reading stand side by side."""


class MonitorCard(controls.Card):
    """Curves, layers, epochs, figures and the pad's reading.

    `weights_wanted` carries whether the weights so far are looked at.
    """

    weights_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curves = CurveView()
        self.layers = LayerView()
        self.templates = TemplateView()
        self.table = EpochTable()
        self.log = NoteLogView()
        self.tiles = StatTiles()
        self.live = LivePanel()
        self.curves_button = controls.segment(self.tr("Curves"), self.tr("Loss and accuracy over the run"))
        self.layers_button = controls.segment(
            self.tr("Layers"),
            self.tr(
                "How each layer learns. Gradient norm: the root of the sum of squares of the loss's gradient in all "
                "its weights and biases. Dead units: the share of a layer's ReLU units that gave 0 for every image, so "
                "that no gradient reaches them. Both are of the last batch before each report, 20 times a second. A "
                "model of a single layer shows its weights as well."
            ),
        )
        self.epochs_button = controls.segment(self.tr("Epochs"), self.tr("The same in figures"))
        self.log_button = controls.segment(self.tr("Log"), self.tr("What the recipe's note prints while it trains"))
        self.rate_box = QCheckBox(self.tr("Learning rate"))
        tooltip = self.tr("Show beneath the curves how the learning rate changes: worth it with a schedule.")
        self.rate_box.setToolTip(tooltip)
        self.rate_box.setAccessibleName(self.rate_box.text())
        self.rate_box.setAccessibleDescription(tooltip)
        self._definition = controls.label(
            self.tr("Dead: ReLU units that gave 0 for every image of the last batch."), theme.Role.MUTED
        )
        self._can_die = False  # whether the model has units that may
        self._pages = QStackedWidget()
        self._is_live = self._is_slim = False
        self._build()
        self._make_room()

    @property
    def is_by_steps(self) -> bool:
        """Whether the run is counted in steps."""
        return self.curves.span.is_by_steps

    @property
    def wants_weights(self) -> bool:
        """Whether the weights so far are looked at."""
        return self._is_live and self.isVisible() and self.templates.isVisibleTo(self)

    def expect(self, config: TrainConfig) -> None:
        """Show the axes of a run that may come."""
        self.curves.expect(config)
        self.layers.expect(config)
        self.log.expect(config)
        self._show_part()
        self._offer_log()

    def begin(self, config: TrainConfig) -> None:
        """Clear everything for a run."""
        self.curves.begin(config)
        self._begin_layers(config)
        self.table.begin()
        self.log.begin(config)
        self._show_part()
        self._offer_log()
        self.tiles.begin(config.epochs if config.steps is None else None)
        self._begin_live()

    def restore(self, run: Prepared) -> None:
        """Show what a run had come to before it was resumed."""
        self.curves.restore(run)
        self._begin_layers(run.config)
        self.table.begin(run.history)
        self.log.begin(run.config)
        self._show_part()
        self._offer_log()
        self.tiles.begin(None)
        self._begin_live()

    def add(self, report: TrainingReport) -> None:
        """Show the figures of a report."""
        self.curves.add(report)
        self.layers.add(report)
        self.log.add(report)
        self.tiles.show_report(report, *map(self.curves.latest, (CurveKind.TRAIN_LOSS, CurveKind.TRAIN_ACCURACY)))
        if report.finished_epoch is not None:
            self.table.add(report.finished_epoch)

    @Slot(object)
    def show_weights(self, checkpoint: Checkpoint) -> None:
        """Show the weights so far, if they are looked at or are the last."""
        self.templates.show_templates(templates_of(checkpoint))

    @Slot(object)
    def show_divergence(self, divergence: Divergence) -> None:
        """Show how the loss grew without end."""
        self.curves.show_divergence(divergence)
        self.tiles.show_endless_loss()

    def set_slim(self, is_slim: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Draw the parts together in a narrow view."""
        self._is_slim = is_slim
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._middle.setDirection(down if is_slim else across)
        self.body.setSpacing(theme.CONTROL_GAP if is_slim else theme.CARD_GAP)
        self._middle.setSpacing(theme.CONTROL_GAP if is_slim else theme.MARGIN)
        self.tiles.set_slim(is_slim)
        self.live.set_slim(is_slim)
        self._pages.setMinimumHeight(_LEAST_SLIM_PAGE if is_slim else _LEAST_PAGE)
        self._make_room()

    def rest(self) -> None:
        """Show no more what unfinished weights make of the pad."""
        self._is_live = False
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the pad's reading if there is room for it."""
        super().resizeEvent(event)
        self._make_room()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the weights again."""
        super().showEvent(event)
        self._tell_wish()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for the weights no more."""
        super().hideEvent(event)
        self._tell_wish()

    def _show_part(self) -> None:
        """Name what an epoch is measured on wherever its figures stand."""
        for part in (self.table, self.tiles):
            part.show_part(has_validation=self.curves.has_validation)

    def _offer_log(self) -> None:
        """Offer the log where there is one."""
        self.log_button.setVisible(self.log.has_lines)
        if not self.log.has_lines and self.log_button.isChecked():
            self.epochs_button.click()

    def _begin_layers(self, config: TrainConfig) -> None:
        self.layers.begin(config)
        self.templates.show_templates(None)
        is_single = not config.model.hidden_sizes
        self.templates.setVisible(is_single)
        self._can_die = not is_single and config.model.activation is Activation.RELU

    def _tell_wish(self) -> None:
        self.weights_wanted.emit(self.wants_weights)

    def _begin_live(self) -> None:
        self.live.show_answer(None)
        self._is_live = True
        self._make_room()

    def _make_room(self) -> None:
        """Leave a table of epochs the whole width of a narrow window, and the plots their height in a low one."""
        has_room = self._pages.currentWidget() is not self.table or self.width() >= _WIDE
        self.live.setVisible(self._is_live and has_room)
        room = self._room_besides_plots() if self._is_slim else _NO_LIMIT
        self._definition.setVisible(self._can_die and room >= 0)
        self.tiles.fit(room)
        self._tell_wish()

    def _room_besides_plots(self) -> int:
        """Return how many pixels of height the plots of any page leave to the figures and the definition."""
        templates = 0 if self.templates.isHidden() else COMFORTABLE + theme.CONTROL_GAP
        margins, gap = self.body.contentsMargins(), self.body.spacing()
        width = self.width() - margins.left() - margins.right()
        definition = self._definition.heightForWidth(width) + theme.CONTROL_GAP if self._can_die else 0
        plots = max(self.curves.minimumHeight(), self.layers.minimumHeight() + templates + definition)
        live = self.live.sizeHint().height() + self._middle.spacing() if self._is_live else 0
        others = self._choice.sizeHint().height() + live
        return self.height() - margins.top() - margins.bottom() - others - 2 * gap - plots

    def _build(self) -> None:
        self.body.setSpacing(theme.CARD_GAP)
        choice = QButtonGroup(self)
        for button in (self.curves_button, self.layers_button, self.epochs_button, self.log_button):
            choice.addButton(button)
        self.curves_button.setChecked(True)
        choice.buttonClicked.connect(self._turn_to)
        self.rate_box.toggled.connect(self.curves.show_learning_rate)
        head = QHBoxLayout()
        self._choice = controls.segments(self.curves_button, self.layers_button, self.epochs_button, self.log_button)
        head.addWidget(self._choice)
        head.addStretch(1)
        head.addWidget(self.rate_box)
        self._definition.setWordWrap(True)
        self._definition.hide()
        plots = QWidget()
        controls.column((self.layers, 2), (self.templates, 3), owner=plots)
        self.templates.hide()
        self.log_button.hide()
        self._curve_page, self._layer_page = controls.scrolled(self.curves), QWidget()
        # Not within what scrolls: for a text of several lines Qt would give everything there its full height.
        controls.column((controls.scrolled(plots), 1), self._definition, owner=self._layer_page)
        for page in (self._curve_page, self._layer_page, self.table, self.log):
            self._pages.addWidget(page)
        self._middle = middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        middle.setSpacing(theme.MARGIN)
        middle.addWidget(self._pages, 1)
        middle.addWidget(self.live)
        self.body.addLayout(head)
        self.body.addLayout(middle, 1)
        self.body.addWidget(self.tiles)

    @Slot(QAbstractButton)
    def _turn_to(self, button: QAbstractButton) -> None:
        pages: dict[QAbstractButton, QWidget] = {
            self.curves_button: self._curve_page,
            self.layers_button: self._layer_page,
            self.log_button: self.log,
        }
        self._pages.setCurrentWidget(pages.get(button, self.table))
        self.rate_box.setVisible(button is self.curves_button)
        self._make_room()
