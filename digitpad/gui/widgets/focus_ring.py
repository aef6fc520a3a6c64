"""The ring around the control that has the focus: for those who use the keyboard, not after a click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QSlider, QWidget

_PROPERTY = "ringed"
"""What the style sheet asks of a control that has the focus."""

_DRESSED = (QAbstractButton, QComboBox, QSlider)
"""Those whose ring the style sheet draws; others paint it themselves, or have a frame however they are come to."""

_OF_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride})
_MODIFIERS = frozenset({Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta})


def is_ringed(widget: QWidget) -> bool:
    """Whether a widget that paints itself shows that it has the focus."""
    return widget.hasFocus() and bool(widget.property(_PROPERTY))


class FocusRing(QObject):
    """Marks the control that has the focus while keys are used, and no longer once the mouse is.

    Qt's reasons for a change of focus do not tell: a button that is disabled by a click passes its focus on as if Tab
    had been pressed. Watches that one control alone; a filter on the application would be called with every event.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._by_keyboard = False
        application.focusChanged.connect(self._on_focus_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Learn whether keys or the mouse are used, at the control that has the focus."""
        kind = event.type()
        if kind in _OF_KEYS and isinstance(event, QKeyEvent) and event.key() not in _MODIFIERS:
            self._by_keyboard = True
        elif kind is QEvent.Type.MouseButtonPress:
            self._by_keyboard = False
        elif kind is QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if event.reason() is Qt.FocusReason.MouseFocusReason:
                self._by_keyboard = False
            return False  # what has lost the focus has no ring whatever its mark
        else:
            return False
        if isinstance(watched, QWidget):
            _mark(watched, is_ringed=self._by_keyboard)
        return False

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is not None:
            before.removeEventFilter(self)
        if now is not None:
            now.installEventFilter(self)
            _mark(now, is_ringed=self._by_keyboard)


def _mark(widget: QWidget, *, is_ringed: bool) -> None:
    if bool(widget.property(_PROPERTY)) is is_ringed:
        return
    widget.setProperty(_PROPERTY, is_ringed)
    if isinstance(widget, _DRESSED):
        # The style sheet looks at properties only when a widget is polished.
        widget.style().unpolish(widget)
        widget.style().polish(widget)
    widget.update()
