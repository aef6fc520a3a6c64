"""How the pad is read: the switch for numbers, and the way to how readily a drawing is called "not a digit?"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QAction


class ReadingOptions(QWidget):
    """A check box and a link, each of which is its action: enabled, checked and explained with it.

    Where neither means anything, as for a model of pictures, both are gone.
    """

    def __init__(self, numbers: QAction, strictness: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers_action, self._strictness_action = numbers, strictness
        self.numbers = QCheckBox(numbers.iconText())
        self.numbers.setAccessibleName(numbers.iconText())
        self.strictness = controls.link(strictness.iconText(), strictness.toolTip())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.CONTROL_GAP)
        row.addWidget(self.numbers)
        row.addStretch(1)
        row.addWidget(self.strictness)
        self.numbers.clicked.connect(numbers.trigger)
        self.strictness.clicked.connect(strictness.trigger)
        for action in (numbers, strictness):
            action.changed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        for control, action in (
            (self.numbers, self._numbers_action),
            (self.strictness, self._strictness_action),
        ):
            control.setEnabled(action.isEnabled())
            control.setToolTip(action.toolTip())
            control.setAccessibleDescription(action.toolTip())
        self.numbers.setChecked(self._numbers_action.isChecked())
        if self.parentWidget() is not None:  # without one, it would be a window of its own
            self.setVisible(self._numbers_action.isEnabled() or self._strictness_action.isEnabled())
