"""What a study note prints while it trains and at the end, as lines: for the terminal, the window and the walks.

Imports nothing heavy. A line's wording is here alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.config.log_style import QUIET, EpochLog
from digitpad.config.recipes import recipe_of

if TYPE_CHECKING:
    from digitpad.config.log_style import LogStyle
    from digitpad.config.train_config import TrainConfig
    from digitpad.models.checkpoint import EpochRecord, Measurement
    from digitpad.training.reports import TrainingReport


@dataclass(frozen=True, slots=True)
class LoggedBatch:
    """A batch that a note has a line for."""

    # epoch, epochs: from 1
    epoch: int
    epochs: int
    batch: int  # in the epoch, from 0
    # step, steps: taken with this batch, from 1, and of the whole run
    step: int
    steps: int
    # samples, of: seen in the epoch before this batch, and all of the epoch
    samples: int
    of: int
    loss: float  # mean cross-entropy of the batch in nats, before its step

    @property
    def line(self) -> str:
        """The batch in words, for example ``epoch 1/10   6400/60000 ( 11 %)  loss 2.301245``."""
        seen, share = f"{self.samples:>{len(str(self.of))}}/{self.of}", f"{100 * self.samples / self.of:3.0f}"
        return f"epoch {self.epoch:>{len(str(self.epochs))}}/{self.epochs}  {seen} ({share} %)  loss {self.loss:.6f}"


def log_style_of(config: TrainConfig) -> LogStyle:
    """Return how the recipe that a config runs is logged; quietly if it runs none."""
    recipe = recipe_of(config)
    return QUIET if recipe is None else recipe.log


def logged_batches(style: LogStyle, report: TrainingReport, batch_size: int) -> tuple[LoggedBatch, ...]:
    """Return the batches since the report before that are to be logged; a report is of one epoch."""
    if style.every is None:
        return ()
    count = len(report.losses)
    return tuple(
        LoggedBatch(
            epoch=report.epoch,
            epochs=report.epochs,
            batch=batch,
            step=step,
            steps=report.steps,
            samples=batch * batch_size,
            of=report.samples,
            loss=loss,
        )
        for batch, step, loss in zip(
            range(report.batch - count, report.batch),
            range(report.step - count + 1, report.step + 1),
            report.losses,
            strict=True,
        )
        if batch % style.every == 0
    )


def epoch_line(style: LogStyle, record: EpochRecord) -> str | None:
    """Return a finished epoch as the note prints it; None if it prints nothing of its own, or there is no such figure.

    The mean loss over an epoch's samples is that over its batches where they are of one size, as in the note.
    """
    match style.epoch:
        case EpochLog.COST:
            return f"Epoch: {record.epoch:04d} cost = {record.train_loss:.9f}"
        case EpochLog.TEST if record.test_loss is not None and record.test_accuracy is not None:
            accuracy = 100 * record.test_accuracy
            return f"epoch {record.epoch}: test loss {record.test_loss:.4f}, accuracy {accuracy:.2f} %"
        case _:
            return None


def total_line(style: LogStyle, measured: Measurement) -> str | None:
    """Return the measurement at the end as the note prints it; None if it prints nothing of its own."""
    if not style.has_total:
        return None
    right = f"{measured.correct}/{measured.count} ({100 * measured.accuracy:.2f} %)"
    return f"test: average loss {measured.loss:.4f}, accuracy {right}"
