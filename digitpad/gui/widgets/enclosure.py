"""A widget around another whose contents may change without everything outside being laid out anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class Enclosure(QWidget):
    """Holds one widget as large as itself, and tells the layout outside only of another least size.

    Every text that is set in a label asks all layouts up to the window to be computed again, which takes 3 ms of the
    main window; too long for what changes with every move of the pen.
    """

    def __init__(self, held: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held = held
        self._least = QSize()
        held.setParent(self)
        self.setSizePolicy(held.sizePolicy())

    def sizeHint(self) -> QSize:
        """Return how large the widget inside would like to be."""
        return self._held.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return how small the widget inside may become."""
        self._least = self._held.minimumSizeHint()
        return self._least

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the widget inside as large."""
        super().resizeEvent(event)
        self._held.resize(self.size())

    def event(self, event: QEvent) -> bool:
        """Pass on that something inside has another size only if it needs more room, or less."""
        if event.type() is QEvent.Type.LayoutRequest and self._held.minimumSizeHint() != self._least:
            self.updateGeometry()
        return super().event(event)
