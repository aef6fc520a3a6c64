"""The dock "One step, in numbers": a step of training on one sample, line by line."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from digitpad.config.dataset_info import DatasetName
from digitpad.config.recipes import find_recipe
from digitpad.data.locations import is_present
from digitpad.gui.inside.code_lines import CodeLines
from digitpad.gui.inside.loss_trail import LossTrail
from digitpad.gui.inside.step_form import StepForm
from digitpad.gui.inside.step_numbers import StepNumbers
from digitpad.gui.inside.step_thread import Setup, TrainingSample
from digitpad.gui.inside.step_walk import Stage
from digitpad.gui.inside.step_walker import StepWalker
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.dock_holder import DockView
from digitpad.gui.widgets.elided import FittingLabel
from digitpad.gui.widgets.number_text import scientific, translated
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QShowEvent

    from digitpad.errors import DigitpadError
    from digitpad.gui.inside.step_thread import DrawnSample, TakenStep
    from digitpad.gui.inside.step_walk import StepWalk
    from digitpad.gui.inside.subject import Subject
    from digitpad.ink.drawing import Drawing

_LEAST_TRAIL = 24
_QUIET_MILLISECONDS = 100
"""A drawing is looked at once the pen has rested so long."""


class StepView(DockView):
    """Takes a copy of a model through steps on one sample; the model itself is left as it is.

    `data_wanted`: the `DatasetName` of one that is not here, and no folder.
    """

    data_wanted = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subject: Subject | None = None
        self._drawing: Drawing | None = None  # the last there was
        self._submitted: Setup | None = None
        self._seen: StepWalk | None = None  # what was brought into view
        self.walker = StepWalker(self)
        self.form, self.lines, self.numbers = StepForm(), CodeLines(), StepNumbers()
        self.whole = controls.button(self.tr("Whole step"), self.tr("Run the lines that are left of this step"))
        self.ten = controls.button(self.tr("Ten steps"), self.tr("Take ten steps on this sample, one after another"))
        self.again = controls.link(self.tr("Start again"), self.tr("From the weights that the model had at first"))
        self.losses, self.trail = FittingLabel(), LossTrail()
        controls.use_tabular_figures(self.losses)
        self.trail.setMinimumWidth(_LEAST_TRAIL)
        self.problem = controls.label("", theme.Role.DANGER)
        self.problem.setWordWrap(True)
        self.fetch = controls.link(self.tr("Fetch it…"), self.tr("Open the window of the data sets at this one"))
        self._problem_row = QWidget()
        self._problem_row.hide()
        controls.row((self.problem, 1), self.fetch, owner=self._problem_row)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET_MILLISECONDS)
        buttons = controls.row(self.whole, self.ten, self.losses, (self.trail, 1), self.again)
        body = controls.column(
            self.form, self.lines, buttons, self._problem_row, (controls.scrolled(self.numbers), 1), owner=self
        )
        body.setSpacing(theme.CONTROL_GAP + 2)
        body.setContentsMargins(theme.CARD_GAP, theme.CARD_GAP, theme.MARGIN, theme.MARGIN)
        self._connect()
        self._show()

    @property
    def is_busy(self) -> bool:
        """Whether a sample is awaited, or steps are being taken."""
        return self.walker.is_busy or self._quiet.isActive()

    def show_subject(self, subject: Subject) -> None:
        """Take another answer for the drawing, or another model to copy."""
        drawing = subject.drawing
        if drawing is not None:
            if self._drawing is not None and not _goes_on(self._drawing, drawing):
                self.form.forget_label()
            self._drawing = drawing
        self._subject = subject
        self.form.show_model(subject.model)
        if self.isVisible() and not self._is_submitted(self._setup()):
            self._quiet.start()

    def shut_down(self) -> bool:
        """End the thread; False if it is still busy when the wait runs out."""
        return self.walker.controller.shut_down()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while nothing was to be seen."""
        super().showEvent(event)
        if self.walker.prepared is None or not self._is_submitted(self._setup()):
            self._prepare()

    def hideEvent(self, event: QHideEvent) -> None:
        """Do nothing that is not to be seen."""
        super().hideEvent(event)
        self._quiet.stop()
        self.walker.rest()

    def changeEvent(self, event: QEvent) -> None:
        """Back from another window: the data set that was not here may have come."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and not self.fetch.isHidden():
            self._prepare_if_fetched()

    def _connect(self) -> None:
        self._quiet.timeout.connect(self._prepare)
        self.form.setup_changed.connect(self._prepare)
        self.form.random.clicked.connect(self._prepare_random)
        self.form.rate_changed.connect(self._drop_step)
        self.lines.pressed.connect(self._run_line)
        self.whole.clicked.connect(self.take_step)
        self.ten.clicked.connect(self.take_ten_steps)
        self.again.clicked.connect(self._start_again)
        self.fetch.clicked.connect(self._ask_for_data)
        self.walker.changed.connect(self._show)
        self.walker.failed.connect(self._show_error)

    def _setup(self, sample: DrawnSample | TrainingSample | None = None) -> Setup | None:
        if self._subject is None:
            return None
        return Setup(self._subject, self.form.recipe, sample or self.form.sample)

    def _is_submitted(self, setup: Setup | None) -> bool:
        """Return whether a setup comes to the one that was asked for last."""
        return setup is None or setup.is_like(self._submitted)

    @Slot()
    def _prepare(self) -> None:
        self._submit(self._setup())

    @Slot()
    def _prepare_random(self) -> None:
        self._submit(self._setup(TrainingSample(None)))

    def _submit(self, setup: Setup | None) -> None:
        self._quiet.stop()
        if setup is not None:
            self._submitted = setup
            self._show_problem("")
            self.walker.prepare(setup)
            if setup.recipe is not None or isinstance(setup.sample, TrainingSample):
                self.numbers.show_preparing(loads_torch=setup.recipe is not None)

    @Slot(object)
    def _run_line(self, stage: Stage) -> None:
        self.walker.run_line(stage, self._rate)

    @Slot()
    def take_step(self) -> None:
        """Run the lines that are left of this step, or those of the next."""
        self.walker.take_steps(1, self._rate)

    @Slot()
    def take_ten_steps(self) -> None:
        """Take ten steps, one after another."""
        self.walker.take_steps(10, self._rate)

    @property
    def _rate(self) -> float:
        """The learning rate; 0, with which no step is taken, where what is written is none."""
        return self.form.learning_rate or 0.0

    @Slot()
    def _start_again(self) -> None:
        self._show_problem("")
        self.walker.start_again()

    @Slot()
    def _drop_step(self) -> None:
        is_none = self.form.learning_rate is None
        self._show_problem(self.tr("The learning rate is a number above 0, such as 0.1.") if is_none else "")
        self.walker.drop_step()

    @Slot(object)
    def _show_error(self, error: DigitpadError) -> None:
        title, detail = translated(error)
        is_missing = _missing_dataset(self._submitted) is not None
        self._show_problem(f"{title}." if is_missing else f"{title}: {detail}", can_fetch=is_missing)

    def _show_problem(self, text: str, *, can_fetch: bool = False) -> None:
        self.problem.setText(text)
        self.fetch.setVisible(can_fetch)
        self.problem.setVisible(bool(text))
        self._problem_row.setVisible(bool(text))

    def _prepare_if_fetched(self) -> None:
        if _missing_dataset(self._submitted) is None:
            self._prepare()

    @Slot()
    def _ask_for_data(self) -> None:
        dataset = _missing_dataset(self._submitted)
        if dataset is not None:
            self.data_wanted.emit(dataset, "")

    @Slot()
    def _show(self) -> None:
        """Show all that the walk has come to."""
        if not self.isVisible():
            self.walker.rest()  # again, for what was under way when the view was closed may have read the data set
        prepared, walk = self.walker.prepared, self.walker.walk
        if prepared is not None and not self.walker.controller.is_busy:
            self.form.show_prepared(prepared)
            self._submitted = prepared.setup  # a random image by its number
        taken = None if walk is None else walk.taken
        for stage in self.lines.buttons:
            is_there = walk is not None and walk.has_reached(stage)
            self.lines.show_result(stage, *(self._result(stage, taken) if is_there and taken is not None else ()))
        losses = () if walk is None else walk.losses
        self.trail.show_losses(losses)
        steps = 0 if walk is None else walk.steps
        told = self.tr("1 step") if steps == 1 else self.tr("{count} steps").format(count=steps)
        self.losses.show_texts(*((told, str(steps), "") if steps else ()))
        self.numbers.show_walk(prepared, walk)
        if walk is not self._seen:
            self._seen = walk
            QTimer.singleShot(0, self._bring_into_view)  # once the numbers have their size
        may_go_on = self.walker.can_go_on and self.form.learning_rate is not None
        self.lines.enable(walk.next_stage if walk is not None and may_go_on else None)
        self.whole.setEnabled(may_go_on)
        self.ten.setEnabled(may_go_on)
        self.again.setEnabled(walk is not None and walk.is_changed)

    def _result(self, stage: Stage, taken: TakenStep) -> tuple[str, ...]:
        """Return what came of a line, in short, and shorter still: a number is never cut."""
        step, names = taken.step, taken.request.prepared.checkpoint.class_names
        if stage is Stage.ZERO_GRAD:
            return self.tr("gradients cleared"), self.tr("cleared")
        if stage is Stage.FORWARD:
            best = step.softmax.shifted.index(0.0)
            share = scientific(step.softmax.probabilities[best])
            told = self.tr("p = {share} for {name}").format(name=names[best], share=share)
            return told, self.tr("p = {share}").format(share=share), share
        if stage is Stage.BACKWARD:
            norm = scientific(math.hypot(*(layer.gradient_norm for layer in taken.layers)))
            return self.tr("gradients' norm {norm}").format(norm=norm), self.tr("norm {norm}").format(norm=norm), norm
        is_new = stage is Stage.STEP
        loss = scientific(step.loss_after if is_new else step.loss)
        return (self.tr("new loss {loss}") if is_new else self.tr("loss {loss}")).format(loss=loss), loss

    @Slot()
    def _bring_into_view(self) -> None:
        walk = self.walker.walk
        self.numbers.bring_into_view(Stage.FRESH if walk is None else walk.stage)


def _goes_on(before: Drawing, after: Drawing) -> bool:
    """Return whether a drawing is another with more or fewer strokes: what it was said to show still holds."""
    if isinstance(before, Ink) and isinstance(after, Ink):
        return before.strokes[0][0] == after.strokes[0][0]
    return before == after


def _missing_dataset(setup: Setup | None) -> DatasetName | None:
    """Return the data set that a training image would be of, if it could be fetched and is not here."""
    if setup is None or not isinstance(setup.sample, TrainingSample):
        return None
    config = setup.subject.checkpoint.config if setup.recipe is None else find_recipe(setup.recipe).config
    dataset = DatasetName.MNIST if config is None else config.dataset
    return None if dataset is DatasetName.FOLDER or is_present(dataset) else dataset
