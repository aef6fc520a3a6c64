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
from digitpad.library.scores.values import ScoreState
from digitpad.models.summary import summarise

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from digitpad.library.listing import ListedModel
    from digitpad.library.scores.values import ModelScores
    from digitpad.models.checkpoint import CheckpointMetadata


_LEAST_HEIGHT = 210
"""Pixels for a perceptron's first layers; the others are scrolled to."""


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model of the library; `scores` is None until it is known."""

    listed: ListedModel
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
        listed = None if row is None else row.listed
        metadata = None if listed is None else listed.metadata
        scores = None if row is None else row.scores
        self.title.setText("" if listed is None else listed.entry.name)
        self.get_pens.setVisible(scores is not None and scores.pens.state is ScoreState.NO_DATA)
        self.resume.setVisible(listed is not None and listed.can_resume)
        self.summary.setVisible(metadata is not None)
        self.summary.show_rows(() if metadata is None else summarise(metadata.spec, metadata.preprocessing))
        if metadata is not None:
            self.text.setText("\n".join(self._known(metadata, scores)))
        elif listed is not None and listed.problem is not None:
            self.text.setText("\n".join(translated(listed.problem)))
        else:
            self.text.clear()

    @Slot()
    def _on_resume_clicked(self) -> None:
        self.resume_wanted.emit(self.title.text())

    def _known(self, metadata: CheckpointMetadata, scores: ModelScores | None) -> list[str]:
        parameters = count(metadata.spec.parameter_count)
        lines = [self.tr("{kind}, {count} parameters").format(kind=self._kind(metadata), count=parameters)]
        learnt = score_text.learnt_from(metadata.data)
        if learnt:
            lines.append(learnt)
        if scores is not None:
            suited = (figure for figure in scores.scores if figure.state is not ScoreState.NOT_APPLICABLE)
            lines += map(score_text.explained, suited)
            lines += (f"{made.name}: {percent(made.accuracy)}. {made.note}".strip() for made in scores.others)
        return lines

    def _kind(self, metadata: CheckpointMetadata) -> str:
        if not metadata.spec.hidden_sizes:
            return self.tr("Softmax regression")
        return self.tr("Multi-layer perceptron")
