"""A part of a form that can be folded away, with a note on what in it is not as by default."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from digitpad.gui.widgets import theme
from digitpad.gui.widgets.focus_ring import is_ringed

_HEIGHT = 32
_ICON = 12
_GAP = 8


class SectionHeading(QAbstractButton):
    """Opens and closes a section with a click or the space bar."""

    def __init__(self, title: str, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(title)
        self._note = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(tooltip)
        self.setAccessibleName(title)
        self.setAccessibleDescription(tooltip)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def note(self) -> str:
        """What in the section is not as by default."""
        return self._note

    def show_note(self, note: str) -> None:
        """Show what in the section is not as by default; nothing if all is."""
        self._note = note
        self.setAccessibleDescription(note or self.toolTip())
        self.update()

    def sizeHint(self) -> QSize:
        """Qt asks how large the heading would like to be."""
        return QSize(_ICON + _GAP + self.fontMetrics().horizontalAdvance(self.text()), _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the arrow, the title and, fainter, the note."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_marked = is_ringed(self) or self.underMouse()
        middle = self.height() / 2
        icon = QIcon(theme.icon("chevron-down" if self.isChecked() else "chevron-right"))
        icon.paint(painter, QRectF(0, middle - _ICON / 2, _ICON, _ICON).toRect())
        font = self.font()
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(theme.color(tokens.accent if is_marked else tokens.text))
        left = _ICON + _GAP
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(left, 0, self.width() - left, self.height()), align, self.text())
        left += painter.fontMetrics().horizontalAdvance(self.text()) + _GAP
        painter.setFont(self.font())
        painter.setPen(theme.color(tokens.muted))
        room = self.width() - left
        note = painter.fontMetrics().elidedText(self._note, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(left, 0, room, self.height()), align, note)


class Section(QWidget):
    """A heading and, when it is open, what is under it; `body` is the layout of that."""

    def __init__(self, title: str, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = SectionHeading(title, tooltip)
        self._content = QWidget()
        self._content.setVisible(False)
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 2, 0, theme.CONTROL_GAP)
        self.body.setSpacing(theme.CONTROL_GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heading)
        column.addWidget(self._content)
        self.heading.toggled.connect(self._show_content)

    @property
    def is_open(self) -> bool:
        """Whether what is in it can be seen."""
        return self.heading.isChecked()

    def open(self) -> None:
        """Show what is in it."""
        self.heading.setChecked(True)

    def set_editable(self, is_editable: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Let what is in it be changed, or only looked at; it can be opened all the same."""
        self._content.setEnabled(is_editable)

    @Slot(bool)
    def _show_content(self, is_open: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._content.setVisible(is_open)
        self.heading.update()
