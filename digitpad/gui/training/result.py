"""What a run came to: its figures, and whether to keep it, under which name, and to use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from digitpad.config.recipes import recipe_of
from digitpad.gui.training.chosen_epoch import choice_text
from digitpad.gui.training.recipes import band_text
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.form_fields import problem_label
from digitpad.gui.widgets.number_text import count, percent, translated

if TYPE_CHECKING:
    from digitpad.config.train_config import TrainConfig
    from digitpad.errors import DigitpadError
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.training.outcome import TrainingOutcome


def name_for(config: TrainConfig) -> str:
    """Return a name for a model of a config, which may be taken."""
    return f"{config.initial}-tuned" if config.initial else f"my-{config.model.kind}"


def recipe_text(outcome: TrainingOutcome) -> str:
    """Return the numbers of the study note beside those obtained; empty if the run was of no note's recipe."""
    from digitpad.training.recipe_results import result_of  # noqa: PLC0415 - needed at the end of a run alone

    recipe, checkpoint = recipe_of(outcome.config), outcome.checkpoint
    if recipe is None or checkpoint is None or outcome.is_stopped_early or not recipe.targets:
        return ""
    result = result_of(recipe, [checkpoint])
    if result is None:
        return ""
    translate = QCoreApplication.translate
    pixels = translate("ResultPanel", "pixels\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}255")
    if result.is_normalised:
        pixels = translate("ResultPanel", "mean and std taken out")
    lines = []
    for obtained in result.figures:
        line = translate("ResultPanel", "{label}: {here}; the note: {says}")
        text = line.format(label=obtained.figure.label, says=obtained.figure.note_says, here=percent(obtained.mean, 2))
        expected = band_text(obtained.figure, outcome.config)
        if expected:
            text += " " + translate("ResultPanel", "(expected {band})").format(band=expected)
        lines.append(f"{text[0].upper()}{text[1:]} · {pixels}")
        if obtained.note_losses is not None:
            words = translate("ResultPanel", "Test loss {right}; as the note computes it {theirs}")
            lines.append(words.format(right=f"{obtained.losses[0]:.4f}", theirs=f"{obtained.note_losses[0]:.4f}"))
        lines.extend(filter(None, [obtained.explanation]))
    return "\n".join(lines)


def objection_to(outcome: TrainingOutcome, initial: Checkpoint | None) -> str:
    """Return why the model of a run had better not be kept: it gained nothing; empty if there is no reason."""
    from digitpad.training.lesson import LARGEST_LOSS  # noqa: PLC0415 - imports numpy

    checkpoint, translate = outcome.checkpoint, QCoreApplication.translate
    if checkpoint is None or not checkpoint.measurements:
        return ""
    main = checkpoint.measurements[0]
    chance = 1 / len(checkpoint.class_names)
    if main.accuracy < 1.5 * chance:
        text = translate("ResultPanel", "It has learnt next to nothing: guessing alone is right {share} of the time.")
        return text.format(share=percent(chance))
    before = {} if initial is None else {it.name: it.accuracy for it in initial.measurements if not it.note}
    gains = {it.name: it.accuracy - before[it.name] for it in checkpoint.measurements if it.name in before}
    if main.name in gains and gains[main.name] < -LARGEST_LOSS and max(gains.values()) <= 0.0:
        text = translate("ResultPanel", "It gained nothing and forgot much: “{name}” was right on {share} of {test}.")
        return text.format(name=outcome.config.initial, share=percent(before[main.name], 2), test=main.name)
    return ""


