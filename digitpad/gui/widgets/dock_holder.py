"""The holder of a view that docks beside the middle of the main window, made when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import QDockWidget, QMainWindow, QToolButton, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Callable

V = TypeVar("V", bound=QWidget)

_AREA = Qt.DockWidgetArea.RightDockWidgetArea

_WIDTH = 430
"""Pixels a view is given first: what pad and answer leave beside them on a small screen."""


class DockView(QWidget):
    """A view that would like to be as wide as a dock is at first."""

    def sizeHint(self) -> QSize:
        """Return how large the view would like to be."""
        return QSize(_WIDTH, super().sizeHint().height())


class DockHolder(Generic[V]):
    """One view beside the pad: behind the tab of another, or torn off, if one likes; Qt remembers where it was.

    `make` makes it; `name` is what the place is remembered by; `may_close` asks whether the view may be closed.
    """

    def __init__(
        self,
        make: Callable[[], V],
        name: str,
        title: str,
        owner: QMainWindow,
        may_close: Callable[[V], bool] = lambda _view: True,
    ) -> None:
        self._make, self._name, self._title, self._owner = make, name, title, owner
        self._may_close = may_close
        self.window: V | None = None  # None until it was asked for
        self.dock: QDockWidget | None = None

    @property
    def is_open(self) -> bool:
        """Whether the view is open, be it behind the tab of another."""
        return self.dock is not None and not self.dock.isHidden()

    def get(self) -> V:
        """Return the view, which is closed until it is opened."""
        if self.window is None:
            self.window = view = self._make()
            self.dock = _Dock(self._title, lambda: self._may_close(view), self._owner)
            self.dock.setObjectName(self._name)
            _put(view, self.dock, self._owner)
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


class _Dock(QDockWidget):
    """A dock that asks before it closes, and is called what its view is called."""

    def __init__(self, title: str, may_close: Callable[[], bool], owner: QMainWindow) -> None:
        super().__init__(title, owner)
        self._may_close = may_close
        self.visibilityChanged.connect(self._follow)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, or stay."""
        event.setAccepted(self._may_close())

    @Slot(bool)
    def _follow(self, is_seen: bool) -> None:  # noqa: FBT001 - as Qt passes it
        """Hide a view behind the tab of another, which Qt only moves away: it need not follow the pad then."""
        view = self.widget()
        if view is not None:
            view.setVisible(is_seen)


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
    dock.setWidget(view)
    view.windowTitleChanged.connect(dock.setWindowTitle)
    others = [
        each for each in owner.findChildren(QDockWidget) if each is not dock and owner.dockWidgetArea(each) is _AREA
    ]
    if not owner.restoreDockWidget(dock):
        owner.addDockWidget(_AREA, dock)
        if others:
            owner.tabifyDockWidget(others[-1], dock)
        else:
            owner.resizeDocks([dock], [_WIDTH], Qt.Orientation.Horizontal)
    dock.hide()
