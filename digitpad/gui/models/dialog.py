"""The library's window: every model with its details, and the buttons to use and manage it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from digitpad.errors import DigitpadError
from digitpad.gui.models.details import ModelDetails, ModelRow
from digitpad.gui.models.table import ModelsTable
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.elided import ElidedLabel, elided
from digitpad.gui.widgets.error_dialog import show_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitpad.gui.models.choice import ModelChoice
    from digitpad.library.library import DeletedModel, Entry, Library
    from digitpad.library.scores.values import ModelScores, TestSet

T = TypeVar("T")

_NAME_PIXELS = 240
"""Width of a model's name on a button; the note beside it has the whole."""


class ModelsDialog(QDialog):
    """Lists the library.

    `model_chosen` carries the name of the model that shall read the pad, `evaluation_wanted` that of one to be
    evaluated. `changed` follows every change made here. `scores_wanted` carries the names of the models listed.
    """

    model_chosen = Signal(str)
    evaluation_wanted = Signal(str)
    changed = Signal()
    scores_wanted = Signal(object)

    def __init__(self, library: Library, choice: ModelChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._choice = choice
        self._deleted: list[DeletedModel] = []
        self._refused_name = ""
        self.setWindowTitle(self.tr("Models"))
        self.table = ModelsTable()
        self.details = ModelDetails()
        self.note = ElidedLabel(theme.Role.MUTED)
        self.use = controls.button(
            self.tr("Use this model"), self.tr("Let the chosen model read the pad"), theme.Role.PRIMARY
        )
        self.import_button = controls.button(self.tr("Import…"), self.tr("Copy a model's file into the library"))
        self.evaluate = controls.button(self.tr("Evaluate…"), self.tr("See what the chosen model gets right and wrong"))
        self.export = controls.button(
            self.tr("Export…"),
            self.tr("Write the chosen model to a file: a checkpoint to share, a PyTorch script, or ONNX"),
        )
        self.duplicate = controls.button(self.tr("Duplicate"), self.tr("Copy the chosen model under another name"))
        self.rename = controls.button(self.tr("Rename"), self.tr("Give the chosen model another name"))
        self.delete = controls.button(
            self.tr("Delete"), self.tr("Move the chosen model to the trash (Del)"), theme.Role.DANGER
        )
        self.restore = controls.button("", self.tr("Take the model deleted last back out of the trash (Ctrl+Z)"))
        self.close_button = controls.button(self.tr("Close"), self.tr("Close this window"))
        self._build()
        self._connect()

    @property
    def selected(self) -> Entry | None:
        """The chosen model."""
        row = self.table.chosen
        return None if row is None else row.entry

    def show_models(self, name: str | None = None) -> None:
        """List what is in the library now, and choose a model: the one named, or the one chosen before."""
        before = self.selected
        try:
            rows = [self._read(entry) for entry in self._library.entries()]
        except DigitpadError as error:
            rows = []
            show_error(error, self)
        self.table.show_rows(rows, name or (before.name if before is not None else self._choice.current))
        self._show_selection()
        self.scores_wanted.emit(tuple(row.entry.name for row in rows if row.checkpoint is not None))

    @Slot(object)
    def show_scores(self, scores: ModelScores) -> None:
        """Show the figures of a model that is listed."""
        self.table.show_scores(scores)

    @Slot(str, object, object)
    def show_unmeasured(self, name: str, standard: TestSet, error: DigitpadError) -> None:
        """Show that a listed model could not be measured, and why."""
        self.table.show_unmeasured(name, standard, error)

    def _build(self) -> None:
        above = controls.row(self.use, self.evaluate)
        above.addSpacing(theme.CONTROL_GAP)
        for button in (self.import_button, self.export, self.duplicate, self.rename, self.delete):
            above.addWidget(button)
        above.addStretch(1)
        below = controls.row(self.note, self.restore, None, self.close_button)
        parts = (above, (self.table, 1), (self.details, 1), below)
        controls.column(*parts, spacing=theme.CARD_GAP, owner=self, margin=theme.MARGIN)
        self.restore.hide()
        self.delete.setShortcut("Del")
        self.resize(1120, 660)  # what each layer does fits on a line

    def _connect(self) -> None:
        self.table.row_changed.connect(self._show_selection)
        self.table.cellDoubleClicked.connect(self._use)
        self.table.renamed.connect(self._rename)
        self.use.clicked.connect(self._use)
        self.import_button.clicked.connect(self._ask_and_import)
        self.evaluate.clicked.connect(self._evaluate)
        self.export.clicked.connect(self._ask_and_export)
        self.duplicate.clicked.connect(self._duplicate)
        self.rename.clicked.connect(self.table.edit_name)
        self.delete.clicked.connect(self._delete)
        self.restore.clicked.connect(self._restore)
        self.close_button.clicked.connect(self.close)

    def import_file(self, path: Path) -> None:
        """Copy a model's file into the library."""
        entry = self._attempt(lambda: self._library.import_file(path))
        if entry is not None:
            self._on_change(entry.name, self.tr("Imported as “{name}”.").format(name=entry.name))

    def export_file(self, path: Path) -> None:
        """Write the chosen model to a file."""
        if self.selected is None:
            return
        try:
            self._library.export_file(self.selected.name, path)
        except DigitpadError as error:
            show_error(error, self)
        else:
            self._show_note(self.tr("Exported to {path}.").format(path=path))

    def _read(self, entry: Entry) -> ModelRow:
        try:
            return ModelRow(entry, self._library.load(entry.name))
        except DigitpadError as error:
            return ModelRow(entry, None, error)

    @Slot()
    def _show_selection(self) -> None:
        row = self.table.chosen
        is_own = row is not None and not row.entry.is_bundled
        is_sound = row is not None and row.checkpoint is not None
        self.use.setEnabled(is_sound)
        for button in (self.evaluate, self.export, self.duplicate):
            button.setEnabled(is_sound)
        self.rename.setEnabled(is_own)
        self.delete.setEnabled(is_own)
        self.details.show_row(row)

    @Slot()
    def _use(self) -> None:
        if self.selected is not None and self.use.isEnabled():
            self.model_chosen.emit(self.selected.name)
            self._show_note(self.tr("“{name}” reads the pad.").format(name=self.selected.name))

    @Slot()
    def _ask_and_import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Import a model"), "", self.tr("Models (*.safetensors)"))
        if name:
            self.import_file(Path(name))

    @Slot()
    def _ask_and_export(self) -> None:
        if self.selected is None:
            return
        kinds = {
            self.tr("Checkpoint for digitpad (*.safetensors)"): ".safetensors",
            self.tr("PyTorch script that runs by itself (*.py)"): ".py",
            self.tr("ONNX (*.onnx)"): ".onnx",
        }
        proposed = f"{self.selected.name}.safetensors"
        name, kind = QFileDialog.getSaveFileName(self, self.tr("Export a model"), proposed, ";;".join(kinds))
        if name:
            path = Path(name)
            # A desktop's own dialog leaves the ending as it was when another kind is chosen.
            asked = kinds.get(kind, path.suffix)
            is_proposed = path.name == proposed or not path.suffix
            self.export_file(path.with_name(f"{self._stem(path)}{asked}") if is_proposed else path)

    def _stem(self, path: Path) -> str:
        """Return a file's name without the ending of one of ours: names of models may have full stops."""
        return path.name.removesuffix(".safetensors")

    @Slot()
    def _evaluate(self) -> None:
        if self.selected is not None:
            self.evaluation_wanted.emit(self.selected.name)

    @Slot()
    def _duplicate(self) -> None:
        chosen = self.selected
        entry = None if chosen is None else self._attempt(lambda: self._library.duplicate(chosen.name))
        if entry is not None:
            text = self.tr("“{name}” is a copy; give it a name of its own.")
            self._on_change(entry.name, text.format(name=entry.name))
            self.table.edit_name()

    @Slot(str, str)
    def _rename(self, old: str, new: str) -> None:
        try:
            entry = self._library.rename(old, new)
        except DigitpadError as error:
            self.show_models(old)
            self._refused_name = new
            # Queued, for the window to be the active one again: an editor without the focus closes.
            show_error(error, self).finished.connect(self._edit_again, Qt.ConnectionType.QueuedConnection)
            return
        if self._choice.current == old:
            self.model_chosen.emit(entry.name)
        self._on_change(entry.name, self.tr("Renamed “{old}”.").format(old=old))

    @Slot()
    def _edit_again(self) -> None:
        """Go on with the name that was refused."""
        self.table.edit_again(self._refused_name)

    @Slot()
    def _delete(self) -> None:
        chosen = self.selected
        deleted = None if chosen is None else self._attempt(lambda: self._library.delete(chosen.name))
        if deleted is not None:
            self._deleted.append(deleted)
            self._on_change(None, self.tr("Deleted “{name}”.").format(name=deleted.name))

    @Slot()
    def _restore(self) -> None:
        entry = self._attempt(lambda: self._library.restore(self._deleted[-1])) if self._deleted else None
        if entry is not None:
            self._deleted.pop()
            self._on_change(entry.name, self.tr("“{name}” is back.").format(name=entry.name))

    def _attempt(self, action: Callable[[], T]) -> T | None:
        """Return the result of an action; None after showing its error."""
        try:
            return action()
        except DigitpadError as error:
            show_error(error, self)
            return None

    def _on_change(self, name: str | None, message: str) -> None:
        self.show_models(name)
        self._show_note(message)
        self.changed.emit()

    def _show_note(self, message: str) -> None:
        self.note.setText(message)
        self.restore.setVisible(bool(self._deleted))
        if self._deleted:
            name, text = self._deleted[-1].name, self.tr("Bring back “{name}”")
            shown = elided(self.restore, name, _NAME_PIXELS)
            self.restore.setText(text.format(name=shown).replace("&", "&&"))
            self.restore.setAccessibleName(text.format(name=name))
            self.restore.setShortcut("Ctrl+Z")  # another text takes it away
