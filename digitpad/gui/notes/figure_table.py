"""Figures that came out, each beside the one its note states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from digitpad.gui.widgets import controls, theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.notes.walk import Figure

_WIDEST = 116
"""Pixels of what came out, and of what the note says; longer texts wrap."""


class FigureTable(QWidget):
    """A row a figure: what it is, what came out, what the note says; below it why they differ."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures: tuple[Figure, ...] = ()
        # Not a grid, which gives wrapped text over several columns too few lines.
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures on show."""
        return self._figures

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show other figures."""
        self._figures = tuple(figures)
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if not figures:
            return
        rows = [_Row("", self.tr("here"), self.tr("the note"), is_heading=True)]
        self._rows.addWidget(rows[0])
        for figure in figures:
            rows.append(_Row(figure.label, figure.obtained, figure.note_says or "\N{EN DASH}"))
            self._rows.addWidget(rows[-1])
            if figure.remark:
                self._rows.addWidget(_wrapped(figure.remark, theme.Role.MUTED))
        for column in (0, 1):
            width = min(max(row.wanted[column] for row in rows), _WIDEST)
            for row in rows:
                row.values[column].setFixedWidth(width)


class _Row(QWidget):
    """What a figure is, what came out and what the note says; `values` are the last two."""

    def __init__(self, label: str, obtained: str, note_says: str, *, is_heading: bool = False) -> None:
        super().__init__()
        role = theme.Role.MUTED if is_heading else None
        self.values = (_wrapped(_whole(obtained), role), _wrapped(_whole(note_says), role))
        if not is_heading:
            controls.use_tabular_figures(self.values[0], weight=QFont.Weight.DemiBold)
            controls.use_tabular_figures(self.values[1])
        for value in self.values:
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        controls.row((_wrapped(label, role), 1), *self.values, spacing=theme.CARD_GAP, owner=self)

    @property
    def wanted(self) -> tuple[int, ...]:
        """How wide what came out and what the note says would be in one line each."""
        return tuple(value.fontMetrics().horizontalAdvance(value.text()) + 2 for value in self.values)


def _wrapped(text: str, role: theme.Role | None) -> QLabel:
    made = controls.label(text, role)
    made.setWordWrap(True)
    made.setAlignment(Qt.AlignmentFlag.AlignTop)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def _whole(text: str) -> str:
    """Keep a number and its sign on one line."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")
