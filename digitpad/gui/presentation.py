"""The window for a projector: the whole screen, with larger text, and nothing but pad, answer and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QMainWindow, QWidget
from shiboken6 import isValid

from digitpad.gui.widgets.window_placement import screen_of

if TYPE_CHECKING:
    from digitpad.gui.inside.inside_panel import InsidePanel
    from digitpad.gui.widgets.dock_holder import DockHolder

_ENLARGEMENTS = (1.1, 1.6)
"""The least and the most: on a screen of 720 lines, there is room for little more than the usual."""

_USUAL_HEIGHT = 680
"""Pixels of a screen that is filled by text of the usual size."""

_EVIDENCE_SHARE = 0.33
"""Of the screen's width."""


class Presentation(QObject):
    """Turns the window into its form for a projector, and back.

    `parts`: whose text is enlarged, with that of the view inside; `others`: what is hidden.
    """

    def __init__(
        self,
        inside: DockHolder[InsidePanel],
        parts: tuple[QWidget, ...],
        others: tuple[QWidget, ...],
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._inside, self._parts, self._others, self._window = inside, parts, others, window
        self._fonts: list[tuple[QWidget, QFont, bool]] = []
        self._was_open = self._was_maximized = False
        self._size = window.size()

    @property
    def is_on(self) -> bool:
        """Whether the window has its form for a projector."""
        return bool(self._fonts)

    @Slot(bool)
    def show(self, is_on: bool) -> None:  # noqa: FBT001 - as Qt passes it
        """Take the form for a projector, or the usual one."""
        if is_on and not self.is_on:
            self._enter()
        elif not is_on and self.is_on:
            self._leave()

    def dress(self) -> None:
        """Enlarge the text once more: another theme has given it its own size."""
        if self.is_on:
            QTimer.singleShot(0, self._enlarge)

    def _enter(self) -> None:
        self._was_open, self._was_maximized = self._inside.is_open, self._window.isMaximized()
        self._size = self._window.size()
        inside = self._inside.open()
        inside.turn_to_why()
        # Not hidden, for its keys would be dead then.
        self._window.menuBar().setMaximumHeight(0)
        for each in self._others:
            each.hide()
        widgets = [widget for part in (*self._parts, inside) for widget in (part, *part.findChildren(QWidget))]
        self._fonts = [(each, each.font(), each.testAttribute(Qt.WidgetAttribute.WA_SetFont)) for each in widgets]
        self._window.showFullScreen()
        self._enlarge()
        # Once more: a style sheet takes its font from a widget whose scroll area was given another one.
        QTimer.singleShot(0, self._enlarge)

    @Slot()
    def _enlarge(self) -> None:
        least, most = _ENLARGEMENTS
        enlargement = min(max(screen_of(self._window).height() / _USUAL_HEIGHT, least), most)
        for widget, font, _ in reversed(self._fonts):  # what is within before what measures it
            if not isValid(widget):  # a page has made its parts anew
                continue
            larger = QFont(font)
            larger.setPixelSize(round(font.pixelSize() * enlargement))
            widget.setFont(larger)
        if self.is_on and self._inside.dock is not None:
            width = round(screen_of(self._window).width() * _EVIDENCE_SHARE)
            self._window.resizeDocks([self._inside.dock], [width], Qt.Orientation.Horizontal)

    def _leave(self) -> None:
        fonts, self._fonts = self._fonts, []
        for widget, font, had_its_own in reversed(fonts):
            if isValid(widget):
                widget.setFont(font if had_its_own else QFont())
        for each in self._others:
            each.show()
        self._window.menuBar().setMaximumHeight(self._window.maximumHeight())
        if not self._was_open:
            self._inside.hide()
        if self._was_maximized:
            self._window.showMaximized()
        else:
            layout = self._window.layout()
            if layout is not None:
                layout.activate()  # else the window would keep the room its view took
            self._window.showNormal()
            self._window.resize(self._size)
