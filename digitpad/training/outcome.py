"""How a training run ended."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digitpad.errors import DigitpadError, TrainingError
from digitpad.training.reports import RunOrigin

if TYPE_CHECKING:
    from digitpad.config.train_config import TrainConfig
    from digitpad.models.checkpoint import Checkpoint
    from digitpad.training.reports import Curve
    from digitpad.training.resume_state import ResumeState

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TrainingOutcome:
    """How a run ended that has something to show, or was stopped."""

    config: TrainConfig  # what was trained
    # what was learnt; None if it was not wanted, or if the run was stopped before its first batch
    checkpoint: Checkpoint | None
    is_stopped_early: bool  # whether the run ended before its last batch
    # what broke the run off after an epoch or more had been learnt; None if nothing did
    error: DigitpadError | None = None
    curve: Curve | None = None  # the training loss over the whole run; None if there is none
    # where the run was stopped, so that it can be resumed another day; None if it came to its end or broke off
    stopped: ResumeState | None = None
    can_go_on: bool = False  # whether the run is kept open, to go on at once
    # how often the test part was looked at until now, which a run with a validation part does at its ends alone
    times_measured: int = 1
    ended_by_patience: bool = False  # whether it did no better on the validation part for so long, and ended there
    resumed: str | None = None  # the model in the library whose stopped run was resumed; None if there is none
    steps: int = 0  # it took
    origin: RunOrigin = field(default=RunOrigin())


def as_digitpad_error(error: Exception) -> DigitpadError:
    """Return an error as it is shown to the user; log one that nobody foresaw."""
    if isinstance(error, DigitpadError):
        return error
    if isinstance(error, MemoryError):
        return TrainingError(
            "This model is too large for the memory here",
            "Use fewer or smaller hidden layers or a smaller batch, then start again.",
        )
    _log.error("training ended unexpectedly", exc_info=error)
    made = TrainingError(
        "Training ended unexpectedly",
        "The reason given was: {reason}. Your settings and models are as they were; change a setting or start again.",
        reason=str(error) or type(error).__name__,
    )
    made.trace = "".join(traceback.format_exception(error))
    return made
