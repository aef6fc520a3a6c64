"""What passes between the window and the training thread: a job, how to steer it, and how it ended."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from digitpad.config.train_config import TrainConfig
    from digitpad.models.checkpoint import Checkpoint, EpochRecord
    from digitpad.training.reports import Curve


class RunState(Enum):
    """What the training thread is doing, as the window knows it."""

    IDLE = "idle"
    PREPARING = "preparing"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class Past:
    """What a run that is resumed had come to."""

    config: TrainConfig  # what is trained
    # history, curve: its finished epochs, and its training loss
    history: tuple[EpochRecord, ...]
    curve: Curve
    batches: int  # steps of a whole epoch


@dataclass(slots=True)
class Controls:
    """What the window tells a busy worker, who sees no queued signal: looked at between two reports."""

    # stop, go: set to end the run, and cleared to let it rest
    stop: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)
    # set while somebody wants to see what the weights make of the pad
    is_watched: threading.Event = field(default_factory=threading.Event)
    more: deque[None] = field(default_factory=deque)  # one item for each epoch the run is to be longer
    is_wanted: bool = True  # whether what was learnt is to be kept


@dataclass(frozen=True, slots=True)
class Job:
    """One run, with controls of its own, so that a late click never reaches the next run."""

    config: TrainConfig | None  # what to train; None for a run that is resumed, which says so itself
    initial: Checkpoint | None  # the checkpoint to fine-tune
    stopped_run: Path | None  # the file of the run to resume; None to begin anew
    controls: Controls  # how it is steered
