"""Training: a config gives a run, an iterable of reports. The ONE loop of the command line and the window.

Knows no Qt, no callbacks, no cancel tokens: pausing is not to ask for the next report, stopping is to take the
checkpoint and close. Importing this module does not import torch; starting a run does.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from digitpad import __version__
from digitpad.models.checkpoint import Checkpoint, EpochRecord
from digitpad.training.batches import Batches
from digitpad.training.data import check_fit, read_training_data, split_sixth, with_mean_and_std
from digitpad.training.measuring import Measuring
from digitpad.training.reports import Curve, LossCurve, TrainingReport
from digitpad.training.resume_state import BatchPosition, ResumeState, Tally, check_fits, lengthened
from digitpad.training.schedules import RunLength
from digitpad.training.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from digitpad.config.train_config import TrainConfig
    from digitpad.errors import InkError
    from digitpad.training.data import TrainingData

REPORT_INTERVAL = 0.045
"""Seconds between two reports, under the 50 ms promised as batches vary; one a batch would cost 25 % of the speed."""


class TrainingRun:
    """A training run under way; iterate it for reports at most 50 ms apart (save for evaluation at an epoch's end).

    A batch that takes longer than 50 ms is a report of its own. Nothing happens between two reports. A run starts
    afresh, from weights to fine-tune (`initial`), or where a run was stopped.
    """

    def __init__(
        self,
        config: TrainConfig,
        data: TrainingData,
        initial: Checkpoint | None = None,
        stopped: ResumeState | None = None,
    ) -> None:
        if stopped is None:
            check_fit(config, initial)
        order, variation, weights_seed, dropout_seed = np.random.SeedSequence(config.seed).spawn(4)
        self._batches = Batches(
            config,
            data.train,
            data.ink,
            order=np.random.default_rng(order),
            variation=np.random.default_rng(variation),
        )
        self.config = config
        self._length = RunLength.of(config, self._batches.count)
        from digitpad.training.learner import Learner  # noqa: PLC0415 - imports torch, which takes seconds

        self.problems: tuple[InkError, ...] = () if data.ink is None else data.ink.problems
        self._learner = Learner(
            config,
            self._length,
            weights_seed=weights_seed,
            dropout_seed=dropout_seed,
            initial_weights=None if initial is None else initial.weights,
        )
        earlier = () if initial is None else initial.data
        self._sources = (*earlier, *(source for source in data.sources if source not in earlier))
        self._class_names = data.train.class_names
        self._measuring = Measuring(data, config.preprocessing, self._learner)
        self._selection = Selection(config)
        self._history: list[EpochRecord] = []
        self._epoch, self._batch, self._elapsed, self._tally, self._losses = 1, 0, 0.0, Tally(), LossCurve()
        if stopped is not None:
            self._restore(stopped)
        self.until: int | None = None  # a step after which there is a report in any case
        self._reports: Iterator[TrainingReport] = self._train()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> TrainingReport:
        """Train until the next report is due."""
        return next(self._reports)

    def checkpoint(self) -> Checkpoint:
        """Return what the run has come to after the last finished batch; valid between two reports, until closed.

        Its weights are the present ones, or those of the best epoch so far if that is what the config keeps. Measured
        on the test part if that has not been done since the last batch, on the validation part if there is one, and on
        the ink of writers held out, in this order.
        """
        kept, is_present = self._selection.kept(self.snapshot()), self._selection.keeps_weights_of(self.step)
        return replace(kept, measurements=self._measuring.of_learner() if is_present else self._measuring.of(kept))

    def epoch_checkpoint(self) -> Checkpoint:
        """Return the same at an epoch's end, to be `measured` if the run breaks off; the test part may stay closed."""
        return self._selection.kept(self.snapshot()) if self._measuring.has_validation else self.checkpoint()

    def measured(self, kept: Checkpoint) -> Checkpoint:
        """Return what `epoch_checkpoint` gave with its measurements."""
        return kept if kept.measurements else replace(kept, measurements=self._measuring.of(kept))

    def snapshot(self) -> Checkpoint:
        """Return the present state without measurements, which costs no more than a copy of the weights."""
        return Checkpoint(
            spec=self.config.model,
            preprocessing=self.config.preprocessing,
            weights=self._learner.weights(),
            class_names=self._class_names,
            config=self.config,
            data=self._sources,
            history=tuple(self._history),
            digitpad_version=__version__,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    def state(self) -> ResumeState:
        """Return all that is needed to go on exactly here with `resume`; valid between two reports, until closed."""
        self._measuring.require_open()
        return ResumeState(
            config=self.config,
            data=self._sources,
            history=tuple(self._history),
            place=BatchPosition(
                self._epoch, self._batch, self._learner.steps_taken, self._elapsed, self._losses.stride
            ),
            tally=self._tally,
            samples=self._batches.state(),
            learner=self._learner.state(),
            curve=np.array(self._losses.points, np.float64),
            curve_pending=np.array(self._losses.pending, np.float64),
            best=self._selection.best,
            best_weights=self._selection.vector,
            times_measured=self.times_measured,
        )

    @property
    def curve(self) -> Curve:
        """The training loss over the whole run so far."""
        return self._losses.curve

    @property
    def step(self) -> int:
        """Steps taken so far."""
        return self._learner.steps_taken

    @property
    def ended_by_patience(self) -> bool:
        """Whether the run has ended before its last step, as it did no better on the validation part for so long."""
        return self._selection.is_over and self.step < self._length.steps

    @property
    def times_measured(self) -> int:
        """How often its test part was measured for a checkpoint."""
        return self._measuring.times

    @property
    def _has_ended(self) -> bool:
        return self._selection.is_over or self.step >= self._length.steps

    @property
    def history(self) -> tuple[EpochRecord, ...]:
        """The finished epochs so far."""
        return tuple(self._history)

    @property
    def batches(self) -> int:
        """Steps of a whole epoch."""
        return self._batches.count

    def add_epoch(self) -> None:
        """Lengthen the run, under way or at its end, by one pass through the data.

        A schedule over the whole run is that of the longer one, from the next step on. A run that ended because its
        patience was at an end has it for one epoch more, and goes on as long as it was to be.
        """
        config, more = self.config, self._batches.count
        if not self.ended_by_patience:
            by_epochs = {"epochs": config.epochs + 1}
            config = lengthened(config, **by_epochs if config.steps is None else {"steps": config.steps + more})
        has_ended = self._has_ended
        self.config = self._selection.lengthen(config)
        self._length = RunLength.of(self.config, more)
        self._learner.lengthen(self.config, self._length)
        if has_ended and self._measuring.is_open:
            self._reports = self._train()

    def close(self) -> None:
        """End the run and release its data."""
        self._reports = iter(())
        self._measuring.close()

    def _restore(self, stopped: ResumeState) -> None:
        place = stopped.place
        check_fits(stopped, self._sources, self._length)
        self._batches.restore(stopped.samples)
        self._learner.restore(stopped.learner, place.steps_taken)
        self._sources = stopped.data
        self._history = list(stopped.history)
        self._epoch, self._batch, self._elapsed = place.epoch, place.batch, place.elapsed_seconds
        self._tally = stopped.tally
        self._losses = LossCurve(place.curve_stride, stopped.curve.tolist(), stopped.curve_pending.tolist())
        self._selection.restore(stopped.best, stopped.best_weights, len(stopped.history))
        self._measuring.times = stopped.times_measured

    def _train(self) -> Iterator[TrainingReport]:
        """Train epoch by epoch, from the present position."""
        while not self._has_ended:
            if self._batch == self._batches.count:
                self._epoch, self._batch, self._tally = self._epoch + 1, 0, Tally()
            yield from self._train_epoch()

    def _train_epoch(self) -> Iterator[TrainingReport]:
        """Train batch by batch; yield a report whenever one more batch might overstep the interval."""
        resumed = previous = perf_counter()
        for batch in self._batches.epoch(self._batch, lambda: self._length.is_unaugmented(self._epoch)):
            self._learner.learn(batch)
            self._batch += 1
            now = perf_counter()
            expected_next, previous = now + (now - previous), now
            is_last = self._batch == self._length.batches_of(self._epoch)
            if not is_last and self.step != self.until and expected_next - resumed < REPORT_INTERVAL:
                continue
            yield self._report(resumed, now, is_last=is_last)
            # Asked anew: an epoch cut short may have been lengthened meanwhile.
            if self._batch == self._length.batches_of(self._epoch):
                return
            resumed = previous = perf_counter()

    def _report(self, resumed: float, now: float, *, is_last: bool) -> TrainingReport:
        """Return the report since `resumed`, and measure the model at an epoch's end."""
        recent = self._learner.take_outcome()
        self._losses.add(recent.losses)
        if is_last:
            self._measuring.of_epoch()
        seconds = perf_counter() - resumed
        self._elapsed += seconds
        self._tally = self._tally.plus(recent.loss_sum, recent.correct, recent.samples, seconds)
        finished = self._finish_epoch() if is_last else None
        step, steps, is_over = self._learner.steps_taken, self._length.steps, self.ended_by_patience
        return TrainingReport(
            epoch=self._epoch,
            epochs=self._length.epochs,
            batch=self._batch,
            batches=self._length.batches_of(self._epoch),
            train_loss=recent.loss_sum / recent.samples,
            train_accuracy=recent.correct / recent.samples,
            learning_rate=self._learner.learning_rate,
            images_per_second=recent.samples / (now - resumed),
            elapsed_seconds=self._elapsed,
            remaining_seconds=0.0 if is_over else self._elapsed * (steps - step) / step,
            finished_epoch=finished,
            step=step,
            steps=steps,
            losses=recent.losses,
            samples=self._batches.samples,
            layers=self._learner.layer_reports(),
            ended_by_patience=is_over,
        )

    def _finish_epoch(self) -> EpochRecord:
        """Record an epoch, in place of its record when it was cut short."""
        measured, tally, is_test = self._measuring.of_epoch(), self._tally, not self._measuring.has_validation
        record = EpochRecord(
            epoch=self._epoch,
            train_loss=tally.loss_sum / tally.samples,
            train_accuracy=tally.correct / tally.samples,
            test_loss=measured.loss if is_test else None,
            test_accuracy=measured.accuracy if is_test else None,
            learning_rate=self._learner.learning_rate,
            seconds=tally.seconds,
            validation_loss=None if is_test else measured.loss,
            validation_accuracy=None if is_test else measured.accuracy,
        )
        self._selection.note(record, self.step, self._learner.weights)
        self._history = [*(earlier for earlier in self._history if earlier.epoch < record.epoch), record]
        return record


def train(
    config: TrainConfig, initial: Checkpoint | None = None, *, validates: bool = False, opens_test: bool = True
) -> TrainingRun:
    """Prepare data and model and return the run, before its first batch.

    Parameters
    ----------
    config
        What to train and how.
    initial
        Weights to fine-tune from; None for fresh ones.
    validates
        Whether the last sixth of the training images is left out as well, to fit a temperature on (`data.split_sixth`).
    opens_test
        Whether the test part is measured at the end. Without it, which needs a validation part, it is never read: the
        first measurement of the checkpoint is then the validation part's.

    Raises
    ------
    ValueError
        If the test part is not to be opened, and there is no validation part to measure on.
    ConfigError
        If the parts of the config do not fit together or the data: a batch larger than the data, say.
    DatasetError, InkError
        If data is missing or broken.
    """
    if not (opens_test or config.validation):
        msg = "without a validation part the test part is needed"
        raise ValueError(msg)
    data = read_training_data(config, opens_test=opens_test)
    if validates:
        data = replace(data, train=split_sixth(data.train)[0])
    return TrainingRun(with_mean_and_std(config, data.train), data, initial)


def resume(stopped: ResumeState, *, epochs: int | None = None, steps: int | None = None) -> TrainingRun:
    """Return a stopped run, before its next batch: it goes on as if it had never been stopped.

    Parameters
    ----------
    stopped
        Where it was stopped.
    epochs, steps
        Length of the whole run now, counted as it was; None to leave it. A schedule over the whole run is that of the
        new length, from the next step on.

    Raises
    ------
    ConfigError
        If the data has changed, nothing is left to train, or it is to be counted otherwise.
    DatasetError, InkError
        If data is missing or broken.
    """
    config = lengthened(stopped.config, epochs=epochs, steps=steps)
    return TrainingRun(config, read_training_data(config), stopped=stopped)
