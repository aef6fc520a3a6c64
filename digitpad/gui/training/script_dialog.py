"""The PyTorch script of settings, to read, copy and save."""

from __future__ import annotations

import keyword
import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QColor, QGuiApplication, QSyntaxHighlighter
from PySide6.QtWidgets import QDialog, QFileDialog, QPlainTextEdit

from digitpad.errors import DigitpadError
from digitpad.files.writing import write_atomically
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.error_dialog import show_error
from digitpad.library.training_script import training_script
from digitpad.training.script_parts.data_lines import needs_digitpad

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from digitpad.config.train_config import TrainConfig

_SUFFIX = ".py"
_FILE = "train.py"

_TEXT, _COMMENT, _KEYWORD = "text", "comment", "keyword"
_PARTS = re.compile(
    rf'(?P<{_TEXT}>f?"""[^"]*"""|f?"(?:\\.|[^"\\])*"|f?\'(?:\\.|[^\'\\])*\')'
    rf"|(?P<{_COMMENT}>#.*)"
    rf"|(?P<{_KEYWORD}>\b(?:{'|'.join(keyword.kwlist)})\b)"
)
"""What is coloured of a line; a script has no text over several lines."""


class ScriptDialog(QDialog):
    """Shows the script of a config, beside its window; the pad and the form can be used meanwhile.

    Raises a `LibraryError` if the config goes on from a model that is gone.
    """

    def __init__(self, config: TrainConfig, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        script = training_script(config)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("As PyTorch"))
        about = self.tr("Trains as these settings do: the same mathematics, other random numbers.")
        if needs_digitpad(config):
            about += " " + self.tr("Its data is prepared by digitpad, which it needs installed.")
        elif config.initial is not None:
            about += " " + self.tr("It needs torch, torchvision and safetensors, and no digitpad.")
        else:
            about += " " + self.tr("It needs torch and torchvision, and no digitpad.")
        self.about = controls.label(about, theme.Role.MUTED)
        self.about.setWordWrap(True)
        self.code = QPlainTextEdit(script)
        self.code.setReadOnly(True)
        self.code.setProperty("code", True)
        self.code.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.code.setAccessibleName(self.tr("PyTorch script"))
        self._colours = _Colours(self.code.document())
        self.message = controls.label("", theme.Role.MUTED)
        self.copy = controls.button(
            self.tr("&Copy"), self.tr("Copy the whole script, to paste it elsewhere"), theme.Role.PRIMARY
        )
        self.save = controls.button(self.tr("&Save…"), self.tr("Keep the script as a Python file"))
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._save)
        below = controls.row((self.message, 1), self.save, self.copy)
        controls.column(self.about, (self.code, 1), below, owner=self, margin=theme.MARGIN)
        self.resize(940, 640)  # so wide that no line is cut
        self.copy.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Colour the text anew in another theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._colours.rehighlight()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code.toPlainText())
        self.message.setText(self.tr("Copied."))

    @Slot()
    def _save(self) -> None:
        kinds = self.tr("Python files (*.py);;All files (*)")
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save script"), _FILE, kinds)
        if not chosen:
            return
        path = Path(chosen)
        if not path.suffix:
            path = path.with_suffix(_SUFFIX)
        try:
            write_atomically(path, self.code.toPlainText().encode())
        except DigitpadError as error:
            show_error(error, self)
            return
        self.message.setText(self.tr("Saved as {file}.").format(file=path.name))


class _Colours(QSyntaxHighlighter):
    """Texts, comments and keywords in the theme's colours."""

    def highlightBlock(self, line: str) -> None:
        """Qt asks for each line."""
        tokens = theme.current()
        colours = {_TEXT: tokens.good, _COMMENT: tokens.muted, _KEYWORD: tokens.accent}
        for found in _PARTS.finditer(line):
            self.setFormat(found.start(), len(found.group()), QColor(colours[str(found.lastgroup)]))
