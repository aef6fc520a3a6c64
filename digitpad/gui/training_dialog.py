"""The training window: set a run up, watch it learn, keep what it learnt.

Owns how form, curves, run and result play together, and what closing means. Does not own the parts, the
training thread (`training_worker`) or the library. Never modal: the pad goes on predicting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from digitpad.errors import DigitpadError
from digitpad.gui import theme
from digitpad.gui.curve_view import CurveView
from digitpad.gui.figures import percent
from digitpad.gui.training_progress import RunPanel, StatTiles
from digitpad.gui.training_question import CloseAnswer, CloseQuestion
from digitpad.gui.training_recipes import RecipeCard, config_of
from digitpad.gui.training_result import ResultPanel, wished_name
from digitpad.gui.training_settings import SettingsForm
from digitpad.gui.training_worker import RunState, TrainingController
from digitpad.gui.wording import translated

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QShowEvent

    from digitpad.gui.training_worker import TrainingOutcome
    from digitpad.library import Library
    from digitpad.recipes import Recipe
    from digitpad.training import TrainingReport

FORM_WIDTH = 344
"""Pixels for recipe and settings: two fields side by side and a scroll bar."""


class TrainingDialog(QDialog):
    """Trains models beside the pad.

    `model_kept`: the library has a new model of that name. `model_chosen`: that one shall read the pad.

    Parameters
    ----------
    training
        The training thread; outlives the dialog.
    library
        Where models are kept.
    current_model_name
        The model that reads the pad: what fine-tuning goes on from.
    """

    model_kept = Signal(str)
    model_chosen = Signal(str)

    def __init__(
        self,
        training: TrainingController,
        library: Library,
        current_model_name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._training = training
        self._library = library
        self.recipes = RecipeCard()
        self.form = SettingsForm()
        self.curves = CurveView()
        self.tiles = StatTiles()
        self.run_panel = RunPanel()
        self.result_panel = ResultPanel()
        self._has_failed = False
        self._current_model = current_model_name
        self._offered_model = ""
        # A window beside the pad's, not a dialog that always lies on it: one draws while a model trains.
        self.setWindowFlags(Qt.WindowType.Window)
        self._show_title("")
        self._build()
        self._connect()
        self._note_form()
        self._show_state(training.state)
        self.run_panel.start.setFocus()

    def set_current_model(self, name: str) -> None:
        """Tell which model reads the pad; one that cannot be loaded cannot be fine-tuned either."""
        self._current_model = name
        if self._is_free:
            self._offer_fine_tuning()

    @property
    def _is_free(self) -> bool:
        """Whether the settings may change: no run uses them, and no model made with them waits."""
        return not self._training.is_running and self.result_panel.outcome is None

    def confirm_close(self) -> bool:
        """Ask what shall become of a run or an unkept model, if there is one; return whether to close."""
        if self._is_free:
            return True
        answer = CloseQuestion(QApplication.activeWindow() or self, is_running=self._training.is_running).ask()
        if answer is CloseAnswer.CANCEL:
            return False
        if answer is CloseAnswer.DISCARD:
            self._training.stop(keep=False)
            self._let_go(self.tr("The model was discarded."))
            return True
        if self._training.is_running:
            self._stop_and_wait()
        if self.result_panel.outcome is not None:
            return self._keep() is not None
        # It failed just now, which must be read; or nothing was learnt yet, and there is nothing to keep.
        return not self._has_failed

    def showEvent(self, event: QShowEvent) -> None:
        """Let the other windows come before this one."""
        self.windowHandle().setTransientParent(None)  # type: ignore[arg-type]  # the stub forgets None
        super().showEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, or stay if the user says so."""
        event.setAccepted(self.confirm_close())

    def reject(self) -> None:
        """Take the escape key as a wish to close, with the same question."""
        self.close()

    def _build(self) -> None:
        settings = theme.Card()
        settings.body.addWidget(theme.label(self.tr("Settings"), theme.Role.HEADING))
        settings.body.addWidget(self.form, 1)
        left = QVBoxLayout()
        left.setSpacing(theme.CARD_GAP)
        left.addWidget(self.recipes)
        left.addWidget(settings, 1)
        for card in (self.recipes, settings):
            card.setFixedWidth(FORM_WIDTH)
        learning = theme.Card()
        learning.body.setSpacing(theme.CARD_GAP)
        learning.body.addWidget(self.curves, 1)
        learning.body.addWidget(self.tiles)
        self._foot = QStackedWidget()
        self._foot.addWidget(self.run_panel)
        self._foot.addWidget(self.result_panel)
        foot_card = theme.Card()
        foot_card.body.addWidget(self._foot)
        foot_card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        right = QVBoxLayout()
        right.setSpacing(theme.CARD_GAP)
        right.addWidget(learning, 1)
        right.addWidget(foot_card)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        whole.setSpacing(theme.CARD_GAP)
        whole.addLayout(left)
        whole.addLayout(right, 1)
        self.resize(1040, 680)

    def _connect(self) -> None:
        self.recipes.chosen.connect(self._use_recipe)
        self.form.changed.connect(self._note_form)
        self.run_panel.start.clicked.connect(self._start)
        self.run_panel.pause.clicked.connect(self._training.pause)
        self.run_panel.resume.clicked.connect(self._training.resume)
        self.run_panel.stop.clicked.connect(self._stop)
        self.run_panel.close_button.clicked.connect(self.close)
        self.result_panel.use.clicked.connect(self._use_result)
        self.result_panel.keep.clicked.connect(self._keep)
        self.result_panel.discard.clicked.connect(self._discard_result)
        self._training.preparing.connect(self.run_panel.show_preparing)
        self._training.warned.connect(self._show_left_out)
        self._training.reported.connect(self._show_report)
        self._training.finished_run.connect(self._offer_result)
        self._training.failed.connect(self._show_failure)
        self._training.state_changed.connect(self._show_state)

    @Slot(object)
    def _use_recipe(self, recipe: Recipe) -> None:
        self.form.fill(config_of(recipe, self.form.ink_path))

    @Slot()
    def _note_form(self) -> None:
        config = self.form.config
        self.recipes.show_match(config)
        self.run_panel.start.setEnabled(self.form.can_start)
        if config is not None:
            self.curves.expect(config.epochs)

    @Slot()
    def _start(self) -> None:
        config = self.form.config
        if config is None or not self.form.can_start or self._training.is_running:
            return
        self._has_failed = False
        self.curves.begin(config.epochs)
        self.tiles.begin(config.epochs)
        self._training.start(config, self.form.initial)

    @Slot()
    def _stop(self) -> None:
        self._training.stop()

    @Slot(object)
    def _show_state(self, state: RunState) -> None:
        self.recipes.box.setEnabled(self._is_free)
        self.form.set_editable(self._is_free)
        if self._is_free:
            self._offer_fine_tuning()
        if state is RunState.PREPARING:
            self.run_panel.show_preparing()
        elif state is RunState.RUNNING:
            self.run_panel.show_running()
        elif state is RunState.PAUSED:
            self.run_panel.show_paused()
        elif state is RunState.STOPPING:
            self.run_panel.show_stopping()

    def _offer_fine_tuning(self) -> None:
        if self._current_model == self._offered_model:
            return
        self._offered_model = self._current_model
        try:
            checkpoint = self._library.load(self._current_model)
        except DigitpadError:
            self.form.forget_current_model()
        else:
            self.form.set_current_model(self._current_model, checkpoint)

    @Slot(object)
    def _show_left_out(self, problems: tuple[DigitpadError, ...]) -> None:
        self.form.show_left_out(problems)

    @Slot(object)
    def _show_report(self, report: TrainingReport) -> None:
        self.curves.add(report)
        self.tiles.show_report(report)
        self._show_title(percent(report.progress, 0))
        self.run_panel.show_report(report, is_paused=self._training.state is RunState.PAUSED)

    @Slot(object)
    def _offer_result(self, outcome: TrainingOutcome) -> None:
        if outcome.checkpoint is None:
            self._let_go(self.tr("The run was stopped, and nothing was kept of it."))
            return
        self._show_title(self.tr("finished"))
        self.result_panel.offer(outcome, self._library.free_name(wished_name(outcome)))
        self._foot.setCurrentWidget(self.result_panel)
        self.result_panel.name.setFocus()

    @Slot(object)
    def _show_failure(self, error: DigitpadError) -> None:
        self._has_failed = True
        self._show_title("")
        self.run_panel.show_failure(error)

    @Slot()
    def _use_result(self) -> None:
        name = self._keep()
        if name is not None:
            self.model_chosen.emit(name)

    @Slot()
    def _discard_result(self) -> None:
        self._let_go(self.tr("The model was discarded."))

    def _show_title(self, standing: str) -> None:
        """Name the window, with how the run stands: a task bar shows it while the window is behind."""
        name = self.tr("Train a model")
        title = f"{name} - {standing}" if standing else name
        if title != self.windowTitle():
            self.setWindowTitle(title)

    @Slot()
    def _keep(self) -> str | None:
        """Add the waiting model to the library; None if that was refused, which the panel then explains."""
        outcome = self.result_panel.outcome
        if outcome is None or outcome.checkpoint is None:
            return None
        try:
            entry = self._library.add(self.result_panel.chosen_name, outcome.checkpoint)
        except DigitpadError as error:
            self.result_panel.show_problem(translated(error)[1])
            return None
        self._let_go(self.tr("Kept in the library as “{name}”.").format(name=entry.name))
        self.model_kept.emit(entry.name)
        return entry.name

    def _let_go(self, message: str) -> None:
        self.result_panel.let_go()
        self._show_title("")
        self.run_panel.show_idle(message)
        self._foot.setCurrentWidget(self.run_panel)
        self._show_state(self._training.state)

    def _stop_and_wait(self) -> None:
        """Stop and wait for what was learnt: a report's time, or until torch is loaded."""
        loop = QEventLoop()
        self._training.finished_run.connect(loop.quit)
        self._training.failed.connect(loop.quit)
        self._training.stop()
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
