"""The question under which name the model of the best combination goes into the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from digitpad.errors import DigitpadError
from digitpad.gui.experiments.naming import names_of
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.form_fields import FieldRow, TextField
from digitpad.gui.widgets.number_text import percent, translated
from digitpad.library.names import nearest_valid_name

if TYPE_CHECKING:
    from digitpad.gui.experiments.case import SweepCase
    from digitpad.library.library import Library

_WIDTH = 400


class KeepDialog(QDialog):
    """Asks for a name and keeps the model; `kept` carries its name in the library."""

    kept = Signal(str)

    def __init__(self, case: SweepCase, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._checkpoint = case.chosen_checkpoint
        self.setWindowTitle(self.tr("Keep a model"))
        self.setAttribute(self.attribute_to_delete())
