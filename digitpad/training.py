"""Training: a config gives a run, an iterable of reports. The ONE loop of the command line and the window.

Owns the loop. Does not own the gradient (`gradient`), a step (`learner`), what a batch holds (`batches`) or where
samples come from (`training_data`). Knows no Qt, no callbacks, no cancel tokens: pausing is not to ask for the
next report, stopping is to take the checkpoint and close. Importing this module does not import torch; starting a
run does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from digitpad import __version__
from digitpad.batches import Batches
from digitpad.checkpoint import Checkpoint, EpochRecord, Measurement
from digitpad.errors import TrainingError
from digitpad.evaluation import measure
from digitpad.training_data import check_fit, read_training_data, settled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from digitpad.errors import InkError
    from digitpad.gradient import Outcome
    from digitpad.spec import TrainConfig
    from digitpad.training_data import TestSamples, TrainingData

REPORT_INTERVAL = 0.045
"""Seconds between two reports, a little under the 50 ms promised: the next batch may take longer than the last. A
report for every batch would cost 25 % of the speed."""


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """How a run stands after its last finished batch.

    Parameters
    ----------
    epoch, epochs
        The epoch that batch belonged to, from 1, and how many there are.
    batch, batches
        Batches finished in that epoch, and how many it has.
    train_loss, train_accuracy
        Mean cross-entropy in nats and fraction right, over the batches since the last report.
    learning_rate
        Of the last step.
    images_per_second
        Training speed since the last report, without evaluation.
    elapsed_seconds, remaining_seconds
        Time spent in the run so far, pauses left out, and an estimate of what is left.
    finished_epoch
        The record of the epoch if that batch was its last, else None.
    """

    epoch: int
    epochs: int
    batch: int
    batches: int
    train_loss: float
    train_accuracy: float
    learning_rate: float
    images_per_second: float
    elapsed_seconds: float
    remaining_seconds: float
    finished_epoch: EpochRecord | None

    @property
    def progress(self) -> float:
        """Share of the whole run that is done, 0.0 to 1.0."""
        return ((self.epoch - 1) + self.batch / self.batches) / self.epochs


class TrainingRun:
    """A run under way; iterate it for reports at most 50 ms apart (save for evaluation at an epoch's end).

    A batch is learnt whole, so one that takes longer than 50 ms is a report of its own. Nothing happens between
    two reports.

    Parameters
    ----------
    config
        What to train and how.
    data
        What to learn from and to measure on.
    initial
        Weights to fine-tune from; None for fresh ones.

    Raises
    ------
    ConfigError
        If the parts do not fit together.
    """

    def __init__(self, config: TrainConfig, data: TrainingData, initial: Checkpoint | None = None) -> None:
        check_fit(config, initial)
        order, variation, weights_seed, dropout_seed = np.random.SeedSequence(config.seed).spawn(4)
        batches = Batches(
            config,
            data.train,
            data.ink,
            order=np.random.default_rng(order),
            variation=np.random.default_rng(variation),
        )
        from digitpad.learner import Learner  # noqa: PLC0415 - imports torch, which takes seconds

        self.config = config
        self.problems: tuple[InkError, ...] = () if data.ink is None else data.ink.problems
        self._learner = Learner(
            config,
            batches.count * config.epochs,
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
        self._elapsed = 0.0
        self._reports: Iterator[TrainingReport] = self._train(batches)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> TrainingReport:
        """Train until the next report is due.

        Raises
        ------
        TrainingError
            If the loss is no longer a number; the run is over then.
        """
        return next(self._reports)

    def checkpoint(self) -> Checkpoint:
        """Return the whole state after the last finished batch; valid between two reports, until closed.

        Measured on the test part if that has not been done since the last batch, and on the ink of writers
        held out.

        Raises
        ------
        TrainingError
            If the run is closed, or the weights are no longer numbers.
        """
        weights = self._learner.weights()
        return Checkpoint(
            spec=self.config.model,
            preprocessing=self.config.preprocessing,
            weights=weights,
            class_names=self._class_names,
            config=self.config,
            data=self._sources,
            history=tuple(self._history),
            measurements=(self._measure_main(), *(self._measure(test) for test in self._open_tests()[1:])),
            digitpad_version=__version__,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    def close(self) -> None:
        """Let go of the data; the run cannot be asked for more."""
        self._reports = iter(())
        self._tests = None

    def _train(self, batches: Batches) -> Iterator[TrainingReport]:
        """Learn batch by batch; give a report whenever one more batch might overstep the interval."""
        for epoch in range(1, self.config.epochs + 1):
            whole: list[Outcome] = []
            epoch_began = self._elapsed
            resumed = previous = perf_counter()
            for number, batch in enumerate(batches.epoch(), start=1):
                self._learner.learn(batch)
                now = perf_counter()
                expected_next, previous = now + (now - previous), now
                if number < batches.count and expected_next - resumed < REPORT_INTERVAL:
                    continue
                recent = self._learner.take_outcome()
                whole.append(recent)
                speed = recent.samples / (now - resumed)
                record = None
                if number == batches.count:
                    record = self._finish_epoch(epoch, whole, self._elapsed - epoch_began + now - resumed)
                self._elapsed += perf_counter() - resumed
                yield self._report(epoch, (number, batches.count), recent, speed, record)
                resumed = previous = perf_counter()

    def _report(
        self, epoch: int, position: tuple[int, int], recent: Outcome, speed: float, record: EpochRecord | None
    ) -> TrainingReport:
        batch, batches = position
        done = ((epoch - 1) + batch / batches) / self.config.epochs
        return TrainingReport(
            epoch=epoch,
            epochs=self.config.epochs,
            batch=batch,
            batches=batches,
            train_loss=recent.loss_sum / recent.samples,
            train_accuracy=recent.correct / recent.samples,
            learning_rate=self._learner.learning_rate,
            images_per_second=speed,
            elapsed_seconds=self._elapsed,
            remaining_seconds=self._elapsed * (1 - done) / done,
            finished_epoch=record,
        )

    def _finish_epoch(self, epoch: int, whole: list[Outcome], training_seconds: float) -> EpochRecord:
        """Measure the model at an epoch's end and write the epoch down."""
        began = perf_counter()
        test = self._measure_main()
        count = sum(outcome.samples for outcome in whole)
        record = EpochRecord(
            epoch=epoch,
            train_loss=sum(outcome.loss_sum for outcome in whole) / count,
            train_accuracy=sum(outcome.correct for outcome in whole) / count,
            test_loss=test.loss,
            test_accuracy=test.accuracy,
            learning_rate=self._learner.learning_rate,
            seconds=training_seconds + perf_counter() - began,
        )
        self._history.append(record)
        return record

    def _measure_main(self) -> Measurement:
        """Measure on the data set's test part, unless that was done since the last step."""
        if self._measured is None or self._measured_at != self._learner.steps_taken:
            self._measured = self._measure(self._open_tests()[0])
            self._measured_at = self._learner.steps_taken
        return self._measured

    def _measure(self, test: TestSamples) -> Measurement:
        outcome = measure(self._learner.logits(test.inputs), test.labels)
        return Measurement(test.name, outcome.count, outcome.correct, outcome.loss, test.note)

    def _open_tests(self) -> tuple[TestSamples, ...]:
        if self._tests is None:
            raise TrainingError(
                "This training run is closed", "Take the checkpoint before the run is closed, or train again."
            )
        return self._tests


def train(config: TrainConfig, initial: Checkpoint | None = None) -> TrainingRun:
    """Prepare data and model and return the run, before its first batch.

    Parameters
    ----------
    config
        What to train and how.
    initial
        Weights to fine-tune from; None for fresh ones.

    Raises
    ------
    ConfigError
        If the parts of the config do not fit together or the data: a batch larger than the data, say.
    DatasetError, InkError
        If data is missing or broken.
    """
    data = read_training_data(config)
    return TrainingRun(settled(config, data.train), data, initial)
