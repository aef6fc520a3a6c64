"""The library's window: every model with its details, and the buttons to use and manage it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from digitpad.gui.models.details import ModelDetails
from digitpad.gui.models.table import ModelsTable
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.busy_buttons import BusyButtons
from digitpad.gui.widgets.elided import ElidedLabel, elided
from digitpad.gui.widgets.error_dialog import show_error

if TYPE_CHECKING:
    from digitpad.errors import DigitpadError
    from digitpad.gui.library_thread import Act, Done, Failed, LibraryThread
    from digitpad.gui.models.choice import ModelChoice
    from digitpad.library.library import DeletedModel, Entry, Library
    from digitpad.library.listing import ListedModel
    from digitpad.library.scores.values import ModelScores, TestSet

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

    def __init__(self, library: LibraryThread, choice: ModelChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._choice = choice
        self._deleted: list[DeletedModel] = []
        self._wanted: str | None = None  # the model to choose in the next listing, if not the one chosen then
        self._typed = ("", "")  # a name, and the one typed instead
        self._is_to_be_named = False
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
        changing = (self.import_button, self.export, self.duplicate, self.rename, self.delete, self.restore)
        self._busy = BusyButtons(changing, self.note, self)
        self._build()
        self._connect()

    @property
    def selected(self) -> Entry | None:
        """The chosen model."""
        row = self.table.chosen
        return None if row is None else row.listed.entry

    def show_models(self, name: str | None = None) -> None:
        """List what is in the library now, and choose a model: the one named, or the one chosen before."""
        self._wanted = name or self._wanted
        self._library.read_models(self._show_listing, self._show_no_listing)

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
        self._begin(lambda library: library.import_file(path), self._on_imported)

    def export_file(self, path: Path) -> None:
        """Write the chosen model to a file."""
        chosen = self.selected
        if chosen is not None:

            def write(library: Library) -> Path:
                library.export_file(chosen.name, path)
                return path

            self._begin(write, self._on_exported)

    def _show_listing(self, models: tuple[ListedModel, ...]) -> None:
        chosen = self.selected
        self.table.show_models(models, self._wanted or (self._choice.current if chosen is None else chosen.name))
        self._wanted = None
        self._show_selection()
        if self._is_to_be_named:
            self._is_to_be_named = False
            self.table.edit_name()
        self.scores_wanted.emit(tuple(listed.entry.name for listed in models if listed.metadata is not None))

    def _show_no_listing(self, error: DigitpadError) -> None:
        self._show_listing(())
        show_error(error, self)

    @Slot()
    def _show_selection(self) -> None:
        row = self.table.chosen
        is_own = row is not None and not row.listed.entry.is_bundled
        is_sound = row is not None and row.listed.metadata is not None
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
        if chosen is not None:
            self._begin(lambda library: library.duplicate(chosen.name), self._on_duplicated)

    @Slot(str, str)
    def _rename(self, old: str, new: str) -> None:
        if self._begin(lambda library: library.rename(old, new), self._on_renamed, self._on_name_refused):
            self._typed = old, new
        else:
            self.table.take_back(old)

    @Slot()
    def _edit_again(self) -> None:
        """Go on with the name that was refused."""
        self.table.edit_again(self._typed[1])

    @Slot()
    def _delete(self) -> None:
        chosen = self.selected
        if chosen is not None:
            self._begin(lambda library: library.delete(chosen.name), self._on_deleted)

    @Slot()
    def _restore(self) -> None:
        if self._deleted:
            deleted = self._deleted[-1]
            self._begin(lambda library: library.restore(deleted), self._on_restored)

    def _begin(self, act: Act, done: Done, failed: Failed | None = None) -> bool:
        """Have the library changed, unless a change is under way; whether it was begun."""
        is_begun = self._busy.begin()
        if is_begun:
            self._library.carry_out(act, done, failed or self._on_failure)
        return is_begun

    def _on_imported(self, entry: Entry) -> None:
        self._on_change(entry.name, self.tr("Imported as “{name}”.").format(name=entry.name))

    def _on_exported(self, path: Path) -> None:
        self._end()
        self._show_note(self.tr("Exported to {path}.").format(path=path))

    def _on_duplicated(self, entry: Entry) -> None:
        self._is_to_be_named = True
        text = self.tr("“{name}” is a copy; give it a name of its own.")
        self._on_change(entry.name, text.format(name=entry.name))

    def _on_renamed(self, entry: Entry) -> None:
        old = self._typed[0]
        if self._choice.current == old:
            self.model_chosen.emit(entry.name)
        self._on_change(entry.name, self.tr("Renamed “{old}”.").format(old=old))

    def _on_name_refused(self, error: DigitpadError) -> None:
        self._end()
        self.table.take_back(self._typed[0])
        # Queued, for the window to be the active one again: an editor without the focus closes.
        show_error(error, self).finished.connect(self._edit_again, Qt.ConnectionType.QueuedConnection)

    def _on_deleted(self, deleted: DeletedModel) -> None:
        self._deleted.append(deleted)
        self._on_change(None, self.tr("Deleted “{name}”.").format(name=deleted.name))

    def _on_restored(self, entry: Entry) -> None:
        self._deleted.pop()
        self._on_change(entry.name, self.tr("“{name}” is back.").format(name=entry.name))

    def _on_failure(self, error: DigitpadError) -> None:
        self._end()
        show_error(error, self)

    def _on_change(self, name: str | None, message: str) -> None:
        self._end()
        self.show_models(name)
        self._show_note(message)
        self.changed.emit()

    def _end(self) -> None:
        self._busy.end()
        self._show_selection()

    def _show_note(self, message: str) -> None:
        self.note.setText(message)
        self.restore.setVisible(bool(self._deleted))
        if self._deleted:
            name, text = self._deleted[-1].name, self.tr("Bring back “{name}”")
            shown = elided(self.restore, name, _NAME_PIXELS)
            self.restore.setText(text.format(name=shown).replace("&", "&&"))
            self.restore.setAccessibleName(text.format(name=name))
            self.restore.setShortcut("Ctrl+Z")  # another text takes it away
