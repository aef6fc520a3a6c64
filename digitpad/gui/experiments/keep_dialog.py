"""The question under which name the model of the best combination goes into the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from digitpad.gui.library_thread import pass_over
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.busy_buttons import BusyButtons
from digitpad.gui.widgets.form_fields import FieldRow, TextField
from digitpad.gui.widgets.number_text import translated
from digitpad.library.names import nearest_valid_name

if TYPE_CHECKING:
    from digitpad.errors import DigitpadError
    from digitpad.experiments.results import SweepResults
    from digitpad.gui.experiments.standing import Standing
    from digitpad.gui.library_thread import LibraryThread
    from digitpad.library.library import Entry, Library

_WIDTH = 400


class KeepDialog(QDialog):
    """Asks for a name and keeps the best model of a sweep; `kept` carries its name in the library.

    `what`: a sentence on the model; `proposed`: a name for it, which may be taken.
    """

    kept = Signal(str)

    def __init__(
        self, standing: Standing, what: str, proposed: str, library: LibraryThread, parent: QWidget | None = None
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
        self._proposed = nearest_valid_name(proposed)
        self._propose(self._proposed)
        library.read(lambda found: found.free_name(self._proposed), self._propose, pass_over)
        self._row = FieldRow(self.name)
        self.keep = controls.button(
            self.tr("Keep"), self.tr("Put the model into the library under this name"), theme.Role.PRIMARY
        )
        cancel = controls.button(self.tr("Cancel"), self.tr("Close without keeping the model"))
        self.keep.setDefault(True)
        self.keep.clicked.connect(self._keep)
        cancel.clicked.connect(self.reject)
        self._busy = BusyButtons((self.keep, cancel), about, self)
        buttons = controls.row(None, cancel, self.keep)
        controls.column(about, self._row, buttons, spacing=theme.CARD_GAP, owner=self, margin=theme.MARGIN)

    def reject(self) -> None:
        """Close without keeping the model, unless it is being kept."""
        if not self._busy.is_busy:
            super().reject()

    def _propose(self, name: str) -> None:
        """Fill in a name, or the free one beside it that the library has found, unless another was typed meanwhile."""
        if self.name.text in {"", self._proposed}:
            self.name.set_text(name)
            self.name.editor.selectAll()

    @Slot()
    def _keep(self) -> None:
        results = self._standing.results
        if results is not None and self._busy.begin():
            name = self.name.text
            self._library.carry_out(lambda library: _keep_best(results, name, library), self._on_kept, self._on_refused)

    def _on_kept(self, entry: Entry | None) -> None:
        self._busy.end()
        self.accept()
        if entry is not None:
            self.kept.emit(entry.name)

    def _on_refused(self, error: DigitpadError) -> None:
        self._busy.end()
        self.name.show_problem(translated(error)[1])
        self._row.show_problems()
        self.name.editor.setFocus()


def _keep_best(results: SweepResults, name: str, library: Library) -> Entry | None:
    from digitpad.experiments.keeping import keep_chosen  # noqa: PLC0415 - imports numpy
    from digitpad.experiments.store import SweepStore  # noqa: PLC0415 - the same

    library.prepare(name)
    return keep_chosen(results, SweepStore.of_user(), name, library)
