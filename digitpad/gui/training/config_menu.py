"""What one does with settings as a whole: load and save them, copy them as a command, show them as PyTorch."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from digitpad.config.config_file import load_config, save_config
from digitpad.config.train_command import command_of
from digitpad.errors import DigitpadError
from digitpad.gui.training.script_dialog import ScriptDialog
from digitpad.gui.widgets.error_dialog import show_error

if TYPE_CHECKING:
    from digitpad.config.train_config import TrainConfig

_SUFFIX = ".json"


class ConfigButton(QToolButton):
    """A button with the menu. `loaded` carries a `TrainConfig` from a file; `done` a sentence on what was done."""

    loaded = Signal(object)
    done = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config: TrainConfig | None = None
        self._name = ""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.load = menu.addAction(self.tr("&Load settings…"))
        self.load.setToolTip(self.tr("Fill the form from a file that was saved here"))
        self.save = menu.addAction(self.tr("&Save settings…"))
        self.save.setToolTip(self.tr("Keep all settings in a file, to train the same another day or elsewhere"))
        menu.addSeparator()
        self.copy = menu.addAction(self.tr("&Copy as command line"))
        self.copy.setToolTip(self.tr("Copy the digitpad train command that trains the same in a terminal"))
        self.script = menu.addAction(self.tr("Show as &PyTorch…"))
        self.script.setToolTip(self.tr("Read, copy or save the plain PyTorch script that would train the same"))
        self.load.triggered.connect(self._load)
        self.save.triggered.connect(self._save)
        self.copy.triggered.connect(self._copy)
        self.script.triggered.connect(self._show_script)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setText("\N{HORIZONTAL ELLIPSIS}")
        tooltip = self.tr("Load, save or copy all settings, or show them as PyTorch")
        self.setToolTip(tooltip)
        self.setAccessibleName(self.tr("All settings"))
        self.setAccessibleDescription(tooltip)

    def show_config(self, config: TrainConfig | None, name: str) -> None:
        """Set what the settings are, None if some cannot work, and what a model of theirs would be called."""
        self._config, self._name = config, name
        self.save.setEnabled(config is not None)
        self.copy.setEnabled(config is not None)
        self.script.setEnabled(config is not None)

    def set_editable(self, is_editable: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Let settings be loaded, or not while a run uses those there are."""
        self.load.setEnabled(is_editable)

    @Slot()
    def _load(self) -> None:
        title, kinds = self.tr("Load settings"), self._kinds()
        chosen, _ = QFileDialog.getOpenFileName(self, title, "", kinds)
        if not chosen:
            return
        try:
            config = load_config(Path(chosen))
        except DigitpadError as error:
            show_error(error, self.window())
            return
        self.done.emit(self.tr("The settings are those of {file}.").format(file=Path(chosen).name))
        self.loaded.emit(config)

    @Slot()
    def _save(self) -> None:
        title, kinds = self.tr("Save settings"), self._kinds()
        chosen, _ = QFileDialog.getSaveFileName(self, title, f"{self._name}{_SUFFIX}", kinds)
        if not chosen or self._config is None:
            return
        path = Path(chosen)
        if not path.suffix:
            path = path.with_suffix(_SUFFIX)
        try:
            save_config(self._config, path)
        except DigitpadError as error:
            show_error(error, self.window())
            return
        self.done.emit(self.tr("The settings are saved as {file}.").format(file=path.name))

    @Slot()
    def _copy(self) -> None:
        if self._config is not None:
            QGuiApplication.clipboard().setText(shlex.join(command_of(self._config, self._name)))
            self.done.emit(self.tr("The command is copied: paste it into a terminal."))

    @Slot()
    def _show_script(self) -> None:
        if self._config is None:
            return
        try:
            ScriptDialog(self._config, self.window()).show()
        except DigitpadError as error:
            show_error(error, self.window())

    def _kinds(self) -> str:
        return self.tr("Training settings (*.json);;All files (*)")
