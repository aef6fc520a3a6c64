"""The dialog for what nobody expected: what it means, and a report to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit

from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

_WIDTH, _HEIGHT = 680, 440
"""Pixels: lines of a traceback are mostly whole, and it fits a screen of 1280 x 720."""

_SEPARATOR = "\n" + "-" * 60 + "\n\n"


class ReportDialog(QDialog):
    """What happened, what to do, and a report; the window goes on meanwhile.

    `folder`: where the log is.
    """

    def __init__(self, title: str, detail: str, report: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self.setWindowTitle(self.tr("digitpad"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        heading = controls.label(title, theme.Role.HEADING)
        text = controls.label(detail)
        for line in (heading, text):
            line.setWordWrap(True)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        self.report.setProperty("code", True)
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName(self.tr("Report"))
        self.message = controls.label("", theme.Role.MUTED)
        self.copy = controls.button(
            self.tr("&Copy report"), self.tr("Copy the report, to send it to whoever looks after digitpad")
        )
        self.show_folder = controls.button(
            self.tr("Show &log folder"), self.tr("Open the folder with the log: what happened before and after")
        )
        close = controls.button(self.tr("Close"), self.tr("Close this message and go on"), theme.Role.PRIMARY)
        close.setDefault(True)
        self.copy.clicked.connect(self._copy)
        self.show_folder.clicked.connect(self._show_folder)
        close.clicked.connect(self.accept)
        below = controls.row(self.copy, self.show_folder, (self.message, 1), close)
        rows = controls.column(heading, text, (self.report, 1), owner=self, margin=theme.MARGIN)
        rows.addSpacing(theme.CONTROL_GAP)
        rows.addLayout(below)
        self.resize(_WIDTH, _HEIGHT)
        close.setFocus()

    def add(self, report: str) -> None:
        """Add the report of something else that has happened meanwhile."""
        self.report.appendPlainText(_SEPARATOR + report)
        self.message.setText(self.tr("Something else has happened; it is in the report."))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.message.setText(self.tr("Copied."))

    @Slot()
    def _show_folder(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))):
            self.message.setText(str(self._folder))
