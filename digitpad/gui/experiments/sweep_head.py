"""The head of a sweep: its question, how many runs in what time, how far it is, and what may be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu, QProgressBar, QSizePolicy, QWidget

from digitpad.experiments.local_engine import usable_cores
from digitpad.gui.experiments.case import CaseState
from digitpad.gui.experiments.naming import names_of
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.elided import ElidedLabel
from digitpad.gui.widgets.form_fields import QuietComboBox
from digitpad.gui.widgets.number_text import count, duration, percent, translated

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from digitpad.errors import DigitpadError
    from digitpad.gui.experiments.case import SweepCase

_FULL = 1000
"""Steps of the progress bar: finer than its pixels."""


class SweepHead(controls.Card):
    """What is known of a sweep in words, and its buttons.

    `start`, `stop`, `keep`, `export`: the buttons; `processes`: how many runs go on side by side.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel(theme.Role.HEADING)
        self.question = controls.label("", theme.Role.MUTED)
        self.facts = ElidedLabel()
        self.result = controls.label("")
        self.warning = controls.label("", theme.Role.DANGER)
        self.bar = QProgressBar()
        self.processes = QuietComboBox()
        self.start = controls.button(
            self.tr("Start"), self.tr("Run every combination with every seed"), theme.Role.PRIMARY
        )
        self.stop = controls.button(self.tr("Stop"), self.tr("End the runs under way; those that are done are kept"))
        self.keep = controls.button(self.tr("Keep…"), self.tr("Put the model of the best combination into the library"))
        self.export = controls.button(
            self.tr("Export…"), self.tr("Copy or save the table, or save the view as a picture")
        )
        self._build()

    def _build(self) -> None:
        tip = self.tr("Runs that go on side by side, each in a process of its own on one core of the processor")
        cores = usable_cores()
        for number in range(1, cores + 1):
            self.processes.addItem(
                self.tr("1 run at a time") if number == 1 else self.tr("{n} side by side").format(n=number)
            )
        self.processes.setCurrentIndex(cores - 1)
        self.processes.setMinimumContentsLength(9)
        self.processes.setToolTip(tip)
        self.processes.setAccessibleName(self.tr("Runs side by side"))
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _FULL)
        self.bar.setAccessibleName(self.tr("Progress of the sweep"))
        self._case: SweepCase | None = None
        self._wrapped = (self.question, self.result, self.warning)
        for label in self._wrapped:
            label.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.body.setContentsMargins(theme.MARGIN, theme.CARD_GAP, theme.MARGIN, theme.CARD_GAP)
        self.body.setSpacing(6)
        self.processes.currentIndexChanged.connect(self._look_again)
        buttons = (self.processes, self.export, self.keep, self.stop, self.start)
        self.body.addLayout(controls.row((self.title, 1), *buttons))
        self.body.addWidget(self.question)
        self.body.addLayout(controls.row((self.facts, 3), (self.bar, 2)))
        for part in (self.result, self.warning):
            self.body.addWidget(part)

    @property
    def chosen_processes(self) -> int:
        """How many runs go on side by side."""
        return self.processes.currentIndex() + 1

    def fill_export(self, menu: QMenu) -> None:
        """Give the button for exports its menu."""
        self.export.setMenu(menu)

    def allow_start(self, *, is_allowed: bool, reason: str) -> None:
        """Let the sweep be started, or say why not: another is under way."""
        self.start.setEnabled(is_allowed)
        if not is_allowed:
            self.start.setToolTip(reason)

    def show_case(self, case: SweepCase) -> None:
        """Show a sweep as it stands."""
        self._case = case
        standing, state = case.standing, case.state
        is_running, has_failed = case.is_running, standing.runs_failed > 0
        self.title.setText(case.title)
        self.question.setText(case.question)
        self.question.setVisible(bool(case.question))
        self.facts.setText(self._facts(case))
        self._show_start(case)
        can_start = state in {CaseState.READY, CaseState.STOPPED} or (has_failed and not is_running)
        self.start.setVisible(can_start)
        self.stop.setVisible(is_running)
        self.stop.setEnabled(state is CaseState.RUNNING)
        self.processes.setVisible(can_start)
        self.keep.setVisible(not is_running and standing.best is not None)
        self.export.setEnabled(standing.runs_done > 0)
        self.bar.setVisible(is_running)
        self.bar.setValue(round(_FULL * standing.share))
        self.result.setText(self._result(case))
        self.result.setVisible(bool(self.result.text()))
        self.warning.setText(self._warning(case))
        self.warning.setVisible(bool(self.warning.text()))

        self._fit_lines()

    @Slot()
    def _look_again(self) -> None:
        """Say another time for another number of processes."""
        if self._case is not None:
            self.facts.setText(self._facts(self._case))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give long texts the lines they need in this width."""
        super().resizeEvent(event)
        self._fit_lines()

    def _fit_lines(self) -> None:
        # Not left to the layout, which asks for the height of another width than there is.
        width = self.width() - 2 * theme.MARGIN - 2
        for label in self._wrapped:
            label.setMinimumHeight(0)  # or it would not become lower again
            label.setFixedHeight(max(label.heightForWidth(width), 0))

    def _show_start(self, case: SweepCase) -> None:
        """Name the button after what it does now."""
        if case.standing.is_over and case.standing.runs_failed:
            text, tip = self.tr("Try again"), self.tr("Run once more what has failed; what is done stays")
        elif case.runs_done:
            text, tip = self.tr("Go on"), self.tr("Run what is left; what is done stays")
        else:
            text, tip = self.tr("Start"), self.tr("Run every combination with every seed")
        self.start.setText(text)
        self.start.setAccessibleName(text)
        self.start.setToolTip(tip)

    def _facts(self, case: SweepCase) -> str:
        """Return how many runs there are, in what time, and how far they are."""
        tr, standing = self.tr, case.standing
        done = tr("{done} of {runs} runs done").format(done=count(case.runs_done), runs=count(case.runs))
        if standing.runs_failed:
            done += tr(", {failed} failed").format(failed=count(standing.runs_failed))
        left = duration(standing.seconds_left(case.processes or self.chosen_processes))
        if case.state is CaseState.STOPPING:
            return tr("Stopping: {done}").format(done=done)
        if case.state is CaseState.RUNNING:
            return tr("{done}, about {time} left").format(done=done, time=left)
        facts = [tr("{runs} runs").format(runs=count(case.runs))]
        if case.sweep.seeds > 1:
            text = tr("{runs} runs: {combinations} combinations, {seeds} seeds each")
            numbers = {"runs": count(case.runs), "combinations": count(len(case.combinations))}
            facts = [text.format(**numbers, seeds=case.sweep.seeds)]
        if case.state is CaseState.READY:
            facts.append(tr("about {time}").format(time=left))
        elif case.state is CaseState.STOPPED:
            facts += [tr("stopped, {done}").format(done=done), tr("about {time} left").format(time=left)]
        if case.held_out:
            facts.append(tr("compared on {held_out} images held out").format(held_out=count(case.held_out)))
        return " · ".join(facts)

    def _result(self, case: SweepCase) -> str:
        best, test = case.standing.best, case.standing.test_accuracy
        if best is None:
            return ""
        name, mean = names_of(case.combinations)[best], percent(case.standing.rows[best].mean or 0.0, 2)
        if not case.held_out:
            return self.tr("Best: {name}, {mean} of the test images.").format(name=name, mean=mean)
        text = self.tr("Best on the validation part: {name}, {mean}.").format(name=name, mean=mean)
        if test is not None:
            opened = self.tr("Then the test part was opened once, for this one alone: {share}.")
            text += " " + opened.format(share=percent(test, 2))
        elif case.is_running:
            text += " " + self.tr("Now the test part is opened once, for this one alone.")
        return text

    def _warning(self, case: SweepCase) -> str:
        if case.problem is not None:
            return _sentences(case.problem)
        failures = [error for row in case.standing.rows for error in row.failures]
        if failures:
            text = self.tr("{failed} of {runs} runs failed. {reason}")
            numbers = {"failed": count(len(failures)), "runs": count(case.runs)}
            return text.format(**numbers, reason=_sentences(failures[0]))
        if not case.held_out:
            return self.tr(
                "Without a validation part the test images choose the best, whose figure then says too much: it is "
                "no measure of unseen images any more."
            )
        return ""


def _sentences(error: DigitpadError) -> str:
    return "{}. {}".format(*translated(error))
