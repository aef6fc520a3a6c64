"""What came of a step, beside what its note says there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QBoxLayout, QWidget

from digitpad.gui.notes.figure_table import FigureTable
from digitpad.gui.notes.outcome_images import OutcomeImages
from digitpad.gui.notes.printed_lines import PrintedLines
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.overlay_plot import OverlayPlot, Series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from digitpad.notes.walk import Figure, Outcome, Plot, Progress

_MOST_LINES = 14
_PLOT_HEIGHT = 220
_WIDE = 660
"""Pixels from which on the note stands beside what came out; else above it."""


class OutcomePanel(QWidget):
    """Shows an outcome, or what a step has given so far. `pad_wanted`: the outcome's drawing shall go on the pad."""

    pad_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.note = controls.label("")
        self.note.setWordWrap(True)
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.note.setTextInteractionFlags(selectable)
        self.figures, self.images = FigureTable(), OutcomeImages()
        self.printed = PrintedLines(self.tr("What was printed"), _MOST_LINES)
        self.plot = OverlayPlot()
        self.plot.setFixedHeight(_PLOT_HEIGHT)
        self.on_pad = controls.link(
            self.tr("Put it on the pad again"), self.tr("The drawing of this step, in place of what lies there now")
        )
        self.on_pad.clicked.connect(self.pad_wanted)
        self._note_part, self._here_part = QWidget(), QWidget()
        note_heading = controls.label(self.tr("The note says"), theme.Role.MUTED)
        controls.column(note_heading, self.note, None, spacing=4, owner=self._note_part)
        self._here_heading = controls.label(self.tr("What came out"), theme.Role.MUTED)
        controls.column(
            self._here_heading,
            self.figures,
            self.plot,
            self.images,
            self.printed,
            controls.row(self.on_pad, None),
            None,
            spacing=theme.CONTROL_GAP,
            owner=self._here_part,
        )
        self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setSpacing(theme.CARD_GAP)
        self._parts.addWidget(self._note_part)
        self._parts.addWidget(self._here_part)
        self.show_outcome(None)

    def show_note(self, text: str) -> None:
        """Show what the note says; what it prints in lines is shown as a terminal would."""
        font = QFont(self.font())
        if "\n" in text:
            font.setFamilies(["Consolas", "Menlo", "DejaVu Sans Mono", "monospace"])
            font.setPixelSize(theme.SMALL_PIXELS)
        self.note.setFont(font)
        self.note.setText(text)
        self._show_note_part(())

    def show_outcome(self, outcome: Outcome | None) -> None:
        """Show what a step came to; None for nothing yet."""
        self._here_part.setVisible(outcome is not None)
        figures, images = (outcome.figures, outcome.images) if outcome is not None else ((), ())
        self.figures.show_figures(figures)
        self.figures.setVisible(bool(figures))
        self._show_note_part(figures)
        self.images.show_images(images, 1 if outcome is None else outcome.columns)
        self.images.setVisible(bool(images))
        self._show_plot(None if outcome is None else outcome.plot)
        lines = () if outcome is None else outcome.lines
        if lines != self.printed.lines:  # else what was printed while it ran stays where it was scrolled to
            self.printed.show_lines(lines)
        self.printed.setVisible(bool(lines))
        self.on_pad.setVisible(outcome is not None and outcome.for_pad is not None)

    def begin(self) -> None:
        """Show nothing of a step that has just begun."""
        self.show_outcome(None)

    def add(self, progress: Progress) -> None:
        """Show what else a step has given."""
        if progress.lines:
            self._here_part.show()
            self.printed.show()
            self.printed.add_lines(progress.lines)
        if progress.plot is not None:
            self._here_part.show()
            self._show_plot(progress.plot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the note beside what came out where there is room."""
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        is_wide = event.size().width() >= _WIDE
        self._parts.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        for place, share in enumerate((2, 3)):
            self._parts.setStretch(place, share if is_wide else 0)

    def _show_note_part(self, figures: Sequence[Figure]) -> None:
        """Show what the note says unless a figure beside what came out says just that."""
        text = self.note.text()
        self._note_part.setVisible(bool(text) and all(figure.note_says != text for figure in figures))

    def _show_plot(self, plot: Plot | None) -> None:
        self.plot.setVisible(plot is not None)
        if plot is not None:
            self.plot.show_series(
                [Series(curve.name, curve.places, curve.values) for curve in plot.curves],
                x_name=plot.x_name,
                x_range=plot.x_range,
                y_range=plot.y_range,
            )
