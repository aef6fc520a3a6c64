"""The position of windows on the screen: whole, with their title bars, and over the window they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

FRAME = QMargins(2, 32, 2, 6)
"""What a window manager is taken to draw around a window before one is on screen to be asked."""


_LEAST_SEEN = 100
"""Pixels of a window, across and down, by which one still finds it."""


def bring_up(window: QWidget, owner: QWidget) -> None:
    """Show a window before the others; its position is set only the first time.

    Qt centres a dialog over its parent as if it had no title bar, which then may lie above the screen.
    """
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    if not window.testAttribute(Qt.WidgetAttribute.WA_Moved):
        window.ensurePolished()
        smallest = window.minimumSize().expandedTo(window.minimumSizeHint())
        size = window.size() if window.testAttribute(Qt.WidgetAttribute.WA_Resized) else window.sizeHint()
        whole = placed(size, owner.geometry(), screen_of(owner), frame_of(owner))
        window.resize(whole.size().expandedTo(smallest))
        window.move(whole.topLeft())
    window.show()
    window.raise_()
    window.activateWindow()


def bring_on_screen(window: QWidget) -> None:
    """Put a window that is larger than all screens, or hardly to be seen on one, wholly on a screen."""
    screen, outer = screen_of(window), window.frameGeometry()
    all_screens, seen = QGuiApplication.primaryScreen().virtualSize(), outer.intersected(screen)
    is_too_large = outer.width() > all_screens.width() or outer.height() > all_screens.height()
    if is_too_large or min(seen.width(), seen.height()) < min(_LEAST_SEEN, outer.width(), outer.height()):
        whole = placed(window.size(), outer, screen, FRAME)
        window.resize(whole.size())
        window.move(whole.topLeft())


def screen_of(window: QWidget) -> QRect:
    """Return the part of a window's screen that windows may cover.

    Not by `QWidget.screen`, whose Python object would go with the window and leave Qt a dead screen.
    """
    screen = QGuiApplication.screenAt(window.geometry().center()) or QGuiApplication.primaryScreen()
    return screen.availableGeometry()


def frame_of(window: QWidget) -> QMargins:
    """Return the margins the window manager draws around a window; a guess for one that is not on screen."""
    if not window.isVisible():
        return FRAME
    inner, outer = window.geometry(), window.frameGeometry()
    return QMargins(
        inner.left() - outer.left(),
        inner.top() - outer.top(),
        outer.right() - inner.right(),
        outer.bottom() - inner.bottom(),
    )


def placed(size: QSize, owner: QRect, screen: QRect, frame: QMargins) -> QRect:
    """Return the corner of a window's frame and its size without: centred over its owner, and inside the screen."""
    room = screen.marginsRemoved(frame).size()
    size = size.boundedTo(room)
    outer = QRect(QPoint(), size.grownBy(frame))
    outer.moveCenter(owner.center())
    left = max(min(outer.left(), screen.right() + 1 - outer.width()), screen.left())
    top = max(min(outer.top(), screen.bottom() + 1 - outer.height()), screen.top())
    return QRect(QPoint(left, top), size)
