"""The training view: set a run up, watch it learn, keep what it learnt.

Beside the pad, in a window of its own or in another's: the pad goes on predicting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from digitpad.gui.library_thread import pass_over
from digitpad.gui.training.ending import RunEnding
from digitpad.gui.training.form.tuning import FineTuningOffer
from digitpad.gui.training.layout import NARROW_SIZE, TrainingParts
from digitpad.gui.training.mending import Mending
from digitpad.gui.training.recipes import config_of
from digitpad.gui.training.result import name_for
from digitpad.gui.widgets.number_text import percent
from digitpad.ink.ink import Ink
from digitpad.library.keeping import stopped_runs
from digitpad.training.session import RunState

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent

    from digitpad.config.recipes import Recipe
    from digitpad.config.train_config import TrainConfig
    from digitpad.errors import DigitpadError
    from digitpad.gui.data.download_thread import DownloadController
    from digitpad.gui.library_thread import LibraryThread
    from digitpad.gui.training.monitor.live_reader import LiveReader
    from digitpad.gui.training.thread import TrainingController
    from digitpad.ink.drawing import Drawing
    from digitpad.library.library import Entry
    from digitpad.training.outcome import TrainingOutcome
    from digitpad.training.reports import TrainingReport
    from digitpad.training.session import Prepared


class TrainingDialog(QWidget):
    """Trains models beside the pad.

    `model_kept`: the library has a new model of that name. `model_chosen`: that one shall read the pad.
    `data_wanted`: a `DatasetName` and a folder, which may be empty, that one wants to look at or to fetch.
    `dataset_fetched`: a data set has come. `closed`: the user is done with the view, and every question is answered;
    what holds a view that is no window of its own shall hide it, and ask `confirm_close` where it closes itself.

    `training`: the training thread; outlives the dialog; `library`: the library's; `current_model_name`: the
    model that reads the pad: what fine-tuning goes on from; `reader`: reads the pad with the weights so far; None where
    there is no pad; `downloads`: fetches data sets that are missing; None where nothing can be fetched.
    """

    model_kept = Signal(str)
    model_chosen = Signal(str)
    data_wanted = Signal(object, str)
    dataset_fetched = Signal()
    closed = Signal()

    def __init__(  # noqa: PLR0913 - keywords, with defaults
        self,
        training: TrainingController,
        library: LibraryThread,
        current_model_name: str,
        parent: QWidget | None = None,
        *,
        reader: LiveReader | None = None,
        downloads: DownloadController | None = None,
    ) -> None:
        # A window beside the pad's, not a dialog that always lies on it: one draws while a model trains. It is one from
        # the first: made so later, it would have all its parts polished anew.
        super().__init__(parent, Qt.WindowType.Window)
        self._training, self._session = training, training.session
        self._library = library
        self._reader = reader
        self.parts = parts = TrainingParts(self)
        self.recipes, self.form, self.learning = parts.recipes, parts.form, parts.learning
        self.run_panel, self.result_panel = parts.run_panel, parts.result_panel
        self.mending = Mending(parts.form, parts.run_panel, downloads, self)
        self.ending = RunEnding(training.session, parts.result_panel, library, self)
        self._is_drawn_on = False
        self._tunable = FineTuningOffer(parts.form, library, training.session, current_model_name)
        self.setMinimumSize(NARROW_SIZE)  # else it would be that of the wide view
        self._show_title("")
        self.resize(1040, 680)
        self._connect()
        self._connect_training()
        self._on_form_changed()
        self._show_state(training.state)
        self.run_panel.start.setFocus()

    def set_current_model(self, name: str) -> None:
        """Set which model reads the pad; one that cannot be loaded cannot be fine-tuned either."""
        self._tunable.name = name
        self._tunable.renew()

    @Slot(object)
    def show_drawing(self, drawing: Drawing) -> None:
        """Show what is drawn on the pad; while that is nothing, the weights so far are not asked for."""
        self._is_drawn_on = drawing != Ink()
        self._watch()
        if self._reader is not None:
            self._reader.show_drawing(drawing)

    @Slot()
    def look_again(self) -> None:
        """See anew which data sets and stopped runs there are, and what the model at hand has become."""
        if self._session.can_start:
            self.form.look_for_data()
        self._tunable.renew()
        self._library.read(stopped_runs, self.run_panel.offer_stopped_runs, pass_over)

    def resume_model(self, name: str) -> None:
        """Go on with the stopped run of a model, unless another is under way or waits."""
        if self._session.can_start:
            self._library.read(lambda library: library.find(name), self._resume, self._on_failure)

    def _resume(self, entry: Entry) -> None:
        if self._session.can_start:
            self._begin()
            self._training.resume_stopped(entry)

    @Slot(object)
    def use_recipe(self, recipe: Recipe) -> None:
        """Fill the form with a recipe's settings, unless a run is under way or waits."""
        if self._session.can_start:
            self.form.fill(config_of(recipe, self.form.ink_path))

    def confirm_close(self) -> bool:
        """Ask what shall become of a run or an unkept model, if there is one; return whether to close."""
        return self._session.can_start or self.ending.settle(self._training, QApplication.activeWindow() or self)

    def showEvent(self, event: QShowEvent) -> None:
        """Let the other windows come before this one."""
        if self.isWindow():
            self.windowHandle().setTransientParent(None)  # type: ignore[arg-type]  # the stub forgets None
        self.look_again()
        super().showEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, or stay if the user says so."""
        event.setAccepted(self.confirm_close())
        if event.isAccepted():
            self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the parts for the width there is."""
        self.parts.fit(event.size())
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the escape key as a wish to close."""
        if event.matches(QKeySequence.StandardKey.Cancel):
            self._leave()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _leave(self) -> None:
        """Close, with the same question; a view that is no window is for what holds it to hide, without one."""
        if self.isWindow():
            self.close()
        else:  # a run goes on without being looked at
            self.closed.emit()

    def _connect(self) -> None:
        self.recipes.chosen.connect(self.use_recipe)
        self.form.changed.connect(self._on_form_changed)
        self.parts.config_button.loaded.connect(self._fill)
        self.parts.config_button.done.connect(self._show_message)
        self.parts.browse.clicked.connect(self._browse)
        self.mending.field_wanted.connect(self.parts.show_field)
        self.mending.dataset_fetched.connect(self.look_again)
        self.mending.dataset_fetched.connect(self.dataset_fetched)
        run = self.run_panel
        run.start.clicked.connect(self._start)
        run.pause.clicked.connect(self._training.pause)
        run.resume.clicked.connect(self._training.resume)
        run.stop.clicked.connect(self._training.stop)
        run.more.clicked.connect(self._training.add_epoch)
        run.resume_stopped.menu().triggered.connect(self._resume_chosen)
        run.close_button.clicked.connect(self._leave)
        self.result_panel.more.clicked.connect(self._go_on)
        self.ending.offered.connect(self.parts.show_result)
        self.ending.ended.connect(self._release)
        self.ending.kept.connect(self.model_kept)
        self.ending.chosen.connect(self.model_chosen)

    def _connect_training(self) -> None:
        training = self._training
        training.prepared.connect(self._on_prepared)
        training.reported.connect(self._show_report)
        training.diverged.connect(self.learning.show_divergence)
        training.finished_run.connect(self._on_finished)
        training.failed.connect(self._on_failure)
        training.state_changed.connect(self._show_state)
        training.learnt.connect(self.learning.show_weights)
        self.learning.weights_wanted.connect(self._watch)
        if self._reader is not None:
            training.learnt.connect(self._reader.show_weights)
            self._reader.read.connect(self.learning.live.show_answer)
            self._reader.withheld.connect(self.learning.live.withhold_answer)
            self.learning.live.headline.digit_chosen.connect(self._reader.choose)

    @Slot()
    def _watch(self) -> None:
        """Ask for the weights so far while they read something or are looked at."""
        reads = self._reader is not None and self._is_drawn_on
        self._training.watch(reads or self.learning.wants_weights)

    @Slot(object)
    def _fill(self, config: TrainConfig) -> None:
        self.form.fill(config)
        if config.initial is not None and self.form.initial is None:
            text = self.tr("These settings fine-tune “{name}”. Let it read the pad, then choose it under Start from.")
            self._show_message(text.format(name=config.initial))

    @Slot(str)
    def _show_message(self, message: str) -> None:
        if self._session.can_start:
            self.run_panel.show_idle(message)

    @Slot()
    def _on_form_changed(self) -> None:
        config = self.form.config
        self.recipes.show_match(config)
        self.parts.fold.show_note(self.recipes.box.currentText())
        self.mending.show()
        self.parts.config_button.show_config(config, "my-model" if config is None else name_for(config))
        if config is not None:
            self.learning.expect(config)

    @Slot()
    def _browse(self) -> None:
        self.data_wanted.emit(self.form.fields.value("dataset"), self.form.fields.texts["folder"].text)

    @Slot()
    def _start(self) -> None:
        config = self.form.config
        if config is None or not self.form.can_start or not self._session.can_start:
            return
        self._begin()
        self.learning.begin(config)
        self._training.start(config, self.form.initial)

    def _begin(self) -> None:
        if self._reader is not None:
            self._reader.show_weights(None)  # a run that failed left its own

    @Slot(QAction)
    def _resume_chosen(self, action: QAction) -> None:
        self.resume_model(str(action.data()))

    @Slot()
    def _go_on(self) -> None:
        """Go on with the run whose result is shown: as it was if it was stopped, else for an epoch more."""
        if self._session.can_go_on and not self.ending.is_keeping:
            self.parts.show_run()
            self._training.go_on()

    @Slot(object)
    def _show_state(self, state: RunState) -> None:
        self.recipes.box.setEnabled(self._session.can_start)
        self.form.set_editable(self._session.can_start)
        self.parts.config_button.set_editable(self._session.can_start)
        self._tunable.renew()
        if state is RunState.PREPARING:
            self.parts.fold_settings()
        self.run_panel.show_state(state)

    @Slot(object)
    def _on_prepared(self, run: Prepared) -> None:
        if run.is_resumed:
            self.form.fill(run.config)
            self.learning.restore(run)
        if run.problems:
            self.form.show_left_out(run.problems)

    @Slot(object)
    def _show_report(self, report: TrainingReport) -> None:
        self.learning.add(report)
        self._show_title(percent(report.progress, 0))
        self.run_panel.show_report(report, self._training.state, is_by_steps=self.learning.is_by_steps)

    @Slot(object)
    def _on_finished(self, outcome: TrainingOutcome) -> None:
        if self._session.outcome is None:
            self._release(self.tr("The run was stopped, and nothing was kept of it."))
            return
        self._show_title(self.tr("stopped") if outcome.is_stopped_early else self.tr("finished"))
        self.ending.offer(outcome)

    @Slot(object)
    def _on_failure(self, error: DigitpadError) -> None:
        if self._session.outcome is not None:  # what was learnt before going on is still there
            self.result_panel.show_broken_off(error)
            self.parts.show_result()
            return
        self._show_title("")
        self.learning.rest()
        self.run_panel.show_failure(error)

    def _show_title(self, status: str) -> None:
        """Name the window, with the status of the run: a task bar shows it while the window is behind."""
        name = self.tr("Train a model")
        title = f"{name} - {status}" if status else name
        if title != self.windowTitle():
            self.setWindowTitle(title)

    @Slot(str)
    def _release(self, message: str) -> None:
        """Be ready for another run; show what became of the last one."""
        self.result_panel.forget_name()
        self._training.release()
        if self._reader is not None:
            self._reader.show_weights(None)
        self._show_title("")
        self.learning.rest()
        self.run_panel.show_idle(message)
        self.parts.show_run()
        self._show_state(self._training.state)
        self.look_again()
