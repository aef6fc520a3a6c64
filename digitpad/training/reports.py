"""Reports of a training run, and its loss curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.config.number_limits import require_counts
from digitpad.errors import require

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.models.checkpoint import EpochRecord

LARGEST_CURVE = 4096
"""Most points of a curve: more than a screen has columns."""

BEYOND_HOPE = 1e30
"""A loss or weight this large ends a run: a few steps on, float32 overflows (at 3e38)."""


@dataclass(frozen=True, slots=True)
class RunOrigin:
    """What decides a run besides its config and data."""

    initial_sha256: str = ""  # of the weights it was fine-tuned from; empty for fresh ones
    is_lengthened: bool = False  # whether it became longer than it was to be when it began


@dataclass(frozen=True, slots=True)
class LayerReport:
    """How one layer learns, by the last batch before a report."""

    gradient_norm: float  # root of the sum of squares of the loss's gradient in its weights and biases, without decay
    units: int
    # hidden ReLU units that gave 0 for every sample of the batch, through which no gradient went; None for other layers
    dead_units: int | None = None


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """The progress of a run after its last finished batch."""

    # epoch, epochs: from 1; a run by steps counts its passes through the data, of which the last may be cut short
    epoch: int
    epochs: int
    # batch, batches: finished in that epoch, and all of it
    batch: int
    batches: int
    # train_loss, train_accuracy: mean cross-entropy in nats and fraction right, over the batches since the last report
    train_loss: float
    train_accuracy: float
    learning_rate: float  # of the last step
    images_per_second: float  # training speed since the last report, without evaluation
    # elapsed_seconds, remaining_seconds: without pauses, and an estimate
    elapsed_seconds: float
    remaining_seconds: float
    finished_epoch: EpochRecord | None  # the record of the epoch if that batch was its last, else None
    # step, steps: taken, and of the whole run; one for each batch
    step: int
    steps: int
    losses: tuple[float, ...]  # mean cross-entropy of each batch since the last report; the last one is that of `step`
    samples: int = 0  # in a whole epoch
    layers: tuple[LayerReport, ...] = ()  # from the first hidden layer to the output
    ended_by_patience: bool = False  # whether the run ends here, as it did no better on the validation part for so long

    @property
    def is_last(self) -> bool:
        """Whether the run ends here, at its last step or before."""
        return self.step >= self.steps or self.ended_by_patience

    @property
    def progress(self) -> float:
        """Share of the whole run that is done, 0.0 to 1.0."""
        return 1.0 if self.ended_by_patience else self.step / self.steps


@dataclass(frozen=True, slots=True)
class Curve:
    """The training loss over a run."""

    stride: int  # steps that a point stands for
    # the mean loss over the first `stride` steps, over the next, and so on; the last may be of fewer
    losses: tuple[float, ...]

    def __post_init__(self) -> None:
        require_counts(steps_a_point=self.stride)
        require(
            self.stride >= 1,
            "This learning curve is damaged",
            "One of its points belongs to no step. Train the model anew to have a curve of it.",
        )


@dataclass(frozen=True, slots=True)
class Divergence:
    """How the loss of a run grew without end, after which no report follows."""

    curve: Curve  # the loss as far as it was reported
    losses: tuple[float, ...]  # of each batch from there on, the last ones no longer numbers or far too large
    # step, batches: taken, and of a whole epoch
    step: int
    batches: int

    @property
    def first_hopeless_step(self) -> int:
        """The first step whose loss was beyond hope; the last one if the weights alone were."""
        first = self.step - len(self.losses) + 1
        return next((step for step, loss in enumerate(self.losses, start=first) if not loss < BEYOND_HOPE), self.step)


class LossCurve:
    """Collects the loss of every step into no more points than can be seen.

    A point is the mean over `stride` steps, a power of two; `pending` are the losses since the last point.
    """

    def __init__(self, stride: int = 1, points: Sequence[float] = (), pending: Sequence[float] = ()) -> None:
        self.stride = stride
        self.points = list(points)
        self.pending = list(pending)

    def add(self, losses: Sequence[float]) -> None:
        """Add the losses of the next steps."""
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
        """The loss so far."""
        rest = [_mean(self.pending)] if self.pending else []
        return Curve(self.stride, (*self.points, *rest))


def _mean(losses: Sequence[float]) -> float:
    return sum(losses) / len(losses)
