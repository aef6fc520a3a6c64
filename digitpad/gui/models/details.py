"""The details of one model of the library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy

from digitpad.gui.models import score_text
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.elided import ElidedLabel
from digitpad.gui.widgets.layer_table import LayerTable
from digitpad.gui.widgets.number_text import count, percent, translated
from digitpad.library.names import resume_file_of
from digitpad.library.scores.values import ScoreState
from digitpad.models.summary import summarise

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from digitpad.errors import DigitpadError
    from digitpad.library.library import Entry
    from digitpad.library.scores.values import ModelScores
    from digitpad.models.checkpoint import Checkpoint


_LEAST_HEIGHT = 210
"""Pixels for a perceptron's first layers; the others are scrolled to."""


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model of the library; `checkpoint` is None, with the reason, if it cannot be read.

    `scores` is None until it is known.
    """

    entry: Entry
    checkpoint: Checkpoint | None
    problem: DigitpadError | None = None
    scores: ModelScores | None = None


class ModelDetails(controls.Card):
    """The details of one model beyond its row in the table: as text, and layer by layer.

    `resume_wanted` carries the name of a model whose stopped run shall go on. `pens_wanted` asks to have models
    measured on other people's pens.
    """

    resume_wanted = Signal(str)
    pens_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel(theme.Role.HEADING)
        self.text = controls.label("", theme.Role.MUTED)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.resume = controls.button(
            self.tr("Resume training"), self.tr("Go on exactly where this model's run was stopped.")
        )
        self.resume.clicked.connect(self._on_resume_clicked)
        self.get_pens = controls.link(
            self.tr("Measure on other people's pens…"),
            self.tr("Get the pen digits every model is measured on: asks first, and says whose they are."),
        )
        self.get_pens.clicked.connect(self.pens_wanted)
        self.summary = LayerTable()
        self.summary.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        left = controls.column(self.title, (controls.scrolled(self.text, takes_focus=True), 1))
        left.addWidget(self.get_pens, 0, Qt.AlignmentFlag.AlignLeft)
        left.addWidget(self.resume, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(controls.row((left, 1), (self.summary, 3), spacing=theme.MARGIN))
        self.setMinimumHeight(_LEAST_HEIGHT)

    def show_row(self, row: ModelRow | None) -> None:
        """Show another model; None for none."""
        self.title.setText("" if row is None else row.entry.name)
        checkpoint = None if row is None else row.checkpoint
        is_own = row is not None and not row.entry.is_bundled
        is_unmeasured = row is not None and row.scores is not None and row.scores.pens.state is ScoreState.NO_DATA
        self.get_pens.setVisible(is_unmeasured)
        self.resume.setVisible(is_own and row is not None and resume_file_of(row.entry.path).is_file())
        self.summary.setVisible(checkpoint is not None)
        self.summary.show_rows(() if checkpoint is None else summarise(checkpoint.spec, checkpoint.preprocessing))
        if row is None:
            self.text.clear()
        elif row.problem is not None:
            self.text.setText("\n".join(translated(row.problem)))
        elif row.checkpoint is not None:
            self.text.setText("\n".join(self._known(row.checkpoint, row.scores)))

    @Slot()
    def _on_resume_clicked(self) -> None:
        self.resume_wanted.emit(self.title.text())

    def _known(self, checkpoint: Checkpoint, scores: ModelScores | None) -> list[str]:
        parameters = count(checkpoint.spec.parameter_count)
        lines = [self.tr("{kind}, {count} parameters").format(kind=self._kind(checkpoint), count=parameters)]
        learnt = score_text.learnt_from(checkpoint.data)
        if learnt:
            lines.append(learnt)
        if scores is not None:
            suited = (figure for figure in scores.scores if figure.state is not ScoreState.NOT_APPLICABLE)
            lines += map(score_text.explained, suited)
            lines += (f"{made.name}: {percent(made.accuracy)}. {made.note}".strip() for made in scores.others)
        return lines

    def _kind(self, checkpoint: Checkpoint) -> str:
        if not checkpoint.spec.hidden_sizes:
            return self.tr("Softmax regression")
        return self.tr("Multi-layer perceptron")
