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
from digitpad.errors import TrainingError
from digitpad.models.checkpoint import Checkpoint, EpochRecord, Measurement
from digitpad.training.batches import Batches
from digitpad.training.data import check_fit, limited, read_training_data, split_validation, with_mean_and_std
from digitpad.training.reports import Curve, LossCurve, TrainingReport
from digitpad.training.resume_state import BatchPosition, ResumeState, Tally, check_fits, lengthened
from digitpad.training.schedules import RunLength

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from digitpad.config.train_config import TrainConfig
    from digitpad.errors import InkError
    from digitpad.training.data import TestSamples, TrainingData

REPORT_INTERVAL = 0.045
"""Seconds between two reports, a little under the 50 ms promised: the next batch may take longer than the last. A
report for every batch would cost 25 % of the speed."""


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
        self._tests: tuple[TestSamples, ...] | None = data.prepared_tests(config.preprocessing)
        self._measured: Measurement | None = None
        self._measured_at = -1
        self._history: list[EpochRecord] = []
        self._epoch, self._batch, self._elapsed, self._tally, self._losses = 1, 0, 0.0, Tally(), LossCurve()
        if stopped is not None:
            self._restore(stopped)
        self._reports: Iterator[TrainingReport] = self._train()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> TrainingReport:
        """Train until the next report is due."""
        return next(self._reports)

    def checkpoint(self) -> Checkpoint:
        """Return the whole state after the last finished batch; valid between two reports, until closed.

        Measured on the test part if that has not been done since the last batch, and on the ink of writers
        held out.
        """
        snapshot = self.snapshot()
        others = (self._measure(test) for test in self._open_tests()[1:])
        return replace(snapshot, measurements=(self._measure_main(), *others))

    def snapshot(self) -> Checkpoint:
        """Return the same without measurements, which costs no more than a copy of the weights."""
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
        self._open_tests()
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
    def history(self) -> tuple[EpochRecord, ...]:
        """The finished epochs so far."""
        return tuple(self._history)

    @property
    def batches(self) -> int:
        """Steps of a whole epoch."""
        return self._batches.count

    def add_epoch(self) -> None:
        """Lengthen the run, under way or at its end, by one pass through the data.

        A schedule over the whole run is that of the longer one, from the next step on.
        """
        config, more = self.config, self._batches.count
        if config.steps is None:
            self.config = replace(config, epochs=config.epochs + 1)
        else:
            self.config = replace(config, steps=config.steps + more)
        self._length = RunLength.of(self.config, more)
        self._learner.lengthen(self.config, self._length)
        if self._learner.steps_taken + more >= self._length.steps and self._tests is not None:
            self._reports = self._train()

    def close(self) -> None:
        """End the run and release its data."""
        self._reports = iter(())
        self._tests = None

    def _restore(self, stopped: ResumeState) -> None:
        place = stopped.place
        check_fits(stopped, self._sources, self._length)
        self._batches.restore(stopped.samples)
        self._learner.restore(stopped.learner, place.steps_taken)
        self._sources = stopped.data
        self._history = list(stopped.history)
        self._epoch, self._batch, self._elapsed, self._tally = (
            place.epoch,
            place.batch,
            place.elapsed_seconds,
            stopped.tally,
        )
        self._losses = LossCurve(place.curve_stride, stopped.curve.tolist(), stopped.curve_pending.tolist())

    def _train(self) -> Iterator[TrainingReport]:
        """Train epoch by epoch, from the present position."""
        while self._learner.steps_taken < self._length.steps:
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
            if not is_last and expected_next - resumed < REPORT_INTERVAL:
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
            self._measure_main()
        seconds = perf_counter() - resumed
        self._elapsed += seconds
        self._tally = Tally(
            self._tally.loss_sum + recent.loss_sum,
            self._tally.correct + recent.correct,
            self._tally.samples + recent.samples,
            self._tally.seconds + seconds,
        )
        step, steps = self._learner.steps_taken, self._length.steps
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
            remaining_seconds=self._elapsed * (steps - step) / step,
            finished_epoch=self._finish_epoch() if is_last else None,
            step=step,
            steps=steps,
            losses=recent.losses,
            layers=self._learner.layer_reports(),
        )

    def _finish_epoch(self) -> EpochRecord:
        """Record an epoch, in place of its record when it was cut short."""
        test, tally = self._measure_main(), self._tally
        record = EpochRecord(
            epoch=self._epoch,
            train_loss=tally.loss_sum / tally.samples,
            train_accuracy=tally.correct / tally.samples,
            test_loss=test.loss,
            test_accuracy=test.accuracy,
            learning_rate=self._learner.learning_rate,
            seconds=tally.seconds,
        )
        self._history = [*(earlier for earlier in self._history if earlier.epoch < record.epoch), record]
        return record

    def _measure_main(self) -> Measurement:
        """Measure on the data set's test part, unless that was done since the last step."""
        if self._measured is None or self._measured_at != self._learner.steps_taken:
            self._measured = self._measure(self._open_tests()[0])
            self._measured_at = self._learner.steps_taken
        return self._measured

    def _measure(self, test: TestSamples) -> Measurement:
        return test.measure(self._learner.logits(test.inputs))

    def _open_tests(self) -> tuple[TestSamples, ...]:
        if self._tests is None:
            raise TrainingError(
                "This training run is closed", "Take the checkpoint before the run is closed, or train again."
            )
        return self._tests


def train(config: TrainConfig, initial: Checkpoint | None = None, *, validates: bool = False) -> TrainingRun:
    """Prepare data and model and return the run, before its first batch.

    Parameters
    ----------
    config
        What to train and how.
    initial
        Weights to fine-tune from; None for fresh ones.
    validates
        Whether the last training images are held out (`data.split_validation`).

    Raises
    ------
    ConfigError
        If the parts of the config do not fit together or the data: a batch larger than the data, say.
    DatasetError, InkError
        If data is missing or broken.
    """
    data = read_training_data(config)
    if validates:
        data = replace(data, train=split_validation(data.train)[0])
    data = replace(data, train=limited(data.train, config))
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
    data = read_training_data(config)
    return TrainingRun(config, replace(data, train=limited(data.train, config)), stopped=stopped)
