"""Evaluations as files: the view as a picture, the confusion matrix and every answer as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog

from digitpad.errors import DigitpadError
from digitpad.files import write_atomically
from digitpad.gui.pad.ink_painter import encoded
from digitpad.gui.widgets.error_dialog import show_error
from digitpad.library.names import made_possible

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from digitpad.gui.evaluation.thread import EvaluationOutcome


class EvaluationExport(QObject):
    """The ways out of the evaluation window.

    `window`: what is pictured, and what the questions belong to.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._outcome: EvaluationOutcome | None = None
        self.picture = self._action(self.tr("Picture of this view (PNG)…"), self.tr("Save the window as it looks now"))
        self.matrix = self._action(
            self.tr("Confusion matrix (CSV)…"), self.tr("Save the counts with precision and recall as a table")
        )
        self.reliability = self._action(
            self.tr("Reliability (CSV)…"), self.tr("Save how often answers are right, by confidence, as a table")
        )
        self.answers = self._action(
            self.tr("Every answer (CSV)…"),
            self.tr("Save what each sample is, what it was taken for and how surely, as a table"),
        )
        self.picture.triggered.connect(self._ask_for_picture)
        self.matrix.triggered.connect(self._ask_for_matrix)
        self.reliability.triggered.connect(self._ask_for_reliability)
        self.answers.triggered.connect(self._ask_for_answers)

    def actions_for_menu(self) -> list[QAction]:
        """Return the actions in the order of a menu."""
        return [self.picture, self.matrix, self.reliability, self.answers]

    def show_outcome(self, outcome: EvaluationOutcome | None) -> None:
        """Export another evaluation from now on; None for none."""
        self._outcome = outcome

    def save_picture(self, path: Path) -> None:
        """Write the window as a picture."""
        self._write(path, encoded(self._window.grab().toImage(), "png"))

    def save_matrix(self, path: Path) -> None:
        """Write the confusion matrix as a table."""
        from digitpad.evaluation.tables import confusion_csv  # noqa: PLC0415 - numpy has loaded where there is an outcome

        if self._outcome is not None:
            text = confusion_csv(self._outcome.judgement.evaluation, self._outcome.class_names)
            self._write(path, text.encode())

    def save_reliability(self, path: Path) -> None:
        """Write the bins of confidence as a table."""
        from digitpad.evaluation.tables import reliability_csv  # noqa: PLC0415

        if self._outcome is not None:
            self._write(path, reliability_csv(self._outcome.reliability).encode())

    def save_answers(self, path: Path) -> None:
        """Write every answer as a table."""
        from digitpad.evaluation.tables import answers_csv  # noqa: PLC0415

        if self._outcome is not None:
            self._write(path, answers_csv(self._outcome.judgement.answers, self._outcome.class_names).encode())

    @Slot()
    def _ask_for_picture(self) -> None:
        path = self._asked(self.tr("Save the view"), "png", self.tr("Picture (*.png)"))
        if path is not None:
            self.save_picture(path)

    @Slot()
    def _ask_for_matrix(self) -> None:
        path = self._asked(self.tr("Save the confusion matrix"), "csv", self.tr("Table (*.csv)"))
        if path is not None:
            self.save_matrix(path)

    @Slot()
    def _ask_for_reliability(self) -> None:
        path = self._asked(self.tr("Save the reliability"), "csv", self.tr("Table (*.csv)"))
        if path is not None:
            self.save_reliability(path)

    @Slot()
    def _ask_for_answers(self) -> None:
        path = self._asked(self.tr("Save every answer"), "csv", self.tr("Table (*.csv)"))
        if path is not None:
            self.save_answers(path)

    def _asked(self, title: str, ending: str, kind: str) -> Path | None:
        if self._outcome is None:
            return None
        proposed = made_possible(f"{self._outcome.request.model} on {self._outcome.samples.name}")
        name, _ = QFileDialog.getSaveFileName(self._window, title, f"{proposed}.{ending}", kind)
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(f".{ending}")

    def _write(self, path: Path, content: bytes) -> None:
        try:
            write_atomically(path, content)
        except DigitpadError as error:
            show_error(error, self._window)

    def _action(self, text: str, tip: str) -> QAction:
        action = QAction(text, self)
        action.setToolTip(tip)
        return action
