"""The library's window: every model with what is known of it, and what can be done with it.

Owns the table and its buttons. Does not own the models (`library`) or which one reads the pad (`model_choice`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from digitpad.errors import DigitpadError
from digitpad.gui import theme
from digitpad.gui.error_dialog import show_error
from digitpad.gui.figures import percent
from digitpad.gui.model_details import ModelDetails, ModelRow
from digitpad.gui.wording import translated

if TYPE_CHECKING:
    from digitpad.gui.model_choice import ModelChoice
    from digitpad.library import Deleted, Entry, Library

_NAME = 0
_NOTHING = "\N{EN DASH}"


class ModelsDialog(QDialog):
    """Lists the library.

    `model_chosen` carries the name of the model that shall read the pad, `evaluation_wanted` that of one to be
    evaluated. `changed` follows every change made here.
    """

    model_chosen = Signal(str)
    evaluation_wanted = Signal(str)
    changed = Signal()

    def __init__(self, library: Library, choice: ModelChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._choice = choice
        self._rows: list[ModelRow] = []
        self._deleted: Deleted | None = None
        self._is_filling = False
        self.setWindowTitle(self.tr("Models"))
        self.table = QTableWidget(0, 5)
        self.details = ModelDetails()
        self.note = theme.label("", theme.Role.MUTED)
        self.use = theme.button(
            self.tr("Use this model"), self.tr("Let the chosen model read the pad"), theme.Role.PRIMARY
        )
        self.import_button = theme.button(self.tr("Import…"), self.tr("Copy a model's file into the library"))
        self.evaluate = theme.button(self.tr("Evaluate…"), self.tr("See what the chosen model gets right and wrong"))
        self.export = theme.button(
            self.tr("Export…"),
            self.tr("Write the chosen model to a file: a checkpoint to share, a PyTorch script, or ONNX"),
        )
        self.duplicate = theme.button(self.tr("Duplicate"), self.tr("Copy the chosen model under another name"))
        self.rename = theme.button(self.tr("Rename"), self.tr("Give the chosen model another name"))
        self.delete = theme.button(
            self.tr("Delete"), self.tr("Move the chosen model to the trash (Del)"), theme.Role.DANGER
        )
        self.restore = theme.button(self.tr("Undo"), self.tr("Take the deleted model back out of the trash (Ctrl+Z)"))
        self.close_button = theme.button(self.tr("Close"), self.tr("Close this window"))
        self._build()
        self._connect()

    @property
    def selected(self) -> Entry | None:
        """The chosen model."""
        index = self.table.currentRow()
        return self._rows[index].entry if 0 <= index < len(self._rows) else None

    def show_models(self, name: str | None = None) -> None:
        """List what is in the library now, and choose a model: the one named, or the one chosen before."""
        before = self.selected
        wanted = name or (before.name if before is not None else self._choice.current)
        try:
            self._rows = [self._read(entry) for entry in self._library.entries()]
        except DigitpadError as error:
            self._rows = []
            show_error(error, self)
        self._is_filling = True
        self.table.setRowCount(len(self._rows))
        for index, row in enumerate(self._rows):
            self._fill(index, row)
        self._is_filling = False
        names = [row.entry.name for row in self._rows]
        self.table.setCurrentCell(names.index(wanted) if wanted in names else 0, _NAME)
        self._show_selection()

    def _build(self) -> None:
        table = self.table
        table.setHorizontalHeaderLabels(
            [self.tr("Name"), self.tr("Data"), self.tr("Layers"), self.tr("Test accuracy"), self.tr("Made")]
        )
        table.setAccessibleName(self.tr("Models in the library"))
        table.setToolTip(self.tr("Double-click a model to let it read the pad."))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(36)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        above = QHBoxLayout()
        above.setSpacing(theme.CONTROL_GAP)
        for button in (self.use, self.evaluate):
            above.addWidget(button)
        above.addSpacing(theme.CONTROL_GAP)
        for button in (self.import_button, self.export, self.duplicate, self.rename, self.delete):
            above.addWidget(button)
        above.addStretch(1)
        below = QHBoxLayout()
        below.setSpacing(theme.CONTROL_GAP)
        below.addWidget(self.note)
        below.addWidget(self.restore)
        below.addStretch(1)
        below.addWidget(self.close_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        rows.setSpacing(theme.CARD_GAP)
        rows.addLayout(above)
        rows.addWidget(table, 3)
        rows.addWidget(self.details, 2)
        rows.addLayout(below)
        self.restore.hide()
        self.restore.setShortcut("Ctrl+Z")
        self.delete.setShortcut("Del")
        self.resize(960, 620)

    def _connect(self) -> None:
        self.table.currentCellChanged.connect(self._show_selection)
        self.table.cellDoubleClicked.connect(self._use)
        self.table.itemChanged.connect(self._take_name)
        self.use.clicked.connect(self._use)
        self.import_button.clicked.connect(self._ask_and_import)
        self.evaluate.clicked.connect(self._evaluate)
        self.export.clicked.connect(self._ask_and_export)
        self.duplicate.clicked.connect(self._duplicate)
        self.rename.clicked.connect(self._edit_name)
        self.delete.clicked.connect(self._delete)
        self.restore.clicked.connect(self._restore)
        self.close_button.clicked.connect(self.close)

    def import_file(self, path: Path) -> None:
        """Copy a model's file into the library."""
        try:
            entry = self._library.import_file(path)
        except DigitpadError as error:
            show_error(error, self)
            return
        self._note_change(entry.name, self.tr("Imported as “{name}”.").format(name=entry.name))

    def export_file(self, path: Path) -> None:
        """Write the chosen model to a file."""
        if self.selected is None:
            return
        try:
            self._library.export_file(self.selected.name, path)
        except DigitpadError as error:
            show_error(error, self)
        else:
            self._say(self.tr("Exported to {path}.").format(path=path))

    def _read(self, entry: Entry) -> ModelRow:
        try:
            return ModelRow(entry, self._library.load(entry.name))
        except DigitpadError as error:
            return ModelRow(entry, None, error)

    def _fill(self, index: int, row: ModelRow) -> None:
        texts = (row.entry.name, *self._described(row))
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            if column == _NAME and not row.entry.is_bundled:
                flags |= Qt.ItemFlag.ItemIsEditable
            item.setFlags(flags)
            item.setToolTip(text if row.problem is None else translated(row.problem)[1])
            self.table.setItem(index, column, item)

    def _described(self, row: ModelRow) -> tuple[str, str, str, str]:
        if row.checkpoint is None:
            return self.tr("cannot be read"), "", "", ""
        checkpoint = row.checkpoint
        sizes = "-".join(str(size) for size in checkpoint.spec.layer_sizes)
        data = checkpoint.data[0].name.removesuffix(" train") if checkpoint.data else _NOTHING
        # The first measurement is that of the data set's test part.
        figure = percent(checkpoint.measurements[0].accuracy) if checkpoint.measurements else _NOTHING
        return data, sizes, figure, checkpoint.created[:10] or _NOTHING

    @Slot()
    def _show_selection(self) -> None:
        index = self.table.currentRow()
        row = self._rows[index] if 0 <= index < len(self._rows) else None
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
            self._say(self.tr("“{name}” reads the pad.").format(name=self.selected.name))

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
        wish = f"{self.selected.name}.safetensors"
        name, kind = QFileDialog.getSaveFileName(self, self.tr("Export a model"), wish, ";;".join(kinds))
        if name:
            path = Path(name)
            # A desktop's own dialog leaves the ending as it was when another kind is chosen.
            asked = kinds.get(kind, path.suffix)
            is_wish = path.name == wish or not path.suffix
            self.export_file(path.with_name(f"{self._stem(path)}{asked}") if is_wish else path)

    def _stem(self, path: Path) -> str:
        """Return a file's name without the ending of one of ours: names of models may have full stops."""
        return path.name.removesuffix(".safetensors")

    @Slot()
    def _evaluate(self) -> None:
        if self.selected is not None:
            self.evaluation_wanted.emit(self.selected.name)

    @Slot()
    def _duplicate(self) -> None:
        if self.selected is None:
            return
        try:
            entry = self._library.duplicate(self.selected.name)
        except DigitpadError as error:
            show_error(error, self)
            return
        self._note_change(entry.name, self.tr("“{name}” is a copy; give it a name of its own.").format(name=entry.name))
        self._edit_name()

    @Slot()
    def _edit_name(self) -> None:
        item = self.table.item(self.table.currentRow(), _NAME)
        if item is not None:
            self.table.setFocus()
            self.table.editItem(item)

    @Slot(QTableWidgetItem)
    def _take_name(self, item: QTableWidgetItem) -> None:
        """Rename the model whose name was edited."""
        if self._is_filling or item.column() != _NAME:
            return
        old, new = self._rows[item.row()].entry.name, item.text().strip()
        if new == old:
            return
        try:
            entry = self._library.rename(old, new)
        except DigitpadError as error:
            self.show_models(old)
            show_error(error, self)
            return
        if self._choice.current == old:
            self.model_chosen.emit(entry.name)
        self._note_change(entry.name, self.tr("Renamed “{old}”.").format(old=old))

    @Slot()
    def _delete(self) -> None:
        if self.selected is None:
            return
        try:
            deleted = self._library.delete(self.selected.name)
        except DigitpadError as error:
            show_error(error, self)
            return
        self._note_change(None, self.tr("Deleted “{name}”.").format(name=deleted.name))
        self._deleted = deleted
        self.restore.show()

    @Slot()
    def _restore(self) -> None:
        if self._deleted is None:
            return
        try:
            entry = self._library.restore(self._deleted)
        except DigitpadError as error:
            show_error(error, self)
            return
        self._note_change(entry.name, self.tr("“{name}” is back.").format(name=entry.name))

    def _note_change(self, name: str | None, message: str) -> None:
        self.show_models(name)
        self._say(message)
        self.changed.emit()

    def _say(self, message: str) -> None:
        self._deleted = None
        self.restore.hide()
        self.note.setText(message)
