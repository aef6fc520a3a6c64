"""Training: a config gives a run, an iterable of reports. The ONE loop of the command line and the window.

Owns the loop. Does not own the gradient (`models`) or what a batch holds (`batches`). Knows no Qt, no
callbacks, no cancel tokens: pausing is not to ask for the next report, stopping is to take the checkpoint and
close. Importing this module does not import torch; starting a run does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitpad.checkpoint import Checkpoint, EpochRecord
    from digitpad.spec import TrainConfig


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
    """A run under way; iterate it for reports at most 50 ms apart (save for evaluation at an epoch's end)."""

    def __iter__(self) -> Iterator[TrainingReport]: ...

    def __next__(self) -> TrainingReport: ...

    def checkpoint(self) -> Checkpoint:
        """Return the whole state after the last finished batch; valid between two reports.

        Measured on the test part if that has not been done since the last batch.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the data; the run cannot be asked for more."""


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
    raise NotImplementedError
