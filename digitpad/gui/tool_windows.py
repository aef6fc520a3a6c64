"""The windows for training, experiments, models, data sets and evaluation, and what each does to the others."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.gui.models.choice import MLP, SOFTMAX, ModelChoice
from digitpad.gui.score_updates import ScoreUpdates
from digitpad.gui.widgets.dock_holder import DockHolder
from digitpad.gui.widgets.window_holder import WindowHolder
from digitpad.gui.widgets.window_placement import bring_up

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from digitpad.config.dataset_info import DatasetName
    from digitpad.gui.data.browser import DataBrowser
    from digitpad.gui.data.download_thread import DownloadController
    from digitpad.gui.evaluation.dialog import EvaluationDialog
    from digitpad.gui.experiments.runner import SweepRunner
    from digitpad.gui.experiments.window import ExperimentsWindow
    from digitpad.gui.library_thread import LibraryThread
    from digitpad.gui.models.dialog import ModelsDialog
    from digitpad.gui.pad.canvas import Canvas
    from digitpad.gui.prediction.presenter import PredictionPresenter
    from digitpad.gui.training.dialog import TrainingDialog
    from digitpad.gui.training.thread import TrainingController
    from digitpad.gui.widgets.dock_holder import DockWidth


class _Controller(Protocol):
    """What has a thread that must end with the window."""

    def shut_down(self) -> bool: ...


class ToolWindows(QObject):
    """The windows beside the main window, each made when it is first opened.

    `model_wanted` carries the name of a model to read the pad. `models_changed` follows a change of the library.
    `model_kept` then carries the name of a model that a run has made.
    `drawing_wanted` carries a `LabelledDrawing` for the pad. `training_begun` carries the training thread, once, and
    `sweeps_begun` what runs sweeps.
    """

    model_wanted = Signal(str)
    models_changed = Signal()
    model_kept = Signal(str)
    drawing_wanted = Signal(object)
    training_begun = Signal(object)
    sweeps_begun = Signal(object)

    def __init__(  # noqa: PLR0913, PLR0917 - what the views are told by and tell
        self,
        choice: ModelChoice,
        library: LibraryThread,
        canvas: Canvas,
        presenter: PredictionPresenter,
        window: QMainWindow,
        width: DockWidth,
    ) -> None:
        super().__init__(window)
        self._choice, self._library, self._canvas, self._window = choice, library, canvas, window
        self._presenter = presenter  # models in training read the pad as it does
        self._controllers: list[_Controller] = [library]
        self._has_changed = False
        self.training = DockHolder(self._make_training, "training", self.tr("Train a model"), window, width)
        self.models = WindowHolder(self._make_models, window)
        self.data = WindowHolder(self._make_data, window)
        self.evaluation = WindowHolder(self._make_evaluation, window)
        self.experiments = WindowHolder(self._make_experiments, window)
        self.score_updates = ScoreUpdates(lambda: self.downloads, window)
        self.score_updates.pens_fetched.connect(self._on_dataset_fetched)
        library.listed.connect(self._on_listed)
        canvas.drawing_changed.connect(self._show_drawing)

    @cached_property
    def training_controller(self) -> TrainingController:
        """The training thread, which lessons share."""
        from digitpad.gui.training.thread import TrainingController  # noqa: PLC0415 - the window paints before it is needed

        controller = TrainingController(self)
        self._controllers.append(controller)
        self.training_begun.emit(controller)
        return controller

    @cached_property
    def downloads(self) -> DownloadController:
        """The download thread, which two windows share."""
        from digitpad.gui.data.download_thread import DownloadController  # noqa: PLC0415 - as above

        controller = DownloadController(self)
        self._controllers.append(controller)
        return controller

    @cached_property
    def sweeps(self) -> SweepRunner:
        """What runs sweeps, also while their window is closed."""
        from digitpad.gui.experiments.runner import SweepRunner  # noqa: PLC0415 - as above

        runner = SweepRunner(self)
        self._controllers.append(runner)
        self.sweeps_begun.emit(runner)
        return runner

    @Slot()
    def open_models(self) -> None:
        """Open the library's window, or bring it to the front."""
        self.models.get().show_models()
        self.models.open()

    @Slot()
    def open_data(self) -> None:
        """Open the data browser, or bring it to the front."""
        self.data.get().show_dataset()
        self.data.open()

    @Slot()
    def open_evaluation(self) -> None:
        """Open the evaluation window for the model that reads the pad, or bring it to the front."""
        self._evaluate_model(self._choice.current)

    @Slot(str)
    def open_training(self, recipe: str) -> None:
        """Open the training view, filled with a recipe by its name unless that is empty."""
        from digitpad.config.recipes import find_recipe  # noqa: PLC0415 - the window paints before it is needed

        dialog = self.training.open()
        if recipe:
            dialog.use_recipe(find_recipe(recipe))

    @Slot()
    def open_experiments(self) -> None:
        """Open the window of the experiments, or bring it to the front."""
        self.open_experiment("")

    @Slot(str)
    def open_experiment(self, name: str) -> None:
        """Open the window of the experiments on the ready-made one of that name; empty for what was shown last."""
        self.experiments.get().show_experiment(name)
        self.experiments.open()

    @Slot()
    def show_about(self) -> None:
        """Show version and credits."""
        from digitpad.gui.about_dialog import AboutDialog  # noqa: PLC0415 - seldom needed

        AboutDialog(self._window).open()

    @Slot()
    def show_doctor(self) -> None:
        """Look at all that digitpad stands on and keeps."""
        from digitpad.gui.doctor_dialog import DoctorDialog  # noqa: PLC0415 - seldom needed

        doctor = self._window.findChild(DoctorDialog) or DoctorDialog(self._window)
        doctor.show()
        doctor.look()

    def may_close(self) -> bool:
        """Ask about a sweep, about training under way and a run that waits to be kept; whether the window may close.

        Changes of the library come to their end before it does.
        """
        if "sweeps" in vars(self) and not self.sweeps.confirm_close(self._window):
            return False
        may_close = self.training.window is None or self.training.window.confirm_close()
        return may_close and self._library.finish()

    def shut_down(self) -> bool:
        """End the threads; False if one is still busy when the wait runs out."""
        for holder in (self.training, self.data, self.evaluation, self.experiments):
            holder.hide()
        if "downloads" in vars(self):
            self.downloads.cancel()  # first, for it may take a while
        have_ended = [controller.shut_down() for controller in self._controllers]
        have_ended.append(self.score_updates.shut_down())
        return all(have_ended)

    @Slot(str)
    def use_kept_model(self, name: str) -> None:
        """Let a model that was just kept read the pad."""
        self._on_library_changed()
        self._use_model(name)

    def _make_training(self) -> TrainingDialog:
        from digitpad.gui.training.dialog import TrainingDialog  # noqa: PLC0415 - the window paints before it is needed
        from digitpad.gui.training.monitor.live_reader import LiveReader  # noqa: PLC0415

        reader = LiveReader(self._presenter.reading_thread, self._presenter.choice, self)
        self._presenter.choice_changed.connect(reader.use_choice)
        dialog = TrainingDialog(
            self.training_controller,
            self._library,
            self._choice.current,
            self._window,
            reader=reader,
            downloads=self.downloads,
        )
        dialog.show_drawing(self._canvas.drawing)
        dialog.closed.connect(self.training.hide)
        dialog.model_chosen.connect(self._use_trained_model)
        dialog.model_kept.connect(self._on_library_changed)
        dialog.model_kept.connect(self.model_kept)
        dialog.data_wanted.connect(self.show_data)
        dialog.dataset_fetched.connect(self.score_updates.look_again)
        self._choice.changed.connect(self._show_current_model)
        return dialog

    def _make_models(self) -> ModelsDialog:
        from digitpad.gui.models.dialog import ModelsDialog  # noqa: PLC0415 - the window paints before it is needed

        dialog = ModelsDialog(self._library, self._choice, self._window)
        dialog.model_chosen.connect(self._use_model)
        dialog.changed.connect(self._on_models_changed)
        dialog.evaluation_wanted.connect(self._evaluate_model)
        dialog.details.resume_wanted.connect(self._resume_model)
        self.score_updates.serve_dialog(dialog)
        return dialog

    def _make_data(self) -> DataBrowser:
        from digitpad.gui.data.browser import DataBrowser  # noqa: PLC0415 - the window paints before it is needed
        from digitpad.gui.data.thread import DataController  # noqa: PLC0415

        controller = DataController(self)
        self._controllers.append(controller)
        browser = DataBrowser(controller, self.downloads, self._window)
        browser.drawing_wanted.connect(self.drawing_wanted)
        browser.dataset_fetched.connect(self._on_dataset_fetched)
        browser.dataset_fetched.connect(self.score_updates.look_again)
        return browser

    def _make_evaluation(self) -> EvaluationDialog:
        from digitpad.gui.evaluation.dialog import EvaluationDialog  # noqa: PLC0415 - the window paints before it is needed
        from digitpad.gui.evaluation.thread import EvaluationController  # noqa: PLC0415

        controller = EvaluationController(self)
        self._controllers.append(controller)
        dialog = EvaluationDialog(controller, self._library, self._window)
        dialog.drawing_wanted.connect(self.drawing_wanted)
        self.score_updates.serve_choice(dialog.choice)
        return dialog

    def _make_experiments(self) -> ExperimentsWindow:
        from digitpad.gui.experiments.window import ExperimentsWindow  # noqa: PLC0415 - the window paints before it is needed

        window = ExperimentsWindow(self.sweeps, self._library, self._window)
        self._controllers.append(window.runs_page.work)
        window.model_kept.connect(self._on_library_changed)
        window.form_wanted.connect(self._show_form)
        return window

    @Slot()
    def _show_form(self) -> None:
        """Let a sweep start from the settings in the training view, or from those it opens with."""
        from digitpad.gui.training.form.form import DEFAULT_CONFIG  # noqa: PLC0415 - the window paints before it is needed

        form = None if self.training.window is None else self.training.window.form
        self.experiments.get().own_page.show_form_config(DEFAULT_CONFIG if form is None else form.config)

    @Slot(str)
    def _use_model(self, name: str) -> None:
        self._library.list_names()
        self.model_wanted.emit(name)

    @Slot(str)
    def _use_trained_model(self, name: str) -> None:
        """Let a model read the pad, and bring the pad into view."""
        self._use_model(name)
        self.training.hide()
        bring_up(self._window, self._window)

    @Slot()
    def _on_library_changed(self) -> None:
        self._on_models_changed()
        if self.models.window is not None and self.models.window.isVisible():  # it reads every model's file
            self.models.window.show_models()

    @Slot()
    def _on_models_changed(self) -> None:
        """Show a change of the library everywhere but in its own window, which may have made it."""
        self._has_changed = True
        self._library.list_names()

    @Slot()
    def _on_listed(self) -> None:
        """Show everywhere what is in the library after a change."""
        if not self._has_changed:
            return
        self._has_changed = False
        if self._choice.current not in {SOFTMAX, MLP, *self._library.own_names}:
            self.model_wanted.emit(MLP)
        self.models_changed.emit()
        if self.evaluation.window is not None:
            self.evaluation.window.look_again()
        if self.training.window is not None and self.training.window.isVisible():
            self.training.window.look_again()

    @Slot(str)
    def _evaluate_model(self, name: str) -> None:
        self.evaluation.open().show_for(name)

    @Slot(str)
    def _resume_model(self, name: str) -> None:
        self.training.open().resume_model(name)

    @Slot(object, str)
    def show_data(self, dataset: DatasetName, folder: str) -> None:
        """Open the data browser on a data set; the folder is empty for one that is none."""
        self.data.get().show_dataset(dataset, folder or None)
        self.data.open()

    @Slot()
    def _on_dataset_fetched(self) -> None:
        if self.training.window is not None:
            self.training.window.look_again()

    @Slot()
    def _show_drawing(self) -> None:
        if self.training.window is not None:
            self.training.window.show_drawing(self._canvas.drawing)

    @Slot()
    def _show_current_model(self) -> None:
        self.training.get().set_current_model(self._choice.current)
