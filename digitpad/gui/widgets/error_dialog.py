"""The one dialog for errors: what happened, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import translated

if TYPE_CHECKING:
    from digitpad.errors import DigitpadError

_TEXT_PIXELS = 400


class ErrorDialog(QDialog):
    """An error with one button to close it."""

    def __init__(self, error: DigitpadError, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.error = error
        title, detail = translated(error)
        self.setWindowTitle(self.tr("digitpad"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        heading = QLabel(title)
        text = QLabel(detail)
        controls.mark(heading, theme.Role.HEADING)
        for line in (heading, text):
            line.setTextFormat(Qt.TextFormat.PlainText)
            line.setWordWrap(True)
            line.setFixedWidth(_TEXT_PIXELS)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        understood = controls.button(self.tr("OK"), self.tr("Close this message"), theme.Role.PRIMARY)
        understood.setDefault(True)
        understood.clicked.connect(self.accept)
        understood.setFocus()
        rows = controls.column(heading, text, owner=self, margin=theme.MARGIN)
        rows.addSpacing(theme.CONTROL_GAP)
        below = controls.row(None, understood)
        rows.addLayout(below)
        if error.trace:
            self.copy = controls.button(
                self.tr("&Copy report"), self.tr("Copy what happened, to send it to whoever looks after digitpad")
            )
            self.copy.clicked.connect(self._copy)
            below.insertWidget(0, self.copy)
        rows.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)

    @Slot()
    def _copy(self) -> None:
        from digitpad.diagnostics.report import make_report  # noqa: PLC0415 - needed once something went wrong

        QGuiApplication.clipboard().setText(make_report(f"{self.error}\n\n{self.error.trace}"))
        self.copy.setText(self.tr("Copied"))


def show_error(error: DigitpadError, parent: QWidget | None = None) -> ErrorDialog:
    """Show an error above its window, without holding up the caller; return the dialog."""
    from digitpad.diagnostics.log import note_shown  # noqa: PLC0415 - needed once something went wrong

    note_shown(error)
    dialog = ErrorDialog(error, parent)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.open()
    return dialog
