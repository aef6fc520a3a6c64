"""The layers of a model from its input to its probabilities, as a small table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import count
from digitpad.models.summary import summarise

if TYPE_CHECKING:
    from digitpad.config.model_spec import ModelSpec
    from digitpad.config.preprocessing_spec import Preprocessing
    from digitpad.models.summary import SummaryRow


class LayerTable(QWidget):
    """One line a layer: its name, the shape of what it gives, and its parameters."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[SummaryRow, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.CARD_GAP)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(0, 1)

    @property
    def rows(self) -> tuple[SummaryRow, ...]:
        """What is shown."""
        return self._shown

    def show_model(self, spec: ModelSpec, preprocessing: Preprocessing) -> None:
        """Show the layers of a model."""
        rows = summarise(spec, preprocessing)
        if rows == self._shown:
            return
        self._shown = rows
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._put(0, theme.Role.MUTED, self.tr("layer"), self.tr("gives"), self.tr("parameters"))
        for line, row in enumerate(rows, start=1):
            parameters = count(row.parameters) if row.parameters else ""
            purpose = QCoreApplication.translate("summary", row.template).format(**row.values)
            for cell in self._put(line, None, row.layer, row.shape_words, parameters):
                cell.setToolTip(purpose)
        total = count(spec.parameter_count)
        self._put(len(rows) + 1, theme.Role.HEADING, self.tr("Together"), "", total)
        self.setAccessibleName(self.tr("Layers of the model"))
        self.setAccessibleDescription(", ".join(f"{row.layer} {row.shape_words}" for row in rows))

    def _put(self, line: int, role: theme.Role | None, *texts: str) -> tuple[QLabel, ...]:
        cells = tuple(controls.label(text, role) for text in texts)
        for column, cell in enumerate(cells):
            if column:
                cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                controls.use_tabular_figures(cell)
            self._grid.addWidget(cell, line, column)
        return cells
