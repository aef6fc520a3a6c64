"""The holder of a view that docks beside the middle of the main window, made when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

V = TypeVar("V", bound=QWidget)

_AREA = Qt.DockWidgetArea.RightDockWidgetArea


class DockHolder(Generic[V]):
    """One view beside the pad: behind the tab of another, or torn off, if one likes; Qt remembers where it was.

    `make` makes it; `name` is what the place is remembered by.
    """

    def __init__(self, make: Callable[[], V], name: str, title: str, owner: QMainWindow) -> None:
        self._make, self._name, self._title, self._owner = make, name, title, owner
        self.window: V | None = None  # None until it was asked for
        self.dock: QDockWidget | None = None

    @property
    def is_open(self) -> bool:
        """Whether the view is open, be it behind the tab of another."""
        return self.dock is not None and not self.dock.isHidden()

    def get(self) -> V:
        """Return the view, which is closed until it is opened."""
        if self.window is None:
            self.window = self._make()
            self.dock = _docked(self.window, self._name, self._title, self._owner)
        return self.window

    def open(self) -> V:
        """Bring the view to the front, and return it."""
        view = self.get()
        if self.dock is not None:
            self.dock.show()
            self.dock.raise_()
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
            self.dock.hide()


def _docked(view: QWidget, name: str, title: str, owner: QMainWindow) -> QDockWidget:
    """Put a view into a dock where it was last, or behind the tab of what is open, or alone on the right."""
    dock = QDockWidget(title, owner)
    dock.setObjectName(name)
    dock.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
    dock.setWidget(view)
    others = [
        each for each in owner.findChildren(QDockWidget) if each is not dock and owner.dockWidgetArea(each) is _AREA
    ]
    if not owner.restoreDockWidget(dock):
        owner.addDockWidget(_AREA, dock)
        if others:
            owner.tabifyDockWidget(others[-1], dock)
        else:
            owner.resizeDocks([dock], [view.sizeHint().width()], Qt.Orientation.Horizontal)
    dock.hide()
    return dock
