"""Scores of models in the windows: which are asked for, who shows them, and getting the pen digits they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.gui.models.score_thread import ScoreController
from digitpad.gui.widgets.window_placement import bring_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QWidget

    from digitpad.gui.data.download_thread import DownloadController
    from digitpad.gui.evaluation.choice import EvaluationChoice
    from digitpad.gui.models.card import ModelCard
    from digitpad.gui.models.dialog import ModelsDialog
    from digitpad.gui.models.pen_digits_dialog import PenDigitsDialog
    from digitpad.gui.prediction.answers import LoadedModel
    from digitpad.gui.prediction.recognition_thread import RecognitionController


class ScoreUpdates(QObject):
    """Keeps the scores of models up to date wherever they are shown.

    `pens_fetched`: the pen digits have come by the window opened here. `downloads` returns the download controller.
    """

    pens_fetched = Signal()

    def __init__(self, downloads: Callable[[], DownloadController], window: QWidget) -> None:
        super().__init__(window)
        self._downloads, self._window = downloads, window
        self._shown: str | None = None
        self._listed: tuple[str, ...] = ()
        self.controller = ScoreController(self)
        self.pens_dialog: PenDigitsDialog | None = None

    def serve_card(self, card: ModelCard, recognition: RecognitionController) -> None:
        """Show the scores of the model that reads the pad on its card."""
        recognition.model_loaded.connect(self._on_model_loaded)
        self.controller.scored.connect(card.show_scores)
        self.controller.scoring_failed.connect(card.show_unmeasured)
        card.pens_wanted.connect(self.open_pens)

    def serve_dialog(self, dialog: ModelsDialog) -> None:
        """Show the scores of all models in the library's window."""
        dialog.scores_wanted.connect(self.look)
        self.controller.scored.connect(dialog.show_scores)
        self.controller.scoring_failed.connect(dialog.show_unmeasured)
        dialog.details.pens_wanted.connect(self.open_pens)

    def serve_choice(self, choice: EvaluationChoice) -> None:
        """Show the scores of the models that can be evaluated in their list."""
        choice.scores_wanted.connect(self.look)
        self.controller.scored.connect(choice.show_scores)

    @Slot(object)
    def look(self, names: Iterable[str]) -> None:
        """Look up the scores of these models, and measure what is missing."""
        self._listed = tuple(names)
        self._look(self._listed)

    @Slot()
    def look_again(self) -> None:
        """Look again at all models that are shown: a set may have come, or gone."""
        shown = () if self._shown is None else (self._shown,)
        self._look((*shown, *self._listed))

    @Slot()
    def open_pens(self) -> None:
        """Open the window that gets the pen digits."""
        from digitpad.gui.models.pen_digits_dialog import PenDigitsDialog  # noqa: PLC0415 - seldom needed

        if self.pens_dialog is None:
            self.pens_dialog = PenDigitsDialog(self._downloads(), self._window)
            self.pens_dialog.fetched.connect(self._on_fetched)
        bring_up(self.pens_dialog, self._window)
        self.pens_dialog.show_state()

    def shut_down(self) -> bool:
        """End the thread; False if it is still busy when the wait runs out."""
        if self.pens_dialog is not None:
            self.pens_dialog.hide()  # a window of its own, it would keep the application open
        return self.controller.shut_down()

    def _look(self, names: tuple[str, ...]) -> None:
        if self.controller.has_ended and not self._window.isVisible():
            return  # a model was being loaded when the window closed
        self.controller.look(names)

    @Slot(object)
    def _on_model_loaded(self, model: LoadedModel) -> None:
        self._shown = model.name
        self._look((model.name,))

    @Slot()
    def _on_fetched(self) -> None:
        self.look_again()
        self.pens_fetched.emit()
