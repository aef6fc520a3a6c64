"""The question that closing asks while a run is under way, or while a model waits to be kept."""

from __future__ import annotations

from enum import Enum

from PySide6.QtWidgets import QMessageBox, QWidget

from digitpad.gui.widgets import controls, theme


class KeepAnswer(Enum):
    """The user's decision about a run, or about a model not yet kept."""

    KEEP = "keep"
    DISCARD = "discard"
    CANCEL = "cancel"


class KeepQuestion(QMessageBox):
    """Asks whether to keep what was learnt; training and the pad go on meanwhile."""

    def __init__(self, parent: QWidget, *, is_running: bool) -> None:
        super().__init__(parent)
        self.setIcon(QMessageBox.Icon.Question)
        if is_running:
            self.setWindowTitle(self.tr("Training is under way"))
            self.setText(self.tr("A model is being trained. Stop, and keep what it has learnt so far?"))
            texts = (self.tr("Stop and keep"), self.tr("Stop and discard"))
        else:
            self.setWindowTitle(self.tr("A trained model is not kept yet"))
            self.setText(self.tr("The trained model is not in the library yet. Keep it?"))
            texts = (self.tr("Keep"), self.tr("Discard"))
        self._keep = self.addButton(texts[0], QMessageBox.ButtonRole.AcceptRole)
        self._discard = self.addButton(texts[1], QMessageBox.ButtonRole.DestructiveRole)
        cancel = self.addButton(QMessageBox.StandardButton.Cancel)
        controls.mark(self._keep, theme.Role.PRIMARY)
        self.setDefaultButton(self._keep)
        self.setEscapeButton(cancel)

    def ask(self) -> KeepAnswer:
        """Ask and wait for the answer."""
        self.exec()
        clicked = self.clickedButton()
        # Gone with its last reference, not later: as the active window it could be the next question's parent.
        self.setParent(None)
        if clicked is self._keep:
            return KeepAnswer.KEEP
        return KeepAnswer.DISCARD if clicked is self._discard else KeepAnswer.CANCEL
