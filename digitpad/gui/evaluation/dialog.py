"""The evaluation window: any model on any labelled samples, judged by figures, by class and by picture.

Never modal: the pad goes on predicting, and takes the pictures chosen here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QMenu,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from digitpad.gui.evaluation.browser import EvaluationBrowser
from digitpad.gui.evaluation.charts import EvaluationCharts
from digitpad.gui.evaluation.choice import EvaluationChoice
from digitpad.gui.evaluation.export import EvaluationExport
from digitpad.gui.evaluation.figures import EvaluationFigures
from digitpad.gui.evaluation.thread import EvaluationProgress, Stage
from digitpad.gui.models.choice import MLP, SOFTMAX
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.elided import ElidedLabel
from digitpad.gui.widgets.number_text import count, translated

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from digitpad.errors import DigitpadError
    from digitpad.gui.evaluation.thread import EvaluationController, EvaluationOutcome, EvaluationRequest
    from digitpad.gui.library_thread import LibraryThread

_FULL = 1000
"""Steps of the progress bar: finer than its pixels."""

_MESSAGE_PIXELS = 520

_LEFT_SHARE, _RIGHT_SHARE = 9, 11


class EvaluationDialog(QDialog):
    """Evaluates models beside the pad.

    `drawing_wanted` carries a `LabelledDrawing` for the pad. `settled`: an evaluation is shown, or why there is none.
    """

    drawing_wanted = Signal(object)
    settled = Signal()

    def __init__(self, controller: EvaluationController, library: LibraryThread, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._library = library
        self._names: tuple[str, ...] = ()  # of the models on offer
        self._outcome: EvaluationOutcome | None = None
        self._asked: EvaluationRequest | None = None  # what is shown or under way; None if neither holds any more
        # A window beside the pad's: one looks from a picture here to the answer there.
        self.setWindowFlags(Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Evaluate"))
        self.choice = EvaluationChoice()
        self.figures = EvaluationFigures()
        self.charts = EvaluationCharts()
        self.confusion = self.charts.confusion
        self.browser = EvaluationBrowser()
        self.bar = QProgressBar()
        self.state = ElidedLabel(theme.Role.MUTED)
        self.run = controls.button(self.tr("Evaluate"), self.tr("Run the model over the samples again"))
        self.cancel = controls.button(self.tr("Cancel"), self.tr("Stop evaluating"))
        self.export = controls.button(self.tr("Export…"), self.tr("Save what is shown as a picture or as tables"))
        self.message_title = controls.paragraph(theme.Role.HEADING, _MESSAGE_PIXELS)
        self.message = controls.paragraph(theme.Role.MUTED, _MESSAGE_PIXELS)
        self._files = EvaluationExport(self)
        self._build()
        self._connect()
        self._show_message(self.tr("Nothing evaluated yet"), self.tr("Choose a model and samples."))

    @property
    def outcome(self) -> EvaluationOutcome | None:
        """The evaluation on show."""
        return self._outcome

    def show_for(self, model: str) -> None:
        """Offer what is there now, and evaluate a model unless it is shown already, or under way."""
        self.choice.refresh_samples()
        self.refresh_models(model)
        self._library.list_names()
        if self.choice.request != self._asked:
            self.evaluate()

    def look_again(self) -> None:
        """Offer the models listed just now, because the library changed; none counts as evaluated any more."""
        self.refresh_models()
        self._asked = None

    def refresh_models(self, wanted: str | None = None) -> None:
        """Offer the models that were there when they were listed last, and choose one, be it listed or not."""
        names = (SOFTMAX, MLP, *self._library.own_names)
        self._names = names if wanted is None or wanted in names else (*names, wanted)
        self.choice.show_models(self._names, wanted or self.choice.request.model)
        if self._outcome is not None and self._outcome.request != self.choice.request:
            self._pages.setEnabled(False)  # what it shows is of a model that is gone

    @Slot()
    def _on_listed(self) -> None:
        if self._names != (SOFTMAX, MLP, *self._library.own_names):
            self.refresh_models()

    @Slot()
    def evaluate(self) -> None:
        """Evaluate what is chosen."""
        self._asked = self.choice.request
        self._controller.submit(self._asked)
        self._show_busy(is_busy=True)
        self._show_progress(EvaluationProgress(Stage.READING))
        if self._outcome is None:
            request = self._asked
            samples = self.choice.source_name(request.source)
            text = self.tr("{model} on {samples}").format(model=request.model, samples=samples)
            self._show_message(self.tr("Evaluating…"), text)
        else:
            self._pages.setEnabled(False)  # what it shows is of another choice

    def showEvent(self, event: QShowEvent) -> None:
        """Let the other windows come before this one."""
        self.windowHandle().setTransientParent(None)  # type: ignore[arg-type]  # the stub forgets None
        super().showEvent(event)

    def _build(self) -> None:
        head = controls.Card()
        head.body.setContentsMargins(theme.MARGIN, theme.CARD_GAP, theme.MARGIN, theme.CARD_GAP)
        row = controls.row((self.choice, 3), self.run, self.cancel)
        row.addSpacing(theme.CONTROL_GAP)
        row.addLayout(controls.column(self.state, self.bar, spacing=3), 2)
        row.addWidget(self.export)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the evaluation"))
        controls.use_tabular_figures(self.state, theme.SMALL_PIXELS)
        self.state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        head.body.addLayout(row)
        head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._message_page())
        self._pages.addWidget(self._result_page())
        controls.column(head, (self._pages, 1), spacing=theme.CARD_GAP, owner=self, margin=theme.MARGIN)
        self._show_busy(is_busy=False)
        self.resize(1180, 680)  # with its title bar on a screen 720 pixels high

    def _message_page(self) -> QWidget:
        page = controls.Card()
        page.body.addStretch(1)
        for label in (self.message_title, self.message):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            page.body.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        page.body.addStretch(2)
        return page

    def _result_page(self) -> QWidget:
        page = QWidget()
        left = controls.column(self.figures, (self.charts, 1), spacing=theme.CARD_GAP)
        controls.row((left, _LEFT_SHARE), (self.browser, _RIGHT_SHARE), spacing=theme.CARD_GAP, owner=page)
        return page

    def _connect(self) -> None:
        self.choice.chosen.connect(self.evaluate)
        self.run.clicked.connect(self.evaluate)
        self.cancel.clicked.connect(self._controller.cancel)
        self.charts.cell_chosen.connect(self.browser.show_cell)
        self.charts.bin_chosen.connect(self.browser.show_bin)
        self.browser.drawing_chosen.connect(self.drawing_wanted)
        self._library.listed.connect(self._on_listed)
        self._controller.progressed.connect(self._show_progress)
        self._controller.evaluated.connect(self._show_outcome)
        self._controller.failed.connect(self._show_failure)
        self._controller.cancelled.connect(self._show_cancelled)
        menu = QMenu(self)
        menu.addActions(self._files.actions_for_menu())
        menu.setToolTipsVisible(True)
        self.export.setMenu(menu)

    @Slot(object)
    def _show_progress(self, progress: EvaluationProgress) -> None:
        is_known = progress.total > 0
        self.bar.setRange(0, _FULL if is_known else 0)
        if not is_known:
            self.state.setText(self.tr("Reading"))
            return
        self.bar.setValue(_FULL * progress.done // progress.total)
        text = self.tr("Reading {done} of {total}") if progress.stage is Stage.READING else self.tr("{done} of {total}")
        self.state.setText(text.format(done=count(progress.done), total=count(progress.total)))

    @Slot(object)
    def _show_outcome(self, outcome: EvaluationOutcome) -> None:
        self._outcome = outcome
        self._show_busy(is_busy=False)
        self.figures.show_evaluation(outcome.judgement.evaluation)
        self.charts.show_outcome(outcome)
        self.browser.show_outcome(outcome)
        self._files.show_outcome(outcome)
        self.state.setText(outcome.samples.name)
        title = self.tr("{model} on {samples}").format(model=outcome.request.model, samples=outcome.samples.name)
        self.setWindowTitle(f"{title} - {self.tr('Evaluate')}")
        self._pages.setCurrentIndex(1)
        self.settled.emit()

    @Slot(object)
    def _show_failure(self, error: DigitpadError) -> None:
        self._forget()
        self._show_message(*translated(error))
        self.settled.emit()

    @Slot()
    def _show_cancelled(self) -> None:
        self._forget()
        self._show_message(self.tr("Cancelled"), self.tr("Evaluate again, or choose another model or other samples."))
        self.settled.emit()

    def _forget(self) -> None:
        """Show nothing of another choice than the one at hand."""
        self._outcome = self._asked = None
        self._files.show_outcome(None)
        self._show_busy(is_busy=False)
        self.state.clear()
        self.setWindowTitle(self.tr("Evaluate"))

    def _show_message(self, title: str, message: str) -> None:
        self.message_title.setText(title)
        self.message.setText(message)
        self._pages.setCurrentIndex(0)

    def _show_busy(self, *, is_busy: bool) -> None:
        self.run.setVisible(not is_busy)
        self.cancel.setVisible(is_busy)
        self.bar.setVisible(is_busy)
        self.export.setEnabled(not is_busy and self._outcome is not None)
        if not is_busy:
            self._pages.setEnabled(True)
