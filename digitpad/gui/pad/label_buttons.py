"""Ten buttons that label a drawing, one a digit; one stop for Tab, and arrow keys from button to button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.controls import Button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

_NARROWEST = 26
_GAP = 4
_MOVES = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End})


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
        self._stop_at(0)

    def offer(self, is_offered: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Enable the buttons, or disable them."""
        for button in self.buttons:
            button.setEnabled(is_offered)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the focus from button to button, round the ends: they leave these keys to the row."""
        here, last = self._stop, len(self.buttons) - 1
        to = {
            Qt.Key.Key_Left: here - 1 if here else last,
            Qt.Key.Key_Right: here + 1 if here < last else 0,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if to is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        self._stop_at(to)
        self.buttons[to].setFocus(Qt.FocusReason.TabFocusReason)

    def _stop_at(self, digit: int) -> None:
        """Let Tab come to one of the buttons alone."""
        self._stop = digit
        for button in self.buttons:
            is_stop = button.digit == digit
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_stop else Qt.FocusPolicy.NoFocus)

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
        self.setMinimumWidth(_NARROWEST)
        self.setStyleSheet("padding: 0;")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys that move the focus to the row."""
        if event.key() in _MOVES:
            event.ignore()
        else:
            super().keyPressEvent(event)
