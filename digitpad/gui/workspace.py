"""The views that dock beside the pad to look inside a model, and what each is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Qt, Signal, Slot

from digitpad.config.dataset_info import DatasetName
from digitpad.gui.inside.subject import Subject
from digitpad.gui.widgets.dock_holder import DockHolder
from digitpad.ink.ink import Ink
from digitpad.notes.walk import View

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from digitpad.gui.inside.compare.compare_view import CompareView
    from digitpad.gui.inside.inside_panel import InsidePanel
    from digitpad.gui.inside.step_view import StepView
    from digitpad.gui.models.choice import ModelChoice
    from digitpad.gui.notes.memory import NotesMemory
    from digitpad.gui.notes.notes_view import NotesView
    from digitpad.gui.pad.canvas import Canvas
    from digitpad.gui.prediction.panel import PredictionPanel
    from digitpad.gui.prediction.presenter import PredictionPresenter
    from digitpad.gui.prediction.recognition_thread import RecognitionController
    from digitpad.gui.training.thread import TrainingController
    from digitpad.gui.widgets.dock_holder import DockWidth
    from digitpad.ink.drawing import Drawing
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.notes.walk import Step

Holder: TypeAlias = "DockHolder[InsidePanel] | DockHolder[StepView] | DockHolder[CompareView] | DockHolder[NotesView]"


class Workspace(QObject):
    """The docks of the main window, each made when it is first opened, which costs nothing before.

    `data_wanted`: a `DatasetName` and a folder, which may be empty, that one wants to look at or to fetch.
    `drawing_wanted`: a `LabelledDrawing` for the pad. `training_wanted`: the name of a recipe, which may be empty, to
    train. `evaluation_wanted`: of the model on the pad. `experiment_wanted`: the name of a ready-made experiment.
    """

    data_wanted = Signal(object, str)
    drawing_wanted = Signal(object)
    training_wanted = Signal(str)
    evaluation_wanted = Signal()
    experiment_wanted = Signal(str)
    step_ended = Signal(str)

    def __init__(  # noqa: PLR0913, PLR0917 - what the views are told by and tell
        self,
        canvas: Canvas,
        presenter: PredictionPresenter,
        panel: PredictionPanel,
        recognition: RecognitionController,
        choice: ModelChoice,
        window: QMainWindow,
        width: DockWidth,
        memory: NotesMemory,
    ) -> None:
        super().__init__(window)
        self._canvas, self._presenter, self._panel, self._recognition = canvas, presenter, panel, recognition
        self._choice, self._memory, self._window = choice, memory, window
        self._trained: Checkpoint | None = None  # the model in training, as it is by now
        self.inside = DockHolder(self._make_inside, "inside", self.tr("Look inside"), window, width)
        self.step = DockHolder(self._make_step, "step", self.tr("One step, in numbers"), window, width)
        self.compare = DockHolder(self._make_compare, "compare", self.tr("Compare two models"), window, width)
        self.notes = DockHolder(self._make_notes, "notes", self.tr("Notes"), window, width)
        holders: tuple[tuple[str, Holder], ...] = (
            ("inside", self.inside),
            ("step", self.step),
            ("compare", self.compare),
            ("notes", self.notes),
        )
        self._holders = dict(holders)
        panel.bars.class_chosen.connect(self._ask_why)
        presenter.shown_changed.connect(self._tell)
        choice.changed.connect(self._tell)
        canvas.drawing_changed.connect(self._tell_notes)

    @property
    def open_views(self) -> tuple[str, ...]:
        """Names of the views that are open, to be opened again next time."""
        return tuple(name for name, holder in self._holders.items() if holder.is_open)

    def open_again(self, names: tuple[str, ...]) -> None:
        """Open the views that were open last time."""
        for name in names:
            if name in self._holders:
                self._holders[name].open()

    def shut_down(self) -> bool:
        """Close all views while all they speak of is still there; False if one is still busy when the wait runs out."""
        for holder in self._holders.values():
            holder.hide()
        views = (holder.window for holder in self._holders.values())
        have_ended = [view.shut_down() for view in views if view is not None]  # each, also after one that is busy
        return all(have_ended)

    @Slot()
    def toggle_inside(self) -> None:
        """Open the view of what is inside the model, or close it."""
        self.inside.toggle()

    @Slot()
    def toggle_step(self) -> None:
        """Open the view of one step of training, or close it."""
        self.step.toggle()

    @Slot()
    def toggle_compare(self) -> None:
        """Open the view of two models side by side, or close it."""
        self.compare.toggle()

    @Slot()
    def toggle_notes(self) -> None:
        """Open the view of the notes, and let its keys work at once, or close it."""
        self.notes.toggle()
        if self.notes.window is not None and self.notes.is_open:
            self.notes.window.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def follow_training(self, training: TrainingController) -> None:
        """Offer the model in training to be compared with, until it is kept or given up."""
        training.learnt.connect(self._show_trained)
        training.failed.connect(self._forget_trained)
        training.released.connect(self._forget_trained)

    @Slot(str)
    def show_kept(self, name: str) -> None:
        """Compare with a model that was just kept, if it was compared with as it learnt."""
        if self.compare.window is not None:
            self.compare.window.show_kept(name)

    @Slot(object)
    def _show_trained(self, checkpoint: Checkpoint | None) -> None:
        self._trained = checkpoint
        if self.compare.window is not None:
            self.compare.window.show_trained(checkpoint)

    @Slot()
    def _forget_trained(self) -> None:
        self._show_trained(None)

    @Slot(int)
    def _ask_why(self, class_index: int) -> None:
        """Take a click on a class for a guess at a hidden answer, else ask for its evidence."""
        if self._presenter.hides_answer:
            self._presenter.guess(class_index)
        else:
            if not self.inside.is_open:
                self.inside.get().why.forget()
            self.inside.open().ask_why(class_index)

    def _make_inside(self) -> InsidePanel:
        from digitpad.gui.inside.inside_panel import InsidePanel  # noqa: PLC0415 - the window paints before it is needed

        inside = InsidePanel(self._recognition.thread_of_worker, self._canvas)
        inside.why.classes_changed.connect(self._panel.bars.show_asked)
        subject = self._subject()
        if subject is not None:
            inside.show_subject(subject)
        return inside

    def _make_step(self) -> StepView:
        from digitpad.gui.inside.step_view import StepView  # noqa: PLC0415 - the window paints before it is needed

        step = StepView()
        step.data_wanted.connect(self.data_wanted)
        subject = self._subject()
        if subject is not None:
            step.show_subject(subject)
        return step

    def _make_compare(self) -> CompareView:
        from digitpad.gui.inside.compare.compare_view import CompareView  # noqa: PLC0415 - the window paints before it is needed

        compare = CompareView(self._recognition.thread_of_worker)
        compare.digit_chosen.connect(self._presenter.choose)
        compare.show_trained(self._trained)
        self._tell_compare(compare)
        return compare

    def _make_notes(self) -> NotesView:
        from digitpad.gui.notes.notes_view import NotesView  # noqa: PLC0415 - the window paints before it is needed
        from digitpad.notes.walks import WALKS  # noqa: PLC0415 - as above

        notes = NotesView(WALKS, self._memory)
        notes.drawing_wanted.connect(self.drawing_wanted)
        notes.data_wanted.connect(self.data_wanted)
        notes.door_opened.connect(self._go_on_from)
        notes.runner.ended.connect(self.step_ended)
        notes.show_drawing(self._drawing())
        return notes

    @Slot(object)
    def _go_on_from(self, step: Step) -> None:
        """Open the view in which one goes on looking from a step of a note."""
        match step.view:
            case View.DATA:
                self.data_wanted.emit(step.dataset or DatasetName.MNIST, "")
            case View.TRAINING:
                self.training_wanted.emit(step.recipe or "")
            case View.INSIDE:
                self.inside.open().turn_to_why()
            case View.SOFTMAX:
                self.inside.open().turn_to_softmax()
            case View.STEP:
                self.step.open()
            case View.EVALUATION:
                self.evaluation_wanted.emit()
            case View.EXPERIMENT:
                self.experiment_wanted.emit(step.experiment or "")
            case View.PYTORCH:
                self._show_script(step.recipe)
            case None:
                pass

    def _show_script(self, recipe: str | None) -> None:
        if recipe is None:
            return
        from digitpad.config.recipes import find_recipe  # noqa: PLC0415 - seldom needed
        from digitpad.gui.training.script_dialog import ScriptDialog  # noqa: PLC0415 - seldom needed

        ScriptDialog(find_recipe(recipe).config, self._window).show()

    def _drawing(self) -> Drawing | None:
        return None if self._canvas.drawing == Ink() else self._canvas.drawing

    @Slot()
    def _tell_notes(self) -> None:
        if self.notes.window is not None:
            self.notes.window.show_drawing(self._drawing())

    @Slot()
    def _tell(self) -> None:
        subject = self._subject()
        if subject is None:
            return
        for view in (self.inside.window, self.step.window):
            if view is not None:
                view.show_subject(subject)
        if self.compare.window is not None:
            self._tell_compare(self.compare.window)

    def _tell_compare(self, compare: CompareView) -> None:
        from digitpad.gui.inside.compare.second_reader import PadReading  # noqa: PLC0415 - as above

        presenter, newest = self._presenter, self._recognition.newest
        model, shown = presenter.model, presenter.shown
        if model is None:
            return
        compare.offer(self._choice.names, model.name)
        if shown is None or shown.answer.request.model != model.name:
            pad = PadReading(replace(newest, drawing=Ink()), model.checkpoint, presenter.choice)
        else:
            is_hidden = presenter.hides_answer
            pad = PadReading(shown.answer.request, model.checkpoint, presenter.choice, shown, is_hidden)
        compare.show_pad(pad)

    def _subject(self) -> Subject | None:
        """Return what the views explain; None while no model is loaded."""
        model, shown = self._presenter.model, self._presenter.revealed
        if model is None:
            return None
        if shown is None or shown.answer.request.model != model.name:
            return Subject(model.name, model.checkpoint)
        drawing = shown.digit.ink or shown.answer.request.drawing
        return Subject(model.name, model.checkpoint, drawing, shown.digit.prediction)
