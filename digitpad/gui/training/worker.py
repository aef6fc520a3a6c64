"""What happens on the training thread: one run after another is prepared, iterated and kept open.

Importing this module imports neither torch nor numpy: the first run does, on its thread.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.errors import DigitpadError, TrainingError
from digitpad.gui.training.job import Controls, Job, Past
from digitpad.training.outcome import TrainingOutcome
from digitpad.training.reports import LossCurve

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitpad.models.checkpoint import Checkpoint
    from digitpad.training.reports import TrainingReport
    from digitpad.training.resume_state import ResumeState
    from digitpad.training.run import TrainingRun

REPORT_SECONDS = 0.05
"""Least mean time between reports sent to the window; a queue of 20,000 reports took 5 s to drain."""

SNAPSHOT_SECONDS = 0.3
"""Least time between two looks at what the weights so far make of the pad: a copy of them costs a millisecond."""

_log = logging.getLogger(__name__)


class Worker(QObject):
    """Iterates one `TrainingRun` after another; lives on the training thread and has no parent.

    A run that has ended is kept open, with its data, until it is let go: it may be gone on with at once.
    """

    preparing = Signal()
    restored = Signal(object)
    reported = Signal(object)
    learnt = Signal(object)
    warned = Signal(object)
    paused = Signal()
    finished_run = Signal(object)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._run: TrainingRun | None = None
        self._stopped: ResumeState | None = None
        self._last_epoch: Checkpoint | None = None
        self._has_learnt = False
        self._is_complete = False
        self._report_due = 0.0
        self._snapshot_due = 0.0

    @Slot(object)
    def run(self, job: Job) -> None:
        """Train one job to its end."""
        self._guard(lambda: self._train(job))

    @Slot(object)
    def go_on(self, controls: Controls) -> None:
        """Go on with the run that is open."""
        self._guard(lambda: self._iterate(controls))

    @Slot()
    def let_go(self) -> None:
        """Close the run that is open, if one is."""
        if self._run is not None:
            self._run.close()
        self._run = self._stopped = self._last_epoch = None
        self._has_learnt = self._is_complete = False

    def _guard(self, train: Callable[[], TrainingOutcome]) -> None:
        """Tell how it ended, whatever happens."""
        try:
            outcome = train()
        except Exception as error:  # noqa: BLE001 - the thread must live on and the user must hear of it
            told = _told(error)
            self.let_go()
            self.failed.emit(told)
            return
        if not outcome.can_go_on:
            self.let_go()
        self.finished_run.emit(outcome)

    def _train(self, job: Job) -> TrainingOutcome:
        self.let_go()
        self.preparing.emit()
        from digitpad.training.run import resume, train  # noqa: PLC0415 - numpy and torch load on this thread, not at start

        if job.stopped_run is not None:
            from digitpad.training import resume_state  # noqa: PLC0415 - the same

            self._stopped = resume_state.load(job.stopped_run)
            self._run = resume(self._stopped)
            self._has_learnt = True
        elif job.config is not None:
            self._run = train(job.config, job.initial)
            if self._run.problems:
                self.warned.emit(self._run.problems)
        return self._iterate(job.controls)

    def _iterate(self, controls: Controls) -> TrainingOutcome:
        run = self._run
        if run is None:
            raise TrainingError("This run is closed", "Start it again, or resume it from the library.")
        try:
            self._follow(run, controls)
            return self._ended(run, controls)
        except Exception as error:
            if self._last_epoch is None:
                raise
            # Whole epochs were learnt before: they are the user's to keep, whatever went wrong since.
            kept = self._last_epoch if controls.is_wanted else None
            return TrainingOutcome(run.config, kept, True, _told(error), run.curve)

    def _follow(self, run: TrainingRun, controls: Controls) -> None:
        """Ask for reports until there are no more, or the window wants none."""
        losses: tuple[float, ...] = ()
        while not controls.stop.is_set():
            while controls.more:
                controls.more.popleft()
                run.add_epoch()
                self._is_complete = False
            report = next(run, None)
            if report is None:
                if controls.more:
                    continue
                break
            self._has_learnt = True
            self._is_complete = report.progress >= 1.0
            self._restore(report, run)
            losses += report.losses
            if self._pass_on(replace(report, losses=losses)):
                losses = ()
            if report.finished_epoch is not None:
                self._last_epoch = run.checkpoint()
            self._show_weights(run, controls)
            if not controls.go.is_set():
                self.paused.emit()
                controls.go.wait()

    def _restore(self, report: TrainingReport, run: TrainingRun) -> None:
        """Tell what a resumed run had come to, before its first report."""
        if self._stopped is None:
            return
        place = self._stopped.place
        batches = (place.steps_taken - place.batch) // (place.epoch - 1) if place.epoch > 1 else report.batches
        losses = LossCurve(place.curve_stride, self._stopped.curve.tolist(), self._stopped.curve_pending.tolist())
        self.restored.emit(Past(run.config, self._stopped.history, losses.curve, batches))
        self._stopped = None

    def _pass_on(self, report: TrainingReport) -> bool:
        """Send a report to the window, unless one was sent just now; losses are then sent with the next."""
        now = time.monotonic()
        if report.finished_epoch is None and now < self._report_due:
            return False
        self.reported.emit(report)
        # One that comes a little early waits for none: the mean rate is what must not be passed.
        self._report_due = max(self._report_due, now - REPORT_SECONDS) + REPORT_SECONDS
        return True

    def _show_weights(self, run: TrainingRun, controls: Controls) -> None:
        now = time.monotonic()
        if controls.is_watched.is_set() and now >= self._snapshot_due:
            self.learnt.emit(run.snapshot())
            self._snapshot_due = now + SNAPSHOT_SECONDS

    def _ended(self, run: TrainingRun, controls: Controls) -> TrainingOutcome:
        config, is_early = run.config, not self._is_complete
        if not (self._has_learnt and controls.is_wanted):
            return TrainingOutcome(config, None, is_early)
        checkpoint = run.checkpoint()
        self._last_epoch = checkpoint
        self.learnt.emit(checkpoint)
        stopped = run.state() if is_early else None
        return TrainingOutcome(
            config,
            checkpoint if is_early else _with_figures(checkpoint),
            is_early,
            curve=run.curve,
            stopped=stopped,
            can_go_on=True,
        )


def _told(error: Exception) -> DigitpadError:
    """Return an error as the user is told of it."""
    if isinstance(error, DigitpadError):
        return error
    if isinstance(error, MemoryError):
        return TrainingError(
            "This model is too large for the memory here",
            "Use fewer or smaller hidden layers or a smaller batch, then start again.",
        )
    _log.error("training ended unexpectedly", exc_info=error)
    return TrainingError(
        "Training ended unexpectedly",
        "The reason given was: {reason}. Your settings and models are as they were; change a setting or start again.",
        reason=str(error) or type(error).__name__,
    )


def _with_figures(checkpoint: Checkpoint) -> Checkpoint:
    """Return the checkpoint with what the note of its recipe states besides, if it is of one."""
    from digitpad.config.recipes import recipe_of  # noqa: PLC0415 - the same
    from digitpad.training.recipe_results import with_figures  # noqa: PLC0415 - needed at the end of a run alone

    recipe = None if checkpoint.config is None else recipe_of(checkpoint.config)
    return checkpoint if recipe is None else with_figures(recipe, checkpoint)
