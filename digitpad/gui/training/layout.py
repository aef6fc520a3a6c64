"""The parts of the training window and where they stand: recipe and settings left, the run right."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from digitpad.gui.training.config_menu import ConfigButton
from digitpad.gui.training.form.form import SettingsForm
from digitpad.gui.training.monitor.monitor import MonitorCard
from digitpad.gui.training.progress import RunPanel
from digitpad.gui.training.recipes import RecipeCard
from digitpad.gui.training.result import ResultPanel
from digitpad.gui.widgets import controls, theme

FORM_WIDTH = 344
"""Pixels for recipe and settings: two fields side by side and a scroll bar."""


class TrainingParts(QObject):
    """Everything in the window.

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
        whole = QHBoxLayout(window)
        whole.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        whole.setSpacing(theme.CARD_GAP)
        whole.addLayout(self._left())
        whole.addLayout(self._right(), 1)
        QWidget.setTabOrder(self.form.fields["dataset"].control, self.browse)

    def show_run(self) -> None:
        """Show how the run stands."""
        # Or Qt would give the focus to some button there, where one more press of the space bar stops the run.
        can_start = not self.run_panel.start.isHidden()
        self._foot.setCurrentWidget(self.run_panel)
        (self.run_panel.start if can_start else self.run_panel).setFocus()

    def show_result(self) -> None:
        """Show what the run came to, its name ready to be changed."""
        self._foot.setCurrentWidget(self.result_panel)
        self.result_panel.name.setFocus()

    def _left(self) -> QVBoxLayout:
        settings = controls.Card()
        head = QHBoxLayout()
        head.addWidget(controls.label(self.tr("Settings"), theme.Role.HEADING), 1)
        head.addWidget(self.config_button)
        settings.body.addLayout(head)
        settings.body.addWidget(self.form, 1)
        left = QVBoxLayout()
        left.setSpacing(theme.CARD_GAP)
        left.addWidget(self.recipes)
        left.addWidget(settings, 1)
        for card in (self.recipes, settings):
            card.setFixedWidth(FORM_WIDTH)
        return left

    def _right(self) -> QVBoxLayout:
        foot = controls.Card()
        foot.body.addWidget(self._foot)
        foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        right = QVBoxLayout()
        right.setSpacing(theme.CARD_GAP)
        right.addWidget(self.learning, 1)
        right.addWidget(foot)
        return right
