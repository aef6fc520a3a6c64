"""The holder of a window that is made when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtWidgets import QWidget

from digitpad.gui.widgets.window_placement import bring_up

if TYPE_CHECKING:
    from collections.abc import Callable

W = TypeVar("W", bound=QWidget)


class WindowHolder(Generic[W]):
    """One window beside the main window: `make` makes it, `owner` is what it comes up over."""

    def __init__(self, make: Callable[[], W], owner: QWidget) -> None:
        self._make, self._owner = make, owner
        self.window: W | None = None  # None until it was asked for, or once it is deleted

    def get(self) -> W:
        """Return the window."""
        if self.window is None:
            self.window = self._make()
        return self.window

    def open(self) -> W:
        """Bring the window to the front, and return it."""
        window = self.get()
        bring_up(window, self._owner)
        return window

    def hide(self) -> None:
        """Hide the window at the end: a window of its own, it would keep the application open."""
        if self.window is not None:
            self.window.hide()

    def forget(self) -> None:
        """Make the window anew next time: this one is being deleted."""
        self.window = None
