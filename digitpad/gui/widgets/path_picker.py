"""The path of a file or a folder, typed or chosen."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from digitpad.gui.widgets import controls, theme


class PathPicker(QWidget):
    """A line with a button beside it; `picked` follows a path that was chosen, or typed and left.

    `name`, `tooltip`: what the path is, and what for; `placeholder`: stands in the empty line; `kinds`: names of the
    files to choose from, such as ``"Ink files (*.jsonl)"``; empty for a folder.
    """

    picked = Signal()

    def __init__(self, name: str, tooltip: str, placeholder: str, kinds: str = "") -> None:
        super().__init__()
        self._name, self._kinds = name, kinds
        self._told = ""
        self.line = QLineEdit()
        self.line.setPlaceholderText(placeholder)
        self.line.setAccessibleName(name)
        self.line.setToolTip(tooltip)
        self.button = controls.button(self.tr("Choose…"), tooltip)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.CONTROL_GAP)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        self.line.editingFinished.connect(self._note_path)
        self.button.clicked.connect(self._choose)

    @property
    def path(self) -> str:
        """What stands in the line, without spaces around it."""
        return self.line.text().strip()

    def show_path(self, path: str) -> None:
        """Fill the line, without telling anyone."""
        self.line.setText(path)
        self._told = self.path

    @Slot()
    def _note_path(self) -> None:
        if self.path != self._told:
            self._told = self.path
            self.picked.emit()

    @Slot()
    def _choose(self) -> None:
        if self._kinds:
            path, _ = QFileDialog.getOpenFileName(self, self._name, self.path, self._kinds)
        else:
            path = QFileDialog.getExistingDirectory(self, self._name, self.path)
        if path:
            self.line.setText(path)
            self._note_path()
