"""The question under which name the model of the best combination goes into the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from digitpad.errors import DigitpadError
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.form_fields import FieldRow, TextField
from digitpad.gui.widgets.number_text import translated
from digitpad.library.names import nearest_valid_name

if TYPE_CHECKING:
    from digitpad.gui.experiments.standing import Standing
    from digitpad.library.library import Library

_WIDTH = 400


class KeepDialog(QDialog):
    """Asks for a name and keeps the best model of a sweep; `kept` carries its name in the library.

    `what`: a sentence on the model; `proposed`: a name for it, which may be taken.
    """

    kept = Signal(str)

    def __init__(
        self, standing: Standing, what: str, proposed: str, library: Library, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._standing, self._library = standing, library
        self.setWindowTitle(self.tr("Keep a model"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(_WIDTH)
        about = controls.label(what)
        about.setWordWrap(True)
        self.name = TextField(self.tr("Name"), self.tr("What the model is called in the library"))
        self.name.set_text(library.free_name(nearest_valid_name(proposed)))
        self.name.editor.selectAll()
        self._row = FieldRow(self.name)
        self.keep = controls.button(
            self.tr("Keep"), self.tr("Put the model into the library under this name"), theme.Role.PRIMARY
        )
        cancel = controls.button(self.tr("Cancel"), self.tr("Close without keeping the model"))
        self.keep.setDefault(True)
        self.keep.clicked.connect(self._keep)
        cancel.clicked.connect(self.reject)
        buttons = controls.row(None, cancel, self.keep)
        controls.column(about, self._row, buttons, spacing=theme.CARD_GAP, owner=self, margin=theme.MARGIN)

    @Slot()
    def _keep(self) -> None:
        from digitpad.experiments.keeping import keep_chosen  # noqa: PLC0415 - imports numpy
        from digitpad.experiments.store import SweepStore  # noqa: PLC0415 - the same

        results = self._standing.results
        if results is None:
            return
        try:
            self._library.prepare(self.name.text)
            entry = keep_chosen(results, SweepStore.of_user(), self.name.text, self._library)
        except DigitpadError as error:
            self.name.show_problem(translated(error)[1])
            self._row.show_problems()
            self.name.editor.setFocus()
            return
        self.accept()
        if entry is not None:
            self.kept.emit(entry.name)
