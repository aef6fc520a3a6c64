"""The parts of the training view and where they stand: recipe and settings left, the run right.

Where there is no room for both, as beside the pad, settings and curves take turns above Start and Stop.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from digitpad.gui.training.config_menu import ConfigButton
from digitpad.gui.training.form.form import SettingsForm
from digitpad.gui.training.monitor.monitor import MonitorCard
from digitpad.gui.training.progress import RunPanel
from digitpad.gui.training.recipes import RecipeCard
from digitpad.gui.training.result import ResultPanel
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.form_section import SectionHeading

FORM_WIDTH = 344
"""Pixels for recipe and settings: two fields side by side and a scroll bar."""


NARROW_SIZE = QSize(396, 480)
"""The least pixels of the view: what pad and answer leave beside them in a window 1280 wide."""

_WIDE = 960
"""Pixels of width at which settings and run stand side by side."""

_SLIM = 600
"""Pixels of width below which the run's parts are drawn together, too."""

_TALL = 680
"""Pixels of height at which a bar for each class stands beside the curves."""


class TrainingParts(QObject):
    """Everything in the view.

    `window`: what the parts are put into.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.recipes = RecipeCard()
        self.form = SettingsForm()
        self.config_button = ConfigButton()
        self.browse = controls.button(
            self.tr("Browse…"), self.tr("Look at the images of this data set, or fetch it if it is not here.")
        )
        self.form.fields["dataset"].put_beside(self.browse)
        self.learning = MonitorCard()
        self.run_panel = RunPanel()
        self.result_panel = ResultPanel()
        self._foot = QStackedWidget()
        self._foot.addWidget(self.run_panel)
        self._foot.addWidget(self.result_panel)
        self.fold = SectionHeading(
            self.tr("Settings"), self.tr("Show recipe and settings, or fold them away to watch the run.")
        )
        self._left, self._low = self._make_left(), self._make_low()
        self._is_narrow: bool | None = None
        self._grid = whole = QGridLayout(window)
        whole.setSpacing(theme.CARD_GAP)
        self.fold.setChecked(True)
        self.fold.toggled.connect(self._take_turns)
        self.fit(QSize(_WIDE, _TALL))
        QWidget.setTabOrder(self.form.fields["dataset"].control, self.browse)

    def show_run(self) -> None:
        """Show how the run stands."""
        # Or Qt would give the focus to some button there, where one more press of the space bar stops the run.
        can_start = not self.run_panel.start.isHidden()
        self._foot.setCurrentWidget(self.run_panel)
        self._fit_foot()
        (self.run_panel.start if can_start else self.run_panel).setFocus()

    def show_result(self) -> None:
        """Show what the run came to, its name ready to be changed."""
        self._foot.setCurrentWidget(self.result_panel)
        self._fit_foot()
        self.result_panel.name.setFocus()

    def fit(self, size: QSize) -> None:
        """Arrange the parts for so many pixels."""
        is_narrow, is_slim = size.width() < _WIDE, size.width() < _SLIM
        self.learning.set_slim(is_slim or (is_narrow and size.height() < _TALL))
        self.run_panel.set_slim(is_slim, is_low=size.height() < _TALL)
        self.result_panel.set_slim(is_slim)
        for card in (self.learning, self._low):
            inset = theme.CARD_GAP - 2 if is_narrow else theme.MARGIN
            card.body.setContentsMargins(theme.MARGIN, inset, theme.MARGIN, inset)
        if is_narrow is self._is_narrow:
            return
        self._is_narrow = is_narrow
        for part in (self.fold, self._left, self.learning, self._low):
            self._grid.removeWidget(part)
        margin = theme.CARD_GAP if is_narrow else theme.MARGIN
        self._grid.setContentsMargins(margin, 0 if is_narrow else margin, margin, margin)
        self._grid.setColumnStretch(0, int(is_narrow))
        self._grid.setColumnStretch(1, int(not is_narrow))
        self._grid.setRowStretch(0, int(not is_narrow))
        self._grid.setRowStretch(1, int(is_narrow))
        if is_narrow:
            self._grid.addWidget(self.fold, 0, 0)
            self._grid.addWidget(self._left, 1, 0)
            self._grid.addWidget(self.learning, 1, 0)
            self._grid.addWidget(self._low, 2, 0)
        else:
            self._grid.addWidget(self._left, 0, 0, 2, 1)
            self._grid.addWidget(self.learning, 0, 1)
            self._grid.addWidget(self._low, 1, 1)
        controls.fix_width(self._left, None if is_narrow else FORM_WIDTH)
        self.fold.setVisible(is_narrow)
        self._fit_foot()
        self._take_turns()

    def fold_settings(self) -> None:
        """Leave a narrow view to the run."""
        self.fold.setChecked(False)

    def show_field(self, name: str) -> None:
        """Bring the field of a setting into view, with the focus."""
        self.fold.setChecked(True)
        self._grid.activate()  # what was folded away has no room yet
        self.form.show_field(name)

    def _fit_foot(self) -> None:
        """Leave the foot of a narrow view no more room than it needs; in a wide one, nothing shall move."""
        for panel in (self.run_panel, self.result_panel):
            is_spared = self._is_narrow and panel is not self._foot.currentWidget()
            vertical = QSizePolicy.Policy.Ignored if is_spared else QSizePolicy.Policy.Preferred
            panel.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)

    @Slot()
    def _take_turns(self) -> None:
        self._left.setVisible(not self._is_narrow or self.fold.isChecked())
        self.learning.setVisible(not self._is_narrow or not self.fold.isChecked())
        self.fold.update()

    def _make_left(self) -> QWidget:
        settings = controls.Card()
        head = QHBoxLayout()
        head.addWidget(controls.label(self.tr("Settings"), theme.Role.HEADING), 1)
        head.addWidget(self.config_button)
        settings.body.addLayout(head)
        settings.body.addWidget(self.form, 1)
        left = QWidget()
        controls.column(self.recipes, (settings, 1), spacing=theme.CARD_GAP, owner=left)
        return left

    def _make_low(self) -> controls.Card:
        low = controls.Card()
        low.body.addWidget(self._foot)
        return low
