"""The table of the library's models: name, what each learnt from, its layers, its two numbers, when it was made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTableWidget, QTableWidgetItem, QWidget

from digitpad.gui.models import score_text
from digitpad.gui.models.details import ModelRow
from digitpad.gui.widgets.number_text import translated
from digitpad.library.scores.values import ScoreState, TestSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from digitpad.errors import DigitpadError
    from digitpad.library.listing import ListedModel
    from digitpad.library.scores.values import ModelScores

_NAME, _LEARNT, _MNIST, _PENS = 0, 1, 3, 4
_NOTHING = "\N{EN DASH}"
_ROW_PIXELS = 36
_ROWS_MEASURED = 40
"""Rows beside those in view that a column's width is found from: all of five hundred took a quarter of a second."""
_NARROWEST, _WIDEST = 60, 220
"""Pixels of a column: a long name or many layers leave the others their room; tooltips have the whole."""


class ModelsTable(QTableWidget):
    """One row a model. `renamed` carries a model's name and the one typed instead.

    `row_changed` follows another choice, and new figures of the model chosen.
    """

    renamed = Signal(str, str)
    row_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 6, parent)
        self._rows: list[ModelRow] = []
        self._is_filling = False
        self.setHorizontalHeaderLabels(
            [
                self.tr("Name"),
                self.tr("Learnt from"),
                self.tr("Layers"),
                self.tr("MNIST test"),
                self.tr("Other people's pens"),
                self.tr("Made"),
            ]
        )
        self.setAccessibleName(self.tr("Models in the library"))
        self.setToolTip(self.tr("Double-click a model to let it read the pad."))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_PIXELS)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_LEARNT, QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(_NARROWEST)
        header.setMaximumSectionSize(_WIDEST)
        header.setResizeContentsPrecision(_ROWS_MEASURED)
        self._sharing = QTimer(self, singleShot=True, interval=50)  # once for all figures that have come
        self._sharing.timeout.connect(self._share_width)
        self.currentCellChanged.connect(self.row_changed)
        self.itemChanged.connect(self._on_item_changed)

    @property
    def chosen(self) -> ModelRow | None:
        """The chosen model."""
        index = self.currentRow()
        return self._rows[index] if 0 <= index < len(self._rows) else None

    def show_models(self, models: Sequence[ListedModel], wanted: str) -> None:
        """List models in place of those before, and choose one; the scores known of a model stay.

        Where the wanted one has gone, the next one is chosen: what has taken its place, or the last.
        """
        known = {row.listed.entry.name: row.scores for row in self._rows}
        before, shown = max(self.currentRow(), 0), self._rows
        self._rows = [ModelRow(listed, known.get(listed.entry.name)) for listed in models]
        self._is_filling = True
        self.setRowCount(len(self._rows))
        for index, row in enumerate(self._rows):
            if index >= len(shown) or row != shown[index]:  # a name that is being edited is left alone
                self._fill(index, row)
        self._is_filling = False
        self._share_width()
        names = [row.listed.entry.name for row in self._rows]
        self.setCurrentCell(names.index(wanted) if wanted in names else min(before, len(names) - 1), _NAME)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._share_width()

    @Slot()
    def _share_width(self) -> None:
        """Leave a long name the room it needs, but what models learnt from not less than half."""
        header = self.horizontalHeader()
        others = sum(header.sectionSize(column) for column in range(_LEARNT + 1, self.columnCount()))
        room, learnt = self.viewport().width() - others, self.sizeHintForColumn(_LEARNT)
        header.resizeSection(_LEARNT, min(learnt, max(room - self.sizeHintForColumn(_NAME), room // 2)))

    def show_scores(self, scores: ModelScores) -> None:
        """Show the figures of a model that is listed."""
        index = self._index_of(scores.name)
        if index is None:
            return
        self._rows[index] = replace(self._rows[index], scores=scores)
        self._show_figures(index, scores)
        if index == self.currentRow():
            self.row_changed.emit()

    def show_unmeasured(self, name: str, standard: TestSet, error: DigitpadError) -> None:
        """Show that a listed model could not be measured, and why."""
        index = self._index_of(name)
        if index is not None:
            column = _MNIST if standard is TestSet.MNIST else _PENS
            self._show_figure(index, column, self.tr("failed"), "\n".join(translated(error)))

    @Slot()
    def edit_name(self) -> None:
        """Let the chosen model's name be edited."""
        item = self.item(self.currentRow(), _NAME)
        if item is not None:
            self.setFocus()
            self.editItem(item)

    def take_back(self, name: str) -> None:
        """Show a model's name again where another was typed."""
        index = self._index_of(name)
        if index is not None:
            self._is_filling = True
            self._fill(index, self._rows[index])
            self._is_filling = False

    def edit_again(self, typed: str) -> None:
        """Let what was typed as the chosen model's name be edited once more."""
        self.edit_name()
        editor = self.viewport().findChild(QLineEdit)
        if isinstance(editor, QLineEdit):
            editor.setText(typed)

    def _fill(self, index: int, row: ModelRow) -> None:
        texts = (row.listed.entry.name, *self._described(row))
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            if column == _NAME and not row.listed.entry.is_bundled:
                flags |= Qt.ItemFlag.ItemIsEditable
            item.setFlags(flags)
            item.setToolTip(text if row.listed.problem is None else translated(row.listed.problem)[1])
            self.setItem(index, column, item)
        if row.scores is not None:
            self._show_figures(index, row.scores)

    def _described(self, row: ModelRow) -> tuple[str, str, str, str, str]:
        metadata = row.listed.metadata
        if metadata is None:
            return self.tr("cannot be read"), "", "", "", ""
        sizes = "-".join(str(size) for size in metadata.spec.layer_sizes)
        learnt = score_text.sources(metadata.data) or _NOTHING
        return learnt, sizes, "", "", metadata.created[:10] or _NOTHING

    def _index_of(self, name: str) -> int | None:
        return next((index for index, row in enumerate(self._rows) if row.listed.entry.name == name), None)

    def _show_figures(self, index: int, scores: ModelScores) -> None:
        for column, figure in ((_MNIST, scores.mnist), (_PENS, scores.pens)):
            self._show_figure(index, column, score_text.short(figure), score_text.explained(figure))
        # All pens' figures are of one set, at any time: the heading names it.
        known = [row.scores.pens for row in self._rows if row.scores is not None]
        title = next(
            (figure.title for figure in known if figure.state in {ScoreState.MEASURED, ScoreState.MISSING}), None
        )
        heading = self.horizontalHeaderItem(_PENS)
        if heading is not None:
            heading.setText(title or self.tr("Other people's pens"))

    def _show_figure(self, index: int, column: int, text: str, explained: str) -> None:
        item = self.item(index, column)
        if item is not None:
            self._is_filling = True
            item.setText(text)
            item.setToolTip(explained)
            self._is_filling = False
            if not self._sharing.isActive():
                self._sharing.start()

    @Slot(QTableWidgetItem)
    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        """Emit `renamed` for a name that was edited."""
        if self._is_filling or item.column() != _NAME:
            return
        old, new = self._rows[item.row()].listed.entry.name, item.text().strip()
        if new != old:
            self.renamed.emit(old, new)
