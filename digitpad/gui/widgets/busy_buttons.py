"""Buttons while what they have begun is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QLabel, QWidget

PATIENCE_MILLISECONDS = 150
"""What takes less is not to be seen: buttons that flicker say nothing, and lose the keyboard's focus."""


class BusyButtons(QObject):
    """Lets one thing at a time be begun with some buttons: while it takes long, they are greyed and a line says why."""

    def __init__(self, buttons: Sequence[QWidget], line: QLabel, parent: QObject) -> None:
        super().__init__(parent)
        self._buttons, self._line = buttons, line
        self._line_before = ""
        self._greyed: list[QWidget] = []
        self._focused: QWidget | None = None
        self.is_busy = False
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE_MILLISECONDS)
        self._timer.timeout.connect(self._grey)

    def begin(self) -> bool:
        """Note that something is under way; False, if something already is."""
        if self.is_busy:
            return False
        self.is_busy = True
        self._timer.start()
        return True

    def end(self) -> None:
        """Note that it is over: buttons and line are as they were."""
        if self.is_busy and not self._timer.isActive():
            self._line.setText(self._line_before)
        self.is_busy = False
        self._timer.stop()
        for button in self._greyed:
            button.setEnabled(True)
        if self._focused is not None:
            self._focused.setFocus()
        self._greyed, self._focused = [], None

    @Slot()
    def _grey(self) -> None:
        focused = QApplication.focusWidget()
        self._greyed = [button for button in self._buttons if button.isEnabled()]
        self._focused = focused if focused in self._greyed else None
        for button in self._greyed:
            button.setEnabled(False)
        self._line_before = self._line.text()
        self._line.setText(self.tr("Waiting for the library…"))
