"""The question that closing asks while a run is under way, or while a model waits to be kept.

Owns the question. Does not own what the answer does (`training_dialog`).
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from digitpad.gui import theme


class CloseAnswer(Enum):
    """What shall become of a run, or of a model not yet kept."""

    KEEP = "keep"
    DISCARD = "discard"
    CANCEL = "cancel"


def ask(parent: QWidget, *, is_running: bool) -> CloseAnswer:
    """Ask and wait for the answer; training and the pad go on meanwhile."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    if is_running:
        box.setWindowTitle(QCoreApplication.translate("training_question", "Training is under way"))
        box.setText(
            QCoreApplication.translate(
                "training_question", "A model is being trained. Stop, and keep what it has learnt so far?"
            )
        )
        words = (
            QCoreApplication.translate("training_question", "Stop and keep"),
            QCoreApplication.translate("training_question", "Stop and discard"),
        )
    else:
        box.setWindowTitle(QCoreApplication.translate("training_question", "A trained model is not kept yet"))
        box.setText(
            QCoreApplication.translate("training_question", "The trained model is not in the library yet. Keep it?")
        )
        words = (
            QCoreApplication.translate("training_question", "Keep"),
            QCoreApplication.translate("training_question", "Discard"),
        )
    keep = box.addButton(words[0], QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton(words[1], QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    theme.mark(keep, theme.Role.PRIMARY)
    box.setDefaultButton(keep)
    box.setEscapeButton(cancel)
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    if clicked is keep:
        return CloseAnswer.KEEP
    return CloseAnswer.DISCARD if clicked is discard else CloseAnswer.CANCEL
