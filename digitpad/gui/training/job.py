"""What passes between the window and the training thread: a job, how to steer it, and how it ended.

Owns the values. Does not own the thread (`training_worker`) or the iterating (`training_iteration`).
"""

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
    """What a run that is resumed had come to.

    Parameters
    ----------
    config
        What is trained.
    history, curve
        Its finished epochs, and its training loss.
    batches
        Steps of a whole epoch.
    """

    config: TrainConfig
    history: tuple[EpochRecord, ...]
    curve: Curve
    batches: int


@dataclass(slots=True)
class Controls:
    """What the window tells a busy worker, who sees no queued signal: looked at between two reports.

    Parameters
    ----------
    stop, go
        Set to end the run, and cleared to let it rest.
    is_watched
        Set while somebody wants to see what the weights make of the pad.
    more
        One item for each epoch the run is to be longer.
    is_wanted
        Whether what was learnt is to be kept.
    """

    stop: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)
    is_watched: threading.Event = field(default_factory=threading.Event)
    more: deque[None] = field(default_factory=deque)
    is_wanted: bool = True


@dataclass(frozen=True, slots=True)
class Job:
    """One run, with controls of its own, so that a late click never reaches the next run.

    Parameters
    ----------
    config
        What to train; None for a run that is resumed, which says so itself.
    initial
        The checkpoint to fine-tune.
    stopped_run
        The file of the run to resume; None to begin anew.
    controls
        How it is steered.
    """

    config: TrainConfig | None
    initial: Checkpoint | None
    stopped_run: Path | None
    controls: Controls
