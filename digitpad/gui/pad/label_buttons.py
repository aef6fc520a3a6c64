"""Ten buttons that label a drawing, one a digit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.controls import Button

if TYPE_CHECKING:
    from collections.abc import Sequence

_NARROWEST = 26
_GAP = 4


class LabelButtons(QWidget):
    """A caption and a button for each of the digits 0 to 9. `labelled` carries the one that was clicked."""

    labelled = Signal(int)

    def __init__(self, caption: str, tips: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = tuple(_LabelButton(digit, tip) for digit, tip in enumerate(tips))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        row.addWidget(controls.label(caption, theme.Role.MUTED))
        row.addSpacing(theme.CONTROL_GAP - _GAP)
        for button in self.buttons:
            row.addWidget(button, 1)
            button.clicked.connect(self._on_clicked)

    def offer(self, is_offered: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Enable the buttons, or disable them."""
        for button in self.buttons:
            button.setEnabled(is_offered)

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, _LabelButton):
            self.labelled.emit(sender.digit)


class _LabelButton(Button):
    """A digit to click."""

    def __init__(self, digit: int, tip: str) -> None:
        super().__init__(str(digit))
        self.digit = digit
        self.setToolTip(tip)
        self.setAccessibleName(str(digit))
        self.setAccessibleDescription(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumWidth(_NARROWEST)
        self.setStyleSheet("padding: 0;")
