"""The training session of the window and of the command line: the state of its run, and the loop that trains.

Imports neither torch nor numpy: the first run does, on the thread that iterates it.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from digitpad.errors import DivergenceError, TrainingError
from digitpad.training.completion import completed
from digitpad.training.outcome import TrainingOutcome, as_digitpad_error
from digitpad.training.reports import Divergence, RunOrigin, TrainingReport

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from digitpad.config.train_config import TrainConfig
    from digitpad.errors import DigitpadError
    from digitpad.models.checkpoint import Checkpoint, EpochRecord
    from digitpad.training.reports import Curve
    from digitpad.training.run import TrainingRun

REPORT_SECONDS = 0.05
"""Least mean time between two reports; a queue of 20,000 took the window 5 s to drain."""

SNAPSHOT_SECONDS = 0.3
"""Least time between two snapshots of the weights: a copy costs a millisecond."""


class RunState(Enum):
    """What the session is doing, as the thread that steers it knows."""

    IDLE = "idle"
    PREPARING = "preparing"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run before its first batch, with what a resumed one had come to."""

    config: TrainConfig
    is_resumed: bool
    problems: tuple[DigitpadError, ...]  # lines of the ink file that are left out
    # history, curve: finished epochs, and training loss so far
    history: tuple[EpochRecord, ...]
    curve: Curve
    batches: int  # steps of a whole epoch


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The weights so far."""

    checkpoint: Checkpoint  # unmeasured, except after the last batch


@dataclass(frozen=True, slots=True)
class Rest:
    """The run rests now: no report follows until it is resumed."""


Event: TypeAlias = "Prepared | TrainingReport | Snapshot | Rest | Divergence | TrainingOutcome"


class TrainingSession:
    """One run after another: one thread steers, and the same or another one iterates over the events.

    `start`, `resume_stopped` and `go_on` return the events of a run; iterating over them trains. The thread that steers
    passes each on to `note_event`, and calls `note_failure` if the iteration raises. A run that has ended is kept open,
    with its data, until `close_run`: it can go on at once.
    """

    def __init__(self) -> None:
        self.state = RunState.IDLE
        self.config: TrainConfig | None = None  # of the last run
        self.outcome: TrainingOutcome | None = None  # of a run whose model waits to be kept
        # Looked at between two reports: a busy thread sees no queued signal.
        self._is_stopped, self._may_run, self._is_watched = threading.Event(), threading.Event(), threading.Event()
        self._added_epochs: deque[None] = deque()
        self._is_wanted = True
        # The rest is for the thread that iterates.
        self._run: TrainingRun | None = None
        self._before: Checkpoint | None = None
        self._resumed: str | None = None
        self._origin = RunOrigin()
        self._last_epoch: Checkpoint | None = None
        self._has_learnt = self._is_complete = False
        self._report_due = self._snapshot_due = 0.0

    @property
    def is_running(self) -> bool:
        """Whether a run is under way, be it preparing, paused or stopping."""
        return self.state is not RunState.IDLE

    @property
    def can_start(self) -> bool:
        """Whether another run can start: none is under way, and no model waits to be kept."""
        return not self.is_running and self.outcome is None

    @property
    def can_go_on(self) -> bool:
        """Whether the run that has ended can go on at once."""
        return not self.is_running and self.outcome is not None and self.outcome.can_go_on

    @property
    def should_go_on(self) -> bool:
        """Whether an epoch was added just as the run ended."""
        return self.can_go_on and bool(self._added_epochs)

    def start(
        self,
        config: TrainConfig,
        initial: Checkpoint | None = None,
        *,
        validates: bool = False,
        until: int | None = None,
    ) -> Iterator[Event]:
        """Begin a run and return its events; the parameters are those of `training.run.train`.

        `until`: the step after which it is stopped; None for its end.
        """
        self._begin(RunState.PREPARING)
        self.config = config

        def make_run() -> TrainingRun:
            # numpy and torch load on this thread, not at start
            from digitpad.models.fingerprint import weights_sha256  # noqa: PLC0415
            from digitpad.training.run import train  # noqa: PLC0415

            run = train(config, initial, validates=validates)
            run.until = until
            self._origin = RunOrigin("" if initial is None else weights_sha256(initial.weights))
            return run

        return self._events(make_run)

    def resume_stopped(
        self, stopped_run: Path, model: Path, name: str | None, *, epochs: int | None = None, steps: int | None = None
    ) -> Iterator[Event]:
        """Begin to resume a stopped run and return its events.

        Parameters
        ----------
        stopped_run, model
            Files of the run and of the model it had come to, whose temperature and noted measurements the new one gets.
        name
            The model's name in the library; None if it is not there.
        epochs, steps
            Length of the whole run, as in `training.run.resume`.
        """
        self._begin(RunState.PREPARING)

        def make_run() -> TrainingRun:
            from digitpad.training.resumption import resumed  # noqa: PLC0415 - the same

            run, self._before, self._origin = resumed(stopped_run, model, epochs=epochs, steps=steps)
            self._has_learnt, self._resumed = True, name
            return run

        return self._events(make_run)

    def go_on(self) -> Iterator[Event]:
        """Go on with the run that has ended, for an epoch more if it came to its end, and return its events."""
        is_longer = self.outcome is not None and not self.outcome.is_stopped_early
        added = len(self._added_epochs) if self.should_go_on else int(is_longer)
        self._begin(RunState.RUNNING)
        self._added_epochs.extend([None] * added)
        return self._events(None)

    def add_epoch(self) -> None:
        """Let the run under way go on for an epoch more."""
        if self.is_running and self.state is not RunState.STOPPING:
            self._added_epochs.append(None)

    def watch(self, is_watched: bool) -> None:  # noqa: FBT001 - a setter
        """Say whether there shall be snapshots: a few a second, and one at the end."""
        if is_watched:
            self._is_watched.set()
        else:
            self._is_watched.clear()

    def pause(self) -> None:
        """Let the run rest after its next report."""
        if self.state is RunState.RUNNING:
            self._may_run.clear()
            self.state = RunState.PAUSED

    def resume(self) -> None:
        """Let a paused run go on."""
        if self.state is RunState.PAUSED:
            self.state = RunState.RUNNING
            self._may_run.set()

    def stop(self, *, keep: bool = True) -> None:
        """End the run after its next report, with what was learnt unless that is not wanted."""
        if self.is_running:
            self._is_wanted = keep
            self._is_stopped.set()
            self._may_run.set()
            self.state = RunState.STOPPING

    def note_event(self, event: Event) -> None:
        """Update state, config and outcome."""
        if isinstance(event, Prepared):
            self.config = event.config
        elif isinstance(event, TrainingReport) and self.state is RunState.PREPARING:
            self.state = RunState.RUNNING
        elif isinstance(event, TrainingOutcome):
            if self.state is RunState.STOPPING:
                self._added_epochs.clear()
            self.config, self.state = event.config, RunState.IDLE
            self.outcome = event if event.checkpoint is not None and self._is_wanted else None

    def note_failure(self) -> None:
        """Update the state after an error."""
        self.state = RunState.IDLE

    def release(self) -> None:
        """Forget the model that waits: it was kept or discarded."""
        self.outcome = None

    def close_run(self) -> None:
        """Close the run that is open, if one is; for the thread that iterates."""
        if self._run is not None:
            self._run.close()
        self._run = self._before = self._resumed = self._last_epoch = None
        self._origin = RunOrigin()
        self._has_learnt = self._is_complete = False

    def _begin(self, state: RunState) -> None:
        if self.is_running:
            msg = "a run is under way"
            raise RuntimeError(msg)
        self._is_stopped.clear()
        self._may_run.set()
        self._added_epochs.clear()
        self._is_wanted = True
        self.state = state

    def _events(self, make_run: Callable[[], TrainingRun] | None) -> Iterator[Event]:
        """Prepare the run, or take the one that is open, train it to its end and close it if it cannot go on."""
        try:
            if make_run is not None:
                self.close_run()
                self._run = run = make_run()
                yield Prepared(run.config, self._has_learnt, run.problems, run.history, run.curve, run.batches)
            if self._run is None:
                raise TrainingError("This run is closed", "Start it again, or resume it from the library.")  # noqa: TRY301
            outcome = yield from self._train(self._run)
        except Exception:
            self.close_run()
            raise
        if not outcome.can_go_on:
            self.close_run()
        yield outcome

    def _train(self, run: TrainingRun) -> Generator[Event, None, TrainingOutcome]:
        try:
            yield from self._follow(run)
            return (yield from self._end(run))
        except Exception as error:
            if self._last_epoch is None:
                raise
            # Whole epochs were learnt before: they are the user's to keep, whatever went wrong since.
            kept = completed(run.measured(self._last_epoch), self._before, is_early=True) if self._is_wanted else None
            return TrainingOutcome(
                run.config, kept, True, as_digitpad_error(error), run.curve, resumed=self._resumed, steps=run.step
            )

    def _follow(self, run: TrainingRun) -> Iterator[Event]:
        """Ask for reports until there are no more, or the run is stopped."""
        held: tuple[TrainingReport, ...] = ()  # one that is not due yet, or none
        while not (self._is_stopped.is_set() or run.step == run.until):
            self._lengthen(run)
            try:
                report = next(run, None)
            except DivergenceError as error:
                yield from held
                yield Divergence(run.curve, error.losses, run.step, run.batches)
                raise
            if report is None:
                if self._added_epochs:
                    continue
                break
            self._has_learnt = True
            self._is_complete = report.is_last
            for before in held:
                report = replace(report, losses=before.losses + report.losses)
            held = () if self._is_due(report) else (report,)
            if not held:
                yield report
            if report.finished_epoch is not None:
                self._last_epoch = run.epoch_checkpoint()
            if self._is_watched.is_set() and time.monotonic() >= self._snapshot_due:
                yield Snapshot(run.snapshot())
                self._snapshot_due = time.monotonic() + SNAPSHOT_SECONDS
            if not self._may_run.is_set():
                yield Snapshot(run.snapshot())  # who begins to watch now sees where it rests
                yield Rest()
                self._may_run.wait()
        yield from held

    def _lengthen(self, run: TrainingRun) -> None:
        while self._added_epochs:
            self._added_epochs.popleft()
            run.add_epoch()
            self._is_complete, self._origin = False, replace(self._origin, is_lengthened=True)

    def _is_due(self, report: TrainingReport) -> bool:
        """Whether a report is passed on; the losses of one that is not come with the next."""
        now = time.monotonic()
        if report.finished_epoch is None and now < self._report_due and self._may_run.is_set():
            return False
        # One that comes a little early delays none: the mean rate is what must not be exceeded.
        self._report_due = max(self._report_due, now - REPORT_SECONDS) + REPORT_SECONDS
        return True

    def _end(self, run: TrainingRun) -> Generator[Event, None, TrainingOutcome]:
        """Measure the model, with what its recipe and the model before it add."""
        is_early = not self._is_complete
        if not (self._has_learnt and self._is_wanted):
            return TrainingOutcome(run.config, None, is_early)
        self._last_epoch = checkpoint = run.checkpoint()
        yield Snapshot(checkpoint)
        return TrainingOutcome(
            run.config,
            completed(checkpoint, self._before, is_early=is_early),
            is_early,
            curve=run.curve,
            stopped=replace(run.state(), origin=self._origin) if is_early else None,
            can_go_on=True,
            times_measured=run.times_measured,
            ended_by_patience=run.ended_by_patience,
            resumed=self._resumed,
            steps=run.step,
            origin=self._origin,
        )
