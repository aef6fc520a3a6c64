"""Figures that came out, each beside the one its note states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QLabel

    from digitpad.notes.walk import Figure

_LONG = 16
"""Characters from which on what came out wraps."""


class FigureTable(QWidget):
    """A row a figure: what it is, what came out, what the note says; below it why they differ."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.MARGIN)
        self._grid.setVerticalSpacing(4)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show other figures."""
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if not figures:
            return
        longest = [max(len(text) for text in column) for column in _columns(figures)]
        for column, length in enumerate(longest):
            self._grid.setColumnStretch(column, 4 if column == 0 else 3 * (length > _LONG))
        heading = ("", self.tr("here"), self.tr("the note"))
        self._add_row(0, [controls.label(text, theme.Role.MUTED) for text in heading])
        row = 1
        for figure in figures:
            obtained = controls.label(_whole(figure.obtained))
            controls.use_tabular_figures(obtained, theme.BODY_PIXELS, obtained.font().Weight.DemiBold)
            note = controls.label(_whole(figure.note_says) or "\N{EN DASH}")
            controls.use_tabular_figures(note)
            self._add_row(row, [controls.label(figure.label), obtained, note])
            row += 1
            if figure.remark:
                remark = controls.label(figure.remark, theme.Role.MUTED)
                remark.setWordWrap(True)
                remark.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self._grid.addWidget(remark, row, 0, 1, 3)
                row += 1

    def _add_row(self, row: int, cells: list[QLabel]) -> None:
        for column, cell in enumerate(cells):
            cell.setWordWrap(column == 0 or self._grid.columnStretch(column) > 0)
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            self._grid.addWidget(cell, row, column)
            cell.setAlignment(side | Qt.AlignmentFlag.AlignTop)
            if column > 0:
                cell.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)


def _columns(figures: Sequence[Figure]) -> tuple[list[str], list[str], list[str]]:
    return (
        [figure.label for figure in figures],
        [figure.obtained for figure in figures],
        [figure.note_says for figure in figures],
    )


def _whole(text: str) -> str:
    """Keep a number and its sign on one line."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")
