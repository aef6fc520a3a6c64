"""The lines a recipe's note prints while it trains, beside the table of epochs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from digitpad.config.log_style import QUIET
from digitpad.training.note_log import epoch_line, log_style_of, logged_batches

if TYPE_CHECKING:
    from digitpad.config.train_config import TrainConfig
    from digitpad.training.reports import TrainingReport

_MOST_LINES = 10_000
"""Lines kept: more than any recipe of a note prints."""


class NoteLogView(QPlainTextEdit):
    """Lines to read, select and copy; empty for a run whose note prints none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style, self._batch_size = QUIET, 0
        self.setReadOnly(True)
        self.setMaximumBlockCount(_MOST_LINES)
        self.setFrameShape(self.Shape.NoFrame)
        self.setLineWrapMode(self.LineWrapMode.NoWrap)
        self.setAccessibleName(self.tr("Log"))
        self.setToolTip(self.tr("What the recipe's study note prints while it trains."))
        font = self.font()
        font.setFamilies(["Consolas", "Menlo", "DejaVu Sans Mono"])
        font.setStyleHint(font.StyleHint.Monospace)
        self.setFont(font)

    @property
    def has_lines(self) -> bool:
        """Whether the run prints any while it trains."""
        return self._style.every is not None or self._style.epoch is not None

    def expect(self, config: TrainConfig) -> None:
        """Print as the note of the recipe that a config runs."""
        self._style, self._batch_size = log_style_of(config), config.batch_size

    def begin(self, config: TrainConfig) -> None:
        """Clear the lines for a run."""
        self.expect(config)
        self.clear()

    def add(self, report: TrainingReport) -> None:
        """Add the lines of a report."""
        lines = [batch.line for batch in logged_batches(self._style, report, self._batch_size)]
        line = None if report.finished_epoch is None else epoch_line(self._style, report.finished_epoch)
        for text in [*lines, *([] if line is None else [line])]:
            self.appendPlainText(text)
