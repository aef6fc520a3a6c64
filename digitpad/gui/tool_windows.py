"""Where one goes to train models and to look after them: the five windows, and the library behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.errors import DigitpadError
from digitpad.gui.models.choice import MLP, ModelChoice
from digitpad.gui.score_updates import ScoreUpdates
from digitpad.gui.widgets.window_placement import bring_up

if TYPE_CHECKING:
    from PySide6.QtCore import QThread
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu, QWidget

    from digitpad.config.dataset_info import DatasetName
    from digitpad.gui.data.browser import DataBrowser
    from digitpad.gui.data.download_thread import DownloadController
    from digitpad.gui.data.thread import DataController
    from digitpad.gui.evaluation.dialog import EvaluationDialog
    from digitpad.gui.evaluation.thread import EvaluationController
    from digitpad.gui.models.dialog import ModelsDialog
    from digitpad.gui.my_digits.lesson_dialog import LessonDialog
    from digitpad.gui.my_digits.lesson_thread import LessonController
    from digitpad.gui.pad.canvas import Canvas
    from digitpad.gui.training.dialog import TrainingDialog
    from digitpad.gui.training.monitor.live_reader import LiveReader
    from digitpad.gui.training.thread import TrainingController
    from digitpad.library.library import Library


class ToolWindows(QObject):
    """The dialogs beside the main window.

    `model_wanted` carries the name of a model that shall read the pad. `models_changed` follows a change of the
    library. `drawing_wanted` carries a drawing that shall lie on the pad. `collection_wanted` follows a wish to write
    digits to teach.

    `choice`: the models to choose from, which is kept up to date with the library; `manage`, `train`, `evaluate`: the
    actions that open the dialogs, for the menus filled here; `window`: what the dialogs belong to.
    """

    model_wanted = Signal(str)
    models_changed = Signal()
    drawing_wanted = Signal(object)
    collection_wanted = Signal()

    def __init__(
        self, choice: ModelChoice, manage: QAction, train: QAction, evaluate: QAction, window: QWidget
    ) -> None:
        super().__init__(window)
        self._choice = choice
        self._manage, self._train, self._evaluate = manage, train, evaluate
        self._window = window
        self._canvas: Canvas | None = None
        self._thread: QThread | None = None
        self._training: TrainingController | None = None
        self.training_dialog: TrainingDialog | None = None
        self._teaching: LessonController | None = None
        self.teaching_dialog: LessonDialog | None = None
        self.models_dialog: ModelsDialog | None = None
        self._data: DataController | None = None
        self._downloads: DownloadController | None = None
        self.data_browser: DataBrowser | None = None
        self._evaluation: EvaluationController | None = None
        self.evaluation_dialog: EvaluationDialog | None = None
        self.standings = ScoreUpdates(self._made_downloads, window)
        self.standings.pens_fetched.connect(self._note_fetched)

    @property
    def library(self) -> Library:
        """The user's models; made anew each time, for it holds nothing but its folder."""
        from digitpad.library.library import Library  # noqa: PLC0415 - the window paints before it is needed

        return Library.of_user()

    @Slot()
    def refresh(self) -> None:
        """Offer the models that are there now: another digitpad may have added some."""
        try:
            names = tuple(entry.name for entry in self.library.entries() if not entry.is_bundled)
        except DigitpadError:
            names = ()  # told when a model is chosen or added
        self._choice.set_own_names(names)

    def fill_model_menu(self, menu: QMenu) -> None:
        """Put every model into a menu, and the way to look after them."""
        self.refresh()
        self._choice.fill(menu, with_bundled=True)
        menu.addSeparator()
        menu.addActions([self._manage, self._evaluate])

    def fill_library_menu(self, menu: QMenu) -> None:
        """Put the user's own models into a menu, and the ways to get more."""
        self.refresh()
        self._choice.fill(menu, with_bundled=False)
        if not self._choice.own_names:
            menu.addAction(self.tr("No models of your own yet")).setEnabled(False)
        menu.addSeparator()
        menu.addActions([self._train, self._manage])

    def watch_pad(self, canvas: Canvas, thread: QThread) -> None:
        """Take the pad's drawing to the models that are being trained, which read it on a thread of the window's."""
        self._canvas, self._thread = canvas, thread
        canvas.drawing_changed.connect(self._tell_drawing)

    @Slot()
    def open_training(self) -> None:
        """Open the training window, or bring it to the front."""
        bring_up(self.made_training_dialog(), self._window)

    def made_training_dialog(self) -> TrainingDialog:
        """Return the training window, made now if it was never asked for."""
        from digitpad.gui.training.dialog import TrainingDialog  # noqa: PLC0415 - the window paints before it is needed

        training = self._made_training()
        if self.training_dialog is None:
            self.training_dialog = TrainingDialog(
                training, self.library, self._choice.current, self._window, reader=self._reader()
            )
            self._tell_drawing()
            self.training_dialog.model_chosen.connect(self._note_chosen)
            self.training_dialog.model_kept.connect(self._note_change)
            self.training_dialog.data_wanted.connect(self.show_data)
            self._choice.changed.connect(self._tell_training)
        return self.training_dialog

    @Slot()
    def open_teaching(self) -> None:
        """Teach the model that reads the pad, or bring the lesson under way to the front."""
        dialog = self.made_teaching_dialog()
        bring_up(dialog, self._window)
        dialog.teach(self._choice.current, is_busy=self._made_training().is_running)

    def made_teaching_dialog(self) -> LessonDialog:
        """Return the window of lessons, made now if it was never asked for."""
        from digitpad.gui.my_digits.lesson_dialog import LessonDialog  # noqa: PLC0415 - the window paints before it is needed
        from digitpad.gui.my_digits.lesson_thread import LessonController  # noqa: PLC0415

        if self._teaching is None:
            self._teaching = LessonController(self._made_training().thread_of_worker, self)
        if self.teaching_dialog is None:
            self.teaching_dialog = LessonDialog(self._teaching, self.library, self._window)
            self.teaching_dialog.model_kept.connect(self._use_taught)
            self.teaching_dialog.collection_wanted.connect(self.collection_wanted)
        return self.teaching_dialog

    def _made_training(self) -> TrainingController:
        from digitpad.gui.training.thread import TrainingController  # noqa: PLC0415 - as above

        if self._training is None:
            self._training = TrainingController(self)
        return self._training

    @Slot(str)
    def _use_taught(self, name: str) -> None:
        self._note_change()
        self._note_chosen(name)

    @Slot()
    def open_models(self) -> None:
        """Open the library's window, or bring it to the front."""
        dialog = self.made_models_dialog()
        dialog.show_models()
        bring_up(dialog, self._window)

    def made_models_dialog(self) -> ModelsDialog:
        """Return the library's window, made now if it was never asked for."""
        from digitpad.gui.models.dialog import ModelsDialog  # noqa: PLC0415 - the window paints before it is needed

        if self.models_dialog is None:
            self.models_dialog = ModelsDialog(self.library, self._choice, self._window)
            self.models_dialog.model_chosen.connect(self._note_chosen)
            self.models_dialog.changed.connect(self._tell_change)
            self.models_dialog.evaluation_wanted.connect(self._evaluate_model)
            self.models_dialog.details.resume_wanted.connect(self._resume_model)
            self.standings.serve_dialog(self.models_dialog)
        return self.models_dialog

    @Slot()
    def open_data(self) -> None:
        """Open the data browser, or bring it to the front."""
        browser = self.made_data_browser()
        browser.show_dataset()
        bring_up(browser, self._window)

    @Slot(object, str)
    def show_data(self, dataset: DatasetName, folder: str) -> None:
        """Open the data browser on a data set; the folder is empty for one that is none."""
        browser = self.made_data_browser()
        browser.show_dataset(dataset, folder or None)
        bring_up(browser, self._window)

    def made_data_browser(self) -> DataBrowser:
        """Return the data browser, made now if it was never asked for."""
        from digitpad.gui.data.browser import DataBrowser  # noqa: PLC0415 - the window paints before it is needed
        from digitpad.gui.data.thread import DataController  # noqa: PLC0415

        if self._data is None:
            self._data = DataController(self)
        if self.data_browser is None:
            self.data_browser = DataBrowser(self._data, self._made_downloads(), self._window)
            self.data_browser.drawing_wanted.connect(self.drawing_wanted)
            self.data_browser.dataset_fetched.connect(self._note_fetched)
            self.data_browser.dataset_fetched.connect(self.standings.look_again)
        return self.data_browser

    def _made_downloads(self) -> DownloadController:
        from digitpad.gui.data.download_thread import DownloadController  # noqa: PLC0415 - as above

        if self._downloads is None:
            self._downloads = DownloadController(self)
        return self._downloads

    @Slot()
    def open_evaluation(self) -> None:
        """Open the evaluation window for the model that reads the pad, or bring it to the front."""
        self._evaluate_model(self._choice.current)

    def made_evaluation_dialog(self) -> EvaluationDialog:
        """Return the evaluation window, made now if it was never asked for."""
        from digitpad.gui.evaluation.dialog import EvaluationDialog  # noqa: PLC0415 - as above
        from digitpad.gui.evaluation.thread import EvaluationController  # noqa: PLC0415

        if self._evaluation is None:
            self._evaluation = EvaluationController(self)
        if self.evaluation_dialog is None:
            self.evaluation_dialog = EvaluationDialog(self._evaluation, self.library, self._window)
            self.evaluation_dialog.drawing_wanted.connect(self.drawing_wanted)
            self.standings.serve_choice(self.evaluation_dialog.choice)
        return self.evaluation_dialog

    def may_close(self) -> bool:
        """Ask about training under way and about what waits to be kept; whether the window may close."""
        windows = (self.training_dialog, self.teaching_dialog)
        return all(window.confirm_close() for window in windows if window is not None)

    def shut_down(self) -> bool:
        """End the threads that were begun here; False if one is still busy when the wait runs out."""
        for window in (self.training_dialog, self.teaching_dialog, self.data_browser, self.evaluation_dialog):
            if window is not None:
                window.hide()  # a window of its own, it would keep the application open
        if self._teaching is not None:
            self._teaching.cancel()
        if self._downloads is not None:
            self._downloads.cancel()  # first, for it may take a while
        controllers = (self._training, self._data, self._downloads, self._evaluation)
        have_ended = [controller.shut_down() for controller in controllers if controller is not None]
        have_ended.append(self.standings.shut_down())
        return all(have_ended)

    @Slot(str)
    def _note_chosen(self, name: str) -> None:
        self.refresh()
        self.model_wanted.emit(name)

    @Slot()
    def _note_change(self) -> None:
        self._tell_change()
        if self.models_dialog is not None and self.models_dialog.isVisible():  # it reads every model's file
            self.models_dialog.show_models()

    @Slot()
    def _tell_change(self) -> None:
        """Tell of a change of the library everywhere but in its own window."""
        self.refresh()
        if self._choice.current not in {*self._bundled_names(), *self._choice.own_names}:
            self.model_wanted.emit(MLP)
        self.models_changed.emit()
        if self.evaluation_dialog is not None:
            self.evaluation_dialog.look_again()
        if self.training_dialog is not None and self.training_dialog.isVisible():
            self.training_dialog.look_again()

    @Slot(str)
    def _evaluate_model(self, name: str) -> None:
        dialog = self.made_evaluation_dialog()
        bring_up(dialog, self._window)
        dialog.show_for(name)

    @Slot(str)
    def _resume_model(self, name: str) -> None:
        self.open_training()
        self.made_training_dialog().resume_model(name)

    @Slot()
    def _note_fetched(self) -> None:
        if self.training_dialog is not None:
            self.training_dialog.look_again()

    @Slot()
    def _tell_drawing(self) -> None:
        if self.training_dialog is not None and self._canvas is not None:
            self.training_dialog.show_drawing(self._canvas.drawing)

    def _reader(self) -> LiveReader | None:
        from digitpad.gui.training.monitor.live_reader import LiveReader  # noqa: PLC0415 - the window paints before it is needed

        return None if self._thread is None else LiveReader(self._thread, self)

    @Slot()
    def _tell_training(self) -> None:
        if self.training_dialog is not None:
            self.training_dialog.set_current_model(self._choice.current)

    def _bundled_names(self) -> tuple[str, ...]:
        from digitpad.library.library import BUNDLED  # noqa: PLC0415

        return BUNDLED
