"""Going on with a stopped run that lies in a file. Imports torch only when it is done."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from digitpad.errors import CheckpointError
from digitpad.models import checkpoint as checkpoints
from digitpad.training import resume_state
from digitpad.training.run import resume

if TYPE_CHECKING:
    from pathlib import Path

    from digitpad.models.checkpoint import Checkpoint
    from digitpad.training.reports import RunOrigin
    from digitpad.training.run import TrainingRun


def resumed(
    stopped_run: Path, model: Path, *, epochs: int | None, steps: int | None
) -> tuple[TrainingRun, Checkpoint | None, RunOrigin]:
    """Return a stopped run, before its next batch, the model it had come to if that is still there, and its origin.

    Raises
    ------
    ConfigError
        If the stopped run is another model's, or as `training.run.resume`.
    """
    state, before = resume_state.load(stopped_run), None
    with suppress(CheckpointError):  # it may be gone by now
        before = checkpoints.load(model)
    if before is not None:
        resume_state.check_belongs_to(state, before)
    run = resume(state, epochs=epochs, steps=steps)
    is_lengthened = state.origin.is_lengthened or run.config != state.config
    return run, before, replace(state.origin, is_lengthened=is_lengthened)
