"""Evaluations as files: the view as a picture, the confusion matrix and every answer as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog

from digitpad.files.writing import write_atomically
from digitpad.gui.widgets.picture_file import FileWriting, encoded
from digitpad.library.names import nearest_valid_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from digitpad.gui.evaluation.thread import EvaluationOutcome


class EvaluationExport(QObject):
    """The actions that save an evaluation; `window` is pictured, and owns the file dialogs."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.writing = FileWriting(window)
        self._outcome: EvaluationOutcome | None = None
        self._actions = [
            self._action(
                self.tr("Picture of this view (PNG)…"), self.tr("Save the window as it looks now"), self._save_picture
            ),
            self._action(
                self.tr("Confusion matrix (CSV)…"),
                self.tr("Save the counts with precision and recall as a table"),
                self._save_matrix,
            ),
            self._action(
                self.tr("Reliability (CSV)…"),
                self.tr("Save how often answers are right, by confidence, as a table"),
                self._save_reliability,
            ),
            self._action(
                self.tr("Every answer (CSV)…"),
                self.tr("Save what each sample is, what it was taken for and how surely, as a table"),
                self._save_answers,
            ),
        ]

    def actions_for_menu(self) -> list[QAction]:
        """Return the actions in the order of a menu."""
        return list(self._actions)

    def show_outcome(self, outcome: EvaluationOutcome | None) -> None:
        """Export another evaluation from now on; None for none."""
        self._outcome = outcome

    @Slot()
    def _save_picture(self) -> None:
        path = self._ask(self.tr("Save the view"), "png", self.tr("Picture (*.png)"))
        if path is not None:
            image = self._window.grab().toImage()
            self.writing.submit(lambda: write_atomically(path, encoded(image, "png")))

    @Slot()
    def _save_matrix(self) -> None:
        from digitpad.evaluation.tables import confusion_csv  # noqa: PLC0415 - numpy has loaded where there is an outcome

        self._save_table(
            self.tr("Save the confusion matrix"),
            lambda outcome: confusion_csv(outcome.judgement.evaluation, outcome.class_names),
        )

    @Slot()
    def _save_reliability(self) -> None:
        from digitpad.evaluation.tables import reliability_csv  # noqa: PLC0415

        self._save_table(self.tr("Save the reliability"), lambda outcome: reliability_csv(outcome.reliability))

    @Slot()
    def _save_answers(self) -> None:
        from digitpad.evaluation.tables import predictions_csv  # noqa: PLC0415

        self._save_table(
            self.tr("Save every answer"),
            lambda outcome: predictions_csv(outcome.judgement.predictions, outcome.class_names),
        )

    def _save_table(self, title: str, make: Callable[[EvaluationOutcome], str]) -> None:
        path = self._ask(title, "csv", self.tr("Table (*.csv)"))
        if path is not None and self._outcome is not None:
            outcome = self._outcome
            self.writing.submit(lambda: write_atomically(path, make(outcome).encode()))

    def _ask(self, title: str, ending: str, kind: str) -> Path | None:
        if self._outcome is None:
            return None
        proposed = nearest_valid_name(f"{self._outcome.request.model} on {self._outcome.samples.name}")
        name, _ = QFileDialog.getSaveFileName(self._window, title, f"{proposed}.{ending}", kind)
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(f".{ending}")

    def _action(self, text: str, tip: str, save: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.setToolTip(tip)
        action.triggered.connect(save)
        return action
