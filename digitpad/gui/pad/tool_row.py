"""The rows below the pad: label buttons, and the drawing tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QToolButton, QVBoxLayout, QWidget

from digitpad.gui.pad.label_buttons import LabelButtons
from digitpad.gui.widgets import controls, theme
from digitpad.settings import NARROWEST_PEN, WIDEST_PEN

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QResizeEvent

    from digitpad.gui.actions import Actions


_PADDING, _LEAST_PADDING = 26, 14
"""Pixels beside a button's text, both sides together: where there is room, and where there is none."""

_PEN_STEP = 4

_LEAST_SLIDER, _LARGEST_SLIDER = 52, 140


class ToolRow(QWidget):
    """Label buttons; undo, redo, clear, the pen's width, open and save."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pen = QSlider(Qt.Orientation.Horizontal)
        self.pen.setRange(NARROWEST_PEN, WIDEST_PEN)
        self.pen.setPageStep(_PEN_STEP)
        self.pen.setMinimumWidth(_LEAST_SLIDER)
        self.pen.setMaximumWidth(_LARGEST_SLIDER)
        self.pen.setAccessibleName(self.tr("Pen width"))
        self.pen.setToolTip(self.tr("How wide the line is on the pad. For your eye alone: the model reads its course."))
        self._caption = controls.label(self.tr("Pen"), theme.Role.MUTED)
        self._caption.setBuddy(self.pen)
        self._label_actions = actions.labels.actions()
        self.labels = LabelButtons(self.tr("It was"), [action.toolTip() for action in self._label_actions])
        self.labels.labelled.connect(self._trigger_label)
        self._label_actions[0].enabledChanged.connect(self.labels.offer)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.CONTROL_GAP)
        rows.addWidget(self.labels)
        self._row = row = QHBoxLayout()
        rows.addLayout(row)
        row.setSpacing(theme.CONTROL_GAP)
        for action in (actions.undo, actions.redo, actions.new):
            row.addWidget(_button(action))
        row.addWidget(self._caption)
        row.addWidget(self.pen, 1)
        row.addStretch(1)
        for action in (actions.open, actions.save):
            row.addWidget(_button(action))
        self._caption_width = self._caption.sizeHint().width() + theme.CONTROL_GAP
        self._whole_width = row.minimumSize().width()

    @Slot()
    def widen_pen(self) -> None:
        """Widen the pen by a step."""
        self.pen.setValue(self.pen.value() + _PEN_STEP)

    @Slot()
    def narrow_pen(self) -> None:
        """Narrow the pen by a step."""
        self.pen.setValue(self.pen.value() - _PEN_STEP)

    @Slot(int)
    def _trigger_label(self, digit: int) -> None:
        self._label_actions[digit].trigger()

    def minimumSizeHint(self) -> QSize:
        """Qt asks how small the row may become: without the word before the slider, whose tooltip says it as well."""
        buttons = self._whole_width - self._caption_width
        labels = self.labels.minimumSizeHint()
        return QSize(max(buttons, labels.width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the word before the slider out where there is no room for it."""
        super().resizeEvent(event)
        self._caption.setVisible(self.width() >= self._whole_width)


def _button(action: QAction) -> _ActionButton:
    made = _ActionButton()
    made.setDefaultAction(action)
    made.setAccessibleName(action.iconText())
    made.setAccessibleDescription(action.toolTip())
    return made


class _ActionButton(QToolButton):
    """A button with the text, the tooltip and the enabled state of its action."""

    def __init__(self) -> None:
        super().__init__()
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Qt asks how large the button would like to be: wide enough to be hit."""
        return QSize(self._text_width() + _PADDING, 34)

    def minimumSizeHint(self) -> QSize:
        """Qt asks how small the button may become: no text is ever cut."""
        return QSize(self._text_width() + _LEAST_PADDING, 34)

    def _text_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(self.text())
