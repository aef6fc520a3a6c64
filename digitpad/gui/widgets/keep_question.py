"""The question that closing asks while a run is under way, or while a model waits to be kept."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from digitpad.gui.widgets import controls, theme


class KeepAnswer(Enum):
    """The user's decision about a run, or about a model not yet kept."""

    KEEP = "keep"
    DISCARD = "discard"
    CANCEL = "cancel"


class KeepQuestion(QMessageBox):
    """Asks whether to keep what was learnt; training and the pad go on meanwhile.

    `prefers_keeping`: whether to keep it is the main button, or to discard what gained nothing.
    """

    def __init__(self, parent: QWidget, *, is_running: bool, prefers_keeping: bool = True) -> None:
        super().__init__(parent)
        self.setIcon(QMessageBox.Icon.Question)
        self._keep = self.addButton(self.tr("Stop and keep"), QMessageBox.ButtonRole.AcceptRole)
        self._discard = self.addButton(self.tr("Stop and discard"), QMessageBox.ButtonRole.DestructiveRole)
        self.setWindowTitle(self.tr("Training is under way"))
        self.setText(self.tr("A model is being trained. Stop, and keep what it has learnt so far?"))
        if not is_running:
            self.show_ended()
        cancel = self.addButton(QMessageBox.StandardButton.Cancel)
        main = self._keep if prefers_keeping else self._discard
        controls.mark(main, theme.Role.PRIMARY)
        self.setDefaultButton(main)
        self.setEscapeButton(cancel)

    @Slot()
    def show_ended(self) -> None:
        """Ask of a run that has ended, be it while the question was open."""
        self.setWindowTitle(self.tr("A trained model is not kept yet"))
        self.setText(self.tr("The trained model is not in the library yet. Keep it?"))
        self._keep.setText(self.tr("Keep"))
        self._discard.setText(self.tr("Discard"))

    def ask(self) -> KeepAnswer:
        """Ask and wait for the answer."""
        self.exec()
        clicked = self.clickedButton()
        # Gone with its last reference, not later: as the active window it could be the next question's parent.
        self.setParent(None)
        if clicked is self._keep:
            return KeepAnswer.KEEP
        return KeepAnswer.DISCARD if clicked is self._discard else KeepAnswer.CANCEL
