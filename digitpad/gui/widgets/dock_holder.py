"""The holder of a view that docks beside the middle of the main window, made when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import QDockWidget, QMainWindow, QToolButton, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Callable

V = TypeVar("V", bound=QWidget)

_AREA = Qt.DockWidgetArea.RightDockWidgetArea

USUAL_WIDTH = 430
"""Pixels a view is given first: what pad and answer leave beside them on a small screen."""


class DockView(QWidget):
    """A view that would like to be as wide as a dock is at first."""

    def sizeHint(self) -> QSize:
        """Return how large the view would like to be."""
        return QSize(USUAL_WIDTH, super().sizeHint().height())


class DockHolder(Generic[V]):
    """One view beside the pad: behind the tab of another, or torn off, if one likes; Qt remembers where it was.

    `make` makes it; `name` is what the place is remembered by; `width` is that of all views beside the pad.
    """

    def __init__(self, make: Callable[[], V], name: str, title: str, owner: QMainWindow, width: DockWidth) -> None:
        self._make, self._name, self._title, self._owner = make, name, title, owner
        self._width = width
        self.window: V | None = None  # None until it was asked for
        self.dock: _Dock | None = None

    @property
    def is_open(self) -> bool:
        """Whether the view is open, be it behind the tab of another."""
        return self.dock is not None and not self.dock.isHidden()

    def get(self) -> V:
        """Return the view, which is closed until it is opened."""
        if self.window is None:
            self.window = self._make()
            self.dock = _Dock(self._title, self._owner, self._width)
            self.dock.setObjectName(self._name)
            _put(self.window, self.dock, self._owner)
        return self.window

    def open(self) -> V:
        """Bring the view to the front, and return it."""
        self._width.measure(self._owner)  # before one more tab makes Qt lay them out
        view = self.get()
        if self.dock is not None:
            self.dock.show()
            self.dock.raise_()
            self.dock.widen()
            QTimer.singleShot(0, self.dock.widen)  # once more: beside a tab, Qt lays it out only now
            if self.dock.isFloating():
                self.dock.activateWindow()
        return view

    def toggle(self) -> None:
        """Close the view if it is to be seen, else open it."""
        if self.dock is not None and self.dock.isVisible() and not self.dock.visibleRegion().isEmpty():
            self.dock.close()
        else:
            self.open()

    def hide(self) -> None:
        """Close the view."""
        if self.dock is not None:
            self.dock.close()


class DockWidth:
    """How wide views beside the pad are, in pixels: as one drew the last of them."""

    def __init__(self, pixels: int = USUAL_WIDTH) -> None:
        self.pixels = pixels

    def measure(self, owner: QMainWindow) -> None:
        """Remember how wide the views are that are open now, if there are any."""
        for dock in owner.findChildren(QDockWidget):
            if _is_beside_pad(dock, owner) and not dock.visibleRegion().isEmpty():
                self.pixels = dock.width()


class _Dock(QDockWidget):
    """A dock that remembers its width when it closes."""

    def __init__(self, title: str, owner: QMainWindow, width: DockWidth) -> None:
        super().__init__(title, owner)
        self._owner, self._width = owner, width

    @Slot()
    def widen(self) -> None:
        """Take the width that was remembered: left alone, Qt gives a view no more than it must have."""
        if _is_beside_pad(self, self._owner):
            self._owner.resizeDocks([self], [self._width.pixels], Qt.Orientation.Horizontal)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the width."""
        self._width.measure(self._owner)
        super().closeEvent(event)


class _TitleBar(QWidget):
    """The name of a view, and two buttons: to tear it off or put it back, and to close it."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._dock = dock
        tear = _title_button("tear-off", self.tr("Tear this view off, or put it back beside the pad"))
        close = _title_button("close", self.tr("Close this view"))
        tear.clicked.connect(self._turn)
        close.clicked.connect(dock.close)
        name = ElidedLabel(theme.Role.HEADING, dock.windowTitle())
        dock.windowTitleChanged.connect(name.setText)
        row = controls.row((name, 1), tear, close, owner=self)
        row.setContentsMargins(theme.CARD_GAP, theme.CARD_GAP, theme.MARGIN, 0)

    @Slot()
    def _turn(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())


def _title_button(icon: str, tooltip: str) -> QToolButton:
    made = QToolButton()
    made.setProperty("role", "title")
    made.setIcon(QIcon(theme.icon(icon)))
    made.setIconSize(QSize(16, 16))
    made.setToolTip(tooltip)
    made.setAccessibleName(tooltip)
    return made


def _put(view: QWidget, dock: QDockWidget, owner: QMainWindow) -> None:
    """Put a view into its dock where it was last, or behind the tab of what is open, or alone on the right."""
    dock.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
    dock.setTitleBarWidget(_TitleBar(dock))
    page = QWidget()  # a dock whose own widget is hidden takes its whole group of tabs no wider than itself
    dock.setWidget(page)  # first: each change of what a view is in has Qt polish all of it anew
    controls.column(view, owner=page)
    dock.visibilityChanged.connect(view.setVisible)  # behind a tab, a view need not follow the pad
    view.windowTitleChanged.connect(dock.setWindowTitle)
    others = [
        each for each in owner.findChildren(QDockWidget) if each is not dock and owner.dockWidgetArea(each) is _AREA
    ]
    if not owner.restoreDockWidget(dock):
        owner.addDockWidget(_AREA, dock)
        if others:
            owner.tabifyDockWidget(others[-1], dock)
    dock.hide()


def _is_beside_pad(dock: QDockWidget, owner: QMainWindow) -> bool:
    return not dock.isHidden() and not dock.isFloating() and owner.isVisible()
