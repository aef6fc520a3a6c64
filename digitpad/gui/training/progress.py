"""The progress of a run: the progress bars and the buttons that steer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.gui.training.mending_row import MendingRow
from digitpad.gui.training.run_bars import RunBars
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import count, duration, translated
from digitpad.training.session import RunState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.data.downloads import DownloadProgress
    from digitpad.errors import DigitpadError
    from digitpad.gui.training.form.obstacle import Obstacle
    from digitpad.training.reports import TrainingReport


class RunPanel(QWidget):
    """What the run is doing, how far it is, and what one can do about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headline = controls.label("", theme.Role.HEADING)
        self._aside = controls.label("", theme.Role.MUTED)
        self._message = controls.label("")
        self._message.setWordWrap(True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._bars = RunBars()
        self._can_resume = self._is_low = False
        self._obstacle: Obstacle | None = None
        self.mending = MendingRow()
        self.start = controls.button(
            self.tr("Start"), self.tr("Train a model with these settings."), theme.Role.PRIMARY
        )
        self.pause = controls.button(
            self.tr("Pause"), self.tr("Let the run rest; it goes on later exactly where it was.")
        )
        self.resume = controls.button(
            self.tr("Resume"), self.tr("Go on exactly where the run was."), theme.Role.PRIMARY
        )
        self.stop = controls.button(self.tr("Stop"), self.tr("End the run now. What was learnt so far can be kept."))
        self.more = controls.button(
            self.tr("+1 epoch"), self.tr("Let the run go once more through the training set, after those it was to do.")
        )
        self.resume_stopped = controls.button(
            self.tr("Resume…"), self.tr("Go on exactly with a run that was stopped and kept, today or another day.")
        )
        self.resume_stopped.setMenu(QMenu(self.resume_stopped))
        self.close_button = controls.button(self.tr("Close"), self.tr("Close this window."))
        self._build()
        self.show_idle()

    @property
    def headline(self) -> str:
        """What is going on, in a few words."""
        return self._headline.text()

    @property
    def aside(self) -> str:
        """Time and speed, or why there is none."""
        return self._aside.text()

    @property
    def message(self) -> str:
        """What there is to say in place of the bars; empty while they show."""
        return "" if self._middle.currentWidget() is self._bars else self._message.text()

    def show_idle(self, message: str = "") -> None:
        """Wait for a start; show how the last run ended, if there was one."""
        controls.mark(self._headline, theme.Role.HEADING)
        if self._obstacle is None:
            self._show_texts(self.tr("Ready to train"), "")
            self._show_message(message or self.tr("The pad goes on reading while a model trains."))
        else:
            self._show_texts(self._obstacle.title, "")
            self._show_message(message or self._obstacle.detail)
        self._offer(self.start, self.resume_stopped)

    def show_obstacle(self, obstacle: Obstacle | None) -> None:
        """Name what keeps a run from starting; None once it can start."""
        before, self._obstacle = self._obstacle, obstacle
        self.start.setEnabled(obstacle is None)
        is_waiting = not self.start.isHidden()
        if is_waiting and not (before is None and obstacle is None):  # else it says how the last run ended
            self.show_idle()

    def show_fetching(self, title: str, progress: DownloadProgress | None) -> None:
        """Show how far the data set that is missing has come; no progress for a download that begins."""
        self._show_texts(self.tr("Fetching {title}").format(title=title), "")
        if progress is None:
            self._show_message(self.tr("Asking the server…"))
            return
        self._show_message(
            self.tr("{done} of {total} MB · {file}").format(
                done=f"{progress.received / 1e6:.1f}", total=f"{progress.total / 1e6:.1f}", file=progress.file
            )
        )

    def show_failure(self, error: DigitpadError) -> None:
        """Show what happened and what to do; the settings are as they were."""
        controls.mark(self._headline, theme.Role.DANGER)
        title, detail = translated(error)
        self._show_texts(title, "")
        self._show_message(detail)
        self._offer(self.start, self.resume_stopped)

    def show_state(self, state: RunState) -> None:
        """Show what the run is doing; one that rests is shown as it ended."""
        match state:
            case RunState.PREPARING:
                self._show_preparing()
            case RunState.RUNNING:
                self._show_running()
            case RunState.PAUSED:
                self._show_paused()
            case RunState.STOPPING:
                self._show_stopping()

    def _show_preparing(self) -> None:
        """Show that torch and the data are being loaded."""
        controls.mark(self._headline, theme.Role.HEADING)
        self._show_texts(self.tr("Preparing…"), self.tr("loading PyTorch and the images"))
        self._show_bars()
        self._bars.show_busy()
        # Pause cannot be had yet, but stands where Start was: a double click there must not stop.
        self._offer(self.pause, self.stop)
        self.pause.setEnabled(False)

    def _show_running(self) -> None:
        """Offer to pause or stop."""
        self.pause.setEnabled(True)
        self._offer(self.pause, self.stop, self.more)

    def _show_paused(self) -> None:
        """Offer to go on or stop."""
        self._aside.setText(self.tr("paused"))
        self._offer(self.resume, self.stop, self.more)

    def _show_stopping(self) -> None:
        """Show that the run is coming to its end."""
        self._aside.setText(self.tr("stopping…"))
        self._offer()

    def show_report(self, report: TrainingReport, state: RunState, *, is_by_steps: bool = False) -> None:
        """Show how far the run is; the last report before it rests or ends arrives after a button was pressed."""
        text = self.tr("Epoch {epoch} of {epochs} · batch {batch} of {batches}")
        if is_by_steps:
            text = self.tr("Step {step} of {steps} · epoch {epoch}")
        states = {RunState.PAUSED: self.tr("paused"), RunState.STOPPING: self.tr("stopping…")}
        brief = self.tr("{remaining} left").format(remaining=duration(report.remaining_seconds))
        whole = self.tr("{elapsed}, about {remaining} left · {speed} images/s").format(
            elapsed=duration(report.elapsed_seconds),
            remaining=duration(report.remaining_seconds),
            speed=count(report.images_per_second),
        )
        self._show_texts(
            text.format(
                epoch=report.epoch,
                epochs=report.epochs,
                batch=count(report.batch),
                batches=count(report.batches),
                step=count(report.step),
                steps=count(report.steps),
            ),
            states.get(state) or (brief if self._is_low else whole),
        )
        self._aside.setToolTip(whole)
        self._bars.show_shares(report.progress, report.batch / report.batches)
        if self._middle.currentWidget() is not self._bars:
            self._show_bars()

    def _build(self) -> None:
        self._middle = QStackedWidget()
        self._middle.addWidget(self._message)
        self._middle.addWidget(self._bars)
        self._middle.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._top = top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        top.addWidget(self._headline, 1)
        top.addWidget(self._aside)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.CONTROL_GAP)
        for button in (self.start, self.resume, self.pause, self.stop, self.more, self.resume_stopped):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.CONTROL_GAP)
        column.addLayout(top)
        column.addWidget(self._middle, 1)
        column.addWidget(self.mending)
        column.addLayout(buttons)

    def _show_texts(self, headline: str, aside: str) -> None:
        self._headline.setText(headline)
        self._aside.setText(aside)
        self._aside.setVisible(bool(aside))

    def _show_bars(self) -> None:
        self._message.clear()  # or the room it takes would stay
        self._middle.setMinimumHeight(0 if self._is_low else self._two_lines)
        self._middle.setCurrentWidget(self._bars)

    def _show_message(self, message: str) -> None:
        self._message.setText(message)
        self._middle.setMinimumHeight(self._two_lines)
        self._middle.setCurrentWidget(self._message)

    def _offer(self, *buttons: QPushButton) -> None:
        for button in (self.start, self.pause, self.resume, self.stop, self.more, self.resume_stopped):
            if button is self.window().focusWidget() and button not in buttons:
                # Or Qt would give the focus to the next button, where one more press of the space bar stops.
                self.setFocus()
            button.setVisible(button in buttons)
        self.mending.setVisible(self._obstacle is not None and self.start in buttons)
        if not self._can_resume:
            self.resume_stopped.hide()

    @property
    def _two_lines(self) -> int:
        """Of message, or two bars: the buttons beneath must not move under the pointer."""
        return 2 * self._message.fontMetrics().lineSpacing() + theme.CONTROL_GAP

    def set_slim(self, is_slim: bool, *, is_low: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Leave time and speed a line of their own in a narrow view; in one that is low as well, say less.

        The buttons stay where they are, at the lower edge.
        """
        self._is_low = is_slim and is_low
        is_below = is_slim and not is_low
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._top.setDirection(down if is_below else across)
        self._top.setSpacing(0 if is_below else theme.CONTROL_GAP)
        self._bars.show_epoch(not self._is_low)  # the headline tells it, too
        if self._middle.currentWidget() is self._bars:
            self._show_bars()
        self._headline.setWordWrap(is_slim)

    def offer_stopped_runs(self, names: Sequence[str]) -> None:
        """Offer to resume the stopped runs of these models."""
        self._can_resume = bool(names)
        menu = self.resume_stopped.menu()
        menu.clear()
        for name in names:
            menu.addAction(name.replace("&", "&&")).setData(name)
        self.resume_stopped.setVisible(self._can_resume and not self.start.isHidden())
