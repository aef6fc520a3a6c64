"""The rows below the pad: what the drawing was, and the tools.

Owns the buttons and the pen's slider. Does not own the actions (`actions`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSlider, QToolButton, QVBoxLayout, QWidget

from digitpad.gui import theme
from digitpad.gui.label_row import LabelRow
from digitpad.settings import NARROWEST_PEN, WIDEST_PEN

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from digitpad.gui.actions import Actions


class ToolRow(QWidget):
    """What the drawing was; undo, redo, clear, the pen's width, open and save."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pen = QSlider(Qt.Orientation.Horizontal)
        self.pen.setRange(NARROWEST_PEN, WIDEST_PEN)
        self.pen.setPageStep(4)
        self.pen.setMinimumWidth(64)
        self.pen.setMaximumWidth(140)
        self.pen.setAccessibleName(self.tr("Pen width"))
        self.pen.setToolTip(self.tr("How wide the line is on the pad. For your eye alone: the model reads its course."))
        caption = theme.label(self.tr("Pen"), theme.Role.MUTED)
        caption.setBuddy(self.pen)
        self.labels = LabelRow(self.tr("It was"), [action.toolTip() for action in actions.labels])
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.CONTROL_GAP)
        rows.addWidget(self.labels)
        row = QHBoxLayout()
        rows.addLayout(row)
        row.setSpacing(theme.CONTROL_GAP)
        for action in (actions.undo, actions.redo, actions.new):
            row.addWidget(_button(action))
        row.addSpacing(theme.CONTROL_GAP)
        row.addWidget(caption)
        row.addWidget(self.pen, 1)
        row.addSpacing(theme.CONTROL_GAP)
        row.addStretch(1)
        for action in (actions.open, actions.save):
            row.addWidget(_button(action))


def _button(action: QAction) -> _ActionButton:
    made = _ActionButton()
    made.setDefaultAction(action)
    made.setAccessibleName(action.iconText())
    made.setAccessibleDescription(action.toolTip())
    return made


class _ActionButton(QToolButton):
    """A button that is its action: same words, same tooltip, disabled with it."""

    def __init__(self) -> None:
        super().__init__()
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """Qt asks how large the button would like to be: wide enough to be hit."""
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(words + 26, 34)

    def minimumSizeHint(self) -> QSize:
        """Qt asks how small the button may become."""
        return self.sizeHint()
