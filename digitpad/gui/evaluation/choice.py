"""What is evaluated: the model and the samples, chosen in two lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QWidget

from digitpad.config.dataset_info import DATASETS, title_of
from digitpad.data.locations import is_present
from digitpad.gui.evaluation.thread import EvaluationRequest, InkLines, PictureFolder, TestImages
from digitpad.gui.models import score_text
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.form_fields import QuietComboBox
from digitpad.gui.widgets.two_line_delegate import ABOUT, TwoLineDelegate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.gui.evaluation.thread import Source
    from digitpad.library.scores.values import ModelScores

_ASK_INK, _ASK_FOLDER = "ink", "folder"
"""Data of the entries that ask for a file instead of being one."""

_RECENT_KEPT = 4


class EvaluationChoice(QWidget):
    """A list of models and a list of samples; `chosen` follows a choice by the user.

    `scores_wanted` carries the names of the models offered.
    """

    chosen = Signal()
    scores_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.models = QuietComboBox()
        self.models.setItemDelegate(TwoLineDelegate(self.models))  # a model's two scores are below its name
        self.samples = QuietComboBox()
        self._source: Source = TestImages()
        self._recent: list[Source] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.CONTROL_GAP)
        for text, box, tip, width in (
            (self.tr("Model"), self.models, self.tr("Which model is evaluated"), 150),
            (self.tr("on"), self.samples, self.tr("Which labelled samples it is evaluated on"), 210),
        ):
            label = controls.label(text, theme.Role.MUTED)
            label.setBuddy(box)
            label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
            box.setMinimumWidth(width)
            box.setToolTip(tip)
            box.setAccessibleName(self.tr("Samples") if box is self.samples else text)
            box.setAccessibleDescription(tip)
            row.addWidget(label)
            row.addWidget(box, 1)
        self.models.activated.connect(self.chosen)
        self.samples.activated.connect(self._on_samples_chosen)
        self.refresh_samples()

    @property
    def request(self) -> EvaluationRequest:
        """What is chosen."""
        return EvaluationRequest(self.models.currentText(), self._source)

    def show_models(self, names: Sequence[str], wanted: str) -> None:
        """Offer models, and choose one if it is among them."""
        before = self.models.currentText()
        with QSignalBlocker(self.models):
            self.models.clear()
            self.models.addItems(list(names))
            self.models.setCurrentText(wanted if wanted in names else before if before in names else names[0])
        self.scores_wanted.emit(tuple(names))

    @Slot(object)
    def show_scores(self, scores: ModelScores) -> None:
        """Show the two figures of a model that is offered."""
        index = self.models.findText(scores.name)
        if index >= 0:
            self.models.setItemData(index, score_text.line(scores), ABOUT)
            explained = "\n".join(map(score_text.explained, scores.scores))
            self.models.setItemData(index, explained, Qt.ItemDataRole.ToolTipRole)

    def refresh_samples(self) -> None:
        """Offer the data sets that are there now, and the files chosen before."""
        with QSignalBlocker(self.samples):
            self.samples.clear()
            for source in self._offered():
                self.samples.addItem(self.source_name(source), source)
            self.samples.insertSeparator(self.samples.count())
            self.samples.addItem(self.tr("An ink file…"), _ASK_INK)
            self.samples.addItem(self.tr("A folder of pictures…"), _ASK_FOLDER)
            self.samples.setCurrentIndex(self._offered().index(self._source))

    def choose_source(self, source: Source) -> None:
        """Choose samples, as the user would."""
        if source not in self._offered():
            self._recent = [source, *self._recent][:_RECENT_KEPT]
        self._source = source
        self.refresh_samples()
        self.chosen.emit()

    def source_name(self, source: Source) -> str:
        """Return the name of samples in the list."""
        match source:
            case TestImages(dataset):
                if dataset is None:
                    return self.tr("its own test images")
                return self.tr("{title} test").format(title=title_of(dataset))
            case InkLines(path) | PictureFolder(path):
                return path.name

    def _offered(self) -> list[Source]:
        present = [TestImages(name) for name in DATASETS if is_present(name)]
        # A data set may be chosen before it is there, and come to be there later, or be gone after it was chosen.
        offered = [TestImages(), *present, *(source for source in self._recent if source not in present)]
        return offered if self._source in offered else [*offered, self._source]

    @Slot(int)
    def _on_samples_chosen(self, index: int) -> None:
        chosen = self.samples.itemData(index)
        if chosen == _ASK_INK:
            self.refresh_samples()
            kinds = self.tr("Ink (*.jsonl *.jsonl.gz *.ndjson *.ndjson.gz *.json *.json.gz *.tra *.tes *.Z)")
            name, _ = QFileDialog.getOpenFileName(self, self.tr("Evaluate on an ink file"), "", kinds)
            if name:
                self.choose_source(InkLines(Path(name)))
        elif chosen == _ASK_FOLDER:
            self.refresh_samples()
            name = QFileDialog.getExistingDirectory(self, self.tr("Evaluate on a folder with a folder for each class"))
            if name:
                self.choose_source(PictureFolder(Path(name)))
        elif chosen is not None:
            self.choose_source(chosen)
