"""What a training run tells of itself while it goes on: its reports and its curve of losses.

Owns the values. Does not own the loop that gives them (`training`) or how they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.models.checkpoint import EpochRecord

LARGEST_CURVE = 4096
"""Most points of a curve: more than a screen has columns."""


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """How a run stands after its last finished batch.

    Parameters
    ----------
    epoch, epochs
        The epoch that batch belonged to, from 1, and how many there are. A run by steps counts its passes through
        the data, of which the last may be cut short.
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
    step, steps
        Steps taken in the whole run, and how many it has; one for each batch.
    losses
        Mean cross-entropy of each batch since the last report; the last one is that of `step`.
    epoch_accuracy
        Fraction right over all batches of the epoch so far.
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
    step: int
    steps: int
    losses: tuple[float, ...]
    epoch_accuracy: float

    @property
    def progress(self) -> float:
        """Share of the whole run that is done, 0.0 to 1.0."""
        return self.step / self.steps


@dataclass(frozen=True, slots=True)
class Curve:
    """The training loss over a run.

    Parameters
    ----------
    stride
        Steps that a point stands for.
    losses
        The mean loss over the first `stride` steps, over the next, and so on; the last may be of fewer.
    """

    stride: int
    losses: tuple[float, ...]


class LossCurve:
    """Takes in the loss of every step, and keeps no more points than can be seen.

    Parameters
    ----------
    stride
        Steps that a point stands for, a power of two.
    points
        Means over so many steps each.
    pending
        Losses of the steps since.
    """

    def __init__(self, stride: int = 1, points: Sequence[float] = (), pending: Sequence[float] = ()) -> None:
        self.stride = stride
        self.points = list(points)
        self.pending = list(pending)

    def add(self, losses: Sequence[float]) -> None:
        """Take in the losses of the next steps."""
        for loss in losses:
            self.pending.append(loss)
            if len(self.pending) == self.stride:
                self.points.append(_mean(self.pending))
                self.pending.clear()
                if len(self.points) == LARGEST_CURVE:
                    self.points = [_mean(pair) for pair in zip(self.points[::2], self.points[1::2], strict=True)]
                    self.stride *= 2

    @property
    def curve(self) -> Curve:
        """What was taken in so far."""
        rest = [_mean(self.pending)] if self.pending else []
        return Curve(self.stride, (*self.points, *rest))


def _mean(losses: Sequence[float]) -> float:
    return sum(losses) / len(losses)