class ResultPanel(QWidget):
    """The model a run made, waiting to be kept or discarded."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = controls.label("", theme.Role.FIGURE)
        self._meaning = controls.label("", theme.Role.MUTED)
        self.ending = controls.label("")
        self.ending.setWordWrap(True)
        self._problem = problem_label()
        self._objection = ""
        self.name = QLineEdit()
        self.use = controls.button(
            self.tr("Use this model"),
            self.tr("Keep it in the library under this name and let it read the pad."),
            theme.Role.PRIMARY,
        )
        self.keep = controls.button(
            self.tr("Keep only"),
            self.tr("Keep it in the library under this name; the pad stays with the model it has."),
        )
        self.more = controls.button(
            self.tr("+1 epoch"), self.tr("Train this model once more through the training set.")
        )
        self.discard = controls.button(self.tr("Discard"), self.tr("Let this model go. It cannot be brought back."))
        self._build()

    @property
    def chosen_name(self) -> str:
        """The name the user gave the model."""
        return self.name.text().strip()

    @property
    def problem(self) -> str:
        """What is wrong with the name; empty if nothing is."""
        return self._problem.text()

    @property
    def is_worth_keeping(self) -> bool:
        """Whether nothing speaks against keeping the model."""
        return not self._objection

    @property
    def text(self) -> str:
        """The result in words."""
        return f"{self._figure.text()} {self._meaning.text()} {self.ending.text()}"

    def offer(self, outcome: TrainingOutcome, suggested_name: str, initial: Checkpoint | None = None) -> None:
        """Show what a run came to, whose checkpoint must be there; `initial`: the model it was fine-tuned from."""
        self._offer_more(outcome)
        self._show_figures(outcome)
        self._objection = objection_to(outcome, initial)
        self.ending.setText(" ".join(filter(None, (self._objection, self._how_it_ended(outcome)))))
        for button, is_main in ((self.use, self.is_worth_keeping), (self.discard, not self.is_worth_keeping)):
            controls.mark(button, theme.Role.PRIMARY if is_main else theme.Role.SECONDARY)
        if not self.name.isModified():  # a name that was typed outlives one epoch more
            self.name.setText(suggested_name)
            self.name.selectAll()
        self.show_problem("")

    def forget_name(self) -> None:
        """Forget the name that was typed, because its model was kept or discarded."""
        self.name.setModified(False)

    def show_broken_off(self, error: DigitpadError) -> None:
        """Show that going on failed; the model is the one from before."""
        self.more.hide()
        title, detail = translated(error)
        self.ending.setText(
            self.tr("{title}. {detail} This is the model from before that.").format(title=title, detail=detail)
        )

    def show_problem(self, problem: str) -> None:
        """Say beside the name why the model cannot be kept under it."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.ending.setVisible(not problem)
        self.name.setProperty("invalid", bool(problem))
        self.name.style().unpolish(self.name)
        self.name.style().polish(self.name)

    def _build(self) -> None:
        tooltip = self.tr("What the library calls the model.")
        self.name.setToolTip(tooltip)
        self.name.setAccessibleName(self.tr("Name of the model"))
        self.name.setAccessibleDescription(tooltip)
        self.name.setMinimumWidth(120)
        self.name.textEdited.connect(self._forget_problem)
        self.name.returnPressed.connect(self._use_named)
        top = QHBoxLayout()
        top.setSpacing(theme.CARD_GAP)
        top.addWidget(self._figure)
        top.addWidget(self._meaning, 1, Qt.AlignmentFlag.AlignBaseline)
        top.addWidget(self.more)
        label = controls.label(self.tr("Name"), theme.Role.MUTED)
        label.setBuddy(self.name)
        self._bottom = bottom = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        bottom.setSpacing(theme.CONTROL_GAP)
        bottom.addLayout(controls.row(label, (self.name, 1)), 1)
        bottom.addLayout(controls.row(self.discard, self.keep, self.use))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.CONTROL_GAP)
        column.addLayout(top)
        column.addWidget(self.ending)
        column.addWidget(self._problem)
        column.addStretch(1)
        column.addLayout(bottom)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def set_slim(self, is_slim: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Leave the name a line of its own in a narrow view."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._bottom.setDirection(down if is_slim else across)
        self._meaning.setWordWrap(is_slim)

    def _show_figures(self, outcome: TrainingOutcome) -> None:
        from digitpad.evaluation.intervals import wilson_interval  # noqa: PLC0415 - imports numpy

        measured = outcome.checkpoint.measurements[0] if outcome.checkpoint else None
        if measured is None:
            return
        low, high = wilson_interval(measured.correct, measured.count)
        self._figure.setText(percent(measured.accuracy, 2))
        self._meaning.setText(
            self.tr("of {count} test images · 95 % interval {low} to {high}").format(
                count=count(measured.count), low=percent(low, 2), high=percent(high, 2)
            )
        )

    def _offer_more(self, outcome: TrainingOutcome) -> None:
        self.more.setVisible(outcome.can_go_on)
        if outcome.is_stopped_early:
            text, tooltip = self.tr("Go on"), self.tr("Go on exactly where the run was stopped.")
        else:
            text, tooltip = self.tr("+1 epoch"), self.tr("Train this model once more through the training set.")
        self.more.setText(text)
        self.more.setAccessibleName(text)
        self.more.setToolTip(tooltip)
        self.more.setAccessibleDescription(tooltip)

    def _how_it_ended(self, outcome: TrainingOutcome) -> str:
        if outcome.error is not None:
            title, detail = translated(outcome.error)
            return self.tr("{title}. {detail} This is the model from before that.").format(title=title, detail=detail)
        choice = choice_text(outcome)
        if outcome.is_stopped_early:
            stopped = self.tr("Stopped early, after a whole batch. Once kept, its run can be resumed another day.")
            return " ".join(filter(None, (stopped, choice)))
        if choice:
            return choice
        recipe = recipe_text(outcome)
        if recipe:
            return recipe
        if self._objection:
            return ""
        return self.tr("The run is finished. Keep the model to use it here and on the command line.")

    def _use_named(self) -> None:
        """Use the model, unless that was advised against and Enter was pressed in passing."""
        if self.is_worth_keeping or self.name.isModified():
            self.use.click()

    def _forget_problem(self) -> None:
        self.show_problem("")
